"""Paths to data whose solutions are known in closed form; ends that meet, and ends at infinity."""

import numpy as np
import pytest

from algebraic import Network
from algebraic.census import carry
from algebraic.census.carry import arrive, meeting
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import OutOfBudget
from algebraic.tracking.monodromy import Fibre, find_fibre, follow

PLAIN = {"hidden_bias": False, "output_bias": False}


def generic(branch, bound):
    return find_fibre(branch.family, branch.group, np.random.default_rng(0), known_bound=bound)


def branches_of(net, inputs, targets, **options):
    return make_problem(net, len(inputs), check_data(inputs, targets, net), **options).branches()


@pytest.fixture(scope="module")
def cube():
    """(5 w)³ = 8000: w = 4 times a third root of one."""
    net = Network.dense([1, 1], "z**3", output_bias=False, output_activation=True)
    [branch] = branches_of(net, [[5]], [[8000]])
    return branch


def test_the_roots_arrive_in_the_weights_of_the_user(cube):
    found = arrive(cube, generic(cube, 3), UNLIMITED)
    np.testing.assert_allclose(found.points**3, 64, rtol=1e-12)
    assert len(np.unique(np.round(found.points, 6))) == 3
    assert len(found.lost) == len(found.growing) == len(found.last) == 0
    assert found.arrived.tolist() == [0, 1, 2]
    assert found.num_paths >= 1


@pytest.mark.slow
def test_images_arrive_with_the_point_that_was_followed():
    """v (w x)³ + v w x over (w, v) ~ (−w, −v): half of the paths, all of the ends."""
    net = Network.dense([1, 1, 1], "z**3+z", **PLAIN)
    [branch] = branches_of(net, [[1], [2]], [3, -5])
    fibre = generic(branch, None)
    assert branch.group.order == 2
    assert not fibre.by_coordinates
    found = arrive(branch, fibre, UNLIMITED)
    w, v = found.points
    assert found.points.shape[1] == 2 * fibre.points.shape[1]
    for x, y in ((1, 3), (2, -5)):
        np.testing.assert_allclose(v * ((w * x) ** 3 + w * x), y, rtol=1e-9)


def test_without_unknowns_the_origin_is_there_at_once():
    net = Network.dense([1, 1, 1], "z", **PLAIN)
    branch = branches_of(net, [[1]], [2], system="critical", ridge="entrywise")[-1]
    assert branch.support == []
    found = arrive(branch, Fibre(branch.target, np.empty((0, 1), dtype=complex), False, 1), UNLIMITED)
    assert found.points.tolist() == [[0], [0]]
    assert found.num_paths == 0


@pytest.mark.slow
def test_a_double_root_is_suspected_and_time_ends_it():
    net = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    [branch] = branches_of(net, [[1]], [[0]])
    found = arrive(branch, generic(branch, 2), UNLIMITED)
    assert found.points.shape[1] + len(found.lost) == 2
    assert len(found.lost) > 0
    assert not found.growing.any()
    assert found.last.shape == (len(found.lost), 1, branch.group.order)
    late = arrive(branch, generic(branch, 2), Budget(1e-9))
    assert (len(late.left), len(late.arrived), len(late.lost)) == (2 // branch.group.order, 0, 0)


def test_what_has_arrived_is_there_when_the_time_is_over(cube, monkeypatch):
    """One path after the other, and the time ends with the third."""
    calls = []

    def follow_some(*arguments):
        calls.append(arguments)
        if len(calls) > 2:
            raise OutOfBudget("time is over")
        return follow(*arguments)

    monkeypatch.setattr(carry, "FIRST", 1)
    monkeypatch.setattr(carry, "TOGETHER", 1)
    monkeypatch.setattr(carry, "follow", follow_some)
    found = arrive(cube, generic(cube, 3), UNLIMITED)
    assert (found.arrived.tolist(), found.left.tolist(), found.num_paths) == ([0, 1], [2], 2)
    np.testing.assert_allclose(found.points**3, 64, rtol=1e-12)


def test_paths_that_end_in_one_point_are_named(cube):
    ends = np.array([[1, 2, 1 + 1e-12, 3]], dtype=complex)
    assert meeting(cube, cube.group.trivial(), ends, np.arange(4)).tolist() == [0, 2]
    assert meeting(cube, cube.group.trivial(), ends, np.array([1, 2, 3])).tolist() == []
