"""The census against published numbers and closed forms, and with trackers that lose paths or are interrupted."""

import json
from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
import sympy

from algebraic import Network, check, check_solutions, ladder, solve
from algebraic.census import carry, over_data_sets, stages
from algebraic.census.entry import take_census
from algebraic.census.landing import known_ends
from algebraic.data.exact_data import check_data
from algebraic.documents import form_faults
from algebraic.ideals import problems
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, WrongInput
from algebraic.tracking.paths import SINGULAR, Tracked, track
from tests.networks import SQUARES

S4 = SQUARES[2].network
S4_DATA = [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]


# Bharadwaj's thesis, table 3.1 (one hidden layer: H = 1), with the origin; the thesis prints 16 for [1,1,1,1].
@pytest.mark.slow
@pytest.mark.parametrize(
    ("widths", "count"),
    [
        ([1, 1, 1], 5),
        ([2, 1, 1], 5),
        ([2, 1, 2], 9),
        ([3, 1, 2], 9),
        ([1, 2, 1], 9),
        ([2, 2, 1], 9),
        ([1, 2, 2], 33),
        ([1, 1, 1, 1], 17),
        ([2, 1, 1, 1], 17),
    ],
)
def test_critical_points_of_deep_linear_networks(widths, count):
    net = Network.dense(widths, "z", hidden_bias=False, output_bias=False)
    inputs, targets = [[3, -2, 5][: widths[0]]], [[7, 4][: widths[-1]]]
    found = solve(net, inputs, targets, system="critical", ridge="entrywise")
    assert (found.complex_count, found.count, found.suspected, found.at_infinity) == (count, count, [], 0)
    assert found.complex_count_status in ("exact", "exact_mod_p", "lower_bound")
    assert [r["supports"] for r in found.routes if r["route"] == "index_sum"] == [True]
    assert all(s["certified"] for s in found.solutions)
    assert check_solutions(found.as_dict()) == []


@pytest.mark.slow
def test_a_linear_network_with_a_scalar_ridge_in_closed_form():
    """½ (v w x − y)² + ½ Λ (w² + v²): the origin and, if |x y| > Λ, v = ± w with w² = (x y − Λ) / x²."""
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    found = solve(net, [[2]], [[3000]], system="critical", ridge="scalar")
    ridge = int(found.ridge_values[0])
    assert 0 < ridge < 6000
    assert (found.complex_count, found.real_count) == (5, 3)
    real = sorted((s["index"], float(s["box"][0][0])) for s in found.solutions if s["real"])
    assert [index for index, _ in real] == [0, 0, 1]
    assert abs(real[0][1]) == pytest.approx(sqrt(6000 - ridge) / 2, rel=1e-12)
    assert real[2][1] == 0
    losses = sorted(s["loss"] for s in found.solutions if s["real"])
    assert losses == pytest.approx([(ridge / 2) ** 2 / 2] * 2 + [3000**2 / 2], rel=1e-12)


@pytest.mark.slow
def test_inputs_in_special_position_have_fewer_solutions():
    """x_4 − x_3 is parallel to x_1 here: three of 21 solutions do not exist for any targets."""
    net = SQUARES[2].network
    found = solve(net, [[1, 2], [3, -1], [-2, 5], [4, 3]], [1, 2, 3, -4])
    assert (found.complex_count, found.count, found.at_infinity) == (18, 18, 0)
    assert found.complex_count_status != "exact"


@pytest.mark.slow
@pytest.mark.parametrize(("inputs", "count"), [([-5, 9, -7, -1, -6, 3], 96), ([1009, -733, 411, 2003, -87, 555], 100)])
def test_small_inputs_are_not_generic(inputs, count):
    net = Network.dense([1, 1, 1, 1], "z**3+z")
    found = solve(net, [[x] for x in inputs], [3, -1, 4, 1, -5, 9])
    assert found.complex_count == found.count == count


