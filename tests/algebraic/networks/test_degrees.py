"""Degrees from the shape alone against expanded equations, a recursion and numbers that are known."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, strategies as st

from algebraic import Network, zero_error_system
from algebraic.networks.architectures import theory2_cifar
from algebraic.networks.degrees import degree_bound, equation_degrees, output_degrees
from algebraic.systems.system import estimate_terms
from tests.algebraic.systems.test_system import KINDS, some_data
from tests.reference import slow


@pytest.mark.parametrize("kind", KINDS)
def test_degrees_against_the_expansion(kind):
    network = KINDS[kind]
    inputs, targets = some_data(network)
    equations, symbols = slow.expanded_equations(network, inputs, targets)
    assert equation_degrees(network, inputs) == [sympy.Poly(e, *symbols).total_degree() for e in equations]
    assert max(equation_degrees(network, inputs)) <= degree_bound(network)
    for group in ([0], list(range(network.num_params // 2)), [network.num_params - 1]):
        chosen = [sympy.Poly(e, *(symbols[k] for k in group)).total_degree() for e in equations]
        assert equation_degrees(network, inputs, variables=group) == chosen


@given(
    st.lists(st.integers(1, 2), min_size=2, max_size=4),
    st.sampled_from(["z", "z**2", "z**2+1", "z**3+z", "2*z**2-z"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.lists(st.integers(-1, 2), min_size=2, max_size=2),
)
def test_degrees_from_the_shape_for_any_input(widths, activation, hidden, output, activated, sample):
    network = Network.dense(widths, activation, hidden_bias=hidden, output_bias=output, output_activation=activated)
    if estimate_terms(network) > 3000:
        return
    inputs = [sample[: network.input_dim]]
    system = zero_error_system(network, inputs, [[Fraction(1, 97)] * network.output_dim])  # no constant term vanishes
    assert equation_degrees(network, inputs) == system.total_degrees()


def test_recursion_of_the_degrees():
    # D_1 = l, D_{k+1} = l (D_k + 1), one more for the linear readout
    for degree in (2, 3):
        expected = 0
        for depth in range(1, 6):
            expected = degree * (expected + 1)
            network = Network.dense([2, *[1] * (depth + 1)], f"z**{degree}+z")
            assert output_degrees(network).tolist() == [[expected + 1]]
            assert degree_bound(network) == expected + 1
            activated = Network.dense([2, *[1] * depth], f"z**{degree}+z", output_activation=True)
            assert degree_bound(activated) == expected


def test_degrees_of_very_deep_networks_are_exact_integers():
    network = Network.dense([1, *[1] * 200], "z**3+z", output_bias=False)
    assert output_degrees(network).item() == degree_bound(network) == 3 * (3**199 - 1) // 2 + 1


def test_degrees_of_the_cifar_network():
    # D ← 2 (D + 1) through four activated layers, one more for the readout: 2, 6, 14, 30, 31
    assert output_degrees(theory2_cifar()).item() == 31
