"""What is proved of a number: that it lies between two others, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint

from algebraic.shell import as_fraction

MOST_DIGITS = 15  # decimals that are shown


@dataclass(frozen=True)
class Enclosure:
    """low ≤ number ≤ high, both proved; ``None`` where nothing is proved on that side.

    Attributes:
        because: what proves it, or what is missing, in words.
    """

    low: Fraction | None
    high: Fraction | None
    because: str

    @property
    def is_exact(self) -> bool:
        """Whether the number is known."""
        return self.low is not None and self.low == self.high

    def text(self) -> str:
        """The number, or the bounds, as a reader wants to see them.

        >>> Enclosure(Fraction(9, 2), Fraction(9, 2), "").text(), Enclosure(Fraction(3), None, "").text()
        ('9/2', '≥ 3')
        """
        if self.is_exact:
            return str(self.low)
        if self.low is None:
            return "unknown" if self.high is None else f"≤ {self.high}"
        if self.high is None:
            return f"≥ {self.low}"
        digits = _common_digits(self.low, self.high)
        return digits or f"{self.low} … {self.high}"


def exactly(value: Any, because: str) -> Enclosure:
    """A number that is known.

    >>> exactly(3, "counted").is_exact
    True
    """
    number = Fraction(value)
    return Enclosure(number, number, because)


def at_least(value: Any, because: str) -> Enclosure:
    """A number that is bounded from below only."""
    return Enclosure(Fraction(value), None, because)


def in_ball(ball: flint.arb, because: str) -> Enclosure:
    """A real number in a ball of arbitrary precision.

    >>> found = in_ball(flint.arb.pi(), "")
    >>> found.low < Fraction(355, 113) and found.high - found.low < Fraction(1, 10**12)
    True
    """
    if not ball.is_finite():
        return Enclosure(None, None, f"{because}; the ball is not finite")
    low, high = (as_fraction(end.fmpq()) for end in (ball.lower(), ball.upper()))
    return Enclosure(low, high, because)


def _common_digits(low: Fraction, high: Fraction) -> str:
    """Decimals that all numbers between the bounds begin with, where these are no whole numbers.

    >>> _common_digits(Fraction("0.280169"), Fraction("0.280168")), _common_digits(Fraction(3), Fraction(4))
    ('0.28016…', '')
    """
    if low.denominator == high.denominator == 1:
        return ""
    for places in range(MOST_DIGITS, 0, -1):
        one, other = (int(end * 10**places) for end in (low, high))
        if one == other and low * high > 0:
            return f"{'-' if low < 0 else ''}{abs(one) // 10**places}.{abs(one) % 10**places:0{places}}…"
    return f"{float(low):.15g} … {float(high):.15g}"
