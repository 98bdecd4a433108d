"""Equations decided without counting: the evidence is checked by other means, and spoiled."""

from fractions import Fraction

import flint
import pytest

from algebraic import Network, zero_error_system
from algebraic.data.sources import random_data
from tests.algebraic.ideals.test_by_ideals import count, count_random
from tests.reference import slow


def check_multipliers(system, evidence):
    total = sum(
        flint.fmpq(*map(int, m.split("/"))) * p
        for m, p in zip(evidence["multipliers"], system.polynomials, strict=True)
    )
    return total == 1


@pytest.mark.parametrize("num_samples", [4, 9])
def test_empty_is_proved_by_a_combination(num_samples):
    """(2,3,1), t^2: fibres of dimension 8, 7, 6 for N = 1, 2, 3 and generically none from N = 4 on."""
    network = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    found, data = count_random(network, num_samples)
    assert (found.count, found.status, found.evidence["proved"]) == (0, "empty", True)
    system = zero_error_system(network, data.inputs, data.targets)
    assert check_multipliers(system, found.evidence)
    spoiled = {**found.evidence, "multipliers": ["1", *found.evidence["multipliers"][1:]]}
    assert not check_multipliers(system, spoiled)


@pytest.mark.parametrize("num_samples", [1, 2, 3])
def test_infinite_is_proved_by_a_rational_point(num_samples):
    network = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    found, data = count_random(network, num_samples)
    assert (found.count, found.status, found.evidence["proved"]) == (None, "infinite", True)
    assert found.evidence["kind"] == "rational_point"
    point = [Fraction(w) for w in found.evidence["point"]]
    for x, y in zip(data.inputs, data.targets, strict=True):
        assert slow.network_value(network, point, x) == list(y)


@pytest.mark.slow
@pytest.mark.msolve
def test_infinite_is_proved_by_a_slice_where_the_readout_is_too_narrow():
    network = Network.dense([2, 2, 1], "z**3+z")
    found, _ = count_random(network, 5)
    assert (found.status, found.evidence["kind"], found.evidence["proved"]) == ("infinite", "slice", True)


@pytest.mark.msolve
def test_teacher_targets_make_a_deficient_system_infinite_not_empty():
    """Rank below the number of equations: empty for generic targets, but not for those of a teacher network."""
    network = Network.dense([5, 1, 3], "z**2", hidden_bias=False, output_bias=False)
    data = random_data(network, 2)
    generic = count(network, data.inputs, data.targets)
    assert (generic.status, generic.evidence["kind"]) == ("empty", "leading_ideals")
    teacher = [slow.network_value(network, [1, 2, -1, 3, 1, 2, -5, 7], x) for x in data.inputs]
    planted = count(network, data.inputs, teacher)
    assert (planted.count, planted.status) == (None, "infinite")


@pytest.mark.msolve
def test_too_many_samples_of_a_teacher_leave_its_own_orbit():
    """z^3+z, one hidden unit: (w, v) and (−w, −v) compute the same; nothing else fits 6 samples."""
    network = Network.dense([2, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    inputs = random_data(network, 6).inputs
    teacher = [slow.network_value(network, [2, -3, 5], x) for x in inputs]
    assert (count(network, inputs, teacher).count, count(network, inputs, teacher).status) == (2, "exact_mod_p")
    teacher[0][0] += 1
    assert count(network, inputs, teacher).status == "empty"


@pytest.mark.parametrize(
    ("widths", "num_samples", "status", "number"),
    [((2, 1), 3, "exact", 1), ((2, 1), 2, "infinite", None), ((2, 1), 4, "empty", 0), ((3, 2), 4, "exact", 1)],
)
def test_linear_networks_are_decided_over_q(widths, num_samples, status, number):
    found, _ = count_random(Network.dense(widths), num_samples)
    assert (found.status, found.count, found.evidence["proved"]) == (status, number, True)
