"""Statuses from numbers that agree and numbers that do not; the sum of indices with a point left out."""

from dataclasses import replace

import numpy as np
import pytest

from algebraic import Network
from algebraic.census.certify import Certified
from algebraic.census.ends import Ends, LostEnd
from algebraic.census.judge import judge, judge_refused, status_of
from algebraic.census.routes import Notes, Route, bkk_route, is_claimed
from algebraic.census.stages import take_stages
from algebraic.data.exact_data import check_data
from algebraic.ideals.evidence import SolutionCount
from algebraic.ideals.problems import make_problem
from algebraic.shell.budget import UNLIMITED


def modulo(count, supports=None):
    return Route(route="groebner", count=count, supports=supports, statement="said")


@pytest.mark.parametrize(
    ("certified", "bkk", "groebner", "status", "proved"),
    [
        (21, 21, modulo(21), "exact", True),
        (21, 21, None, "exact", True),
        (21, 30, modulo(21), "exact_mod_p", False),
        (20, 21, modulo(21), "lower_bound", True),
        (20, None, modulo(None), "lower_bound", True),
        (0, None, modulo(0), "lower_bound", True),
        (2, None, modulo(None, supports=False), "infinite", False),
        (2, 2, modulo(None, supports=False), "infinite", False),
    ],
)
def test_what_the_numbers_allow(certified, bkk, groebner, status, proved):
    found, evidence = status_of(certified, bkk, groebner, True)
    assert (found, evidence["proved"]) == (status, proved)


def test_a_bound_of_gfans_alone_proves_nothing():
    status, evidence = status_of(33, 33, None, True, claimed=True)
    assert (status, evidence["proved"]) == ("exact", False)
    assert evidence["statement"] == "33 certified solutions, and BKK, by gfan alone, allows no more isolated ones"
    routes = [bkk_route(33, claimed=claimed) for claimed in (True, False)]
    assert [is_claimed([route]) for route in routes] == [True, False]


def test_a_lower_bound_says_what_is_missing():
    said = status_of(20, None, modulo(21), False)[1]["statement"]
    assert "modulo two primes there are 21" in said
    assert said.endswith("did not come to its end")


def test_an_answer_without_a_search():
    evidence = {"kind": "linear_algebra", "proved": True, "statement": "said"}
    empty = judge_refused(SolutionCount(0, "empty", evidence))
    assert (empty.complex_count, empty.real_count, empty.status, empty.evidence) == (0, 0, "empty", evidence)
    assert judge_refused(SolutionCount(None, "infinite", evidence)).real_count is None


@pytest.fixture(scope="module")
def linear():
    """Five critical points, three of them real: the origin, and two minima that differ in sign."""
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    problem = make_problem(net, 1, check_data([[2]], [[3000]], net), system="critical", ridge="scalar")
    return problem, take_stages(problem, 0, UNLIMITED)


@pytest.mark.slow
def test_a_critical_point_that_is_left_out_spoils_the_sum_of_indices(linear):
    problem, found = linear
    boxes = [solution["box"] for solution in found.solutions]
    assert [route["supports"] for route in found.notes.routes if route["route"] == "index_sum"] == [True]
    real = next(k for k, solution in enumerate(found.solutions) if solution["real"])
    part = Certified([box for k, box in enumerate(boxes) if k != real])
    [route] = judge(problem, [], part, Ends(0), None, None, Notes()).notes.routes
    assert (route["route"], route["supports"]) == ("index_sum", False)
    whole = Certified(boxes)
    # A lower bound: it could not refute it.
    [route] = judge(problem, [], whole, Ends(0), None, None, Notes()).notes.routes
    assert (route["route"], route["supports"]) == ("index_sum", None)
    unproved = Ends(len(part.boxes), [LostEnd(found_point(boxes[real]), True, "why")])
    [route] = judge(problem, [], part, unproved, None, None, Notes()).notes.routes
    assert (route["supports"], "1 points are not certified" in route["statement"]) == (None, True)
    without = make_problem(problem.network, 1, problem.data, system="critical")  # not coercive: it says nothing
    assert judge(without, [], Certified(), Ends(0), None, None, Notes()).notes.routes == ()


def test_missing_conjugates_and_lost_paths_are_told(linear):
    problem, found = linear
    boxes = [solution["box"] for solution in found.solutions]
    whole, point = Certified(boxes, conjugates_missing=2), found_point(boxes[0])
    ends = Ends(5, [LostEnd(point, True, "why"), *[LostEnd(point, False, "it grew")] * 4], support="for a reason")
    again = judge(problem, [], whole, ends, 5, None, Notes())
    assert [route["supports"] for route in again.notes.routes if route["route"] == "conjugation"] == [False]
    assert (again.status, again.complex_count, again.real_count, again.at_infinity) == ("exact", 5, 3, 4)
    [suspected] = again.suspected
    assert (suspected["reason"], suspected["certified"]) == ("why", False)
    assert again.solutions == found.solutions
    late = judge(problem, [], replace(whole, conjugates_missing=0), ends, 6, None, Notes(cut_short=("certificates",)))
    assert late.status == "lower_bound"


def found_point(box):
    return np.array([complex(float(re), float(im)) for re, im, _ in box])
