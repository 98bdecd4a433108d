"""Bounds for a number of pieces, proved again from what is written of them: without the search."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..documents import same
from ..shell import Budget
from ..systems import PolynomialSystem
from .distance import Distance, lagrange_system, proved_bound, solutions_hold
from .judge import decided_at_once, judged
from .reduced import prepared
from .regular import prove_regular

FRESH = 271828  # seed of primes: others than those of most searches


def bounds_fault(system: PolynomialSystem, said: Any, budget: Budget) -> str | None:
    """What is false in a document's ``component_bounds``, or ``None``: then all of it is proved again.

    The boxes are proved to hold one solution each, their number is compared with a mixed volume, and what follows from
    them is judged anew: regularity, signs, indices, descents.

    Args:
        said: of the form of :class:`algebraic.pieces.ComponentBounds`.

    Raises:
        OutOfBudget: the time is over.
        HypothesesNotMet: the set is not proved to be regular.

    >>> from algebraic.pieces import pieces_of_equations
    >>> from algebraic.shell import UNLIMITED
    >>> from algebraic.systems import as_system
    >>> hyperbola, found = as_system(["x*y - 1"]), pieces_of_equations(["x*y - 1"])
    >>> bounds_fault(hyperbola, found, UNLIMITED) is None
    True
    >>> bounds_fault(hyperbola, {**found, "lower": 1}, UNLIMITED)
    'component_bounds: lower is 1, but it is 2'
    """
    given = prepared(system, adapt="forms" in said)
    plain, true = given.system, decided_at_once(given, said["seed"])
    if true is None:
        center, factors = ([Fraction(text) for text in said[name]] for name in ("center", "factors"))
        if not len(center) == len(factors) == len(plain.names) or min(factors) <= 0:
            return "component_bounds: center and factors are of no distance"
        distance = Distance(tuple(center), tuple(factors))
        boxes = [*(point["box"] for point in said["critical_points"]), *said["other_boxes"]]
        lagrange = lagrange_system(plain, distance)
        if not solutions_hold(lagrange, boxes, budget):
            return "component_bounds: the boxes are not proved to hold one critical point each"
        regular = prove_regular(plain, seed=FRESH, budget=budget)
        followed = sum(bool(point["ends"]) for point in said["critical_points"])
        bound = None if said["at_most"] is None else proved_bound(lagrange, budget)  # what is not said needs no proof
        true = judged(given, regular, distance, boxes, bound, seed=said["seed"], budget=budget, most_saddles=followed)
        budget.check("pieces were being counted again")
    for name, value in true.items():
        if name == "forms" and name not in said:
            continue  # an earlier version: the coordinates are weights
        if not same(said[name], value):
            return f"component_bounds: {name} is {said[name]!s:.60}, but it is {value!s:.60}"
    return None
