"""The census against published numbers and closed forms, and with trackers that lose paths or are interrupted."""

import json
from math import sqrt

import pytest

from algebraic import Network, check_solutions, solve
from algebraic.census.entry import take_census
from algebraic.data.exact_data import check_data
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, WrongInput
from algebraic.tracking.paths import SINGULAR, Tracked, track
from tests.networks import SQUARES

S4 = SQUARES[2].network
S4_DATA = [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]


# Bharadwaj's thesis, table 3.1 (one hidden layer: H = 1), with the origin; the thesis prints 16 for [1,1,1,1].
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


def test_inputs_in_special_position_have_fewer_solutions():
    """x_4 − x_3 is parallel to x_1 here: three of 21 solutions do not exist for any targets."""
    net = SQUARES[2].network
    found = solve(net, [[1, 2], [3, -1], [-2, 5], [4, 3]], [1, 2, 3, -4])
    assert (found.complex_count, found.count, found.at_infinity) == (18, 18, 0)
    assert found.complex_count_status != "exact"


@pytest.mark.parametrize(("inputs", "count"), [([-5, 9, -7, -1, -6, 3], 96), ([1009, -733, 411, 2003, -87, 555], 100)])
def test_small_inputs_are_not_generic(inputs, count):
    net = Network.dense([1, 1, 1, 1], "z**3+z")
    found = solve(net, [[x] for x in inputs], [3, -1, 4, 1, -5, 9])
    assert found.complex_count == found.count == count


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
