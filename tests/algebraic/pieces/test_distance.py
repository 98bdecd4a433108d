"""Critical points of a distance: the equations, the boxes, the indices, the bound for their number."""

from fractions import Fraction

import pytest

from algebraic.pieces.distance import (
    Distance,
    describe,
    find_solutions,
    lagrange_system,
    proved_bound,
    random_distance,
    solutions_hold,
)
from algebraic.pieces.in_balls import BallPolynomials, middles
from algebraic.shell import UNLIMITED
from algebraic.systems import as_system
from tests.algebraic.pieces.worked import DISTANCE, ELLIPSE, boxes_of, four_boxes


def test_an_ellipse_has_two_minima_and_two_maxima_by_hand():
    points = [describe(BallPolynomials(ELLIPSE), DISTANCE, box) for box in four_boxes()]
    assert [point.index for point in points] == [0, 0, 1, 1]
    for point in points:  # the normal of the ellipse, (x, 4 y), goes through the center
        x, y = middles(point.point)
        assert abs((x - 0.1) * 4 * y - (y - 0.05) * x) < 1e-9
        assert abs(float(point.level.mid()) - ((x - 0.1) ** 2 + (y - 0.05) ** 2) / 2) < 1e-9


def test_the_index_of_a_sphere_is_0_and_2():
    """x² + y² + z² = 1 from (1/2, 0, 0): the minimum (1, 0, 0) and the maximum (−1, 0, 0)."""
    sphere = as_system(["x^2 + y^2 + z^2 - 1"])
    distance = Distance((Fraction(1, 2), Fraction(0), Fraction(0)), (Fraction(1),) * 3)
    boxes = boxes_of(sphere, distance, [(1, 0, 0, 0.25), (-1, 0, 0, 0.75)])
    assert [describe(BallPolynomials(sphere), distance, box).index for box in boxes] == [0, 2]


def test_an_index_that_a_wide_box_leaves_open_is_none():
    wide = [[[re, im, "1"] for re, im, _ in box] for box in four_boxes()]
    assert [describe(BallPolynomials(ELLIPSE), DISTANCE, box).index for box in wide] == [None] * 4


def test_what_is_no_solution_or_the_same_twice_does_not_hold():
    lagrange, boxes = lagrange_system(ELLIPSE, DISTANCE), four_boxes()
    assert solutions_hold(lagrange, boxes, UNLIMITED)
    assert not solutions_hold(lagrange, [*boxes, boxes[0]], UNLIMITED)
    moved = [["3", *boxes[0][0][1:]], *boxes[0][1:]]
    assert not solutions_hold(lagrange, [moved], UNLIMITED)
    assert not solutions_hold(lagrange, [boxes[0][:2]], UNLIMITED)


@pytest.mark.parametrize(
    ("texts", "degree"),
    [(["x*y - 1"], 4), (["x^2 + 4*y^2 - 4"], 4), (["x^2 + y^2 + z^2 - 1"], 6), (["x*y - 1", "x*z - 1"], 4)],
)
def test_the_bound_is_the_known_degree_of_the_distance(texts, degree):
    """Of a generic conic 4, of a generic quadric surface 6; (t, 1/t, 1/t): t⁴ − p t³ + … has 4 roots."""
    system = as_system(texts)
    lagrange = lagrange_system(system, random_distance(len(system.names), 0))
    assert proved_bound(lagrange, UNLIMITED) == degree


def test_the_search_finds_them_all():
    lagrange = lagrange_system(ELLIPSE, DISTANCE)
    assert len(find_solutions(lagrange, seed=0, budget=UNLIMITED)) == 4


def test_factors_are_all_different_and_the_seed_counts():
    first, again, other = random_distance(9, 3), random_distance(9, 3), random_distance(9, 4)
    assert first == again != other
    assert len(set(first.factors)) == 9
    assert random_distance(9, 3, 1) != first
