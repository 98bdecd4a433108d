"""What speaks for the number of solutions that was found: independent routes, and the status they allow.

No number of idle loops proves that nothing is missing. A bound that is reached does; a Gröbner basis modulo two
primes with the same degree is ``exact_mod_p``; everything else leaves a lower bound, since each certified solution
is one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ..bounds import bkk_bound
from ..engines import find_engine
from ..ideals import Problem, solutions_modulo
from ..shell import Budget, OutOfBudget, ZerolocusError, random_primes

MIN_GROEBNER_SECONDS = 5.0
GROEBNER_SHARE = 1.0  # at most so many times what the search took
BOUND_SECONDS = 10.0
EMBEDDED_LIMIT = 25  # solutions that the embedded engine can count


@dataclass(frozen=True)
class Route:
    """One way to the number of solutions.

    Attributes:
        route: ``bkk``, ``groebner``, ``monodromy``, ``second_seed``, ``random_instances``, ``conjugation``, …
        count: the number or bound that it gives; ``None`` when it did not come to an end.
        supports: whether it agrees with the number found; ``None`` when it says nothing.
        statement: what was done and what it is worth.
    """

    route: str
    count: int | None
    supports: bool | None
    statement: str


def bkk_of(problem: Problem, budget: Budget) -> tuple[int | None, str]:
    """The bound for isolated solutions, or the reason why it could not be had."""
    own = budget.part(0.3, at_most=BOUND_SECONDS)
    try:
        with own.alarm("the BKK bound was being computed"):
            return bkk_bound(problem.supports(), affine=True, budget=own), ""
    except ZerolocusError as reason:
        return None, reason.message


def groebner_counts(problem: Problem, seed: int, search_seconds: float, found: int, budget: Budget) -> Route:
    """The degree modulo two primes, in a time that is in proportion to the search's."""
    if find_engine("msolve") is None and found > EMBEDDED_LIMIT:
        return Route("groebner", None, None, "msolve is not installed, and the embedded engine is too small for this")
    own = budget.part(0.5, at_most=max(MIN_GROEBNER_SECONDS, GROEBNER_SHARE * search_seconds))
    begun = time.monotonic()
    counts: list[int] = []
    dimensions: list[int] = []
    try:
        with own.alarm("a Gröbner basis was being computed"):
            system = problem.expand()
            equations = [dict(terms) for terms in system.integer_terms]
            for prime in random_primes(2, seed):
                answer = solutions_modulo(equations, len(system.names), prime, budget=own)
                dimensions.append(answer.dimension)
                counts.append(answer.count or 0)
    except OutOfBudget:
        partly = f"; modulo one prime there are {counts[0]}" if counts else ""
        return Route("groebner", None, None, f"not finished after {time.monotonic() - begun:.3g} s{partly}")
    except ZerolocusError as reason:
        return Route("groebner", None, None, reason.message)
    if dimensions[0] == dimensions[1] > 0:
        return Route("groebner", None, False, f"the set has dimension {dimensions[0]} modulo two primes")
    if counts[0] != counts[1] or max(dimensions) > 0:
        return Route("groebner", None, None, f"two primes gave {counts[0]} and {counts[1]}: try another --seed")
    statement = f"{counts[0]} solutions with multiplicity modulo two primes"
    return Route("groebner", counts[0], counts[0] == found, statement)


def status_of(certified: int, bkk: int | None, groebner: Route, finished: bool) -> tuple[str, dict[str, Any]]:
    """The status of a number of certified solutions, and its evidence."""
    if groebner.supports is False and groebner.count is None:
        return "infinite", {"kind": "groebner", "proved": False, "statement": groebner.statement}
    if bkk is not None and certified == bkk:
        statement = f"{certified} certified solutions, and BKK allows no more isolated ones"
        return "exact", {"kind": "bound_reached", "proved": True, "statement": statement}
    if groebner.count is not None and groebner.count == certified and certified:
        statement = f"{certified} certified solutions, and as many modulo two primes"
        return "exact_mod_p", {"kind": "groebner", "proved": False, "statement": statement}
    statement = f"{certified} certified solutions; that these are all is not proved"
    if groebner.count is not None:
        statement += f": modulo two primes there are {groebner.count}, with multiplicity"
    if not finished:
        statement += "; the search did not come to its end"
    return "lower_bound", {"kind": "certified", "proved": True, "statement": statement}
