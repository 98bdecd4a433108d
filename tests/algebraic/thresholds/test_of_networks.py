"""Polynomial networks with weights."""

from fractions import Fraction

import pytest

from algebraic.networks import Network
from algebraic.shell import TooLarge, WrongInput
from algebraic.thresholds.of_networks import at_weights


def network(widths, activation, **biases):
    return Network.dense(widths, activation, **{"hidden_bias": False, "output_bias": False, **biases})


def decide(net, weights, *data):
    return at_weights(net, [Fraction(w) for w in weights], *data)


def test_chains_are_monomials():
    assert decide(network([1, 1, 1], "z**2"), [0, 0]).value == Fraction(1, 4)  # v w²
    found = decide(network([1, 1, 1, 1], "z**2+z"), [0, 0, 0])
    assert (found.value, found.multiplicity) == (Fraction(1, 2), 3)
    found = decide(network([1, 1, 1, 1], "z**2+z"), [1, 0, 0])
    assert (found.value, found.multiplicity) == (Fraction(1, 2), 2)


def test_two_units_are_of_vandermonde_type():
    """Aoyagi 2010, H = 2: 3/4 for z, z² and 2/3 for z, z³."""
    assert decide(network([1, 2, 1], "z**2+z"), [0] * 4).value == Fraction(3, 4)
    assert decide(network([1, 2, 1], "z**3+z"), [0] * 4).value == Fraction(2, 3)


def test_as_many_samples_as_needed_are_as_good_as_all_inputs():
    net = network([1, 2, 1], "z**2+z")
    for weights in ([0] * 4, [1, 0, 1, 0], [1, 1, 1, -1]):
        everywhere, sampled = decide(net, weights), decide(net, weights, [[1], [2], [-1]])
        assert (everywhere.value, everywhere.multiplicity) == (sampled.value, sampled.multiplicity)


def test_few_samples_give_less():
    net = network([1, 2, 1], "z**2+z")
    assert decide(net, [1, 1, 1, 1], [[1]]).value == Fraction(1, 2)
    assert decide(net, [1, 1, 1, 1]).value == 1


def test_a_regular_zero_has_half_the_number_of_equations():
    """Without expanding anything: 20 samples of a network with 121 parameters."""
    net = Network.dense([10, 10, 1], "z**3+z")
    weights = [(k * k) % 17 - 8 for k in range(net.num_params)]
    inputs = [[(i * i * i + 5 * i * j + j) % 23 for j in range(10)] for i in range(20)]
    found = decide(net, weights, inputs)
    assert (found.value, found.multiplicity) == (10, 1)


def test_units_permuted_and_rescaled():
    net = network([1, 2, 1], "z**2")
    one, other = decide(net, [1, 2, 1, 0]), decide(net, [2, 1, 0, 1])
    scaled = decide(net, [3, 2, "1/9", 0])
    assert one.value == other.value == scaled.value


def test_errors():
    net = network([1, 1, 1], "z**2")
    with pytest.raises(WrongInput, match="sample 1, output 1 has the value 3 there"):
        decide(net, [1, 4], [[1]], [[1]])
    with pytest.raises(WrongInput, match="targets without inputs"):
        decide(net, [1, 4], None, [[1]])
    with pytest.raises(TooLarge, match="terms"):
        decide(Network.dense([10, 10, 10, 1]), [1] * 231)
