"""Generic fibres of known size: what each seed finds, what is left when the time is over, and going on."""

from dataclasses import replace

import numpy as np
import pytest

from algebraic import Network
from algebraic.census.search import reach, search, search_branch
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import OutOfBudget
from algebraic.tracking.monodromy import Fibre
from algebraic.tracking.paths import track
from tests.networks import SQUARES


def branches_of(tracker=None, network=SQUARES[2].network, **options):
    inputs, targets = [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]
    inputs = [row[: network.input_dim] for row in inputs]
    problem = make_problem(network, 4, check_data(inputs, targets, network), **options)
    return [replace(b, family=replace(b.family, tracker=tracker)) for b in problem.branches()]


def lasts_for(calls):
    """A tracker that is out of time after so many calls."""
    left = iter(range(calls))

    def tracker(family, points, start, end, **options):
        if next(left, None) is None:
            raise OutOfBudget("time is over")
        return track(family, points, start, end, **options)

    return tracker


def names(notes):
    return [route["route"] for route in notes.routes]


@pytest.fixture(scope="module")
def whole():
    [branch] = branches_of()
    return branch, *search_branch(branch, None, 0, UNLIMITED)


def test_a_bound_that_is_reached_ends_the_search():
    [branch] = branches_of()
    fibre, notes = search_branch(branch, 21, 0, UNLIMITED)
    assert (fibre.count, fibre.finished, names(notes), notes.cut_short) == (21, True, ["monodromy"], ())
    assert notes.num_paths == fibre.num_paths


@pytest.mark.slow
def test_without_a_bound_another_seed_and_the_trace_speak_for_it(whole):
    _, fibre, notes = whole
    assert fibre.count == 21
    assert names(notes) == ["monodromy", "second_seed", "trace"]
    assert [route["supports"] for route in notes.routes] == [None, True, True]
    assert notes.num_paths > fibre.num_paths  # those of the other seed, too


@pytest.mark.slow
@pytest.mark.parametrize(
    ("calls", "count", "cut_short"),
    [(0, 1, ("monodromy",)), (4, 21, ("monodromy",)), (16, 21, ("monodromy", "second seed"))],
)
def test_the_time_may_end_at_any_call(whole, calls, count, cut_short):
    """In the first search, or in that from another seed: nothing that was found is lost, and the end is named."""
    branch, _, _ = whole
    late = replace(branch, family=replace(branch.family, tracker=lasts_for(calls)))
    fibre, notes = search_branch(late, None, 0, UNLIMITED)
    assert (fibre.count, notes.cut_short) == (count, cut_short)
    assert (names(notes), fibre.finished) == (["monodromy"], calls == 16)


@pytest.mark.slow
def test_an_unfinished_fibre_is_completed(whole):
    branch, fibre, _ = whole
    part = Fibre(fibre.parameters, fibre.points[:, :6], fibre.by_coordinates, fibre.multiplicity)
    more, notes = reach(branch, part, 21, 0, UNLIMITED)
    assert (more.count, names(notes)) == (21, ["monodromy"])
    again, _ = search([branch], 21, 0, UNLIMITED, [part])
    assert again[0].count == 21
    np.testing.assert_array_equal(again[0].points[:, :6], part.points)


@pytest.mark.slow
def test_each_pattern_of_zero_weights_has_a_fibre():
    """v w x with a ridge: four critical points with both weights, and the origin."""
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    fibres, notes = search(branches_of(network=net, system="critical", ridge="entrywise"), 5, 0, UNLIMITED)
    assert [fibre.count for fibre in fibres] == [4, 1]
    assert names(notes) == ["monodromy", "second_seed", "trace"]  # the bound is for all together: it ends no search
