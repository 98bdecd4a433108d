"""A worked set: the ellipse x² + 4 y² = 4 seen from a point near its middle, with its four critical points."""

from fractions import Fraction
from functools import cache

import numpy as np

from algebraic.ideals import EquationsProblem
from algebraic.pieces.distance import Distance, lagrange_system
from algebraic.proofs import enclose
from algebraic.systems import as_system

ELLIPSE = as_system(["x^2 + 4*y^2 - 4"])
DISTANCE = Distance((Fraction(1, 10), Fraction(1, 20)), (Fraction(1), Fraction(1)))


def boxes_of(system, distance, starts):
    """Boxes around real solutions of the equations of Lagrange, from starts (w, λ)."""
    lagrange = lagrange_system(system, distance)
    exact = EquationsProblem(lagrange).exact
    return [enclose(exact, np.array(start, dtype=complex), np.ones(len(start)), real=True) for start in starts]


@cache
def four_boxes():
    """The two minima near (0, ±1), and the two maxima near (±2, 0): λ = ½ (1 − p/x) and ⅛ (1 − p/y)."""
    starts = [(0.13, 1, 0.12), (0.13, -1, 0.13), (2, -0.02, 0.475), (-2, -0.02, 0.525)]
    return boxes_of(ELLIPSE, DISTANCE, starts)
