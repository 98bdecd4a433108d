"""Linear networks: minimisers by hand and against a dense solution, and weight decay."""

from fractions import Fraction

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import PROVED, Zero, case, drawn, mlp, nn, seeded, told, torch
from verify.audit.theorems.linear import LinearNetwork, linear_network

pytestmark = pytest.mark.torch

X = torch.tensor([[1.0, 0, 0], [0, 1, 0], [1, 1, 0]]).double()  # rank 2 of 3; x3 = x1 + x2


def network(*widths, bias=False):
    return mlp(*widths, activation=nn.Identity, bias=bias)


@pytest.mark.parametrize(
    ("y", "least", "dimension"),
    [
        ([[1.0, 0], [0, 1], [1, 1]], "the least loss is 0", 2),  # y3 = y1 + y2
        # off by d = (0, 1) in y3 − y1 − y2: the residual is d(1, 1, −1)/3 of each, ½·|d|²/3 = 1/6
        ([[1.0, 0], [0, 1], [1, 2]], "the least loss is 0.166667", 2),
    ],
)
def test_minimisers_by_hand(y, least, dimension):
    """A is 2 × 3 and free on e3: 2·(3 − 2) dimensions."""
    found = told(network(3, 2, 2), X, torch.tensor(y).double())["T3-18"]
    assert found.applies == "yes"
    assert "X has rank 2 of 3" in found.follows
    assert f"affine space of dimension {dimension}" in found.follows
    assert least in found.follows


def test_theory_against_what_was_sought():
    """A zero of targets that no A gives, or none of targets that one gives, is a contradiction."""
    good, bad = torch.tensor([[1.0], [1], [2]]).double(), torch.tensor([[1.0], [1], [3]]).double()
    model = network(3, 2, 1)
    found = [told(model, X, y, zero=z)["T3-18"].disagrees for y in (good, bad) for z in (PROVED, Zero("excluded"))]
    assert found == [False, True, True, False]
    first = next(iter(told(model, X, bad, zero=PROVED).values()))
    assert (first.id, first.disagrees) == ("T3-18", True)


@pytest.mark.parametrize(
    ("widths", "bias", "applies", "words"),
    [
        ((5, 3, 4), False, "no", "has 3 units, min(d, d') = 4: 1 too few"),
        ((5, 4, 6, 4), False, "yes", "has 4 units"),
        ((5, 4), False, "yes", "no hidden layer"),
        ((5, 4, 4), True, "yes", "linear layers 5-4-4"),
    ],
)
def test_widths(widths, bias, applies, words):
    found = told(network(*widths, bias=bias), drawn(3, 5), drawn(3, widths[-1]))["T3-18"]
    assert found.applies == applies
    assert words in found.because


def test_a_bias_is_a_column_of_ones():
    """x = 1, 2, 3 and y = 1, 2, 4: with (x, 1) the residual is (1, −2, 1)/6, and ½Σ = 1/12."""
    x, y = torch.tensor([[1.0], [2], [3]]).double(), torch.tensor([[1.0], [2], [4]]).double()
    exact = Fraction(1, 2) * sum(Fraction(v, 6) ** 2 for v in (1, -2, 1))
    assert exact == Fraction(1, 12)
    found = told(network(1, 1, 1, bias=True), x, y)["T3-18"]
    assert f"the least loss is {float(exact):.6g}" in found.follows
    assert "rank 2 of 2" in found.follows


def test_biases_in_hidden_layers_only():
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2, bias=False)))
    assert told(model, X, drawn(3, 2))["T3-18"].because == "hidden layers have biases and the output has none"


def test_an_affine_scaling_of_the_inputs():
    class Scaled(nn.Module):
        def __init__(self, shift):
            super().__init__()
            self.a, self.b, self.shift = nn.Linear(3, 2, bias=False), nn.Linear(2, 2, bias=False), shift

        def forward(self, x):
            return self.b(self.a(x / 16 + self.shift))

    assert told(seeded(lambda: Scaled(0)), X, drawn(3, 2))["T3-18"].applies == "yes"
    assert told(seeded(lambda: Scaled(1)), X, drawn(3, 2))["T3-18"].applies == "no"


def test_loss_against_a_dense_solution():
    x, y = drawn(9, 4), drawn(9, 2)
    model = network(4, 3, 2)
    found = linear_network(case(model, x, y))
    assert isinstance(found, LinearNetwork)
    rest = np.linalg.lstsq(x.numpy(), y.numpy(), rcond=None)[1].sum() / 2
    assert f"the least loss is {rest:.6g}" in told(model, x, y)["T3-18"].follows


@pytest.mark.parametrize(
    ("model", "n", "words"),
    [
        (lambda: network(3, 2), 3, "every minimum of L + γ‖W‖² is hyperbolic"),
        (lambda: network(3, 4, 2), 3, "at least 3 zero eigenvalues"),
        (lambda: network(3, 4, 1), 1, "3 zero eigenvalues at every global minimum"),
        (lambda: mlp(3, 4, 2), 3, "if and only if"),
    ],
)
def test_weight_decay(model, n, words):
    """One sample x = (1, 0, 0) and y = 2: ‖x‖|y| = 2, and N = 4."""
    built = model()
    m = built[-1].out_features
    y = torch.full((n, m), 2.0).double()
    found = told(built, X[:n], y)["T3-08"]
    assert (found.applies, found.corrected) == ("yes", True)
    assert words in found.follows
    assert ("‖x‖|y| = 2:" in found.follows) == (n == 1)


def test_weight_decay_of_relu():
    assert told(mlp(3, 4, 2, activation=nn.ReLU), X, drawn(3, 2))["T3-08"].applies == "no"
