from itertools import combinations_with_replacement, product
from math import comb

import pytest

from algebraic.relu.cells import MAX_CELLS, check_number, nonempty_cells, orders, rays_of
from algebraic.relu.known import Known
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED, Budget, OutOfBudget, TooLarge


def set_up(inputs, targets, units, *options):
    question = question_of(inputs, targets, units, *options)
    unit = unit_of(question, UNLIMITED)
    return unit, Known(unit, question.target_vector())


@pytest.mark.parametrize("units", [1, 2, 3])
def test_every_cell_is_looked_at(units):
    unit, known = set_up([[1], [2]], [3, -5], units, "1/4", True)
    found = nonempty_cells(unit, units, known, UNLIMITED)
    every = combinations_with_replacement(range(len(unit.pieces)), units)
    assert found == [cell for cell in every if known.can(rays_of(unit, cell))]
    assert len({order for cell in found for order in product(cell, repeat=units) if sorted(order) == list(cell)}) == (
        sum(map(orders, found))
    )


def test_the_number_is_known_before():
    unit, _ = set_up([[1], [2]], [3, -5], 3, 0, True)
    assert check_number(unit, 3) == comb(10, 3)
    with pytest.raises(TooLarge, match="up to the order"):
        check_number(unit, 30)
    assert comb(37, 30) > MAX_CELLS


def test_the_time_is_looked_at():
    unit, known = set_up([[1], [2]], [3, -5], 3, 0, True)
    with pytest.raises(OutOfBudget):
        nonempty_cells(unit, 3, known, Budget(1e-9))
