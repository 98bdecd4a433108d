"""All stages after one another: what they hand on, and what is left when one of them comes to no end."""

import signal
from dataclasses import replace

import pytest

from algebraic import Network
from algebraic.bounds import newton
from algebraic.census import stages
from algebraic.census.landing import Landing, land
from algebraic.census.routes import Notes
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


@pytest.mark.slow
def test_every_lost_path_is_sought_again(s4, monkeypatch):
    def lose_all(found):
        return Tracked(found.points, found.status * 0 + SINGULAR, found.residuals, found.num_steps)

    found = take_stages(s4, 0, UNLIMITED, to_the_data(lose_all))
    assert (found.complex_count, found.status, found.suspected) == (21, "exact", [])
    monkeypatch.setattr("algebraic.census.seek._in_logarithms", lambda landing, *_: landing)
    monkeypatch.setattr("algebraic.census.seek._precisely", lambda landing, *_: landing)
    monkeypatch.setattr(stages._Census, "come_from_elsewhere", lambda _: None)
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
    assert (found.complex_count, found.real_count, found.bkk, len(found.fibres)) == (0, 0, 21, 1)


@pytest.mark.slow
def test_inputs_that_nearly_coincide_are_reached_from_others():
    """x = 1 and 1 + 10⁻⁹: no loop of targets alone finds the six solutions, which Gröbner bases have, too."""
    net = Network.dense([1, 1, 1], "z**3+z", output_bias=False)
    data = check_data([[1], ["1.000000001"], [2]], [1, 2, 3], net)
    found = take_stages(make_problem(net, 3, data), 0, UNLIMITED)
    assert (found.complex_count, found.status, found.suspected) == (6, "exact_mod_p", [])


@pytest.mark.slow
@pytest.mark.parametrize("claim", [3, 10**30])
def test_a_gfan_that_claims_a_wrong_bound_ends_no_search(script, monkeypatch, claim):
    """A zero input, so that the polytopes differ; bounds below and above the number of solutions."""
    net = SQUARES[2].network
    problem = make_problem(net, 4, check_data([[1, 2], [3, -1], [-2, 5], [0, 3]], [1, 2, 3, -4], net))
    true = take_stages(problem, 0, UNLIMITED)
    monkeypatch.setenv(variable("gfan"), str(script(f"cat > /dev/null; echo {claim}", "fake-gfan")))
    monkeypatch.setattr(newton, "mixed_volume_again", lambda supports, budget: None)  # too many cells
    found = take_stages(problem, 0, UNLIMITED)
    assert f"at most {claim:,} isolated solutions, by gfan alone" in [r["statement"] for r in found.notes.routes]
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


@pytest.fixture
def searched(s4, whole, monkeypatch):
    """The search is done, without a bound: what comes after it is looked at."""
    monkeypatch.setattr(stages, "search", lambda *_, **__: ([whole], Notes()))
    monkeypatch.setattr(stages, "bkk_of", lambda *_: {**NO_BOUND})
    return s4


@pytest.fixture(scope="module")
def whole(s4):
    [fibre] = take_stages(s4, 0, UNLIMITED).fibres
    return fibre


def test_what_was_asked_for_comes_before_what_was_not(searched, monkeypatch):
    """Solutions are certified when Gröbner bases begin, so that an interrupt leaves them."""

    def interrupted(*arguments, **options):
        raise SystemExit(128 + signal.SIGTERM)

    monkeypatch.setattr(stages, "groebner_counts", interrupted)
    found = take_stages(searched, 0, UNLIMITED)
    assert (found.notes.cut_short, [fibre.count for fibre in found.fibres]) == (("interrupted",), [21])
    assert (found.complex_count, found.status, len(found.solutions)) == (21, "lower_bound", 21)


@pytest.mark.parametrize(
    ("stage", "name", "count"),
    [("land", "last segment", 0), ("groebner_counts", "groebner", 21), ("seek_again", "certificates", 21)],
)
def test_time_that_ends_within_a_stage_leaves_what_those_before_have(searched, monkeypatch, stage, name, count):
    """As where the alarm of the whole command rings in code that does not look at the time."""

    def late(*arguments, **options):
        raise OutOfBudget("time is over")

    monkeypatch.setattr(stages, stage, late)
    found = take_stages(searched, 0, UNLIMITED)
    assert (found.complex_count, name in found.notes.cut_short) == (count, True)
    assert [fibre.count for fibre in found.fibres] == [21]


