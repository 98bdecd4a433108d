"""Routes to a number of solutions: one that agrees, one that does not, and those that come to no end."""

from dataclasses import replace

import numpy as np
import pytest

from algebraic import Network
from algebraic.census import routes, search
from algebraic.census.certify import close
from algebraic.census.ends import Ends
from algebraic.census.judge import index_sum, judge
from algebraic.census.routes import Notes, Route, bkk_of, compare_bound, groebner_counts
from algebraic.census.second import search_elsewhere
from algebraic.census.stages import take_stages
from algebraic.census.traces import place_of_test, trace_elsewhere
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.proofs.boxes import is_real
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import OutOfBudget, TooLarge
from algebraic.tracking.monodromy import find_fibre

PLAIN = {"hidden_bias": False, "output_bias": False}


def problem_of(widths, activation, inputs, targets, **options):
    net = Network.dense(widths, activation, **PLAIN)
    return make_problem(net, len(inputs), check_data(inputs, targets, net), **options)


@pytest.fixture(scope="module")
def s4():
    return problem_of([2, 1, 1, 1], "z**2+z", [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4])


def counts(problem, found, budget=UNLIMITED, **options):
    route, _ = groebner_counts(problem, 0, found, options.pop("bound", None), budget, **options)
    return route


def test_notes_add_up_in_order():
    one = Notes((Route(route="bkk", count=3, supports=None, statement=""),), ("monodromy",), 5)
    other = Notes((), ("certificates",), 2)
    assert (one + other).cut_short == ("monodromy", "certificates")
    assert (other + one).cut_short == ("certificates", "monodromy")
    assert (one + other).num_paths == 7
    assert one + Notes() == Notes() + one == one
    assert replace(one, routes=()) != one


def test_the_bound_is_the_published_one_or_has_a_reason(s4, monkeypatch):
    assert bkk_of(s4, UNLIMITED) == {
        "route": "bkk",
        "count": 21,
        "supports": None,
        "statement": "at most 21 isolated solutions",
    }

    def refuse(*_, **__):
        raise TooLarge("too many cells")

    monkeypatch.setattr(routes, "bkk_with_proof", refuse)
    assert (bkk_of(s4, UNLIMITED)["count"], bkk_of(s4, UNLIMITED)["statement"]) == (None, "too many cells")


def test_a_groebner_basis_agrees_or_not(s4):
    assert counts(s4, 21)["supports"] is True
    other = counts(s4, 20)
    assert (other["count"], other["supports"]) == (21, False)


def test_a_set_of_positive_dimension_contradicts_every_number():
    """v w x = 0 for two inputs: two lines."""
    found = counts(problem_of([1, 1, 1], "z", [[1], [2]], [0, 0]), 2)
    assert (found["count"], found["supports"]) == (None, False)
    assert "dimension 1" in found["statement"]


def test_the_embedded_engine_is_not_asked_for_many(s4, no_engines):
    found = counts(s4, 26)
    assert (found["count"], found["supports"]) == (None, None)
    assert "not installed" in found["statement"]


def test_primes_that_disagree_say_nothing(s4, monkeypatch):
    real = routes.solutions_modulo
    answers = iter((21, 20))
    monkeypatch.setattr(routes, "solutions_modulo", lambda *a, **k: replace(real(*a, **k), count=next(answers)))
    found = counts(s4, 21)
    assert (found["count"], found["supports"]) == (None, None)
    assert "21 and 20" in found["statement"]


def test_one_prime_in_time_is_told(s4, monkeypatch):
    real, calls = routes.solutions_modulo, []

    def late(*arguments, **options):
        calls.append(arguments)
        if len(calls) % 2 == 0:
            raise OutOfBudget("time is over")
        return real(*arguments, **options)

    monkeypatch.setattr(routes, "solutions_modulo", late)
    for budget, needed, cut_short in ((UNLIMITED, True, ("groebner",)), (Budget(60), False, ())):
        found, notes = groebner_counts(s4, 0, 21, None, budget, needed=needed)
        assert (found["count"], notes.cut_short) == (None, cut_short)
        assert "modulo one prime there are 21" in found["statement"]
        assert "a longer time limit gives it more" in found["statement"]


LIMITS = (routes.NOT_NEEDED_SOLUTIONS, routes.UNASKED_SOLUTIONS, routes.UNASKED_BOUND)