@pytest.mark.slow
def test_a_planted_solution_is_found():
    """Targets from integer weights: these weights are among the solutions, exactly."""
    net = SQUARES[8].network  # S13
    weights = [1, -2, 1, 2, 1, -1, 3, 2]
    inputs = [[k, (k * k) % 7 - 3, (3 * k) % 5 - 2] for k in range(1, 9)]
    a = [[sum(w * x for w, x in zip(weights[3 * u : 3 * u + 3], row, strict=True)) for u in range(2)] for row in inputs]
    targets = [sum(v * (z**3 + z) for v, z in zip(weights[6:], z2, strict=True)) for z2 in a]
    found = solve(net, inputs, targets)
    middles = [[round(float(re)) for re, _, _ in s["box"]] for s in found.solutions if s["real"]]
    assert weights in middles
    assert found.real_count % 8 == 0  # the group of order 8 acts freely


def test_refusals_are_clear():
    net = SQUARES[2].network
    with pytest.raises(WrongInput, match="nan"):
        solve(net, [[1, 2], [3, -1], [-2, 5], [4, 4]], [1, 2, 3, float("nan")])
    found = solve(net, [[1, 2], [3, -1], [-2, 5], [4, 4], [1, 7]], [1, 2, 3, -4, 11])
    assert (found.complex_count, found.complex_count_status, found.real_count) == (0, "empty", 0)


@pytest.mark.slow
def test_any_tracker_can_follow_the_paths():
    """A tracker that loses half of what goes to the data: that is sought again without it."""

    def lossy(family, points, start, end, **options):
        found = track(family, points, start, end, **options)
        status = found.status.copy()
        if not end.imag.any():
            status[: len(status) // 2 + 1] = SINGULAR
        return Tracked(found.points, status, found.residuals, found.num_steps)

    net = SQUARES[2].network
    found = solve(net, [[1, 2], [3, -1], [-2, 5], [4, 4]], [1, 2, 3, -4], tracker=lossy)
    assert (found.count, found.complex_count_status, found.suspected) == (21, "exact", [])


@pytest.mark.slow
def test_an_interrupt_keeps_what_was_found():
    calls = []

    def impatient(family, points, start, end, **options):
        calls.append(points.shape[1])
        if len(calls) > 4:
            raise KeyboardInterrupt
        return track(family, points, start, end, **options)

    net = SQUARES[8].network
    inputs = [[k, (k * k) % 7 - 3, (3 * k) % 5 - 2] for k in range(1, 9)]
    found = solve(net, inputs, list(range(8)), tracker=impatient)
    assert found.cut_short[-1] == "interrupted"
    assert (found.count, found.complex_count_status) == (0, "lower_bound")
    assert len(found.fibres[0]["points"]) >= 2


def unfinished(num_calls, **options):
    """What is left of a census whose time ends after so many calls of the tracker."""
    calls = []

    def late(family, points, start, end, **given):
        calls.append(points.shape[1])
        if len(calls) > num_calls:
            raise OutOfBudget("time is over")
        return track(family, points, start, end, **given)

    return solve(S4, *S4_DATA, tracker=late, **options)


def take(resume=None, data=S4_DATA, num_data_sets=None, **options):
    return take_census(
        S4,
        check_data(*data, S4),
        budget=Budget(None),
        resume=resume,
        num_data_sets=num_data_sets,
        options={"asked": "so"},
        **options,
    )


@pytest.mark.slow
def test_a_census_goes_on_from_its_document():
    part = json.loads(unfinished(2).to_json())
    assert "monodromy" in part["cut_short"]
    assert 1 <= len(part["fibres"][0]["points"]) < 21
    whole = take(part)
    assert (whole.complex_count, whole.complex_count_status, whole.fibres, whole.cut_short) == (21, "exact", None, [])
    assert whole.options == {"timeout": None, "memory": None, "asked": "so"}


@pytest.mark.parametrize("change", [{"targets": [["1"], ["2"], ["3"], ["-5"]]}, {"system": "critical"}, {"fibres": 3}])
def test_another_document_is_nothing_to_go_on_from(change):
    part = json.loads(unfinished(0).to_json())
    with pytest.raises(
        WrongInput, match="fibres|not iterable" if "fibres" in change else f"other {next(iter(change))}"
    ):
        take({**part, **change})
    with pytest.raises(WrongInput, match="no result to go on from"):
        take({})


@pytest.mark.slow
def test_critical_points_where_an_input_is_there_twice():
    """x = 1 twice, v (w³ + w): v is a fraction in w, and what is left an equation of degree 13 in w alone.

    With g = w³ + w and s = y_1 + y_2 the derivative by v gives v (2 g² + Λ_v) = s g, and with that the one by w
    Λ_w w (2 g² + Λ_v)² = s² Λ_v g g′.
    """
    net = Network.dense([1, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1], [1]], [3, -2], system="critical", ridge="entrywise")
    w = sympy.Symbol("w")
    first, second = (sympy.Integer(value) for value in found.ridge_values)
    g, s = w**3 + w, 3 - 2
    left = sympy.Poly(first * w * (2 * g**2 + second) ** 2 - s**2 * second * g * sympy.diff(g, w), w)
    assert (left.degree(), sympy.gcd(left, left.diff()).degree()) == (13, 0)
    assert (found.complex_count, found.complex_count_status, found.suspected) == (13, "exact", [])
    assert found.real_count == left.count_roots()
    assert check_solutions(found.as_dict()) == []


