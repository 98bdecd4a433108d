"""Weights against equations, and margins."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import Rank, case, drawn, mlp, nn, told, torch
from verify.audit.theorems.counts import certified_radius, margins_of

pytestmark = pytest.mark.torch


def linear(weights):
    model = nn.Linear(len(weights[0]), len(weights), bias=False).double()
    with torch.no_grad():
        model.weight.copy_(torch.tensor(weights, dtype=torch.float64))
    return model


@pytest.mark.parametrize(
    ("n", "applies", "words"),
    [
        (2, "yes", "3 more unknowns"),  # 2-2-1 with biases: 9 weights; here m = 3 outputs, 4 + 2 + 6 + 3 = 15 > 2·3… 6
        (5, "no", "15 weights for 15 equations: it needs 1 more"),
        (6, "no", "15 weights for 18 equations: it needs 4 more"),
    ],
)
def test_the_count(n, applies, words):
    """2-2-3: 2·2 + 2 + 2·3 + 3 = 15 weights, 3n equations."""
    found = told(mlp(2, 2, 3), drawn(n, 2), drawn(n, 3))["T2-22"]
    assert (found.applies, found.corrected) == (applies, True)
    if applies == "no":
        assert words in found.because
        assert "needs" not in found.follows
    assert ("square" in found.follows) == (n == 5)
    assert ("would be overparametrised" in found.follows) == (n == 6)


def test_a_rank_above_its_bound_disagrees():
    data = mlp(2, 2, 1), drawn(3, 2), drawn(3, 1)
    assert not told(*data, rank=Rank(3, "gap", 3))["T2-22"].disagrees
    assert told(*data, rank=Rank(4, "gap", 4))["T2-22"].disagrees
    assert not told(*data, rank=Rank(4, "undecided", 4))["T2-22"].disagrees
    assert "at most 2 of 3" in told(*data, rank=Rank(2, "gap", 2))["T2-22"].follows


X = torch.tensor([[1.0, 0.0], [0.0, 1.0]]).double()


def test_margins_by_hand():
    """W = diag(2, 1), x = e1, e2 of classes 0 and 1: margins 2 and 1. Weights may move by r: each margin loses 2r, so
    that the largest radius is ½, and the largest power of two below it ¼."""
    model = linear([[2.0, 0.0], [0.0, 1.0]])
    one = case(model, X, torch.tensor([0, 1]), loss="cross-entropy")
    low, high = margins_of(one, one.values[-1])
    assert np.allclose(low, [2, 1])
    assert np.allclose(high, [2, 1])
    assert certified_radius(one) == 0.25
    found = told(model, X, torch.tensor([0, 1]), loss="cross-entropy")["T2-13"]
    assert found.applies == "yes"
    assert found.because.startswith("all 2 samples are right, with margins from 1 on; ")
    assert "0.25" in found.measured


def test_radius_is_not_too_large():
    """A tie at exactly 0.25: margins ½, which a move of 0.25 takes."""
    one = case(linear([[0.5, 0.0], [0.0, 0.5]]), X, torch.tensor([0, 1]), loss="cross-entropy")
    assert certified_radius(one) == 0.125


@pytest.mark.parametrize(
    ("weights", "answer", "words"),
    [
        ([[0.0, 0.0], [0.0, 0.0]], "unknown", "too near to 0"),  # ties: enclosures of 0 contain 0
        ([[1.0, 0.0], [0.0, -1.0]], "no", "1 sample of 2 wrong"),
        ([[1e-300, 0.0], [0.0, 1e-200]], "unknown", "too near"),
        ([[1e-200, 0.0], [0.0, 1e-200]], "yes", "all 2"),
    ],
)
def test_ties_and_errors(weights, answer, words):
    found = told(linear(weights), X, torch.tensor([0, 1]), loss="cross-entropy")["T2-13"]
    assert found.applies == answer
    assert words in found.because


def test_two_classes_by_sign():
    """f = 3x for x = 1, −1 with targets ±2: margins 3."""
    model, x = linear([[3.0]]), torch.tensor([[1.0], [-1.0]]).double()
    assert told(model, x, 2 * x)["T2-13"].applies == "yes"
    assert told(model, x, -2 * x)["T2-13"].applies == "no"
    assert told(model, x, x + 5)["T2-13"].because == "the targets are numbers, not two classes ±c"


def test_equivalent_forms_have_equal_answers():
    """Units permuted, inputs scaled with the first layer, targets scaled: the same answers."""
    model, x, y = mlp(3, 5, 3), drawn(6, 3), torch.tensor([0, 1, 2, 0, 1, 2])
    before = {k: v.applies for k, v in told(model, x, y).items()}
    order = torch.tensor([3, 0, 4, 1, 2])
    with torch.no_grad():
        model[0].weight.copy_(model[0].weight[order] / 4)
        model[0].bias.copy_(model[0].bias[order])
        model[2].weight.copy_(model[2].weight[:, order])
    assert {k: v.applies for k, v in told(model, 4 * x, y).items()} == before
    flip = torch.arange(5, -1, -1)
    assert {k: v.applies for k, v in told(model, 4 * x[flip], y[flip]).items()} == before


def test_a_jump_at_these_weights_leaves_no_room():
    """All samples are right at w = 0 and wrong on one side of it, however near: the outputs jump."""

    class Jumping(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.zeros(1))

        def forward(self, x):
            sign = torch.where(self.w >= 0, 1.0, -1.0)
            return torch.cat([x + sign + 0 * self.w, -x - sign], dim=1)

    x, y = torch.zeros(2, 1, dtype=torch.float64), torch.tensor([0, 0])
    model = Jumping()
    assert (model(x).argmax(1) == y).all()
    with torch.no_grad():
        model.w -= 1e-30
        assert (model(x).argmax(1) != y).all()
        model.w.zero_()
    found = told(model, x, y)["T2-13"]
    assert found.applies == "unknown"
    assert "where" in found.because
