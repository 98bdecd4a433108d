"""Activation polynomials with exact rational coefficients: parsed, never evaluated by Python."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..shell import WrongInput, exact_number

MAX_DEGREE = 1000
MAX_BITS = 100_000  # of a coefficient that is written as a power


@dataclass(frozen=True)
class Activation:
    """A polynomial ``sum_k coefficients[k] * z**k`` over the rationals, of degree at least 1.

    Coefficients run from the constant term upwards; trailing zeros are dropped.

    Raises :class:`WrongInput` for a constant, or for a degree above 1000.

    >>> Activation([0, 1, 0, 1])
    Activation('z**3+z')
    >>> Activation.parse("1.5*z**2").coefficients
    (Fraction(0, 1), Fraction(0, 1), Fraction(3, 2))
    """

    coefficients: tuple[Fraction, ...]

    def __init__(self, coefficients: Iterable[Fraction | int]) -> None:
        terms = [Fraction(c) for c in coefficients]
        while terms and terms[-1] == 0:
            terms.pop()
        if len(terms) < 2:
            raise WrongInput(
                f"the activation is the constant {terms[0] if terms else 0}",
                hint="use a polynomial in z of degree at least 1, such as z**3+z",
                kind="bad_activation",
            )
        if len(terms) > MAX_DEGREE + 1:
            raise WrongInput(
                f"the activation has degree {len(terms) - 1}",
                hint=f"the limit is {MAX_DEGREE}",
                kind="bad_activation",
            )
        object.__setattr__(self, "coefficients", tuple(terms))

    @classmethod
    def parse(cls, text: str) -> Activation:
        """Read a polynomial in ``z`` from text: ``+ - *``, powers ``**`` or ``^``, division by numbers, brackets.

        Decimals are exact: ``0.1*z`` is z/10. Raises :class:`WrongInput` for anything else.

        >>> str(Activation.parse("(z + 1/2)^2 - 0.25"))
        'z**2+z'
        """
        source = text.strip().replace("^", "**")
        try:
            tree = ast.parse(source, mode="eval")
            coefficients = _Reader(source).read(tree.body)
        except _NotAPolynomial as problem:
            raise _wrong(text, str(problem)) from None
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise _wrong(text, "it is not an arithmetic expression in z") from None
        return cls(coefficients)

    @property
    def degree(self) -> int:
        """The degree ℓ of the papers."""
        return len(self.coefficients) - 1

    @cached_property
    def exponents(self) -> tuple[int, ...]:
        """Exponents with a non-zero coefficient, ascending."""
        return tuple(k for k, c in enumerate(self.coefficients) if c != 0)

    def derivative_coefficients(self) -> tuple[Fraction, ...]:
        """Coefficients of the derivative, from the constant term upwards."""
        return tuple(k * c for k, c in enumerate(self.coefficients))[1:]

    def as_shifted_power(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """``(c, s, e)`` with P(z) = c·(z + s)^ℓ + e when P has that form, else ``None``.

        >>> [str(x) for x in Activation.parse("z**2+z").as_shifted_power()]
        ['1', '1/2', '-1/4']
        >>> Activation.parse("z**3+z").as_shifted_power() is None
        True
        """
        degree, lead = self.degree, self.coefficients[-1]
        shift = Fraction(0) if degree == 1 else self.coefficients[-2] / (degree * lead)
        power = [lead * c for c in _power([shift, Fraction(1)], degree)]
        if power[1:] != list(self.coefficients[1:]):
            return None
        return lead, shift, self.coefficients[0] - power[0]

    def __str__(self) -> str:
        parts = []
        for k in reversed(self.exponents):
            c = self.coefficients[k]
            power = "" if k == 0 else "z" if k == 1 else f"z**{k}"
            size = str(abs(c)) if not power else power if abs(c) == 1 else f"{abs(c)}*{power}"
            parts.append(("-" if c < 0 else "+", size))
        first = ("-" if parts[0][0] == "-" else "") + parts[0][1]
        return first + "".join(f"{sign}{size}" for sign, size in parts[1:])

    def __repr__(self) -> str:
        return f"Activation({str(self)!r})"


class _NotAPolynomial(Exception):
    pass


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _wrong(text: str, cause: str) -> WrongInput:
    return WrongInput(
        f"the activation {text!r} is not a polynomial in z with rational coefficients: {cause}",
        hint="write for example z**3+z, 1.5*z**2 or (z+1/2)**2",
        kind="bad_activation",
    )


def _multiply(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    out = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return out


def _power(base: list[Fraction], exponent: int) -> list[Fraction]:
    if (len(base) - 1) * exponent > MAX_DEGREE:
        raise _NotAPolynomial(f"a degree above {MAX_DEGREE}")
    out = [Fraction(1)]
    for _ in range(exponent if len(base) > 1 else 0):
        out = _multiply(out, base)
    return [base[0] ** exponent] if len(base) == 1 else out


class _Reader:
    """Turns a parsed expression into a list of coefficients."""

    def __init__(self, source: str) -> None:
        self.source = source

    def read(self, node: ast.expr) -> list[Fraction]:
        match node:
            case ast.Constant(value=bool() | complex() | str() | bytes() | None):
                raise _NotAPolynomial(f"{self.text(node)} is not a rational number")
            case ast.Constant():
                return [exact_number(self.text(node))]  # from the text: 0.1 is 1/10
            case ast.Name(id="z"):
                return [Fraction(0), Fraction(1)]
            case ast.Name(id=name):
                raise _NotAPolynomial(f"the only variable is z, not {name}")
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.read(inner)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return [-c for c in self.read(inner)]
            case ast.BinOp(left=left, op=op, right=right):
                return self.combine(self.read(left), op, self.read(right), node)
        raise _NotAPolynomial(f"{self.text(node)} is not allowed")

    def combine(self, a: list[Fraction], op: ast.operator, b: list[Fraction], node: ast.expr) -> list[Fraction]:
        match op:
            case ast.Add() | ast.Sub():
                sign = 1 if isinstance(op, ast.Add) else -1
                size = max(len(a), len(b))
                zero = Fraction(0)
                return _trim(
                    [(a[i] if i < len(a) else zero) + sign * (b[i] if i < len(b) else zero) for i in range(size)]
                )
            case ast.Mult():
                if len(a) + len(b) - 2 > MAX_DEGREE:
                    raise _NotAPolynomial(f"a degree above {MAX_DEGREE}")
                return _trim(_multiply(a, b))
            case ast.Div():
                if len(b) > 1:
                    raise _NotAPolynomial(f"{self.text(node)} divides by z")
                if b[0] == 0:
                    raise _NotAPolynomial(f"{self.text(node)} divides by zero")
                return [c / b[0] for c in a]
            case ast.Pow():
                if len(b) > 1 or b[0].denominator != 1 or b[0] < 0:
                    raise _NotAPolynomial(f"the exponent in {self.text(node)} is not a whole number from 0 on")
                if b[0] > MAX_DEGREE:
                    raise _NotAPolynomial(f"the exponent in {self.text(node)} is above {MAX_DEGREE}")
                if len(a) == 1 and _bits(a[0]) * b[0] > MAX_BITS:
                    raise _NotAPolynomial(f"{self.text(node)} is too large a number")
                return _trim(_power(a, int(b[0])))
        raise _NotAPolynomial(f"the operation in {self.text(node)} is not allowed")

    def text(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.source, node) or "part of it"


def _trim(coefficients: list[Fraction]) -> list[Fraction]:
    while len(coefficients) > 1 and coefficients[-1] == 0:
        coefficients.pop()
    return coefficients
