import random
from fractions import Fraction

import flint
import numpy as np
import pytest

from algebraic.relu import relu_zero_set
from algebraic.relu.cells import nonempty_cells
from algebraic.relu.check import count_in_order
from algebraic.relu.components import Joined, connected_by_width, join_cells
from algebraic.relu.known import Known, Lenient
from algebraic.relu.paths import cell_of
from algebraic.relu.points import point_at
from algebraic.relu.question import question_of, whole_rows
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED, Budget, OutOfBudget
from tests.reference.relu_cells import components


def joined_of(inputs, targets, units, leak=0, bias=False):
    question = question_of(inputs, targets, units, leak, bias)
    unit = unit_of(question, UNLIMITED)
    known = Known(unit, question.target_vector())
    cells = nonempty_cells(unit, units, known, UNLIMITED)
    return unit, cells, known, join_cells(unit, cells, known, UNLIMITED)


def counts(*given):
    kinds = joined_of(*given)[3].kinds()
    return sum(kind.copies for kind in kinds), len(kinds)


BIASED = [([1, 1], [4, 1]), ([1, 1], [-3, 1])]


@pytest.mark.parametrize(
    ("inputs", "targets", "units", "leak"),
    [
        ([[1], [4]], [3, 5], 2, 0),
        ([[1], [4]], [3, -5], 2, 0),
        ([[1], [4]], [3, -5], 2, 0.25),
        ([[-1], [4]], [3, -5], 1, 0.25),
        ([[1], [4], [-3]], [3, -5, 2], 2, 0.25),
        ([[1], [4], [-3]], [0, -5, 2], 2, 0),
        ([[1], [2], [3]], [1, 2, 3], 2, 0),
    ],
)
def test_as_by_all_pairs_of_all_cells(inputs, targets, units, leak):
    """With biases, by linear programs in floats for every sign and every pattern in every order."""
    whole = [[*row, 1] for row in inputs]
    assert counts(inputs, targets, units, leak, True) == components(whole, targets, units, leak)[:2]


@pytest.mark.parametrize("seed", range(6))
def test_as_by_all_cells_in_every_order(seed):
    draw = random.Random(seed)
    number, units, leak = draw.choice([3, 4]), draw.choice([2, 3]), draw.choice([0, "1/4"])
    inputs = [[draw.randint(-9, 9)] for _ in range(number)]
    unit, cells, known, joined = joined_of(inputs, [draw.randint(-9, 9) for _ in inputs], units, leak, True)
    assert sum(kind.copies for kind in joined.kinds()) == count_in_order(unit, cells, known)


def test_permutations_are_kept():
    """Three cells in a ring, with a permutation on the way round: one component of six."""
    cells = [(0, 1, 2), (0, 1, 3), (0, 2, 3)]
    joined = Joined(cells)
    assert [kind.copies for kind in joined.kinds()] == [6, 6, 6]
    joined.join((0, 1, 2), (0, 1, 3))
    joined.join((0, 1, 3), (0, 3, 2))
    assert [kind.copies for kind in joined.kinds()] == [6]
    joined.join((0, 2, 3), (1, 2, 0))  # back to the first, with two units exchanged
    assert [kind.copies for kind in joined.kinds()] in ([3], [2], [1])
    assert joined.connected((0, 1, 2), (0, 1, 3))
    assert not Joined(cells).connected((0, 1, 2), (0, 1, 3))


def test_equal_pieces_can_be_exchanged():
    joined = Joined([(0, 0, 1), (2, 2, 2), (0, 1, 2)])
    assert [kind.copies for kind in joined.kinds()] == [3, 6, 1]
    assert joined.connected((0, 0, 1), (0, 0, 1))
    assert not joined.connected((0, 0, 1), (0, 1, 0))
    assert not joined.connected((0, 0, 1), (5, 5, 5))


