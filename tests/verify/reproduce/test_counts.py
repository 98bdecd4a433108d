"""Numbers of polynomial systems, beside numbers by hand."""

import pytest

from algebraic.shell import WrongInput
from algebraic.systems import cyclic, read_equations
from verify.reproduce.counts import (
    bezout_in_groups,
    hull_volume,
    mixed_volume,
    nash_equilibria,
    real_solutions,
    solutions,
    solutions_and_origin,
    total_degree,
)

LINE_AND_CONIC = read_equations("x^2 + y^2 = 25\ny = x + 1")  # (3, 4), (-4, -3)
CIRCLES = read_equations("x^2 + y^2 = 1\nx^2 + y^2 + x = 3/2")  # two more at infinity
PRODUCTS = read_equations("x*y = 1\nx*y + x + y = 4")


def test_bounds_by_hand():
    assert total_degree(cyclic(4)).low == 24
    assert bezout_in_groups(PRODUCTS, [["x"], ["y"]]).low == 2
    assert bezout_in_groups(PRODUCTS, [["x", "y"]]).low == total_degree(PRODUCTS).low == 4


def test_mixed_volumes_by_hand():
    assert mixed_volume(PRODUCTS).low == 2
    monomials = read_equations("x^3*y = 2\nx*y^2 = 3")
    assert mixed_volume(monomials).low == abs(3 * 2 - 1 * 1)


def test_the_origin_bounds_solutions_with_zeros():
    through = read_equations("x^2 - x\ny^2 - x*y")
    assert (mixed_volume(through).high, mixed_volume(through, affine=True).high) == (1, 4)


def test_a_volume_that_only_another_program_knows_is_not_proved(gfan_alone):
    found = mixed_volume(cyclic(7))
    assert (found.low, found.high) == (None, None)
    assert found.because == "gfan says 924, and there are too many cells for our own"


def test_a_volume_by_cells_is_proved():
    assert mixed_volume(cyclic(7)).text() == "924"


def test_solutions_that_a_bound_allows_are_proved():
    assert solutions(LINE_AND_CONIC).text() == real_solutions(LINE_AND_CONIC).text() == "2"


def test_solutions_that_a_bound_exceeds_are_not():
    """x y = 1 and x y + x + y = 4 meet twice; Bézout allows 4, and groups of unknowns as many as there are."""
    assert (solutions(PRODUCTS, [["x"], ["y"]]).text(), mixed_volume(PRODUCTS).text()) == ("2", "2")
    found = solutions(CIRCLES)
    assert (found.low, found.high) == (2, 4)
    assert not found.is_exact


def test_real_ones_are_bounded_by_what_is_missing():
    found = real_solutions(CIRCLES)
    assert (found.low, found.high) == (2, 4)


def test_groups_that_are_no_partition():
    with pytest.raises(WrongInput, match="no partition"):
        bezout_in_groups(PRODUCTS, [["x"]])


def test_equilibria_by_hand():
    """Two players mix in one way; three with two strategies in two: the permutations without fixed points."""
    assert (nash_equilibria([2, 2]).low, nash_equilibria([2, 2, 2]).low) == (1, 2)
    assert nash_equilibria([3, 2]).low == 0


def test_volumes_by_hand():
    assert hull_volume([(0, 0), (1, 0), (0, 1)]).low == 1
    assert hull_volume([(0, 0), (2, 0), (0, 3), (2, 3)]).low == 12


def test_the_origin_is_one_more():
    assert solutions_and_origin(LINE_AND_CONIC).text() == "3"
