"""Mixed volumes by proved cells, against inclusion and exclusion, gfan, published numbers, and planted faults."""

import random
from collections import Counter
from itertools import product
from math import comb, factorial

import numpy as np
import pytest

from algebraic.bounds import mixed_cells
from algebraic.bounds.mixed_cells import Lifted, cell_volumes, follow, mixed_volume_again
from algebraic.bounds.polytope import normalized_volume
from algebraic.engines import gfan_mixed_volume
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import OutOfBudget, WrongInput

SQUARE = [(0, 0), (2, 0), (0, 2), (2, 2), (1, 1)]


def random_supports(seed, dimension, points, kinds):
    draw = random.Random(seed)
    base = [[tuple(draw.randrange(5) for _ in range(dimension)) for _ in range(points)] for _ in range(kinds)]
    return [base[i % kinds] for i in range(dimension)]


def by_inclusion(supports):
    """MV = 1/K! Σ_k (−1)^(K−|k|) Π_i C(n_i, k_i) · K! vol(Σ_i k_i Q_i) for polytopes Q_i taken n_i times."""
    kinds, dimension, total = Counter(frozenset(map(tuple, support)) for support in supports), len(supports), 0
    for times in product(*(range(n + 1) for n in kinds.values())):
        used = [(k, support) for k, support in zip(times, kinds, strict=True) if k]
        if used:
            choices = product(*(support for _, support in used))
            points = {
                tuple(
                    sum(k * x for (k, _), x in zip(used, column, strict=True)) for column in zip(*choice, strict=True)
                )
                for choice in choices
            }
            weight = int(np.prod([comb(n, k) for n, k in zip(kinds.values(), times, strict=True)]))
            total += (-1) ** (dimension - sum(times)) * weight * normalized_volume(points)
    return total // factorial(dimension)


@pytest.mark.parametrize(
    "shape", [(1, 3, 1), (2, 4, 1), (2, 5, 2), (3, 6, 1), (3, 5, 2), (3, 6, 3), (4, 9, 1), (4, 6, 2)]
)
def test_as_by_inclusion_and_exclusion(shape):
    for seed in range(3):
        supports = random_supports(seed, *shape)
        assert mixed_volume_again(supports) == by_inclusion(supports)


@pytest.mark.gfan
@pytest.mark.parametrize("shape", [(4, 3, 4), (5, 4, 5), (6, 3, 6), (7, 3, 7), (5, 9, 2)])
def test_as_by_gfan(shape):
    for seed in range(3):
        supports = random_supports(seed, *shape)
        assert mixed_volume_again(supports) == gfan_mixed_volume(supports, budget=UNLIMITED)


def cyclic(size):
    """The sums of products of 1, 2, … neighbours on a circle, and the product of all minus 1."""
    neighbours = [
        [[int((i - start) % size < length) for i in range(size)] for start in range(size)] for length in range(1, size)
    ]
    return [*neighbours, [[0] * size, [1] * size]]


@pytest.mark.parametrize(
    ("size", "volume"), [(3, 6), (4, 16), (5, 70), (6, 156), (7, 924), (8, 2560), (9, 11016), (10, 35940)]
)
def test_cyclic_roots(size, volume):
    """Bernshtein's bound for cyclic n-roots, as published (Björck, Fröberg; Emiris, Canny; Li; Gao, Li)."""
    assert mixed_volume_again(cyclic(size)) == volume


def test_what_is_flat_has_no_volume():
    assert mixed_volume_again([[(0, 0), (1, 1)], [(0, 0), (2, 2), (3, 3)]]) == 0
    assert mixed_volume_again([[(0, 0), (1, 0)], [(5, 5)]]) == 0


@pytest.mark.parametrize("seed", range(3))
def test_neither_order_nor_place_nor_coordinates_matter(seed):
    """Moved, permuted, given twice, and in other coordinates of the lattice, which have negative numbers."""
    supports = random_supports(seed, 3, 5, 3)
    expected = by_inclusion(supports)
    draw = random.Random(seed)
    moved = [[tuple(x + 7 * i - 3 for x in point) for point in support * 2] for i, support in enumerate(supports)]
    for support in moved:
        draw.shuffle(support)
    assert mixed_volume_again(moved[::-1]) == expected
    sheared = [[(x + 3 * y, y - 2 * z, z) for x, y, z in support] for support in supports]
    assert mixed_volume_again(sheared) == expected
    assert mixed_volume_again(supports, seed=seed + 1) == expected
    tripled = [[(3 * x, y, z) for x, y, z in support] for support in supports]
    assert mixed_volume_again(tripled) == 3 * expected


def conic_and_line():
    points = np.array([[0, 0], [2, 0], [0, 2], [0, 0], [1, 0], [0, 1]])
    kinds = np.array([0, 0, 0, 1, 1, 1])
    return Lifted(points, kinds, np.array([0, 0, 9, 0, 9, 0]), np.zeros(6, dtype=int))


@pytest.mark.parametrize(
    "cells",
    [
        [[[0, 2], [3, 4]]],  # no cell: the points 1 and 5 are lower
        [[[0, 1], [3, 4]]],  # flat
        [[[0, 1], [3, 5]], [[0, 1], [3, 5]]],  # twice the same
        [[[0, 1], [3, 5]], [[1, 0], [5, 3]]],  # once more with the ends exchanged
    ],
)
def test_what_is_no_mixed_cell_is_not_believed(cells):
    assert cell_volumes(conic_and_line(), np.array([[[0, 1], [3, 5]]])) == [2]
    assert cell_volumes(conic_and_line(), np.array(cells)) is None


def test_heights_that_are_not_generic_are_not_believed():
    """As high as the line through the two ends: the point belongs to the cell as much as they do."""
    lifted = conic_and_line()
    lifted.low[2] = 0
    assert cell_volumes(lifted, np.array([[[0, 1], [3, 5]]])) is None


@pytest.mark.parametrize("lost", [0, -1])
def test_a_cell_that_is_lost_is_missed(monkeypatch, lost):
    """Without it the volumes do not add up, at no choice of heights: nothing is said, and nothing that is too small."""
    supports = random_supports(1, 3, 5, 3)
    monkeypatch.setattr(mixed_cells, "follow", lambda *given: np.delete(follow(*given), lost, axis=0))
    assert mixed_volume_again(supports) is None


def test_limits(monkeypatch):
    with pytest.raises(WrongInput):
        mixed_volume_again([[(0, 0), (1, 0)]])
    with pytest.raises(OutOfBudget):
        mixed_volume_again([SQUARE, SQUARE], budget=Budget(1e-9))
    for name in ("MAX_CELLS", "MAX_POINTS", "TRIES", "EXACT"):
        with monkeypatch.context() as patched:
            patched.setattr(mixed_cells, name, 0)
            assert mixed_volume_again([SQUARE, SQUARE]) is None
    monkeypatch.setattr(mixed_cells, "CHUNK", 1)  # cell by cell
    assert mixed_volume_again(cyclic(5)) == 70


def test_numbers_that_do_not_fit_are_not_believed():
    """The volume is 2 · 10^24; in 64 bits it would be another one."""
    side = 10**12
    assert mixed_volume_again([[(0, 0), (side, 0), (0, side)], [(0, 0), (2 * side, 0), (0, 2 * side)]]) is None
