"""The judgement on what was found: which status the routes allow, and what it rests on.

No number of idle loops proves that nothing is missing. A bound that is reached does; a Gröbner basis modulo two
primes with the same degree is ``exact_mod_p``; everything else leaves a lower bound, since each certified solution
is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..ideals import CriticalProblem, Evidence, Problem, SolutionCount, count_by_leading_ideals
from ..proofs import Box, is_real, narrower
from ..shell import Budget
from ..systems import PolynomialSystem
from ..tracking import Fibre
from .certify import Certified
from .ends import Ends, EndsRecord
from .found import Solution, Suspected
from .morse import critical_values
from .routes import BY_GFAN, GROEBNER, INTERRUPTED, Notes, Route, compare_bound, is_claimed

COMPLETE = ("exact", "exact_mod_p")  # statuses that say that no solution is missing


@dataclass(frozen=True)
class Judged:
    """What is known of the solutions, part by part as in :class:`algebraic.census.SolutionSet`.

    Attributes:
        fibres: of the branches, whether they are complete or not.
        notes: of all stages until here.
        ends: what became of the paths; ``None`` where none were followed.
    """

    complex_count: int | None
    status: str
    evidence: Evidence
    real_count: int | None
    solutions: list[Solution]
    suspected: list[Suspected]
    at_infinity: int
    bkk: int | None
    fibres: Sequence[Fibre]
    notes: Notes
    ends: EndsRecord | None = None


def judge(
    problem: Problem,
    fibres: Sequence[Fibre],
    certified: Certified,
    ends: Ends,
    bkk: int | None,
    groebner: Route | None,
    notes: Notes,
) -> Judged:
    """The status of the certified solutions, with the routes that follow from them.

    Args:
        groebner: the route by Gröbner bases, where it was gone.
        notes: of all stages before.
    """
    if certified.conjugates_missing:
        said = f"{certified.conjugates_missing} conjugates of solutions had not been found: some may be missing still"
        notes += Notes((Route(route="conjugation", count=None, supports=False, statement=said),))
    found, finished = len(certified.boxes), not set(notes.cut_short) - {GROEBNER}
    routes = tuple(compare_bound(route, found) if route["route"] == "bkk" else route for route in notes.routes)
    notes = replace(notes, routes=routes)
    status, evidence = status_of(found, bkk, groebner, finished, claimed=is_claimed(notes.routes))
    solutions = [_describe(problem, box) for box in certified.boxes]
    if isinstance(problem, CriticalProblem):
        notes += index_sum(problem, solutions, len(ends.suspected), complete=status in COMPLETE)
    return Judged(
        complex_count=None if status == "infinite" else found,
        status=status,
        evidence=evidence,
        real_count=None if status == "infinite" else sum(solution["real"] for solution in solutions),
        solutions=solutions,
        suspected=[_approximation(end.point, end.reason) for end in ends.suspected],
        at_infinity=ends.infinity,
        bkk=bkk,
        fibres=fibres,
        notes=notes,
        ends=ends.as_dict(),
    )


def judge_refused(answer: SolutionCount) -> Judged:
    """What is known where the equations are too few, too many or dependent, so that nothing was looked for."""
    return Judged(
        complex_count=answer.count,
        status=answer.status,
        evidence=answer.evidence,
        real_count=0 if answer.status == "empty" else None,  # nothing was listed
        solutions=[],
        suspected=[],
        at_infinity=0,
        bkk=None,
        fibres=[],
        notes=Notes(),
    )


def decided_empty(
    found: Judged, expand: Callable[[], PolynomialSystem], seed: int, budget: Budget
) -> SolutionCount | None:
    """That there is no solution, where none was found and there is none modulo two primes; ``None`` where it is open.

    With a proof where that is small enough to be had, or what stands for it.
    """
    none = any(route["route"] == GROEBNER and route["count"] == 0 for route in found.notes.routes)
    if not none or found.solutions or found.suspected or INTERRUPTED in found.notes.cut_short:
        return None
    answer = count_by_leading_ideals(expand(), seed=seed, budget=budget)
    return answer if answer.status == "empty" else None


def _describe(problem: Problem, box: Box) -> Solution:
    """A certified solution as plain data."""
    solution: Solution = {"box": box, "real": bool(is_real(box)), "certified": True}
    if isinstance(problem, CriticalProblem):
        values = critical_values(problem, box, solution["real"])
        if solution["real"] and values.index is None:  # in so wide a box signs may be open: the solution is regular
            finer = narrower(problem.exact, box)
            if finer is not None:
                solution["box"], values = finer, critical_values(problem, finer, True)
        return {**solution, "loss": values.loss, "objective": values.objective, "index": values.index}
    return solution


def status_of(
    certified: int, bkk: int | None, groebner: Route | None, finished: bool, *, claimed: bool = False
) -> tuple[str, Evidence]:
    """The status of a number of certified solutions, and its evidence.

    Args:
        claimed: whether ``bkk`` rests on gfan's word alone: then no more than that is said of the number.
    """
    modulo = None if groebner is None else groebner["count"]
    if groebner is not None and groebner["supports"] is False and modulo is None:
        return "infinite", {"kind": "groebner", "proved": False, "statement": groebner["statement"]}
    if bkk is not None and certified == bkk:
        bound = f"BKK{BY_GFAN}," if claimed else "BKK"
        statement = f"{certified} certified solutions, and {bound} allows no more isolated ones"
        return "exact", {"kind": "bound_reached", "proved": not claimed, "statement": statement}
    if modulo is not None and modulo == certified and certified:
        statement = f"{certified} certified solutions, and as many modulo two primes"
        return "exact_mod_p", {"kind": "groebner", "proved": False, "statement": statement}
    statement = f"{certified} certified solutions; that these are all is not proved"
    if modulo is not None:
        statement += f": modulo two primes there are {modulo}, with multiplicity"
    if not finished:
        statement += "; the search did not come to its end"
    return "lower_bound", {"kind": "certified", "proved": True, "statement": statement}


def index_sum(
    problem: CriticalProblem, solutions: list[Solution], num_suspected: int = 0, *, complete: bool = False
) -> Notes:
    """Σ (−1)^index = 1 over all real critical points of a coercive function that are all regular (Poincaré–Hopf).

    A ridge that is positive for every weight makes the function coercive; an index is proved where the Hessian is
    regular. The sum sees neither complex solutions nor two real ones whose indices differ by an odd number. It
    supports only what was counted in another way, then: that none of these is real or of another index by mistake.

    Args:
        num_suspected: points that are not certified: any of them may be real, and degenerate.
        complete: whether another route says that no solution is missing.
    """
    proved = [solution["index"] for solution in solutions if solution["real"]]
    indices = [index for index in proved if index is not None]
    if len(indices) < len(proved) or not all(value > 0 for value in problem.ridge):
        return Notes()
    total = sum((-1) ** index for index in indices)
    said = f"Σ (−1)^index over the {len(indices)} real critical points is {total}; over all of them it must be 1"
    supports = None
    if num_suspected:
        said += f", and {num_suspected} points are not certified"
    elif total != 1:
        supports = False
    elif complete:
        supports = True
    else:
        said += "; pairs that are missing, and complex ones, would not show"
    return Notes((Route(route="index_sum", count=None, supports=supports, statement=said),))


def _approximation(point: np.ndarray, reason: str) -> Suspected:
    pairs = [[repr(float(value.real)), repr(float(value.imag))] for value in point]
    return {"approximation": pairs, "certified": False, "reason": reason}
