"""The judgement on critical points: what is left out makes it weaker, and nothing makes it false."""

from functools import cache

import pytest

from algebraic.pieces import judge
from algebraic.pieces.distance import lagrange_system, proved_bound
from algebraic.pieces.judge import decided_at_once, judged
from algebraic.pieces.reduced import Prepared, prepared
from algebraic.pieces.regular import prove_regular
from algebraic.shell import UNLIMITED, OutOfBudget
from algebraic.systems import as_system
from tests.algebraic.pieces.worked import DISTANCE, ELLIPSE, four_boxes


@cache
def regular():
    return prove_regular(ELLIPSE, seed=0, budget=UNLIMITED)


GIVEN = Prepared(ELLIPSE, [0, 0], ["x", "y"])


def judgement(boxes, bound=4, **options):
    return judged(GIVEN, regular(), DISTANCE, boxes, bound, seed=0, budget=UNLIMITED, **options)


def test_the_bound_is_the_number_of_points():
    assert proved_bound(lagrange_system(ELLIPSE, DISTANCE), UNLIMITED) == len(four_boxes()) == 4


def test_all_four_points_of_an_ellipse_prove_one_piece():
    found = judgement(four_boxes())
    assert (found["lower"], found["upper"], found["exact"], found["euler_characteristic"]) == (1, 1, True, 0)
    assert [point["index"] for point in found["critical_points"]] == [0, 0, 1, 1]
    assert [sorted(point["ends"]) for point in found["critical_points"]] == [[], [], [1, 2], []]  # one is enough
    assert (found["at_most"], found["complex_critical_points"]) == (4, 4)


@pytest.mark.parametrize(("left_out", "upper"), [(0, 2), (1, 2), (2, 2), (3, 2)])
def test_with_one_left_out_the_number_is_no_longer_exact(left_out, upper):
    found = judgement([box for k, box in enumerate(four_boxes()) if k != left_out])
    assert (found["lower"], found["exact"], found["euler_characteristic"]) == (1, False, None)
    assert found["upper"] == upper
    assert "others may be real" in found["because"]


def test_two_minima_alone_are_not_two_pieces():
    found = judgement(four_boxes()[:2])
    assert (found["lower"], found["upper"], found["exact"]) == (1, 4, False)


def test_descents_that_are_not_followed_leave_it_open():
    found = judgement(four_boxes(), most_saddles=0)
    assert (found["lower"], found["upper"], found["exact"]) == (1, 2, False)


def test_the_time_leaves_it_open(monkeypatch):
    def late(*given):
        raise OutOfBudget("late")

    monkeypatch.setattr(judge, "descents", late)
    assert (judgement(four_boxes())["lower"], judgement(four_boxes())["upper"]) == (1, 2)


def test_without_a_proved_bound_nothing_is_exact():
    found = judgement(four_boxes(), bound=None)
    assert (found["lower"], found["upper"], found["at_most"]) == (1, 2 * 3, None)
    assert "no set of this degree in so many unknowns has more than 6 pieces (Milnor)" in found["because"]


def test_no_critical_points_at_all_prove_nothing():
    found = judgement([])
    assert (found["lower"], found["exact"]) == (0, False)


def test_contradictions_and_no_equations():
    empty = decided_at_once(prepared(as_system(["x*y - 1", "x*y - 2"])), 0)
    assert (empty["upper"], empty["exact"], empty["euler_characteristic"]) == (0, True, 0)
    whole = decided_at_once(prepared(as_system(["0*x"])), 0)
    assert (whole["lower"], whole["upper"]) == (1, 1)
    assert decided_at_once(GIVEN, 0) is None
