"""Descents from points of index one: they end where they must, and what is not below the level is refused."""

import pytest

from algebraic.pieces.descents import _below, arms, descents
from algebraic.pieces.distance import describe
from algebraic.pieces.in_balls import BallPolynomials, middles
from algebraic.shell import UNLIMITED, Budget, OutOfBudget
from tests.algebraic.pieces.worked import DISTANCE, ELLIPSE, four_boxes

BALLS = BallPolynomials(ELLIPSE)


@pytest.fixture(scope="module")
def points():
    """Two minima, above and below, and two maxima, on the right and on the left."""
    return [describe(BALLS, DISTANCE, box) for box in four_boxes()]


@pytest.mark.parametrize("number", [2, 3])
def test_on_an_ellipse_each_maximum_joins_both_minima(points, number):
    top = points[number]
    found = descents(BALLS, DISTANCE, top, points[:2], UNLIMITED)
    assert {each.end for each in found} == {0, 1}
    for each in found:
        assert each.segments == len(each.nodes) - 1 > 1
        assert all(bool(DISTANCE.at(node) < top.level) for node in each.nodes)
        assert all((node[0] ** 2 + 4 * node[1] ** 2).contains(4) for node in each.nodes)


def test_the_arms_go_to_the_two_sides(points):
    first, second = (middles(arm) for arm in arms(BALLS, DISTANCE, points[2]))
    assert (first[1] + 0.02) * (second[1] + 0.02) < 0


def test_a_minimum_has_no_arms(points):
    assert arms(BALLS, DISTANCE, points[0]) is None
    assert [each.end for each in descents(BALLS, DISTANCE, points[0], points[1:2], UNLIMITED)] == [None, None]


def test_a_minimum_that_is_kept_back_is_not_replaced_by_another(points):
    ends = [each.end for each in descents(BALLS, DISTANCE, points[2], points[:1], UNLIMITED)]
    assert sorted(ends, key=str) == [0, None]


def test_a_segment_that_is_not_below_the_level_is_refused(points):
    start = arms(BALLS, DISTANCE, points[2])[0]
    assert _below(BALLS, DISTANCE, points[2], start, start, [0])
    assert not _below(BALLS, DISTANCE, points[0], start, start, [0])


def test_the_time_ends_a_descent(points):
    with pytest.raises(OutOfBudget):
        descents(BALLS, DISTANCE, points[2], points[:2], Budget(1e-9))
