"""What the first way loses is found on the others, and boxes that were proved are kept."""

import flint
import numpy as np
import pytest

from algebraic import Network, PolynomialSystem
from algebraic.census import seek
from algebraic.census.landing import land
from algebraic.census.seek import seek_again
from algebraic.census.stages import take_stages
from algebraic.data.exact_data import check_data
from algebraic.data.sources import random_data
from algebraic.ideals.coefficients import coefficient_branch
from algebraic.ideals.problems import CriticalProblem, make_problem
from algebraic.networks.builder import Builder
from algebraic.networks.rings import Polynomials
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import TooLarge
from algebraic.tracking.devices import tracker_on
from algebraic.tracking.logarithmic import waypoint
from algebraic.tracking.monodromy import find_fibre
from algebraic.tracking.precise import follow_precisely


def landed(equation):
    branch = coefficient_branch(PolynomialSystem(("x",), (equation(*Polynomials(("x",)).variables),)))
    fibre = find_fibre(branch.family, branch.group, np.random.default_rng(1))
    return land(branch, fibre, UNLIMITED)


def sought(first, degree, budget=UNLIMITED):
    [again], ends = seek_again([first], degree, "there are", 0, budget)
    assert ends.certified == len(again.certified.boxes)
    return again, ends


def near_and_far(x):
    return (x - 1) * (x - 1 - flint.fmpq(1, 10**9)) * (x - 10**9)


def test_what_the_first_way_loses_is_found():
    first = landed(near_and_far)
    assert len(first.certified.boxes) < 3
    again, ends = sought(first, 3)
    assert (ends.certified, ends.lost) == (3, [])
    assert (len(again.certified.boxes), again.lost_ends, again.unsettled, again.duplicates) == (3, [], [], 0)
    assert again.num_paths > first.num_paths


def test_ends_of_their_own_are_left_alone():
    first = landed(lambda x: (x - 1) * (x - 2))
    assert first.unsettled == []
    assert sought(first, None)[0].num_paths == first.num_paths


def test_multiple_ends_are_never_certified():
    again, ends = sought(landed(lambda x: (x - 3) ** 2 * (x + 1)), 3)
    assert (ends.infinity, len(ends.suspected), ends.support is None) == (0, 2, False)
    assert len(again.certified.boxes) == 1
    assert [end.singular for end in again.lost_ends] == [True, True]
    assert all(abs(end.point[0] - 3) < 1e-3 for end in again.lost_ends)


def test_what_was_known_is_kept_when_the_time_is_over():
    first = landed(near_and_far)
    late, _ = sought(first, 3, Budget(1e-9))
    assert not late.finished
    assert len(late.certified.boxes) == len(first.certified.boxes)


@pytest.mark.slow
@pytest.mark.parametrize("gap", [10**9, 10**14, 10**20])
def test_clusters(gap):
    again, _ = sought(landed(lambda x: (x - 1) * (x - 1 - flint.fmpq(1, gap)) * (x + 2)), None)
    assert len(again.certified.boxes) == 3


def far_problem(widths, activation):
    """Critical points at the scale of the command's own random data, ±10^6, with an entrywise ridge."""
    net = Network.dense(widths, activation, hidden_bias=False, output_bias=False)
    return make_problem(net, 1, random_data(net, 1), system="critical", ridge="entrywise")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("widths", "activation", "count"),
    [
        ([1, 1, 1], "z**2+z", 9),  # BKK, and the degree modulo two primes: the ridge is 10^-17 of the data
        ([2, 1, 1], "z", 5),  # Bharadwaj and Hoşten's table of deep linear networks
        ([2, 1, 1, 1], "z", 17),
    ],
)
def test_a_ridge_far_below_the_data_loses_no_critical_point(widths, activation, count):
    found = take_stages(far_problem(widths, activation), 0, UNLIMITED)
    assert (found.complex_count, found.at_infinity, found.suspected) == (count, 0, [])
    assert found.status in ("exact", "exact_mod_p")


@pytest.mark.slow
def test_without_an_unknown_for_every_sum_some_are_lost(monkeypatch):
    def refused(family):
        raise TooLarge("too many")

    monkeypatch.setattr(seek, "lifted_family", refused)
    branch = far_problem([1, 1, 1], "z**2+z").branches()[0]
    fibre = find_fibre(branch.family, branch.group, np.random.default_rng(0), known_bound=8)
    found = seek._in_logarithms(land(branch, fibre, UNLIMITED), list(range(8)), None, UNLIMITED)
    assert len(found.certified.boxes) < 8


@pytest.mark.slow
def test_with_an_unknown_for_every_sum_few_bits_are_enough(monkeypatch):
    """z² far above z, so that equations agree in their largest terms: without these unknowns 512 bits got nowhere."""
    builder = Builder(1)
    builder.dense(1, activation="1000000*z**2+z/3", bias=False)
    builder.dense(1, bias=True, reads=[0, "input"])
    net = builder.network()
    data = check_data([[-934752], [-471897]], [-913932, 861434], net)
    branch = CriticalProblem(net, 2, data, [963, 22, 257, 179]).branches()[0]
    fibre = find_fibre(branch.family, branch.group, np.random.default_rng(0), known_bound=8)
    first = land(branch, fibre, UNLIMITED)
    way = waypoint(fibre.parameters, branch.target, branch.stream(0, seek.LAST_SEGMENT))
    bits = []

    def watched(*arguments, **options):
        found = follow_precisely(*arguments, **options)
        bits.append(found.bits)
        return found

    monkeypatch.setattr(seek, "follow_precisely", watched)
    found = seek._precisely(first, [1, 2, 3], way, UNLIMITED)
    assert ([len(found.boxes[k]) for k in (1, 2, 3)], max(bits) < 512) == ([1, 1, 1], True)


def test_targets_that_are_all_zero_have_their_solution():
    net = Network.dense([1, 1])
    found = take_stages(make_problem(net, 2, check_data([[1], [2]], [0, 0], net)), 0, UNLIMITED)
    assert (found.complex_count, found.status, found.real_count) == (1, "exact", 1)


@pytest.mark.parametrize("gap", [9, 12])
@pytest.mark.parametrize("seed", range(2))
def test_a_path_that_turns_at_its_very_beginning(gap, seed):
    """Generic weights have nearly equal values at nearly equal inputs, and the targets are far from that."""
    net = Network.dense([2, 1], "z", hidden_bias=False, output_bias=False)
    inputs = [["-12", "4"], [f"{1 - 12 * 10**gap}/{10**gap}", f"{4 * 10**gap + 1}/{10**gap}"]]
    found = take_stages(make_problem(net, 2, check_data(inputs, [-9, 9], net)), seed, UNLIMITED)
    assert (found.complex_count, found.status, found.real_count) == (1, "exact", 1)


@pytest.mark.slow
def test_points_near_a_curve_of_almost_critical_points():
    """w² v is fixed to ten digits by the data and w by the ridge: 9 points (BKK, Gröbner bases); 5 or 7 were found."""
    net = Network.dense([1, 1, 1], "z**2+1", hidden_bias=False, output_bias=True)
    inputs, targets = [[182437], [-566469], [367971]], [652014, -913839, 493001]
    problem = CriticalProblem(net, 3, check_data(inputs, targets, net), [729, 587, 770])
    found = take_stages(problem, 0, UNLIMITED, tracker_on("cpu", kernel=None))
    assert (found.complex_count, found.status, found.ends["gave_up"]) == (9, "exact", 0)
