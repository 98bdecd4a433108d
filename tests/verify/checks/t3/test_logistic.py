"""The alternatives of Stiemke and Gordan against linear programs in floating point."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from verify.checks.t3.logistic import alternative, draw_classified, features, signed_rows


def largest_sum(rows):
    """max Σ t_i with t_i ≤ a_i·u, 0 ≤ t_i ≤ 1: positive if and only if L has no minimum."""
    size, dim = rows.shape
    cost = np.concatenate([np.zeros(dim), -np.ones(size)])
    bounds = [(None, None)] * dim + [(0, 1)] * size
    return -linprog(cost, A_ub=np.hstack([-rows, np.eye(size)]), b_ub=np.zeros(size), bounds=bounds).fun


def separates(rows):
    """Whether a_i·u ≥ 1 has a solution."""
    return linprog(np.zeros(rows.shape[1]), -rows, -np.ones(len(rows)), bounds=[(None, None)] * rows.shape[1]).success


@pytest.mark.parametrize("seed", range(30))
def test_the_alternatives_are_those_of_linear_programs(seed):
    stream = np.random.default_rng([seed, 3])
    rows = signed_rows(draw_classified(stream, seed / 29))
    found, floats = alternative(rows), np.array([[float(v) for v in row] for row in rows])
    assert found.proves(rows)
    assert found.has_minimum == (largest_sum(floats) < 1e-7)
    assert found.reaches_zero == separates(floats)


def test_classes_that_touch():
    found = alternative([[Fraction(1)], [Fraction(0)]])
    assert (found.has_minimum, found.reaches_zero) == (False, False)
    assert found.direction[0] > 0


def test_a_wrong_proof_is_none():
    rows = [[Fraction(1)], [Fraction(1)]]
    assert alternative(rows).proves(rows)
    assert not alternative(rows, any_sign=True).proves(rows)


def test_features_of_networks():
    points = {"x": [[2], [-3]], "y": [1, 1], "depth": 2}
    assert features({**points, "kind": "tower"}) == [[16], [81]]
    assert features({**points, "kind": "relu"}) == [[2, 0], [0, 3]]
    assert features({"kind": "squares", "depth": 1, "x": [[2, 3]], "y": [1]}) == [[4, 6, 9]]
