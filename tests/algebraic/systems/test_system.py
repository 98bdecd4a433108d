from fractions import Fraction
from math import gcd

import numpy as np
import pytest
import sympy
from hypothesis import given, strategies as st

from algebraic import Network, zero_error_expressions, zero_error_system
from algebraic.networks.degrees import degree_bound, equation_degrees, output_degrees
from algebraic.shell.errors import TooLarge
from algebraic.systems.system import estimate_terms
from tests.networks import every_kind_of_layer
from tests.reference import slow

KINDS = every_kind_of_layer()


def some_data(network, num_samples=2):
    stream = np.random.default_rng(3)
    inputs = stream.integers(1, 10, (num_samples, network.input_dim)).tolist()
    targets = [[Fraction(int(t), 3) for t in row] for row in stream.integers(1, 9, (num_samples, network.output_dim))]
    return inputs, targets


@pytest.mark.parametrize("kind", KINDS)
def test_equations_agree_with_sympy_expansion(kind):
    network = KINDS[kind]
    inputs, targets = some_data(network)
    expected, symbols = slow.expanded_equations(network, inputs, targets)
    system = zero_error_system(network, inputs, targets)
    assert system.expressions() == expected
    assert [sympy.expand(e) for e in zero_error_expressions(network, inputs, targets)] == expected
    for terms, equation in zip(system.integer_terms, expected, strict=True):
        assert all(type(c) is int for _, c in terms)
        assert gcd(*(c for _, c in terms)) == 1
        primitive = sympy.Poly(equation, *symbols).clear_denoms()[1].primitive()[1]
        assert dict(terms) == {e: int(c) for e, c in primitive.terms()}


@pytest.mark.parametrize("kind", KINDS)
def test_degrees_and_term_estimates_against_the_expansion(kind):
    network = KINDS[kind]
    inputs, targets = some_data(network)
    equations, symbols = slow.expanded_equations(network, inputs, targets)
    polynomials = [sympy.Poly(e, *symbols) for e in equations]
    assert equation_degrees(network, inputs) == [p.total_degree() for p in polynomials]
    for group in ([0], list(range(network.num_params // 2)), [network.num_params - 1]):
        chosen = [sympy.Poly(e, *(symbols[k] for k in group)).total_degree() for e in equations]
        assert equation_degrees(network, inputs, variables=group) == chosen
    assert all(len(p.terms()) <= estimate_terms(network) + 1 for p in polynomials)


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


def test_expansion_is_refused_before_it_starts():
    network = Network.dense([5, 20, 20, 1], "z**5+z")
    with pytest.raises(TooLarge) as caught:
        zero_error_system(network, [[1] * 5], [[1]])
    assert "terms" in str(caught.value)
    assert caught.value.hint
