"""Rings one by one: where they are exact, and where they refuse."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.networks.rings import (
    Balls,
    Degrees,
    FloatingPoint,
    ModularPolynomials,
    NewtonPolytopes,
    PointSet,
    Polynomials,
    PrimeField,
    Rationals,
)
from algebraic.shell.errors import TooLarge, WrongInput
from algebraic.shell.exact import as_fraction, object_array

PRIME = 101
fractions = st.fractions(-20, 20, max_denominator=9)


@given(st.lists(fractions, min_size=1, max_size=5), fractions)
def test_horner_is_the_sum_of_powers_in_every_ring(coefficients, z):
    value = sum(c * z**k for k, c in enumerate(coefficients))
    for ring in (Rationals(), PrimeField(PRIME), FloatingPoint(float), Balls(flint.arb), Polynomials(["a"])):
        [found] = ring.polynomial(coefficients, ring.array([z]))
        if isinstance(ring, Rationals):
            assert as_fraction(found) == value
        elif isinstance(ring, PrimeField):
            assert found == value.numerator * pow(value.denominator, -1, PRIME) % PRIME
        elif isinstance(ring, Balls):
            with flint.ctx.workprec(500):  # the comparison rounds the exact value, too
                assert found.contains(flint.fmpq(value.numerator, value.denominator))
        elif isinstance(ring, Polynomials):
            assert found == ring.constant(value)
        else:
            assert found == pytest.approx(float(value), abs=1e-6)


def test_prime_field_products_do_not_overflow():
    prime = 2_147_483_647
    stream = np.random.default_rng(0)
    a = stream.integers(prime - 50, prime, (2, 70_000))
    b = stream.integers(prime - 50, prime, (70_000, 1))
    expected = [[sum(int(x) * int(y) for x, y in zip(row, b[:, 0], strict=True)) % prime] for row in a]
    assert PrimeField(prime).matmul(a, b).tolist() == expected


@pytest.mark.parametrize("number", [1, 4, 2**31 + 11, 0])
def test_prime_field_needs_a_small_prime(number):
    with pytest.raises(WrongInput):
        PrimeField(number)


def test_prime_must_not_divide_a_denominator():
    with pytest.raises(WrongInput, match="denominator"):
        PrimeField(7).array([Fraction(1, 14)])


polynomials = st.dictionaries(st.tuples(*[st.integers(0, 3)] * 2), st.integers(1, 5), min_size=1, max_size=4)


def as_polynomial(ring, terms):
    a, b = ring.variables
    return sum((c * a**i * b**j for (i, j), c in terms.items()), ring.constant(Fraction(0)))


@given(polynomials, polynomials, st.sampled_from([(0, 1, 1), (2, 0, 3), (1, 1, 1, 1)]))
def test_degrees_and_polytopes_are_those_of_the_polynomials(f, g, activation):
    """Positive coefficients, so that nothing cancels: P(f g + f) expanded, by degrees, and by Newton polytopes."""
    expanded, degrees, polytopes = Polynomials(["a", "b"]), Degrees(1000), NewtonPolytopes(2, 10**6)
    coefficients = [Fraction(c) for c in activation]

    def composed(ring, left, right):
        left, right = object_array([left]).astype(ring.dtype), object_array([right]).astype(ring.dtype)
        return ring.polynomial(coefficients, ring.add(ring.multiply(left, right), left))[0]

    exact = composed(expanded, as_polynomial(expanded, f), as_polynomial(expanded, g))
    assert composed(degrees, *(max(map(sum, p)) for p in (f, g))) == exact.total_degree()
    found = composed(polytopes, PointSet(frozenset(f)), PointSet(frozenset(g))).points
    for direction in ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1), (2, -1), (-3, 2)):
        support = [
            max(sum(d * e for d, e in zip(direction, p, strict=True)) for p in s) for s in (exact.monoms(), found)
        ]
        assert support[0] == support[1]


def test_a_zero_polynomial_has_no_degree():
    ring = Degrees(10)
    zero, one = ring.zero[None], np.array([1])
    assert ring.multiply(zero, one) == ring.zero
    assert ring.add(zero, one) == 1
    assert ring.polynomial([Fraction(0), Fraction(1)], zero) == ring.zero
    assert ring.polynomial([Fraction(2), Fraction(1)], zero) == 0


def test_degrees_beyond_64_bits_stay_exact():
    ring = Degrees(2**70)
    assert ring.multiply(np.array([2**69], dtype=object), np.array([2**69], dtype=object))[0] == 2**70


def test_large_polytopes_are_refused():
    ring = NewtonPolytopes(2, limit=3)
    row = np.array([[PointSet(frozenset({(0, 0), (1, 0)}))]], dtype=object)
    column = np.array([[PointSet(frozenset({(0, 0), (0, 1)}))]], dtype=object)
    with pytest.raises(TooLarge, match="4 candidate vertices"):
        ring.matmul(row, column)
    assert len(NewtonPolytopes(2, limit=4).matmul(row, column)[0, 0].points) == 4


def test_modular_polynomials_are_the_residues_of_exact_ones():
    exact, modular = Polynomials(["a", "b"]), ModularPolynomials(["a", "b"], PRIME)
    coefficients = [Fraction(1, 3), Fraction(-2), Fraction(5, 7)]
    values = [ring.polynomial(coefficients, ring.variables)[1] for ring in (exact, modular)]
    residues = {e: int(c.p) * pow(int(c.q), -1, PRIME) % PRIME for e, c in values[0].terms()}
    assert {e: int(c) for e, c in values[1].terms()} == residues
