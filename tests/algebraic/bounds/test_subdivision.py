"""Mixed volumes by checked cells, against inclusion and exclusion, numbers of the literature, and planted faults."""

import random

import numpy as np
import pytest

from algebraic.bounds import subdivision
from algebraic.bounds.newton import mixed_volume
from algebraic.bounds.subdivision import arrange, cells_volume, mixed_volume_again
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, WrongInput

SQUARE = [(0, 0), (2, 0), (0, 2), (2, 2), (1, 1)]


def random_supports(seed, dimension, points, kinds):
    draw = random.Random(seed)
    base = [[tuple(draw.randrange(5) for _ in range(dimension)) for _ in range(points)] for _ in range(kinds)]
    return [base[i % kinds] for i in range(dimension)]


@pytest.mark.parametrize(
    "shape", [(1, 3, 1), (2, 4, 1), (2, 5, 2), (3, 6, 1), (3, 5, 2), (3, 6, 3), (4, 9, 1), (4, 6, 2)]
)
def test_as_by_inclusion_and_exclusion(no_engines, shape):
    for seed in range(3):
        supports = random_supports(seed, *shape)
        assert mixed_volume_again(supports) == mixed_volume(supports)


def cyclic(size):
    """The sums of products of 1, 2, … neighbours on a circle, and the product of all minus 1."""
    neighbours = [
        [[int((i - start) % size < length) for i in range(size)] for start in range(size)] for length in range(1, size)
    ]
    return [*neighbours, [[0] * size, [1] * size]]


@pytest.mark.parametrize(("size", "volume"), [(3, 6), (4, 16), (5, 70)])
def test_cyclic_roots(size, volume):
    """Bernshtein's bound for cyclic n-roots, as published (Björck, Fröberg; Emiris, Canny)."""
    assert mixed_volume_again(cyclic(size)) == volume


def test_what_is_flat_has_no_volume():
    assert mixed_volume_again([[(0, 0), (1, 1)], [(0, 0), (2, 2), (3, 3)]]) == 0
    assert mixed_volume_again([[(0, 0), (1, 0)], [(5, 5)]]) == 0


def test_a_point_that_was_not_looked_at_is_found(monkeypatch):
    """Two directions show few vertices: the others lie outside, and are added."""
    supports = random_supports(0, 3, 9, 1)
    expected = mixed_volume_again(supports)
    monkeypatch.setattr(subdivision, "_extreme", lambda cayley, stream: np.array([0, 1, 2, 3, 4]))
    assert mixed_volume_again(supports) == expected


def triangles():
    """Two triangles that make the square, of four points and one inside."""
    cayley = arrange([SQUARE, SQUARE])
    place = {tuple(p[:2]): i for i, p in enumerate(cayley.points.tolist())}
    corners = [place[p] for p in ((0, 0), (2, 0), (2, 2), (0, 2))]
    return cayley, np.array([[corners[0], corners[1], corners[2]], [corners[0], corners[2], corners[3]]]), place


def test_cells_that_cover_are_believed_and_no_others():
    cayley, cells, place = triangles()
    a, b, c, d = place[0, 0], place[2, 0], place[2, 2], place[0, 2]
    middle = place[1, 1]
    assert cells_volume(cayley, cells) == 8
    assert cells_volume(cayley, np.concatenate([cells, [[a, middle, c]]])) == 8  # flat
    for wrong in (
        cells[:1],  # one is missing
        np.concatenate([cells, cells]),  # all of it twice
        np.concatenate([cells, cells[:1]]),
        np.array([[a, b, c], [a, b, d]]),  # they overlap
        np.array([[a, b, c], [b, c, d]]),
        np.array([[a, b, middle], [b, c, middle], [c, d, middle]]),  # a quarter is missing
        np.array([[a, b, c], [a, c, d], [a, b, d], [b, c, d]]),  # both diagonals: everything twice
        np.array([[a, middle, c]]),
    ):
        found = cells_volume(cayley, wrong)
        assert not isinstance(found, int), wrong.tolist()
    assert cells_volume(cayley, np.array([[a, b, middle], [a, middle, d], [b, c, middle], [c, d, middle]])) == 8
    assert sorted(cells_volume(cayley, np.array([[a, b, d]])).tolist()) == [c]  # what lies outside


def test_limits(monkeypatch):
    with pytest.raises(WrongInput):
        mixed_volume_again([[(0, 0), (1, 0)]])
    with pytest.raises(OutOfBudget):
        mixed_volume_again([SQUARE, SQUARE], budget=Budget(1e-9))
    for name in ("MAX_HULL", "MAX_POINTS", "MAX_SIMPLICES", "TRIES"):
        with monkeypatch.context() as patched:
            patched.setattr(subdivision, name, 0)
            assert mixed_volume_again([SQUARE, SQUARE]) is None
