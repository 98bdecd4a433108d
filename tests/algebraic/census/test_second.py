"""The second search against planted failures of the first: a class left out, two merged, most of them out of sight."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from algebraic import Network
from algebraic.census import second as second_place
from algebraic.census.second import SECOND_TOLERANCES, Second, Way, carry, search_elsewhere
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import OutOfBudget
from algebraic.systems.moved import elsewhere
from algebraic.tracking.monodromy import USUAL, find_fibre
from algebraic.tracking.paths import track
from tests.networks import SQUARES


@pytest.fixture(scope="module")
def small():
    """Six solutions in three classes, and the search that found them."""
    net = Network.dense([1, 1, 1], "z**3+z", output_bias=False)
    data = check_data([["1/2"], [1], ["-7/10"]], [1, 2, -3], net)
    [branch] = make_problem(net, 3, data).branches()
    return branch, find_fibre(branch.family, branch.group, np.random.default_rng(0))


def said(branch, first, seed=0):
    second = search_elsewhere(branch, first, None, seed, 1, UNLIMITED)
    return second, second.route(first)


@pytest.mark.slow
def test_it_supports_what_it_finds_again(small):
    branch, first = small
    second, route = said(branch, first)
    assert (first.count, second.union.count, second.lost, second.merged, second.near_misses) == (6, 6, 0, 0, 0)
    assert (route["count"], route["supports"]) == (6, True)


@pytest.mark.slow
@pytest.mark.parametrize("k", range(3))
def test_a_class_that_is_missing_is_brought_back(small, k):
    branch, first = small
    second, route = said(branch, replace(first, points=np.delete(first.points, k, axis=1)))
    assert (second.union.count, route["supports"]) == (6, False)


@pytest.mark.slow
def test_two_classes_in_one_are_told_apart(small):
    """A probe that gives two classes the same value: the first search merges them, and all the others too."""
    branch, first = small
    blind = replace(branch, family=replace(branch.family, probe=lambda w: np.ones((2, w.shape[1]), complex)))
    second, route = said(blind, replace(first, points=first.points[:, :1]))
    assert second.merged
    assert (second.union.by_coordinates, second.union.count, route["supports"]) == (True, 6, False)


@pytest.mark.slow
def test_solutions_out_of_sight_are_found_elsewhere():
    """Inputs that nearly coincide: 24 of 32 critical points have weights of size 10^4, whatever the usual loops."""
    net = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    data = check_data([[1, 1], [2, Fraction(20001, 10000)]], [3, 4], net)
    branch = make_problem(net, 2, data, system="critical", ridge="entrywise").branches()[0]
    first = find_fibre(branch.family, branch.group, np.random.default_rng(0))
    second, route = said(branch, first)
    assert (first.count, first.finished) == (8, True)
    assert (second.union.count, route["count"], route["supports"]) == (32, 32, False)


@pytest.mark.slow
def test_paths_that_do_not_arrive_leave_it_open():
    """Inputs that coincide: fewer solutions than for generic ones, which the second search cannot know."""
    net = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    data = check_data([[1, 1], [2, 2]], [3, 4], net)
    branch = make_problem(net, 2, data, system="critical", ridge="entrywise").branches()[0]
    first = find_fibre(branch.family, branch.group, np.random.default_rng(0))
    second, route = said(branch, first)
    assert (first.count, second.fibre.count, second.lost, route["supports"]) == (8, 32, 24, None)
    assert "24 paths from there did not arrive" in route["statement"]


def test_a_second_search_that_finds_less_refutes_itself(small):
    _, first = small
    part = replace(first, points=first.points[:, :2], finished=True)
    assert Second(part, first, True).route(first)["supports"] is False
    assert Second(replace(part, finished=False), first, True).route(first)["supports"] is None
    near = Second(replace(first, finished=True), first, True, near_misses=1).route(first)
    assert near["supports"] is None
    assert "1 near misses" in near["statement"]


@pytest.mark.slow
def test_without_time_nothing_is_carried(small, monkeypatch):
    branch, first = small
    calls = []

    def late(family, *arguments, **options):
        if family.num_parameters > branch.family.num_parameters:
            raise OutOfBudget("time is over")
        calls.append(family)
        return track(family, *arguments, **options)

    slow = replace(branch, family=replace(branch.family, tracker=late))
    monkeypatch.setattr(second_place, "MANY_PATHS", 0)
    second = search_elsewhere(slow, first, None, 0, 1, UNLIMITED)
    assert (second.carried, second.union) == (False, first)
    assert calls


@pytest.mark.slow
def test_nothing_is_shared_with_the_first_search():
    square = next(s for s in SQUARES if s.name == "S4")
    inputs = np.arange(8).reshape(4, 2) - 3
    data = check_data(inputs.tolist(), [1, 2, 3, -4], square.network)
    [branch] = make_problem(square.network, 4, data).branches()
    seen = []

    def watching(family, points, start, end, **options):
        seen.append((family, options.get("tolerances")))
        return track(family, points, start, end, **options)

    watched = replace(branch, family=replace(branch.family, tracker=watching))
    first = find_fibre(branch.family, branch.group, np.random.default_rng(0), known_bound=21)
    search_elsewhere(watched, first, 21, 0, 1, UNLIMITED)
    for name, numbers in branch.family.fixed.items():
        assert all(abs(family.fixed[name] - numbers).min() > 1e-3 for family, _ in seen if family.fixed)
    assert all(family.probe is not branch.family.probe for family, _ in seen if family.fixed)
    assert {tolerances for family, tolerances in seen if family.fixed} == {SECOND_TOLERANCES} != {USUAL}


@pytest.mark.slow
def test_what_is_carried_at_the_same_time_arrives_as_by_itself(small):
    branch, first = small
    places = []
    for seed in (1, 2):
        family = elsewhere(branch.family, np.random.default_rng(seed))
        places.append((family, family.sample(np.random.default_rng(seed), 1)[1][:, 0]))
    ways = [Way(branch.family, first.points[:, : 2 - k], first.parameters, *places[k]) for k in range(2)]
    together, num_paths = carry(ways, UNLIMITED)
    assert num_paths == 3
    for way, ends in zip(ways, together, strict=True):
        [alone], _ = carry([way], UNLIMITED)
        assert ends.shape == way.points.shape
        assert abs(ends - alone).max() < 1e-9
    second = search_elsewhere(branch, first, None, 0, 1, UNLIMITED, ways[0])
    assert second.beside.shape == ways[0].points.shape
    assert search_elsewhere(branch, first, None, 0, 1, UNLIMITED).beside is None
