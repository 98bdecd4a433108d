"""All stages after one another: what they hand on, and what is left when one of them comes to no end."""

import signal

import pytest

from algebraic import Network
from algebraic.census import stages
from algebraic.census.stages import take_stages
from algebraic.data.exact_data import check_data
from algebraic.engines.locate import variable
from algebraic.ideals.problems import make_problem
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import OutOfBudget
from algebraic.tracking.paths import SINGULAR, Tracked, track
from tests.networks import SQUARES


@pytest.fixture(scope="module")
def s4():
    net = SQUARES[2].network
    return make_problem(net, 4, check_data([[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4], net))


def to_the_data(change):
    """A tracker with another behaviour on the last segment, which ends at real parameters."""

    def tracker(family, points, start, end, **options):
        found = track(family, points, start, end, **options)
        return found if end.imag.any() else change(found)

    return tracker


def test_the_notes_of_all_stages_add_up(s4):
    found = take_stages(s4, 0, UNLIMITED)
    assert (found.complex_count, found.status, found.bkk, found.at_infinity) == (21, "exact", 21, 0)
    assert [route["route"] for route in found.notes.routes] == ["bkk", "monodromy", "groebner"]
    [fibre] = found.fibres
    assert found.notes.num_paths >= fibre.num_paths + fibre.points.shape[1]


def test_a_system_that_is_not_square_is_answered_without_a_search():
    net = Network.dense([2, 1], "z", output_bias=False)
    for inputs, targets, status in (
        ([[1, 2]], [3], "infinite"),
        ([[1, 2], [3, 4], [4, 6]], [1, 2, 4], "empty"),
        ([[1, 2], [3, 5]], [1, 2], None),
    ):
        found = take_stages(make_problem(net, len(inputs), check_data(inputs, targets, net)), 0, UNLIMITED)
        assert (found.status == status) == (found.fibres == [])


def test_time_that_ends_on_the_last_segment_leaves_the_fibre(s4):
    def late(found):
        raise OutOfBudget("time is over")

    found = take_stages(s4, 0, UNLIMITED, to_the_data(late))
    assert (found.complex_count, found.status) == (0, "lower_bound")
    assert found.notes.cut_short == ("last segment",)
    assert [fibre.count for fibre in found.fibres] == [21]
    again = take_stages(s4, 0, UNLIMITED, earlier=found.fibres)
    assert again.status == "exact"


def test_every_lost_path_is_sought_again(s4, monkeypatch):
    def lose_all(found):
        return Tracked(found.points, found.status * 0 + SINGULAR, found.residuals, found.num_steps)

    found = take_stages(s4, 0, UNLIMITED, to_the_data(lose_all))
    assert (found.complex_count, found.status, found.suspected) == (21, "exact", [])
    monkeypatch.setattr("algebraic.census.landing._in_logarithms", lambda landing, *_: landing)
    monkeypatch.setattr("algebraic.census.landing._precisely", lambda landing, *_: landing)
    found = take_stages(s4, 0, UNLIMITED, to_the_data(lose_all))
    assert (found.complex_count, found.status, len(found.suspected)) == (0, "lower_bound", 21)
    assert {suspected["reason"] for suspected in found.suspected} == {"the path did not arrive"}
    assert (found.ends["suspected"], found.ends["infinity"]) == (21, 0)
    [groebner] = [route for route in found.notes.routes if route["route"] == "groebner"]
    assert groebner["supports"] is False  # 21 of them, and none certified


def test_an_interrupt_ends_it_after_the_search(s4):
    def interrupted(family, points, start, end, **options):
        raise KeyboardInterrupt

    found = take_stages(s4, 0, UNLIMITED, interrupted)
    assert found.notes.cut_short == ("monodromy", "interrupted")
    assert (found.complex_count, found.real_count, found.bkk, len(found.fibres)) == (0, 0, None, 1)


@pytest.mark.parametrize("claim", [3, 10**30])
def test_a_gfan_that_claims_a_wrong_bound_ends_no_search(script, monkeypatch, claim):
    """A zero input, so that the polytopes differ; bounds below and above the number of solutions."""
    net = SQUARES[2].network
    problem = make_problem(net, 4, check_data([[1, 2], [3, -1], [-2, 5], [0, 3]], [1, 2, 3, -4], net))
    true = take_stages(problem, 0, UNLIMITED)
    monkeypatch.setenv(variable("gfan"), str(script(f"cat > /dev/null; echo {claim}", "fake-gfan")))
    found = take_stages(problem, 0, UNLIMITED)
    assert len(found.solutions) == len(true.solutions) > 0
    assert found.status != "exact" or claim == len(true.solutions)
    assert problem.supports()[0] != problem.supports()[3]


def test_an_interrupt_after_the_search_keeps_what_was_found(s4, monkeypatch):
    def interrupted(*arguments, **options):
        raise SystemExit(128 + signal.SIGTERM)

    monkeypatch.setattr("algebraic.census.stages.groebner_counts", interrupted)
    found = take_stages(s4, 0, UNLIMITED)
    assert found.notes.cut_short == ("interrupted",)
    assert [fibre.count for fibre in found.fibres] == [21]


def test_what_is_open_still_has_the_rest_of_the_time(s4, monkeypatch):
    """Gröbner bases that did not end in their share end in the time that is left, and decide."""
    real, shares = stages.groebner_counts, []

    def slow(*arguments, share=0.5, **options):
        shares.append(share)
        found = real(*arguments, share=share, **options)
        return {**found, "count": None, "supports": None, "statement": "not finished after 3 s"} if share < 1 else found

    monkeypatch.setattr(stages, "groebner_counts", slow)
    monkeypatch.setattr(stages, "bkk_of", lambda *_: {**NO_BOUND})
    found = take_stages(s4, 0, Budget(600))
    assert shares == [0.5, 1.0]
    assert (found.complex_count, found.status) == (21, "exact_mod_p")
    assert [route["count"] for route in found.notes.routes if route["route"] == "groebner"] == [21]


NO_BOUND = {"route": "bkk", "count": None, "supports": None, "statement": "too large"}
