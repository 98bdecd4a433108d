"""The number of regular solutions by a Gröbner basis: where the Jacobian's determinant d does not vanish, t d = 1.

Singular solutions, whole curves of them among these, are no solutions of the larger system.
"""

from math import prod

from algebraic import PolynomialSystem
from algebraic.ideals import solutions_modulo
from algebraic.networks import Polynomials
from algebraic.shell import UNLIMITED


def regular_degree(system, prime) -> int:
    """The degree of (F, t · det J − 1) modulo a prime; infinitely many are an error."""
    size = len(system.names)
    *unknowns, t = Polynomials((*system.names, "t")).variables
    equations = [
        sum(c * prod((x**e for x, e in zip(unknowns, map(int, exponents), strict=True)), start=0 * t + 1)
            for exponents, c in terms)
        for terms in system.integer_terms
    ]  # fmt: skip
    jacobian = [[equation.derivative(k) for k in range(size)] for equation in equations]
    whole = [*equations, t * determinant(jacobian) - 1]
    whole = PolynomialSystem((*system.names, "t"), tuple(whole))
    terms = [dict(terms) for terms in whole.integer_terms]
    found = solutions_modulo(terms, size + 1, prime, budget=UNLIMITED)
    assert found.dimension <= 0
    return found.count or 0


def determinant(rows):
    """By its first column."""
    if len(rows) == 1:
        return rows[0][0]
    total = 0 * rows[0][0]
    for i, (first, *_) in enumerate(rows):
        if not first.is_zero():
            minor = [row[1:] for k, row in enumerate(rows) if k != i]
            total += (-1) ** i * first * determinant(minor)
    return total
