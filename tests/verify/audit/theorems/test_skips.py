"""What follows for the features."""

import numpy as np
import pytest

from tests.verify.audit.theorems.cases import Rank, Skips, Zero, case, drawn, mlp, nn, seeded, told, torch
from verify.audit.theorems.skips import feature_rank, mean_cross_entropy

pytestmark = pytest.mark.torch

NMH = ("NMH-02", "NMH-04", "NMH-05", "NMH-06", "NMH-07", "NMH-08")
X, Y = drawn(6, 3), torch.tensor([0, 1, 0, 1, 1, 0])


def test_all_apply_with_cross_entropy():
    found = told(seeded(lambda: Skips(3, (4, 3), 2)), X, Y, loss="cross-entropy")
    assert [found[name].applies for name in NMH] == ["yes"] * 6
    assert found["NMH-06"].corrected
    assert found["NMH-07"].corrected
    assert "proved" in found["NMH-02"].measured
    assert "need not increase" in found["NMH-06"].follows


def test_the_square_loss_has_the_general_theorem():
    found = told(seeded(lambda: Skips(3, (4, 3), 2)), X, drawn(6, 2))
    assert [found[name].applies for name in NMH] == ["yes", "yes", "no", "no", "no", "yes"]


def test_one_unit_too_few():
    found = told(seeded(lambda: Skips(3, (3, 2), 2)), X, Y, loss="cross-entropy")
    assert [found[name].applies for name in NMH] == ["no", "no", "no", "no", "yes", "no"]
    assert "M = 5 < N = 6: it needs 1 more" in found["NMH-06"].because


def test_the_rank_of_equal_units_is_not_proved():
    """Two units with equal weights: rank 5 of 6, though almost all weights have rank 6."""
    model = seeded(lambda: Skips(3, (6,), 2))
    with torch.no_grad():
        model.hidden[0].weight[1], model.hidden[0].bias[1] = model.hidden[0].weight[0], model.hidden[0].bias[0]
    one = case(model, X, Y, loss="cross-entropy")
    assert not feature_rank(one).proved
    found = told(model, X, Y, loss="cross-entropy")
    assert (found["NMH-02"].applies, found["NMH-02"].disagrees) == ("yes", False)
    assert "need not increase on the way to 0, as they are no local minimum" in found["NMH-06"].follows


def test_a_plateau_promises_no_descent():
    """W = 0: equal rows of Ψ; V = 0 and as many samples of each class: the gradient in V is 0, and nothing is known."""
    model = seeded(lambda: Skips(3, (6,), 2))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    found = told(model, X, Y, loss="cross-entropy")["NMH-06"]
    assert "if these weights are no local minimum" in found.follows
    assert found.follows.endswith("the printed one fails)")


def test_a_zero_that_is_excluded_contradicts():
    found = told(seeded(lambda: Skips(3, (4, 3), 2)), X, drawn(6, 2), zero=Zero("excluded"))
    assert [found[name].disagrees for name in ("NMH-04", "NMH-08")] == [True, True]
    assert [name for name in found][:2] == ["NMH-04", "NMH-08"]


def test_cross_entropy_against_torch():
    one = case(mlp(3, 4, 2), X, Y, loss="cross-entropy")
    theirs = nn.functional.cross_entropy(torch.from_numpy(one.outputs), Y)
    assert mean_cross_entropy(one) == pytest.approx(float(theirs), rel=1e-12)


def test_rank_against_numpy():
    one = case(seeded(lambda: Skips(3, (4, 3), 2)), X, Y, loss="cross-entropy")
    found = feature_rank(one)
    hidden = one.values[-2].centre
    assert found.smallest == pytest.approx(np.linalg.svd(hidden, compute_uv=False)[5], rel=1e-9)


def test_one_output():
    """Theorem C.3 asks of the square loss no more than of the features; cross-entropy of one class is 0 everywhere."""
    found = told(seeded(lambda: Skips(3, (4, 3), 1)), X, drawn(6, 1))
    assert [found[name].applies for name in ("NMH-02", "NMH-08")] == ["yes", "yes"]
    assert "1 output" in found["NMH-08"].because


def test_a_rank_that_the_features_contradict():
    """Ψ of rank 6 gives J rank 6·2 by the output weights alone; 11 of 12 is wrong, and undecided is not."""
    model = seeded(lambda: Skips(3, (4, 3), 2))
    answers = [told(model, X, drawn(6, 2), rank=Rank(r, status, 12))["NMH-02"] for r, status in
               ((11, "gap"), (12, "gap"), (11, "undecided"))]  # fmt: skip
    assert [found.disagrees for found in answers] == [True, False, False]
    assert "rank 12, and 11 was measured" in answers[0].measured
