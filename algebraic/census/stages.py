"""The census of one system, stage by stage, until it is judged.

Each stage takes what the one before has left and changes none of it: generic fibres (:mod:`algebraic.census.search`),
on to the data (:mod:`algebraic.census.carry`), proofs (:mod:`algebraic.census.certify`), the judgement
(:mod:`algebraic.census.judge`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from ..ideals import Branch, Problem
from ..shell import Budget, OutOfBudget, ends_command
from ..tracking import Fibre, Tracked
from .carry import arrive
from .certify import Certified, certify_all
from .judge import Judged, judge, judge_refused, status_of
from .resume import usable
from .routes import INTERRUPTED, NOT_FINISHED, Notes, bkk_of, groebner_counts, is_claimed
from .search import reach, search

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
    start, remade = usable(branches, earlier)
    fibres, searched = search(branches, bound["count"], seed, budget, start, claimed=is_claimed([bound]))
    notes = Notes((bound,), remade=tuple(remade)) + searched
    if not any(fibre.interrupted for fibre in fibres):
        try:
            judged = _judged(problem, branches, fibres, notes, seed, budget, begun)
            return _with_the_rest(problem, judged, seed, budget)
        except BaseException as reason:  # what was found is kept
            if not ends_command(reason):
                raise
    notes += Notes(cut_short=(INTERRUPTED,))
    return judge(problem, fibres, Certified(finished=False), 0, None, None, notes)


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
    certified, at_infinity, landed = _land(branches, fibres, budget)
    if groebner["count"] is not None:
        groebner = {**groebner, "supports": groebner["count"] == len(certified.boxes)}
    notes += Notes((groebner,)) + reached + landed
    return judge(problem, fibres, certified, at_infinity, bound["count"], groebner, notes)


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


def _land(branches: list[Branch], fibres: list[Fibre], budget: Budget) -> tuple[Certified, int, Notes]:
    """Carry each fibre to the data and enclose what arrives; also the number of paths to infinity.

    One branch after the other: when the time is over, what those before have is proved.
    """
    certified, at_infinity, notes = Certified(), 0, Notes()
    for branch, fibre in zip(branches, fibres, strict=True):
        try:
            arrivals = arrive(branch, fibre, budget)
        except OutOfBudget:
            notes += Notes(cut_short=("last segment",))
            break
        notes += Notes(num_paths=arrivals.num_paths)
        at_infinity += arrivals.at_infinity
        certified += certify_all(branch, arrivals.points, budget)
        lost = [(point, "the path did not arrive") for point in arrivals.suspected.T]
        certified = replace(certified, suspected=certified.suspected + lost)
    if not certified.finished:
        notes += Notes(cut_short=("certificates",))
    return certified, at_infinity, notes
