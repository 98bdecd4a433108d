"""Polynomials with their first and second derivatives in real balls (python-flint ``arb``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import flint
import numpy as np

from ..systems import PolynomialSystem

Point = Sequence[flint.arb]
# A coefficient, and the unknowns of a monomial with their exponents.
BallTerms = list[tuple[flint.arb, list[tuple[int, int]]]]
BITS = 128


class BallPolynomials:
    """The polynomials of a system, evaluated at the surrounding precision.

    >>> from algebraic.systems import as_system
    >>> balls = BallPolynomials(as_system(["x^2*y - 3"]))
    >>> point = [flint.arb(2), flint.arb(5)]
    >>> balls.values(point), balls.slopes(point).tolist(), balls.bends(point)[0].tolist()
    ([17.0000000000000], [[20.0000000000000, 4.00000000000000]], [[10.0000000000000, 4.00000000000000], \
[4.00000000000000, 0]])
    """

    def __init__(self, system: PolynomialSystem) -> None:
        self.num_unknowns, self.num_equations = len(system.names), len(system.polynomials)
        self._polynomials = system.polynomials

    @cached_property
    def _equations(self) -> list[BallTerms]:
        return [_terms(p) for p in self._polynomials]

    @cached_property
    def _first(self) -> list[list[BallTerms]]:
        return [[_terms(p.derivative(k)) for k in range(self.num_unknowns)] for p in self._polynomials]

    @cached_property
    def _second(self) -> list[list[list[BallTerms]]]:
        every = range(self.num_unknowns)
        return [[[_terms(p.derivative(j).derivative(k)) for k in every[: j + 1]] for j in every]
                for p in self._polynomials]  # fmt: skip

    def values(self, point: Point) -> list[flint.arb]:
        """F at a point, or over a box."""
        powers = _Powers(point)
        return [powers.sum(terms) for terms in self._equations]

    def slopes(self, point: Point) -> flint.arb_mat:
        """The Jacobian, shape (num_equations, num_unknowns)."""
        powers = _Powers(point)
        return flint.arb_mat([[powers.sum(terms) for terms in row] for row in self._first])

    def bends(self, point: Point) -> list[flint.arb_mat]:
        """The Hessian of each equation."""
        powers, every = _Powers(point), range(self.num_unknowns)
        found = []
        for hessian in self._second:
            lower = [[powers.sum(terms) for terms in row] for row in hessian]
            found.append(flint.arb_mat([[lower[max(j, k)][min(j, k)] for k in every] for j in every]))
        return found


class _Powers:
    """The powers of the coordinates of one point."""

    def __init__(self, point: Point) -> None:
        self._point = point
        self._known: dict[tuple[int, int], flint.arb] = {}

    def sum(self, terms: BallTerms) -> flint.arb:
        total = flint.arb(0)
        for coefficient, factors in terms:
            value = coefficient
            for factor in factors:
                value = value * self._power(factor)
            total = total + value
        return total

    def _power(self, factor: tuple[int, int]) -> flint.arb:
        if factor not in self._known:  # by products: the operator ** is no number for a ball with a negative part
            unknown, exponent = factor
            half = self._power((unknown, exponent // 2)) if exponent > 1 else self._point[unknown]
            square = half * half if exponent > 1 else half
            self._known[factor] = square * self._point[unknown] if exponent > 1 and exponent % 2 else square
        return self._known[factor]


def _terms(polynomial: Any) -> BallTerms:
    with flint.ctx.workprec(2 * BITS):
        return [
            (flint.arb(value), [(k, int(e)) for k, e in enumerate(exponents) if e])
            for exponents, value in polynomial.terms()
        ]


def middles(point: Point) -> np.ndarray:
    """The middles of balls as floats, which prove nothing."""
    return np.array([float(x.mid()) for x in point])


def column(values: Sequence[flint.arb]) -> flint.arb_mat:
    """Balls as a matrix of one column."""
    return flint.arb_mat([[value] for value in values])