def test_what_is_not_known_is_not_joined():
    unit, cells, known, whole = joined_of([[1], [4]], [3, -5], 2, "1/4", True)
    with pytest.raises(OutOfBudget):
        join_cells(unit, cells, known, Budget(1e-9))
    nothing = Known(unit, (Fraction(3), Fraction(-5)), closed=True)
    apart = join_cells(unit, cells, Lenient(nothing), UNLIMITED)
    some = join_cells(unit, cells, Lenient(known), UNLIMITED)
    number = [sum(kind.copies for kind in joined.kinds()) for joined in (apart, some, whole)]
    assert number == sorted(number, reverse=True)
    assert number[0] > number[2] == 1


def walk(question, signs, products, steps, stream):
    """A random walk of zero error in the products: straight on within a cell, and through walls; in exact numbers."""
    inputs, size = question.reduced(), len(products[0])
    u = [list(row) for row in products]
    active = [[sum(a * b for a, b in zip(x, row, strict=True)) >= 0 for x in inputs] for row in u]
    for _ in range(steps):
        table = [
            [sign * (1 if on[i] else question.leak) * v for sign, on in zip(signs, active, strict=True) for v in x]
            for i, x in enumerate(inputs)
        ]
        kernel, nullity = flint.fmpz_mat(whole_rows([tuple(map(Fraction, row)) for row in table])).nullspace()
        parts = [int(k) for k in stream.integers(-3, 4, nullity)]
        flat = [sum(c * int(kernel[k, j]) for j, c in enumerate(parts)) for k in range(kernel.nrows())]
        ends = []
        for k, row in enumerate(u):
            move = flat[k * size : (k + 1) * size]
            for i, x in enumerate(inputs):
                value, rate = (sum(a * b for a, b in zip(x, vector, strict=True)) for vector in (row, move))
                if (rate < 0) if active[k][i] else (rate > 0):
                    ends.append((-value / Fraction(rate), k, i))
        step, k, i = min(ends, default=(Fraction(1), 0, None))
        if i is not None and stream.random() < 0.6:
            active[k][i] = not active[k][i]  # on the wall, and beyond it from the next step on
        else:
            step = min(step, Fraction(2)) / 2
        u = [[v + step * flat[k * size + j] for j, v in enumerate(row)] for k, row in enumerate(u)]
        yield [tuple(row) for row in u]


@pytest.mark.parametrize("seed", range(4))
def test_random_walks_stay_in_their_component(seed):
    """They pass several cells, and only those that are said to be connected."""
    inputs, targets, leak = [[1], [2], [5]], [3, -5, 1], "1/4" if seed % 2 else 0
    question = question_of(inputs, targets, 3, leak, True)
    unit, _, _, joined = joined_of(inputs, targets, 3, leak, True)
    stream, seen = np.random.default_rng(seed), set()
    for kind in relu_zero_set(inputs, targets, 3, leak, hidden_bias=True).points:
        products = [tuple(map(Fraction, row)) for row in kind["products"]]
        signs = [sign or 1 for sign in kind["signs"]]
        start = cell_of(question, unit, point_at(question, kind["signs"], products))
        for place in walk(question, signs, products, 30, stream):
            point = point_at(question, [s if any(u) else 0 for s, u in zip(signs, place, strict=True)], place)
            assert question.outputs(point.output_weights, point.hidden_weights) == list(question.targets)
            cell = cell_of(question, unit, point)
            assert joined.connected(start, cell)
            seen.add(cell)
    assert len(seen) > (8 if leak else 3)


@pytest.mark.parametrize("leak", [0, "1/4"])
@pytest.mark.parametrize(
    ("inputs", "targets"), [([[1], [2], [5]], [3, -5, 1]), ([[1], [2], [3]], [1, 1, 1]), ([[2], [4]], [0, 0])]
)
def test_with_more_units_than_the_rank_it_is_connected(inputs, targets, leak):
    """As by all cells: from the first width on at which the theorem says so."""
    for units in (1, 2, 3, 4):
        _, _, known, joined = joined_of(inputs, targets, units, leak, True)
        if connected_by_width(known, units):
            assert joined.whole()
    assert connected_by_width(known, 4)
    assert not connected_by_width(known, 1)
