"""Expanded equations against sympy, and what is refused before it is expanded."""

from fractions import Fraction
from math import gcd

import numpy as np
import pytest
import sympy

from algebraic import Network, zero_error_expressions, zero_error_system
from algebraic.shell.errors import TooLarge
from algebraic.systems import system
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
def test_term_estimates_against_the_expansion(kind):
    network = KINDS[kind]
    inputs, targets = some_data(network)
    equations, symbols = slow.expanded_equations(network, inputs, targets)
    polynomials = [sympy.Poly(e, *symbols) for e in equations]
    assert zero_error_system(network, inputs, targets).total_degrees() == [p.total_degree() for p in polynomials]
    assert all(len(p.terms()) <= estimate_terms(network) + 1 for p in polynomials)


def test_expansion_is_refused_before_it_starts():
    network = Network.dense([5, 20, 20, 1], "z**5+z")
    with pytest.raises(TooLarge) as caught:
        zero_error_system(network, [[1] * 5], [[1]])
    assert "terms" in str(caught.value)
    assert caught.value.hint


def test_a_system_that_is_too_large_is_refused_before_anything_is_built(monkeypatch):
    def built(names):
        raise AssertionError("a ring was built")

    monkeypatch.setattr(system, "Polynomials", built)
    with pytest.raises(TooLarge, match="terms"):
        zero_error_system(Network.dense([20, 20, 20, 1]), [[1] * 20], [1])
