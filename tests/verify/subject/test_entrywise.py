"""Polynomials entry by entry are exact."""

from fractions import Fraction

from verify.subject.entrywise import Entrywise, exact, plus, power, times

X = Entrywise(2)


def test_arithmetic():
    cubic = plus(power(X, 3), X)
    assert cubic.coefficients == (0, 1, 0, 1)
    assert times(plus(X, Fraction(1)), plus(X, Fraction(-1))).coefficients == (-1, 0, 1)
    assert plus(X, times(X, Fraction(-1))).coefficients == (0,)
    assert power(X, 0).coefficients == (1,)
    assert X.is_itself
    assert not cubic.is_itself


def test_what_is_none():
    assert plus(X, Entrywise(1)) is None
    assert times(X, Entrywise(1)) is None
    assert power(X, 0.5) is None
    assert power(X, -1) is None
    assert power(X, 65) is None
    assert times(power(X, 40), power(X, 40)) is None
    assert exact(float("inf")) is None


def test_only_what_floats_hold():
    assert times(X, exact(0.1)).floats() == (0.0, 0.1)
    assert times(X, Fraction(1, 3)).floats() is None
    assert power(times(X, exact(0.1)), 2).floats() is None
