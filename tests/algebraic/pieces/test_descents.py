"""Descents from points of index one: they end where they must, and what is not below the level is refused."""

import pytest

from algebraic.pieces.descents import _below, arms, descents
from algebraic.pieces.distance import describe
from algebraic.pieces.in_balls import BallPolynomials, middles
from algebraic.shell import Budget, OutOfBudget
from tests.algebraic.pieces.worked import DISTANCE, ELLIPSE, four_boxes

BALLS = BallPolynomials(ELLIPSE)
UP, DOWN, RIGHT, LEFT = (describe(BALLS, DISTANCE, box) for box in four_boxes())


@pytest.mark.parametrize("top", [RIGHT, LEFT])
def test_on_an_ellipse_each_maximum_joins_both_minima(top):
    found = descents(BALLS, DISTANCE, top, [UP, DOWN], Budget(60))
    assert {each.end for each in found} == {0, 1}
    for each in found:
        assert each.segments == len(each.nodes) - 1 > 1
        assert all(bool(DISTANCE.at(node) < top.level) for node in each.nodes)
        assert all((node[0] ** 2 + 4 * node[1] ** 2).contains(4) for node in each.nodes)


def test_the_arms_go_to_the_two_sides():
    first, second = (middles(arm) for arm in arms(BALLS, DISTANCE, RIGHT))
    assert (first[1] + 0.02) * (second[1] + 0.02) < 0


def test_a_minimum_has_no_arms():
    assert arms(BALLS, DISTANCE, UP) is None
    assert [each.end for each in descents(BALLS, DISTANCE, UP, [DOWN], Budget(60))] == [None, None]


def test_a_minimum_that_is_kept_back_is_not_replaced_by_another():
    ends = [each.end for each in descents(BALLS, DISTANCE, RIGHT, [UP], Budget(60))]
    assert sorted(ends, key=str) == [0, None]


def test_a_segment_that_is_not_below_the_level_is_refused():
    start = arms(BALLS, DISTANCE, RIGHT)[0]
    assert _below(BALLS, DISTANCE, RIGHT, start, start, [0])
    assert not _below(BALLS, DISTANCE, UP, start, start, [0])


def test_the_time_ends_a_descent():
    with pytest.raises(OutOfBudget):
        descents(BALLS, DISTANCE, RIGHT, [UP, DOWN], Budget(1e-9))
