"""Polynomials in z as text: a grammar of its own, never Python's, and limits on what may be written.

::

    sum     = ["+" | "-"] product {("+" | "-") product}
    product = factor {("*" | "/") factor}
    factor  = ("+" | "-") factor | base [("**" | "^") factor]
    base    = number | "z" | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NoReturn

import flint

from ..shell import MAX_BITS, WrongInput, as_fmpq, bits_of, exact_number

MAX_LENGTH = 100_000  # characters
MAX_NESTING = 100  # brackets, signs and powers within each other
MAX_WORK = 10**8  # bits that products and powers may touch in all

_TOKEN = re.compile(r"\s*(\*\*|[-+*/^()]|[0-9.]+([eE][-+]?[0-9]+)?|[^\W0-9]\w*|\S)")

Terms = dict[int, Fraction]  # the coefficient of each power of z that occurs


def read_polynomial(text: str, max_degree: int) -> list[Fraction]:
    """Coefficients from the constant term upwards.

    Raises:
        WrongInput: it is no polynomial in z with rational coefficients, or one beyond the limits of this module.

    >>> read_polynomial("(z + 1/2)^2 - 0.25", 10)
    [Fraction(0, 1), Fraction(1, 1), Fraction(1, 1)]
    """
    try:
        terms = _Reader(text, max_degree).read()
    except _NotAPolynomial as problem:
        shown = text if len(text) <= 80 else f"{text[:80]}…"
        raise WrongInput(
            f"the activation {shown!r} is not a polynomial in z with rational coefficients: {problem}",
            hint="write for example z**3+z, 1.5*z**2 or (z+1/2)**2",
            kind="bad_activation",
        ) from None
    return [terms.get(k, Fraction(0)) for k in range(max(terms, default=0) + 1)]


def power(base: Sequence[Fraction], exponent: int) -> list[Fraction]:
    """A power of a polynomial.

    >>> [int(c) for c in power([Fraction(1), Fraction(1)], 4)]
    [1, 4, 6, 4, 1]
    """
    found = flint.fmpq_poly([as_fmpq(c) for c in base]) ** exponent
    return [Fraction(int(c.p), int(c.q)) for c in found.coeffs()]


class _NotAPolynomial(Exception):
    pass


class _Reader:
    """Reads token by token; a number, a power and the work that is done are bounded before they are computed."""

    def __init__(self, text: str, max_degree: int) -> None:
        if len(text) > MAX_LENGTH:
            raise _NotAPolynomial(f"it has {len(text):,} characters (limit {MAX_LENGTH:,})")
        self.tokens = [found[1] for found in _TOKEN.finditer(text)][::-1]
        self.max_degree, self.nesting, self.work = max_degree, 0, 0

    def read(self) -> Terms:
        found = self.sum()
        if self.tokens:
            self.unexpected()
        return found

    def unexpected(self) -> NoReturn:
        if not self.tokens:
            raise _NotAPolynomial("it is not an arithmetic expression in z, or breaks off")
        token = self.tokens[-1]
        if token[0].isalpha() or token[0] == "_":
            why = "there is no sign before z" if token == "z" else f"the only variable is z, not {token[:40]}"
            raise _NotAPolynomial(why)
        raise _NotAPolynomial(f"{token[:40]!r} is not allowed there")

    def take(self, *wanted: str) -> str:
        return self.tokens.pop() if self.tokens and self.tokens[-1] in wanted else ""

    def sum(self) -> Terms:
        found = self.product()
        while sign := self.take("+", "-"):
            for k, c in self.product().items():
                found[k] = self.checked(found.get(k, Fraction(0)) + (c if sign == "+" else -c))
        return {k: c for k, c in found.items() if c}

    def product(self) -> Terms:
        found = self.factor()
        while sign := self.take("*", "/"):
            other = self.factor()
            if sign == "/":
                if set(other) - {0}:
                    raise _NotAPolynomial("it divides by z")
                if not other:
                    raise _NotAPolynomial("it divides by zero")
                other = {0: 1 / other[0]}
            found = self.multiply(found, other)
        return found

    def factor(self) -> Terms:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise _NotAPolynomial(f"brackets, signs or powers are nested more than {MAX_NESTING} deep")
        sign = self.take("+", "-")
        if sign:
            inner = self.factor()
            found = {k: -c for k, c in inner.items()} if sign == "-" else inner
        else:
            found = self.base()
            if self.take("**", "^"):
                found = self.power(found, self.factor())
        self.nesting -= 1
        return found

    def base(self) -> Terms:
        if self.take("z"):
            return {1: Fraction(1)}
        if self.take("("):
            found = self.sum()
            if not self.take(")"):
                self.unexpected()
            return found
        if not self.tokens or self.tokens[-1][0] not in "0123456789.":
            self.unexpected()
        try:
            number = self.checked(exact_number(self.tokens.pop()))
        except ValueError as problem:
            raise _NotAPolynomial(str(problem)) from None
        return {0: number} if number else {}

    def multiply(self, a: Terms, b: Terms) -> Terms:
        if not a or not b:
            return {}
        self.check_degree(max(a) + max(b))
        self.spend(len(a) * len(b), _bits(a) + _bits(b))
        found: Terms = {}
        for i, x in a.items():
            for j, y in b.items():
                found[i + j] = found.get(i + j, Fraction(0)) + x * y
        return {k: self.checked(c) for k, c in found.items() if c}

    def power(self, a: Terms, b: Terms) -> Terms:
        exponent = b.get(0, Fraction(0))
        if set(b) - {0} or exponent.denominator != 1 or exponent < 0:
            raise _NotAPolynomial("an exponent is not a whole number from 0 on")
        if exponent > self.max_degree:
            raise _NotAPolynomial(f"an exponent is above {self.max_degree}")
        number = int(exponent)
        if not a or number == 0:
            return {} if number else {0: Fraction(1)}
        self.check_degree(max(a) * number)
        if len(a) == 1:
            [(k, c)] = a.items()
            self.spend(1, _bits(a) * number)
            return {k * number: self.checked(c**number)}
        self.spend(max(a) * number, (_bits(a) + len(a).bit_length()) * number)
        found = power([a.get(k, Fraction(0)) for k in range(max(a) + 1)], number)
        return {k: self.checked(c) for k, c in enumerate(found) if c}

    def check_degree(self, degree: int) -> None:
        if degree > self.max_degree:
            raise _NotAPolynomial(f"a degree above {self.max_degree}")

    def spend(self, operations: int, bits: int) -> None:
        self.work += operations * (bits + 1000)
        if bits > 4 * MAX_BITS or self.work > MAX_WORK:
            raise _NotAPolynomial("multiplied out its numbers are too large")

    def checked(self, number: Fraction) -> Fraction:
        if bits_of(number) > MAX_BITS:
            raise _NotAPolynomial(f"a coefficient has more than {MAX_BITS:,} bits")
        return number


def _bits(terms: Terms) -> int:
    return max(map(bits_of, terms.values()))