@pytest.mark.slow
def test_real_counts_come_with_the_census_or_with_a_reason():
    found = take(num_data_sets=5)
    assert (found.real_counts["complex_count"], found.reasons) == (21, {})
    assert found.real_counts["data_sets"] + found.real_counts["undecided"] == 5
    short = take(data=(S4_DATA[0][:2], S4_DATA[1][:2]), num_data_sets=5)
    assert (short.real_counts, list(short.reasons)) == (None, ["real_counts"])
    assert "square" in short.reasons["real_counts"]


def test_an_interrupt_while_others_are_counted_keeps_the_solutions(monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("algebraic.census.entry.real_counts", interrupted)
    found = take(num_data_sets=10)
    assert found.complex_count_status == "exact"
    assert found.cut_short == ["real_counts", "interrupted"]
    assert found.fibres is None


@pytest.mark.slow
def test_real_counts_go_on_from_the_document(monkeypatch):
    monkeypatch.setattr(over_data_sets, "CHUNK_PATHS", 2 * 21)
    whole, count, calls = take(num_data_sets=8), over_data_sets._count_some, []

    def some(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return count(*arguments, **options)

    monkeypatch.setattr(over_data_sets, "_count_some", some)
    part = take(num_data_sets=8)
    assert part.cut_short == ["real_counts", "interrupted"]
    document = json.loads(part.to_json())
    assert (document["real_counts"]["data_sets"], form_faults(document, "count")) == (4, [])
    found = take(document, num_data_sets=8)
    assert (found.real_counts, found.cut_short, len(calls)) == (whole.real_counts, [], 5)
    document["real_counts"]["histogram"] = {"21": 4}
    again = take(document, num_data_sets=8)
    assert (again.real_counts, len(calls)) == (whole.real_counts, 9)
    assert "damaged" in again.reasons["resume"]


PLAIN = {"hidden_bias": False, "output_bias": False}


def met(found):
    assert check_solutions(found.as_dict()) == []
    return found.overlapping_boxes, found.patterns_not_searched, found.merged_points


@pytest.mark.slow
def test_patterns_without_a_branch_are_counted():
    """w_1 alone, w_2 alone, w_3 alone: Λ w = 0 there, which has no solution but 0."""
    net = Network.dense([1, 1, 1, 1], "z", **PLAIN)
    found = solve(net, [[1], [2]], [3, 5], system="critical", ridge="entrywise")
    assert (met(found), found.complex_count) == ((0, 3, 0), 17)
    document = found.as_dict()
    for number in (0, 2, 4):
        assert check_solutions(document | {"patterns_not_searched": number}) != []
    assert check_solutions(document | {"merged_points": 10**6}) != []
    older = {key: value for key, value in document.items() if key not in ("overlapping_boxes", "merged_points")}
    assert check_solutions(older) != []
    assert check_solutions({key: value for key, value in older.items() if key != "patterns_not_searched"}) == []


@pytest.mark.slow
def test_patterns_for_which_there_was_no_time_are_counted(monkeypatch):
    plain, landed = stages.land, []

    def late(branch, fibre, budget):
        landed.append(branch)
        if len(landed) > 1:
            raise OutOfBudget("time is over")
        return plain(branch, fibre, budget)

    monkeypatch.setattr(stages, "land", late)
    found = solve(Network.dense([1, 1, 1], "z", **PLAIN), [[1]], [3], system="critical", ridge="entrywise")
    assert (found.complex_count_status, found.count, found.cut_short) == ("lower_bound", 4, ["last segment"])
    assert met(found) == (0, 1, 0)
    assert "  not searched       1 patterns of zero weights; solutions in them would be missing" in str(found)


@pytest.mark.slow
def test_boxes_that_meet_are_counted(monkeypatch):
    """Two paths of the last segment are taken to one end, and there is no other way to follow them."""
    plain = carry.follow

    def jumping(family, points, start, end, budget):
        ends, status, num_paths = plain(family, points, start, end, budget)
        ends[:, 1] = ends[:, 0]
        return ends, status, num_paths

    monkeypatch.setattr(carry, "follow", jumping)
    monkeypatch.setattr(carry, "meeting", lambda *_: np.empty(0, dtype=int))
    net, data = Network.dense([1, 1, 1], "z**3+z", output_bias=False), ([["1/2"], [1], ["-7/10"]], [1, 2, -3])
    found = solve(net, *data)
    assert (found.count, met(found)) == (6, (0, 0, 0))  # the one that is lost is sought again
    monkeypatch.setattr(stages, "seek_again", lambda landings, *_, **__: (landings, known_ends(landings, None, "")))
    monkeypatch.setattr(stages._Census, "come_from_elsewhere", lambda census: None)
    found = solve(net, *data)
    assert (found.count, met(found), found.complex_count_status) == (4, (2, 0, 0), "lower_bound")


@pytest.mark.slow
def test_points_that_only_their_coordinates_tell_apart_are_counted(monkeypatch):
    """A probe that cannot see: all classes of the first search are one."""
    blind, plain = lambda w: np.ones((2, w.shape[1]), complex), problems.zero_error_branch

    def branch_of(*data):
        branch = plain(*data)
        return replace(branch, family=replace(branch.family, probe=blind))

    monkeypatch.setattr(problems, "zero_error_branch", branch_of)
    net = Network.dense([1, 1, 1], "z**3+z", output_bias=False)
    found = solve(net, [["1/2"], [1], ["-7/10"]], [1, 2, -3])
    assert (found.complex_count, met(found)) == (6, (0, 0, 4))
    assert "  merged points      4, told apart by their coordinates" in str(found).splitlines()


@pytest.mark.slow
def test_no_solution_is_proved_where_the_ladder_proves_it():
    """Three equations in three weights: multiplied by polynomials, they add up to 1 = 0."""
    network = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    data = [[1, 0], [1, 1], [0, 1]], [1, 2, 3]
    found = solve(network, *data)
    assert (found.complex_count, found.complex_count_status, found.real_count) == (0, "empty", 0)
    assert found.complex_count_evidence == ladder(network, *data).complex_count_evidence
    assert found.complex_count_evidence["proved"]
    assert found.undecided() == found.solutions == found.cut_short == []
    assert "no solution (proved)" in found.sentence()
    assert check(found).verified
