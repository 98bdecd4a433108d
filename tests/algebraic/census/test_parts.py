"""The critical set without a ridge, part by part."""

import pytest

from algebraic import Network, solve
from algebraic.census.certify import Certified
from algebraic.census.ends import Ends
from algebraic.census.judge import judge
from algebraic.census.parts import name_parts
from algebraic.census.routes import Notes
from algebraic.census.stages import take_stages
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.shell.budget import UNLIMITED, Budget


@pytest.mark.slow
def test_without_a_ridge_the_parts_are_named():
    """Two hidden units: a fibre over the best function of dimension K − r, lines of split units, dead units."""
    net = Network.dense([1, 2, 1], "z**3+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1], [2], [-3]], [2, -1, 5], system="critical")
    assert (found.complex_count, found.complex_count_status) == (None, "infinite")
    parts = {(p["name"], p["active_units"]): p for p in found.strata}
    assert parts["critical on the set of functions", 2]["dimension"] == 2  # K = 4, and functions a x + b x³
    split = parts["split units", 1]
    assert (split["dimension"], split["groups"], split["proved"]) == (1, [2], True)
    assert split["base_points"] == 2
    assert parts["dead units", 0]["dead_units"] == 2


@pytest.mark.slow
def test_one_unit_without_a_ridge_is_finite():
    net = Network.dense([1, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    found = solve(net, [[1], [2], [-3]], [2, -1, 5], system="critical")
    assert (found.complex_count, found.count) == (5, 5)  # three with v = 0, and two more
    assert found.at_infinity == 13 - 5  # with a ridge there are 13
    assert "modulo two primes there are 5" in found.ends["infinity_support"]
    assert sum(all(float(part) == 0 for part in s["box"][1][:2]) for s in found.solutions) == 3


@pytest.mark.slow
def test_the_paths_of_smaller_networks_count_and_their_routes_do_not():
    net = Network.dense([1, 2, 1], "z**3+z", hidden_bias=False, output_bias=False)
    problem = make_problem(net, 3, check_data([[1], [2], [-3]], [2, -1, 5], net), system="critical")
    nothing = judge(problem, [], Certified(), Ends(0), None, None, Notes())
    parts = name_parts(problem, nothing, 0, UNLIMITED)
    one = Network.dense([1, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    smaller = take_stages(make_problem(one, 3, problem.data, system="critical"), 0, UNLIMITED)
    assert parts.notes == Notes(num_paths=smaller.notes.num_paths)
    assert parts.infinite["statement"].startswith("split units: each of 2 certified critical points")


def test_time_that_ends_leaves_a_reason():
    net = Network.dense([1, 2, 1], "z**3+z", hidden_bias=False, output_bias=False)
    problem = make_problem(net, 3, check_data([[1], [2], [-3]], [2, -1, 5], net), system="critical")
    parts = name_parts(problem, judge(problem, [], Certified(), Ends(0), None, None, Notes()), 0, Budget(1e-9))
    assert (parts.strata, parts.infinite, parts.notes) == (None, None, Notes(cut_short=("strata",)))
    assert "time limit" in parts.reason


def test_only_a_critical_set_without_a_ridge_has_parts():
    net = Network.dense([1, 1, 1, 1], "z", hidden_bias=False, output_bias=False)
    data = check_data([[1]], [2], net)
    reasons = []
    for options in ({"system": "critical"}, {"system": "critical", "ridge": "scalar"}, {}):
        problem = make_problem(net, 1, data, **options)
        found = judge(problem, [], Certified(), Ends(0), None, None, Notes())
        reasons.append(name_parts(problem, found, 0, UNLIMITED).reason)
    assert reasons == ["named for dense networks with one hidden layer and linear outputs only", None, None]


@pytest.mark.parametrize(
    ("widths", "inputs", "targets"),
    [([1, 1, 1], [[0]], [1]), ([1, 2, 1], [[0]], [0]), ([2, 1], [[0, 1], [0, 2]], [1, 2])],
)
def test_a_loss_that_does_not_depend_on_a_weight_has_no_isolated_critical_point(widths, inputs, targets):
    """An input that is always zero: without a ridge infinitely many, with one for each weight only the origin."""
    net = Network.dense(widths, "z**2+z", hidden_bias=False, output_bias=False)
    free = solve(net, inputs, targets, system="critical")
    assert (free.complex_count, free.complex_count_status, free.strata) == (None, "infinite", None)
    assert "vanishes identically" in free.reasons["strata"]
    held = solve(net, inputs, targets, system="critical", ridge="entrywise")
    assert (held.complex_count, held.complex_count_status, held.real_count) == (1, "exact", 1)
