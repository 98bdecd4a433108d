"""Sparse polynomials over Q in unknowns that are met one by one, multiplied out within limits.

A power, a product and a sum are refused before they are computed where the result would not fit: ``(x+1)^100000000``
and ``2^(10^9)`` cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from ..networks import Polynomials
from ..shell import MAX_BITS, as_fmpq, bits_of
from .system import PolynomialSystem

MAX_UNKNOWNS = 200
MAX_EQUATIONS = 1000
MAX_DEGREE = 1000
MAX_TERMS = 20_000  # of all equations together
MAX_WORK = 80_000  # products of two terms, all together: a second at most

Monomial = tuple[tuple[int, int], ...]  # the number of an unknown and its exponent, in order
Terms = dict[Monomial, Fraction]


class NotAPolynomial(Exception):
    """What is written is no polynomial, or too large a one; ``hint`` is the next step."""

    def __init__(self, cause: str, hint: str = "") -> None:
        super().__init__(cause)
        self.cause, self.hint = cause, hint


class SparseTerms:
    """Arithmetic with polynomials; what an operation is given is used up by it.

    >>> ring = SparseTerms()
    >>> ring.power(ring.add(ring.unknown("x"), ring.constant(Fraction(1)), -1), 2)
    {((0, 2),): Fraction(1, 1), ((0, 1),): Fraction(-2, 1), (): Fraction(1, 1)}
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self.work = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The unknowns in the order in which they were met."""
        return tuple(self._places)

    def constant(self, value: Fraction) -> Terms:
        """A number."""
        return {(): self._checked(value)} if value else {}

    def unknown(self, name: str) -> Terms:
        """An unknown, of which there is one more if the name is new."""
        place = self._places.setdefault(name, len(self._places))
        if place >= MAX_UNKNOWNS:
            raise NotAPolynomial(f"there are more than {MAX_UNKNOWNS} unknowns", "give a smaller system")
        return {((place, 1),): Fraction(1)}

    def add(self, a: Terms, b: Terms, sign: int = 1) -> Terms:
        """a + b or a − b."""
        for monomial, value in b.items():
            total = a.get(monomial, Fraction(0)) + sign * value
            if total:
                a[monomial] = self._checked(total)
            else:
                a.pop(monomial, None)
        if len(a) > MAX_TERMS:
            raise _too_many_terms()
        return a

    def multiply(self, a: Terms, b: Terms) -> Terms:
        """a · b."""
        if not a or not b:
            return {}
        _check_degree(_degree(a) + _degree(b))
        self._spend(len(a) * len(b), _bits(a) + _bits(b))
        found: Terms = {}
        for left, x in a.items():
            for right, y in b.items():
                monomial = _together(left, right)
                found[monomial] = found.get(monomial, Fraction(0)) + x * y
        if len(found) > MAX_TERMS:
            raise _too_many_terms()
        return {monomial: self._checked(value) for monomial, value in found.items() if value}

    def divide(self, a: Terms, b: Terms) -> Terms:
        """a / b for a number b."""
        if not b:
            raise NotAPolynomial("this divides by zero", "give a divisor that is not zero")
        if b.keys() != {()}:
            raise NotAPolynomial("this divides by an unknown", "multiply the equation by its denominators")
        return self.multiply(a, {(): 1 / b[()]})

    def power(self, a: Terms, exponent: int) -> Terms:
        """a to a whole number from 0 on."""
        if exponent == 0:
            return {(): Fraction(1)}
        if not a or exponent == 1:
            return a
        _check_degree(_degree(a) * exponent)
        if len(a) == 1:
            [(monomial, value)] = a.items()
            self._spend(1, _bits(a) * exponent)
            return {tuple((k, e * exponent) for k, e in monomial): self._checked(value**exponent)}
        self._spend(exponent, 0)
        half = self.power(dict(a), exponent // 2)
        square = self.multiply(half, half)
        return self.multiply(square, a) if exponent % 2 else square

    def system(self, equations: Sequence[Terms]) -> PolynomialSystem:
        """The polynomials in all unknowns that were met."""
        if len(equations) > MAX_EQUATIONS:
            raise NotAPolynomial(f"there are more than {MAX_EQUATIONS:,} equations", "give a smaller system")
        if sum(map(len, equations)) > MAX_TERMS:
            raise _too_many_terms()
        ring, size = Polynomials(self.names), len(self.names)
        polynomials = []
        for terms in equations:
            _check_denominators(value.denominator for value in terms.values())
            dense = {_dense(monomial, size): as_fmpq(value) for monomial, value in terms.items()}
            polynomials.append(ring.context.from_dict(dense))
        return PolynomialSystem(self.names, tuple(polynomials))

    def _spend(self, operations: int, bits: int) -> None:
        if bits > 4 * MAX_BITS:
            raise NotAPolynomial("multiplied out its numbers are too large", "give smaller numbers or exponents")
        self.work += (operations - 1) * (1 + bits // 2000) + bits // 10_000
        if self.work > MAX_WORK:
            raise NotAPolynomial("multiplied out it is too large", "give smaller exponents, or fewer terms in brackets")

    def _checked(self, value: Fraction) -> Fraction:
        if bits_of(value) > MAX_BITS:
            raise NotAPolynomial(f"a coefficient has more than {MAX_BITS:,} bits", "round the numbers")
        return value


def _too_many_terms() -> NotAPolynomial:
    return NotAPolynomial(f"multiplied out there are more than {MAX_TERMS:,} terms", "give a smaller system")


def _check_degree(degree: int) -> None:
    if degree > MAX_DEGREE:
        raise NotAPolynomial(f"its degree is above {MAX_DEGREE:,}", "give smaller exponents")


def _check_denominators(denominators: Iterable[int]) -> None:
    common = 1
    for denominator in denominators:
        common = lcm(common, denominator)
        if common.bit_length() > MAX_BITS:
            raise NotAPolynomial(f"the common denominator has more than {MAX_BITS:,} bits", "round the numbers")


def _degree(terms: Terms) -> int:
    return max(sum(exponent for _, exponent in monomial) for monomial in terms)


def _bits(terms: Terms) -> int:
    return max(map(bits_of, terms.values()))


def _together(left: Monomial, right: Monomial) -> Monomial:
    if not left or not right:
        return left or right
    exponents = dict(left)
    for place, exponent in right:
        exponents[place] = exponents.get(place, 0) + exponent
    return tuple(sorted(exponents.items()))


def _dense(monomial: Monomial, size: int) -> tuple[int, ...]:
    exponents: list[Any] = [0] * size
    for place, exponent in monomial:
        exponents[place] = exponent
    return tuple(exponents)
