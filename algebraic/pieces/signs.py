"""A second route to the number of pieces, from below: weights that are zero nowhere on the set, and have both signs.

A weight without a zero on the set has one sign on each piece. So there are as many pieces at least as the real points
that are known have different rows of signs of such weights.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..ideals import find_cofactors
from ..networks import Polynomials
from ..shell import Budget, TooLarge
from ..systems import PolynomialSystem
from .in_balls import Point
from .reduced import reduced

MORE_DEGREES = 1


def without_zeros(system: PolynomialSystem, *, seed: int, budget: Budget) -> list[int]:
    """The unknowns that are proved to be zero nowhere on the set, also at no complex point of it.

    >>> from algebraic.systems import as_system
    >>> from algebraic.shell import UNLIMITED
    >>> without_zeros(as_system(["x*y + z - 1", "x*z - 1"]), seed=0, budget=UNLIMITED)
    [0, 2]
    """
    return [k for k in range(len(system.names)) if _is_empty(where_zero(system, k), seed, budget)]


def where_zero(system: PolynomialSystem, unknown: int) -> PolynomialSystem:
    """The part of the set on which an unknown is zero, by reduced equations in the others."""
    context = Polynomials(system.names).context
    kept = [{tuple(map(int, e)): c for e, c in p.terms() if not e[unknown]} for p in system.polynomials]
    return reduced(PolynomialSystem(system.names, tuple(context.from_dict(terms) for terms in kept)))


def rows_of_signs(points: Sequence[Point], unknowns: Sequence[int]) -> list[str]:
    """The different rows of signs of these unknowns at some points of the set; a sign that is open leaves out a point.

    >>> import flint
    >>> rows_of_signs([[flint.arb(1), flint.arb(-2)], [flint.arb(3), flint.arb(0, 1)]], [0])
    ['+']
    """
    found = set()
    for point in points:
        signs = ["+" if point[k] > 0 else "-" if point[k] < 0 else "?" for k in unknowns]
        if "?" not in signs:
            found.add("".join(signs))
    return sorted(found)


def _is_empty(system: PolynomialSystem, seed: int, budget: Budget) -> bool:
    if any(p.is_constant() for p in system.polynomials):
        return True
    degrees = system.total_degrees()
    if not degrees:
        return False
    try:
        found = find_cofactors(system, max_degree=max(degrees) + MORE_DEGREES, seed=seed, budget=budget)
    except TooLarge:
        return False
    return found.cofactors is not None
