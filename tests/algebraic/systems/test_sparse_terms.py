"""Polynomials that are multiplied out within limits, against sympy."""

from fractions import Fraction

import pytest
import sympy

from algebraic.systems.sparse_terms import MAX_TERMS, MAX_UNKNOWNS, NotAPolynomial, SparseTerms


def linear(ring, text):
    """a·x + b·y + c from its three numbers."""
    found = ring.constant(Fraction(text[2]))
    for name, value in zip("xy", text, strict=False):
        found = ring.add(found, ring.multiply(ring.constant(Fraction(value)), ring.unknown(name)))
    return found


def test_operations_are_those_of_sympy():
    x, y = sympy.symbols("x y")
    ring = SparseTerms()
    a, b = (1, "2/3", -5), ("1/7", -1, 2)
    found = ring.multiply(ring.power(linear(ring, a), 4), ring.divide(linear(ring, b), ring.constant(Fraction(3, 2))))
    [polynomial] = ring.system([ring.add(found, linear(ring, b), -1)]).polynomials
    p, q = x + sympy.Rational(2, 3) * y - 5, x / 7 - y + 2
    expected = sympy.Poly(sympy.expand(p**4 * q * sympy.Rational(2, 3) - q), x, y).as_dict()
    ours = {tuple(map(int, e)): sympy.Rational(int(c.p), int(c.q)) for e, c in polynomial.terms()}
    assert ours == expected


def test_what_cancels_is_gone():
    ring = SparseTerms()
    square = ring.power(linear(ring, (1, 1, 0)), 2)
    assert ring.add(square, ring.power(linear(ring, (1, 1, 0)), 2), -1) == {}
    assert ring.multiply({}, linear(ring, (1, 0, 0))) == {}
    assert ring.power({}, 0) == {(): 1}
    assert ring.system([{}]).polynomials[0].is_zero()


def powers(ring, exponent):
    return ring.power(ring.add(linear(ring, (1, 1, 1)), ring.unknown("z")), exponent)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda ring: ring.power(ring.unknown("x"), 1001), "its degree is above 1,000"),
        (lambda ring: powers(ring, 100), "multiplied out it is too large"),
        (lambda ring: ring.power(ring.constant(Fraction(2) ** 1000), 10**9), "its numbers are too large"),
        (lambda ring: ring.power(ring.constant(Fraction(2) ** 1000), 20), "more than 13,000 bits"),
        (lambda ring: ring.divide(ring.unknown("x"), {}), "divides by zero"),
        (lambda ring: ring.divide(ring.unknown("x"), ring.unknown("x")), "divides by an unknown"),
        (lambda ring: [ring.unknown(f"x{k}") for k in range(MAX_UNKNOWNS + 1)], "more than 200 unknowns"),
        (lambda ring: ring.add({}, {((0, k),): 1 for k in range(MAX_TERMS + 1)}), "more than 20,000 terms"),
        (lambda ring: ring.system([{(): Fraction(1)}] * 1001), "more than 1,000 equations"),
        (lambda ring: ring.system([{((0, k),): Fraction(1, 10**60 + k) for k in range(900)}]), "common denominator"),
    ],
)
def test_limits(made, said):
    with pytest.raises(NotAPolynomial, match=said) as caught:
        made(SparseTerms())
    assert caught.value.hint
