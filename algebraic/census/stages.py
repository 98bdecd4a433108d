"""The census of one system, stage by stage, until it is judged.

Each stage takes what the one before has left and changes none of it: generic fibres (:mod:`algebraic.census.search`),
on to the data and proofs (:mod:`algebraic.census.landing`), the judgement (:mod:`algebraic.census.judge`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..ideals import Branch, Problem
from ..shell import Budget, OutOfBudget, ends_command
from ..tracking import Fibre, Tracked
from .certify import Certified
from .ends import Ends
from .judge import Judged, judge, judge_refused, status_of
from .landing import MAX_PRECISE, Landing, certified_ends, known_ends, land, seek_again
from .resume import usable
from .routes import INTERRUPTED, NOT_FINISHED, Notes, Route, bkk_of, groebner_counts, is_claimed
from .search import reach, search

SEEK_SHARE = 0.5  # of the time that is left, for what is missing of a known number

Tracker = Callable[..., Tracked]


def take_stages(
    problem: Problem, seed: int, budget: Budget, tracker: Tracker | None = None, earlier: Sequence[Fibre | None] = ()
) -> Judged:
    """Find, certify and judge; every stage leaves what it has when the time is over.

    Args:
        earlier: what an interrupted search had found, branch by branch; what does not solve the equations is left out.
    """
    refused = problem.not_finite(seed, budget)
    if refused is not None:
        return judge_refused(refused)
    begun = time.monotonic()
    bound = bkk_of(problem, budget)
    branches = [replace(b, family=replace(b.family, tracker=tracker)) for b in problem.branches()]
    start, remade = usable(branches, earlier, budget)
    fibres, searched = search(branches, bound["count"], seed, budget, start, claimed=is_claimed([bound]))
    notes = Notes((bound,), remade=tuple(remade)) + searched
    if not any(fibre.interrupted for fibre in fibres):
        try:
            judged = _judged(problem, branches, fibres, notes, seed, budget, begun)
            return _with_the_rest(problem, judged, seed, budget)
        except BaseException as reason:  # what was found is kept
            if not ends_command(reason):
                raise
    notes += Notes(cut_short=(INTERRUPTED,), patterns_not_searched=problem.patterns_not_searched(0))
    return judge(problem, fibres, Certified(finished=False), Ends(0), None, None, notes)


def _judged(
    problem: Problem, branches: list[Branch], fibres: list[Fibre], notes: Notes, seed: int, budget: Budget, begun: float
) -> Judged:
    """Count by other routes, carry to the data, certify and judge."""
    bound = notes.routes[0]
    found = sum(fibre.count for fibre in fibres)
    seconds, needed = time.monotonic() - begun, found != bound["count"]
    groebner = groebner_counts(problem, seed, seconds, found, budget, needed=needed)
    reached = Notes()
    if len(branches) == 1 and groebner["count"] is not None and groebner["count"] > found:
        fibre, reached = reach(branches[0], fibres[0], groebner["count"], seed, budget)
        fibres = [fibre]
    landings, landed = _land(branches, fibres, budget)
    landings, ends = _seek(landings, groebner, bound["count"], seed, budget.part(SEEK_SHARE))
    certified = certified_ends(landings)
    landed += Notes(
        num_paths=sum(landing.num_paths for landing in landings),
        overlapping_boxes=certified.overlapping,
        patterns_not_searched=problem.patterns_not_searched(len(landings)),
    )
    if not certified.finished:
        landed += Notes(cut_short=("certificates",))
    if groebner["count"] is not None:
        groebner = {**groebner, "supports": groebner["count"] == len(certified.boxes)}
    notes += Notes((groebner,)) + reached + landed
    return judge(problem, fibres, certified, ends, bound["count"], groebner, notes)


def _with_the_rest(problem: Problem, judged: Judged, seed: int, budget: Budget) -> Judged:
    """Where the number is open still, its Gröbner bases have all the time that was given and is left."""
    routes = list(judged.notes.routes)
    place = next(k for k, route in enumerate(routes) if route["route"] == "groebner")
    unfinished = routes[place]["statement"].startswith(NOT_FINISHED)
    if judged.status != "lower_bound" or not unfinished or not budget.remaining():
        return judged
    found = len(judged.solutions)
    routes[place] = groebner_counts(problem, seed, 0.0, found, budget, share=1.0)
    finished, claimed = not judged.notes.cut_short, is_claimed(routes)
    status, evidence = status_of(found, judged.bkk, routes[place], finished, claimed=claimed)
    none = status == "infinite"
    return replace(
        judged,
        complex_count=None if none else found,
        real_count=None if none else judged.real_count,
        status=status,
        evidence=evidence,
        notes=replace(judged.notes, routes=tuple(routes)),
    )


def _land(branches: list[Branch], fibres: list[Fibre], budget: Budget) -> tuple[list[Landing], Notes]:
    """Carry each fibre to the data and enclose what arrives.

    One branch after the other: when the time is over, what those before have is proved.
    """
    landings: list[Landing] = []
    try:
        for branch, fibre in zip(branches, fibres, strict=True):
            landings.append(land(branch, fibre, budget))
    except OutOfBudget:
        return landings, Notes(cut_short=("last segment",))
    return landings, Notes()


def _seek(
    landings: list[Landing], groebner: Route, bound: int | None, seed: int, budget: Budget
) -> tuple[list[Landing], Ends]:
    """What is missing of the solutions is sought again; not where there are infinitely many."""
    degree = groebner["count"]
    if degree is not None:
        return seek_again(landings, degree, "modulo two primes there are", seed, budget, precise=MAX_PRECISE)
    if groebner["supports"] is False:
        return landings, known_ends(landings, None, "")
    return seek_again(landings, bound, "BKK allows", seed, budget)
