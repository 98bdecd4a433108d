from itertools import product
from math import factorial

import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.bounds.polytope import normalized_volume
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, TooLarge

scipy_spatial = pytest.importorskip("scipy.spatial")


@pytest.mark.parametrize("dimension", [1, 2, 3, 5, 7])
def test_closed_forms(dimension):
    unit = np.eye(dimension, dtype=int)
    simplex = [[0] * dimension, *unit.tolist()]
    assert normalized_volume(simplex) == 1
    assert normalized_volume([[3 * x for x in p] for p in simplex]) == 3**dimension
    assert normalized_volume([*unit.tolist(), *(-unit).tolist()]) == 2**dimension  # cross-polytope
    if dimension <= 5:
        assert normalized_volume(list(product((0, 2), repeat=dimension))) == 2**dimension * factorial(dimension)


def test_moment_curve_against_the_vandermonde_sum():
    # The cyclic polytope C(5, 4): five points, one simplex; its volume is a Vandermonde determinant.
    points = [[t, t**2, t**3, t**4] for t in range(5)]
    assert normalized_volume(points) == 1 * 2 * 3 * 4 * 1 * 2 * 3 * 1 * 2 * 1


def test_flat_and_small_sets_have_no_volume():
    assert normalized_volume([(1, 2, 3)]) == 0
    assert normalized_volume([(0, 0, 1), (1, 0, 1), (0, 1, 1), (3, 3, 1)]) == 0
    assert normalized_volume([(0, 0), (1, 1), (2, 2), (5, 5)]) == 0


@given(st.integers(1, 6), st.integers(2, 14), st.integers(1, 9), st.integers(0, 10**6))
def test_random_points_against_qhull(dimension, extra, size, seed):
    points = np.random.default_rng(seed).integers(0, size + 1, (dimension + extra, dimension))
    if dimension == 1:
        expected = float(np.ptp(points))
    else:
        try:
            expected = scipy_spatial.ConvexHull(points.astype(float)).volume * factorial(dimension)
        except scipy_spatial.QhullError:
            expected = 0.0  # flat
    assert abs(normalized_volume(points.tolist()) - expected) < 1e-6 * max(1.0, expected)


@given(st.integers(2, 5), st.integers(0, 10**6))
def test_volume_is_invariant_under_shears_and_shifts(dimension, seed):
    stream = np.random.default_rng(seed)
    points = stream.integers(0, 4, (dimension + 5, dimension))
    shear = np.eye(dimension, dtype=int) + np.triu(stream.integers(-3, 4, (dimension, dimension)), 1)
    moved = points @ shear + stream.integers(-9, 10, dimension)
    assert normalized_volume(points.tolist()) == normalized_volume(moved.tolist())


def test_numbers_beyond_int64():
    huge = 10**12
    cube = [[huge * x for x in p] for p in product((0, 1), repeat=4)]
    assert normalized_volume([*cube, [2 * huge, 0, 0, 0]]) == huge**4 * (24 + 6)


def test_more_points_than_bits_in_a_word():
    square = list(product(range(12), repeat=2))
    assert normalized_volume(square) == 2 * 11**2
    assert normalized_volume([(*p, 0) for p in square] + [(0, 0, 5), (1, 0, 4), (11, 11, 1)]) > 2 * 11**2


def test_limits_are_kept():
    points = np.random.default_rng(0).integers(0, 50, (60, 6)).tolist()
    with pytest.raises(TooLarge):
        normalized_volume(points, max_facets=100)
    with pytest.raises(OutOfBudget):
        normalized_volume(points, budget=Budget(1e-9))
