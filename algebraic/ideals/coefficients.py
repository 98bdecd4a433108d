"""A polynomial system in the family of all systems with its monomials, scaled so that its numbers are near 1."""

from __future__ import annotations

from fractions import Fraction
from math import log2
from operator import mul

import numpy as np

from ..networks import Group
from ..proofs import BallSystem
from ..shell import TooLarge, as_fraction
from ..systems import PolynomialSystem, coefficient_family
from .branches import Branch


def coefficient_branch(system: PolynomialSystem) -> Branch:
    """The given system as a member of the family of all coefficients on its monomials, and exact.

    Raises:
        TooLarge: coefficients beyond the range of floating point.
    """
    size = len(system.names)
    known = [{tuple(map(int, e)): as_fraction(c) for e, c in p.terms()} for p in system.polynomials]
    shifts, heights = _balance(known, size)
    try:
        family, _ = coefficient_family(system)
        names = [name for name, _ in family.parameters]
        exact = [known[i].get(exponents, Fraction(0)) for _, i, exponents in names]
        scales = [Fraction(2) ** (heights[i] + sum(map(mul, exponents, shifts))) for _, i, exponents in names]
        target = [float(c * scale) for c, scale in zip(exact, scales, strict=True)]
        units = np.array([1 / 2.0**-s for s in shifts])
    except (OverflowError, ZeroDivisionError):
        raise TooLarge(
            "the coefficients are beyond the range of floating point", hint="scale the unknowns", kind="too_large"
        ) from None
    identity = Group(np.arange(size)[None], np.ones((1, size), dtype=int))
    return Branch(
        family,
        np.array(target, complex),
        BallSystem(family, exact),
        identity,
        list(range(size)),
        units,
        [1 / scale for scale in scales],
        range(len(exact)),
    )


def _balance(terms: list[dict[tuple[int, ...], Fraction]], size: int) -> tuple[list[int], list[int]]:
    """Binary exponents s for the unknowns and r for the equations that bring all coefficients near 1.

    Minimizes Σ (log2 |c| + r_i + Σ_k a_k s_k)² over all terms c x^a (Meintjes, Morgan, Chemical equilibrium systems as
    numerical test problems, ACM TOMS 16 (1990)).
    """
    rows, logs = [], []
    for i, equation in enumerate(terms):
        for exponents, c in equation.items():
            rows.append([*exponents, *(int(i == j) for j in range(len(terms)))])
            logs.append(log2(abs(c.numerator)) - log2(c.denominator))
    best = np.linalg.lstsq(np.array(rows, float), -np.array(logs), rcond=None)[0]
    rounded = [round(v) for v in best.tolist()]
    return rounded[:size], rounded[size:]
