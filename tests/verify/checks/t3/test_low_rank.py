"""Least losses and uniqueness against singular values in floating point and alternating least squares."""

# mypy: ignore-errors

from fractions import Fraction

import numpy as np
import pytest

from verify.catalogue import find_claim
from verify.checks.t3.low_rank import case_of, rational_minimisers, shown
from verify.run import Draws

CLAIM = find_claim("T3-48")


def array(values):
    return np.array([[float(Fraction(v)) for v in row] for row in values])


def fitted(x, y, width, rng):
    """W2W1 after alternating least squares from a random start, and its loss."""
    w1 = rng.standard_normal((width, len(x)))
    for _ in range(400):
        w2 = y @ np.linalg.pinv(w1 @ x)
        w1 = np.linalg.pinv(w2) @ y @ np.linalg.pinv(x)
    return w2 @ w1, np.sum((w2 @ w1 @ x - y) ** 2) / 2


@pytest.mark.slow
@pytest.mark.parametrize("index", [23, 30, 33, 38, 39, 41, 47, 48, 49])
def test_alternating_least_squares(index):
    instance, rng = Draws(CLAIM).instance(index, CLAIM.num_instances), np.random.default_rng(index)
    case = case_of(instance)
    unique, _, measured = shown(case, rational_minimisers(instance, case.levels))
    x, y = array(instance["X"]), array(instance["Y"])
    right = np.linalg.svd(x, full_matrices=False)[2]
    values = np.linalg.svd(y @ right.T @ right, compute_uv=False)
    least = np.sum((y - y @ right.T @ right) ** 2) / 2 + np.sum(values[instance["width"] :] ** 2) / 2
    if measured:
        assert float(Fraction(measured["least_loss"])) == pytest.approx(least)
    found = [fitted(x, y, instance["width"], rng) for _ in range(4)]
    assert min(loss for _, loss in found) == pytest.approx(least)
    best = [a for a, loss in found if loss < least + 1e-9]
    assert len(best) > 1
    assert all(np.allclose(a, best[0], atol=1e-4) for a in best) == unique
