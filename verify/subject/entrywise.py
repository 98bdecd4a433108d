"""Polynomials in one value of a model, exact: what arithmetic entry by entry makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

MAX_DEGREE = 64


@dataclass(frozen=True)
class Entrywise:
    """p(x), entry by entry, of the node ``base``; the coefficients of p, constant first, without zeros at the end."""

    base: int
    coefficients: tuple[Fraction, ...] = (Fraction(0), Fraction(1))

    @property
    def is_itself(self) -> bool:
        """Whether p(x) = x."""
        return self.coefficients == (0, 1)

    def floats(self) -> tuple[float, ...] | None:
        """The coefficients, where floats hold them exactly."""
        found = tuple(float(c) for c in self.coefficients)
        return found if tuple(map(Fraction, found)) == self.coefficients else None


def exact(number: float) -> Fraction | None:
    """A finite number as a fraction."""
    return Fraction(number) if isfinite(number) else None


def plus(one: Entrywise, other: Entrywise | Fraction) -> Entrywise | None:
    """The sum, where both are of one node.

    >>> plus(Entrywise(3), Fraction(1)).coefficients == (1, 1)
    True
    """
    added = other.coefficients if isinstance(other, Entrywise) else (other,)
    if isinstance(other, Entrywise) and other.base != one.base:
        return None
    count = max(len(one.coefficients), len(added))
    first, second = (tuple(c) + (Fraction(0),) * (count - len(c)) for c in (one.coefficients, added))
    return Entrywise(one.base, _tidy([a + b for a, b in zip(first, second, strict=True)]))


def times(one: Entrywise, other: Entrywise | Fraction) -> Entrywise | None:
    """The product, where both are of one node and its degree is at most 64."""
    factor = other.coefficients if isinstance(other, Entrywise) else (other,)
    if isinstance(other, Entrywise) and other.base != one.base:
        return None
    if len(one.coefficients) + len(factor) - 2 > MAX_DEGREE:
        return None
    product = [Fraction(0)] * (len(one.coefficients) + len(factor) - 1)
    for i, a in enumerate(one.coefficients):
        for j, b in enumerate(factor):
            product[i + j] += a * b
    return Entrywise(one.base, _tidy(product))


def power(one: Entrywise, exponent: float) -> Entrywise | None:
    """The power, where the exponent is a whole number from 0 to 64.

    >>> power(plus(Entrywise(0), Fraction(1)), 2).coefficients == (1, 2, 1)
    True
    """
    if exponent != int(exponent) or not 0 <= exponent <= MAX_DEGREE:
        return None
    found: Entrywise | None = Entrywise(one.base, (Fraction(1),))
    for _ in range(int(exponent)):
        found = times(found, one) if found else None
    return found


def _tidy(coefficients: list[Fraction]) -> tuple[Fraction, ...]:
    while len(coefficients) > 1 and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)
