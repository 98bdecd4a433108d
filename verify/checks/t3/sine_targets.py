"""Samples of a sine as targets: which polynomials go through all of them (T3 Fig. 16)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TypedDict, final

import flint
import numpy as np

from ...claims import Settings
from ...declare import exact
from ...evidence import Finding


@final
class Polynomials(TypedDict):
    """All polynomials of a degree, at 9 Chebyshev nodes or at 9 equally spaced points."""

    degree: int
    spacing: str


def sign_changes(num_points: int, frequency: float) -> int:
    """How often sin(2π·frequency·x) changes its sign along the Chebyshev nodes, by balls; undecided signs are left out.

    A polynomial with these values has at least so many zeros.

    >>> sign_changes(9, 4.0)
    7
    """
    decided = signs(num_points, frequency).replace("0", "")
    return sum(a != b for a, b in pairwise(decided))


def signs(num_points: int, frequency: float) -> str:
    """The signs of sin(2π·frequency·x) along the Chebyshev nodes, from −1 to 1, by balls; 0 where one does not decide.

    >>> signs(9, 4.0)
    '+−+−0+−+−'
    """
    found = ""
    for k in range(num_points):
        node = flint.arb.sin_pi(flint.arb(2 * k + 1 - num_points) / (2 * num_points))
        value = flint.arb.sin_pi(2 * flint.arb(frequency) * node)
        found += "+" if value > 0 else "−" if value < 0 else "0"
    return found


def only_zeros(num_points: int, frequency: float) -> bool:
    """Whether the sine is 0 at all so many equally spaced points of [−1, 1]: 2·frequency·x is an integer.

    >>> only_zeros(9, 4.0), only_zeros(10, 4.0)
    (True, False)
    """
    points = [Fraction(2 * k, num_points - 1) - 1 for k in range(num_points)]
    return all((2 * Fraction(frequency) * x).denominator == 1 for x in points)


def draw_polynomial(stream: np.random.Generator, settings: Settings) -> Polynomials:
    """Degrees from 0 to 7 at the 9 Chebyshev nodes, and the 9 equally spaced points."""
    degree = round(settings.scale * 8)
    return {"degree": degree, "spacing": "Chebyshev"} if degree < 8 else {"degree": 0, "spacing": "equal"}


def fitted(instance: Polynomials, *, below: int) -> Finding:
    """Whether no polynomial of a degree below ``below`` goes through the 9 targets at the Chebyshev nodes.

    Nodes and targets are odd, so that the polynomial of degree 8 or less through them is odd: it has degree 7 at most.
    """
    if instance["spacing"] == "equal":
        return exact(only_zeros(9, 4.0), "a target is not 0 at 9 equally spaced points")
    degree, changes = instance["degree"], sign_changes(9, 4.0)
    if degree < below and degree >= 7:
        return exact(False, f"of degree {degree}: the polynomial through these points and targets is odd")
    return exact(degree >= below or changes > degree, f"{changes} zeros do not exclude degree {degree}")
