"""Real solutions: found and enclosed where they are planted, never where there are none."""

import pytest

from algebraic import Network
from algebraic.ideals.witness import has_real_solution
from algebraic.shell import UNLIMITED, Budget, OutOfBudget, rationals
from tests.reference import slow

PLAIN = {"hidden_bias": False, "output_bias": False}


def found(network, inputs, targets, **options):
    return has_real_solution(network, rationals(inputs), rationals(targets), seed=0, budget=UNLIMITED, **options)


@pytest.mark.parametrize("num_samples", [1, 3, 5])
def test_planted_targets_are_met(num_samples):
    network = Network.dense([2, 2, 1], "z**3+z")
    inputs = [[1, 2], [-1, 3], [2, 1], [0, -2], [3, -1]][:num_samples]
    weights = [1, -2, 3, 1, 2, -1, 1, 2, 5]
    assert found(network, inputs, [slow.network_value(network, weights, x) for x in inputs])


@pytest.mark.slow
def test_what_has_no_real_solution_has_none():
    """v w² = 1 and 9 v w² = −9 contradict each other; v (w² + 1) = 1 and v (4 w² + 1) = −1 have w² = −2/5."""
    network = Network.dense([1, 1, 1], "z**2", **PLAIN)
    assert found(network, [[1]], [[-4]])
    assert not found(network, [[1], [3]], [[1], [-9]])  # not even a complex one
    circle = Network.dense([1, 1, 1], "z**2+1", **PLAIN)
    assert not found(circle, [[1], [2]], [[1], [-1]])


def test_more_equations_than_weights_are_not_tried():
    assert not found(Network.dense([1, 1], "z", output_bias=False), [[1], [2]], [[1], [2]])


def test_no_time():
    network = Network.dense([1, 1, 1], "z**2", **PLAIN)
    with pytest.raises(OutOfBudget):
        has_real_solution(network, rationals([[1]]), rationals([[4]]), seed=0, budget=Budget(1e-9))