def test_sizes_and_no_clock_decide_whether_a_basis_is_looked_for(s4, monkeypatch):
    """Without a limit of time; with one it has nearly all that is left, where the number is open."""
    given = []

    class Told(Exception):
        pass

    def told(self, fraction, *, at_most=None):
        given.append((fraction, at_most))
        raise Told

    quick, large, bound = LIMITS
    monkeypatch.setattr(Budget, "part", told)
    for engine, budget, needed, found, bkk, share in (
        (None, UNLIMITED, True, 21, None, (routes.GROEBNER_SHARE, None)),
        (None, UNLIMITED, True, routes.EMBEDDED_LIMIT + 1, None, "not installed"),
        ("msolve", Budget(600), True, 10**9, 10**9, (routes.GROEBNER_SHARE, None)),
        ("msolve", Budget(600), False, quick, quick, (routes.NOT_NEEDED_SHARE, None)),
        ("msolve", Budget(600), False, quick + 1, quick + 1, f"not needed, and long for {quick + 1:,} solutions"),
        ("msolve", UNLIMITED, False, quick + 1, quick + 1, "not needed"),
        ("msolve", UNLIMITED, True, large, bound, (routes.GROEBNER_SHARE, routes.UNASKED_SECONDS)),
        ("msolve", UNLIMITED, True, large + 1, None, f"long for {large + 1:,} solutions"),
        ("msolve", UNLIMITED, True, 1, bound + 1, "it is gone where the time limit gives the time"),
    ):
        monkeypatch.setattr(routes, "find_engine", lambda name, engine=engine: engine)
        if isinstance(share, str):
            assert share in counts(s4, found, budget, bound=bkk, needed=needed)["statement"]
            continue
        with pytest.raises(Told):
            counts(s4, found, budget, bound=bkk, needed=needed)
        assert given.pop() == share
    for budget, at_most in ((Budget(600), None), (UNLIMITED, routes.UNASKED_SECONDS)):
        with pytest.raises(Told):
            routes.bound_budget(budget)
        assert given.pop() == (routes.BOUND_SHARE, at_most)


# A falsehood for each route that can refute it: a class is missing, a point is no solution, a class is there twice.
# BKK sees only what is too many, monodromy and conjugates only what is missing.
PLANTED = [
    ("bkk", "fake"),
    *(("groebner", kind) for kind in ("missing", "fake", "doubled")),
    ("monodromy", "missing"),
    *(("second_seed", kind) for kind in ("missing", "fake", "doubled")),
    *(("trace", kind) for kind in ("missing", "fake", "doubled")),
    ("conjugation", "missing"),
    *(("index_sum", kind) for kind in ("missing", "doubled")),
]


@pytest.fixture(scope="module")
def known():
    """v σ(w x + b) with σ = z³ + z: six zero-error solutions in three classes of two, two of them not real."""
    net = Network.dense([1, 1, 1], "z**3+z", output_bias=False)
    problem = make_problem(net, 3, check_data([["1/2"], [1], ["-7/10"]], [1, 2, -3], net))
    [branch] = problem.branches()
    return problem, branch, find_fibre(branch.family, branch.group, np.random.default_rng(0))


@pytest.fixture(scope="module")
def critical():
    """Five critical points, two of them not real, and a coercive loss."""
    problem = problem_of([1, 1, 1], "z", [[1]], [3], system="critical", ridge="entrywise")
    return problem, [solution["box"] for solution in take_stages(problem, 0, UNLIMITED).solutions]


def falsified(points, kind):
    """Points of a fibre with a falsehood in them."""
    more = {"missing": [], "truth": [points[:, 0]], "fake": [points[:, 0], points[:, 1] * 1.5]}
    return np.column_stack([points[:, 1:], *more.get(kind, [points[:, 0], points[:, 0]])])


def judgement(problem, boxes):
    return judge(problem, [], close(boxes, finished=True), Ends(0), None, None, Notes()).notes.routes


def route_of(name, kind, known, critical, monkeypatch):
    """What a route says of the solutions with a falsehood among them."""
    problem, branch, truth = known
    fibre = replace(truth, points=falsified(truth.points, kind))
    if name == "bkk":
        bound = bkk_of(problem, UNLIMITED)
        return [compare_bound(bound, bound["count"] + (kind == "fake"))]
    if name == "groebner":
        return [counts(problem, fibre.count)]
    if name == "monodromy":
        plain = search._monodromy

        def silent(branch, index, *rest, **more):
            return plain(branch, index, *rest, **more) if index else (replace(fibre, finished=True), Notes())

        monkeypatch.setattr(search, "_monodromy", silent)
        return [search.search_branch(branch, None, 0, UNLIMITED)[1].routes[0]]
    if name == "second_seed":
        return [search_elsewhere(branch, fibre, None, 0, 1, UNLIMITED).route(fibre)]
    if name == "trace":
        return [
            trace_elsewhere(branch.family, fibre, place_of_test(branch.family, np.random.default_rng(0))).route(fibre)
        ]
    problem, boxes = critical
    chosen = [box for box in boxes if is_real(box) is (name == "index_sum")]
    boxes = [box for box in boxes if kind != "missing" or box is not chosen[0]]
    if kind == "doubled":
        solutions = [{"real": True, "index": 0}, {"real": True, "index": 0}]
        return index_sum(problem, solutions).routes
    return [route for route in judgement(problem, boxes) if route["route"] == name]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "kind"), PLANTED)
def test_each_route_refutes_what_it_can(name, kind, known, critical, monkeypatch):
    [route] = route_of(name, kind, known, critical, monkeypatch)
    assert (route["route"], route["supports"]) == (name, False), route
    truth = route_of(name, "truth", known, critical, monkeypatch)
    assert all(route["supports"] is not False for route in truth), truth
