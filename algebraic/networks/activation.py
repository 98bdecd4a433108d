"""Activation polynomials with exact rational coefficients: parsed, never evaluated by Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..shell import WrongInput, check_word, shown_value
from .polynomial_text import power, read_polynomial

MAX_DEGREE = 1000


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
        try:
            terms = [Fraction(c) for c in coefficients]
        except (TypeError, ValueError, ArithmeticError):
            raise WrongInput(
                f"the coefficients are {shown_value(coefficients)}",
                hint="give numbers, the constant first, such as [0, 1, 1]",
                kind="bad_activation",
            ) from None
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

        Decimals are exact: ``0.1*z`` is z/10. Raises :class:`WrongInput` for anything else, a comment included, and
        for what is too large: see :mod:`algebraic.networks.polynomial_text`.

        >>> str(Activation.parse("(z + 1/2)^2 - 0.25"))
        'z**2+z'
        """
        check_word("activation", text, "z**2+z")
        return cls(read_polynomial(text, MAX_DEGREE))

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
        powers = [lead * c for c in power([shift, Fraction(1)], degree)]
        if powers[1:] != list(self.coefficients[1:]):
            return None
        return lead, shift, self.coefficients[0] - powers[0]

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
