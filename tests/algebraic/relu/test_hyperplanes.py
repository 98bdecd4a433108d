from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from algebraic.relu.hyperplanes import chambers
from algebraic.relu.linear_program import dot, primitive
from algebraic.shell import UNLIMITED, Budget, OutOfBudget, TooLarge


def sampled(normals, count=4000):
    """The signs of random points."""
    stream = np.random.default_rng(0)
    values = stream.normal(size=(count, len(normals[0]))) @ np.array(normals, dtype=float).T
    return {tuple(1 if v > 0 else -1 for v in row) for row in values}


@pytest.mark.parametrize(("number", "dim"), [(2, 2), (3, 2), (4, 2), (3, 3), (4, 3), (5, 3), (5, 4)])
def test_in_general_position(number, dim):
    """Cover 1965: 2 Σ_{k<dim} C(number − 1, k) chambers, and 2 C(number, dim − 1) rays."""
    normals = [tuple(t**k for k in range(dim)) for t in range(1, number + 1)]
    rays, found = chambers(normals, UNLIMITED)
    assert len(found) == 2 * sum(comb(number - 1, k) for k in range(dim))
    assert len(rays) == 2 * comb(number, dim - 1)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.tuples(*[st.integers(-2, 2)] * 3).filter(any), min_size=3, max_size=5))
def test_special_positions_have_the_chambers_of_random_points(vectors):
    lines = {max(primitive(v), tuple(-x for x in primitive(v))) for v in vectors}
    normals = sorted(lines)
    if np.linalg.matrix_rank(normals) < 3:
        return
    rays, found = chambers(normals, UNLIMITED)
    assert {chamber.signs for chamber in found} >= sampled(normals)
    for chamber in found:  # and each has an inner point
        inner = [sum(ray[i] for k, ray in enumerate(rays) if chamber.rays >> k & 1) for i in range(3)]
        assert all(side * dot(normal, inner) > 0 for side, normal in zip(chamber.signs, normals, strict=True))


def test_walls_are_shared():
    rays, found = chambers([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1)], UNLIMITED)
    for place, chamber in enumerate(found):
        for other, common in chamber.walls:
            assert (place, common) in found[other].walls
            assert sum(a != b for a, b in zip(chamber.signs, found[other].signs, strict=True)) == 1
            on = [ray for k, ray in enumerate(rays) if common >> k & 1]
            assert np.linalg.matrix_rank(on) == 2
    reached, waiting = {0}, [0]
    while waiting:
        for other, _ in found[waiting.pop()].walls:
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    assert len(reached) == len(found)


def test_one_dimension_and_none():
    rays, found = chambers([(1,)], UNLIMITED)
    assert (rays, [chamber.signs for chamber in found]) == ([(1,), (-1,)], [(1,), (-1,)])
    assert len(chambers([], UNLIMITED)[1]) == 1


def test_limits():
    with pytest.raises(TooLarge, match="rays"):
        chambers([tuple(t**k for k in range(6)) for t in range(1, 40)], UNLIMITED)
    with pytest.raises(OutOfBudget):
        chambers(list(product((1, 2), repeat=3))[:4], Budget(1e-9))