def test_a_basis_that_did_not_end_is_named(searched, monkeypatch):
    def late(*arguments, **options):
        raise OutOfBudget("time is over")

    monkeypatch.setattr("algebraic.census.routes.solutions_modulo", late)
    found = take_stages(searched, 0, Budget(600))
    assert (found.complex_count, found.status, found.notes.cut_short) == (21, "lower_bound", ("groebner",))
    assert "the search did not come to its end" not in found.evidence["statement"]


def test_what_the_basis_has_more_is_sought_and_only_that_is_carried(searched, whole, monkeypatch):
    """A fibre of 20 of the 21: the basis says that one is missing, and the search goes on."""
    carried = []

    def watched(branch, fibre, budget):
        carried.append(fibre.count)
        return land(branch, fibre, budget)

    monkeypatch.setattr(stages, "search", lambda *_, **__: ([replace(whole, points=whole.points[:, 1:])], Notes()))
    monkeypatch.setattr(stages, "land", watched)
    monkeypatch.setattr("algebraic.census.landing.land", watched)
    found = take_stages(searched, 0, UNLIMITED)
    assert (found.complex_count, found.status, carried) == (21, "exact_mod_p", [20, 1])
    assert found.ends["certified"] == 21


def test_ends_are_judged_by_the_last_route_and_name_gfan_where_it_is_alone(searched, monkeypatch):
    """A path that is lost has no limit as soon as nothing is missing, whichever route says so."""

    def all_lost(found):
        return Tracked(found.points, found.status * 0 + SINGULAR, found.residuals, found.num_steps)

    nothing = {"route": "groebner", "count": None, "supports": None, "statement": "as it says"}
    monkeypatch.setattr("algebraic.census.seek._in_logarithms", lambda landing, *_: landing)
    monkeypatch.setattr("algebraic.census.seek._precisely", lambda landing, *_: landing)
    for bound, degree, words in (
        (0, None, "BKK, by gfan alone, allows 0 "),
        (None, 0, "modulo two primes there are 0 "),
    ):
        claimed = {**NO_BOUND, "count": bound, "statement": "at most 0 isolated solutions, by gfan alone"}
        monkeypatch.setattr(stages, "bkk_of", lambda *_, claimed=claimed: dict(claimed))
        answer = ({**nothing, "count": degree}, Notes())
        monkeypatch.setattr(stages, "groebner_counts", lambda *_, answer=answer, **__: answer)
        found = take_stages(searched, 0, UNLIMITED, to_the_data(all_lost))
        assert (found.ends["infinity"], found.ends["infinity_support"].startswith(words)) == (21, True)


NO_BOUND = {"route": "bkk", "count": None, "supports": None, "statement": "too large"}


def test_a_judgement_that_takes_longer_than_the_time_loses_nothing(s4, monkeypatch):
    """The alarm of a command rings some time after its limit, whatever is being done then."""
    plain, times = stages.judge, []

    def slow(*arguments):
        times.append(signal.getitimer(signal.ITIMER_REAL)[0])
        return plain(*arguments)

    monkeypatch.setattr(stages, "judge", slow)
    with Budget(1000).alarm("counting"):
        assert take_stages(s4, 0, UNLIMITED).complex_count == 21
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert times == [0.0]  # no alarm was set


def test_an_alarm_that_rings_after_the_time_meets_no_place_where_all_is_lost(s4, monkeypatch):
    """Whatever is asked of the landings outside the judgement, as when it rang there, is part of a stage."""
    whole = Landing.certified.func

    def ringing(landing):
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            raise OutOfBudget("time is over")
        return whole(landing)

    monkeypatch.setattr(Landing, "certified", property(ringing))
    with Budget(1000).alarm("counting"):
        found = take_stages(s4, 0, UNLIMITED)
    assert (len(found.solutions), found.status) == (21, "exact")
    assert "certificates" in found.notes.cut_short
