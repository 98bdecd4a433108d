"""What is known of the number of critical functions, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from ..ideals import Evidence, FibreSize
from ..ranks import RankResult
from .function_classes import Functions
from .judge import COMPLETE
from .routes import Route


def formula_route(formula: tuple[int, str], found: int) -> Route:
    """The number of critical functions of a generic target by a theorem, beside those that were found."""
    number, theorem = formula
    said = f"{number:,} critical functions of a generic target, by {theorem}"
    supports = True if number == found else False if found > number else None
    return Route(route="formula", count=number, supports=supports, statement=said)


def status_of_functions(
    status: str,
    evidence: Evidence,
    functions: Functions,
    fibre: FibreSize,
    routes: Sequence[Route],
    meets_all: bool,
) -> tuple[str, Evidence]:
    """What is known of the number of critical functions, from what is known of the points of the slice.

    A theorem bounds the regular critical functions of any target by those of a generic one: each persists. Else the
    points must be all that there are, each of full rank, as many for each function as a generic fibre has, and the
    slice one that lacks no function. That it does not is true of all draws but those of probability zero, as it is of
    primes: proved it is not.

    Args:
        status, evidence: of the points.
        meets_all: see :attr:`algebraic.ideals.FunctionProblem.meets_all`.
    """
    count, points = functions.count, len(functions.regular)
    theorem = next((route for route in routes if route["route"] == "formula"), None)
    if theorem is not None and theorem["count"] == count:
        said = f"{count} different certified functions, and no more isolated ones are possible: {theorem['statement']}"
        return "exact", {"kind": "formula", "proved": True, "statement": said}
    if status == "infinite":
        return status, evidence
    beyond = theorem is not None and theorem["supports"] is False
    even = fibre.size is not None and functions.sizes == [fibre.size] * count
    if status in COMPLETE and all(functions.regular) and even and not beyond and meets_all:
        each = "point" if fibre.size == 1 else "points"
        said = f"{points} certified points of a slice, which are all; they are {count} functions"
        said += f", {fibre.size} {each} each, as many as a generic fibre has modulo two primes"
        return "exact_mod_p", {"kind": "points", "proved": False, "statement": said}
    said = f"{count} different certified functions; that these are all is not proved"
    if not meets_all:
        said += ": the slice with numbers for weights may lack some of a given target; a random one would not"
    return "lower_bound", {"kind": "certified", "proved": True, "statement": said}


def ranks_evidence(rank: RankResult, here: RankResult) -> Evidence:
    """Why there are sets of critical functions, where these inputs tell fewer functions apart than there are."""
    said = (
        f"the values at these inputs fill {here.rank} dimensions, and the functions {rank.rank}: for generic targets "
        f"the critical functions at which the derivative has rank {here.rank} form sets of dimension "
        f"{rank.rank - here.rank}"
    )
    return {"kind": "ranks", "proved": rank.upper_bound.proved and here.upper_bound.proved, "statement": said}
