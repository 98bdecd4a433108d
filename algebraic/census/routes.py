"""Independent routes to the number of solutions, and the notes in which every stage leaves those that it went."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypedDict

from ..bounds import bkk_with_proof
from ..engines import find_engine
from ..ideals import Confirmation, ModularSolutions, Problem, confirm_answer, engine_name, solutions_modulo
from ..shell import Budget, OutOfBudget, TooLarge, ZerolocusError, random_primes

BOUND_SHARE = 0.3  # of the time that is left
GROEBNER_SHARE = 0.85  # of the time that is left: the rest is for what is missing of the number
NOT_NEEDED_SHARE = 0.25  # where the bound decides already
NOT_NEEDED_SOLUTIONS = 500  # up to which a basis is looked for where the bound decides already: some seconds
UNASKED_SOLUTIONS = 1_500  # up to which it is where no limit was given: a minute for each prime
UNASKED_BOUND = 10_000  # for so many solutions at most, where there is a bound
UNASKED_SECONDS = 300.0  # of another program, where no limit was given and sizes did not tell what it would need
BY_GFAN = ", by gfan alone"  # what is said of a bound that no code of our own found again
EMBEDDED_LIMIT = 25  # solutions that the embedded engine can count
GROEBNER = "groebner"  # the route, and how it stands among what was cut short


class Route(TypedDict):
    """One way to the number of solutions, as it stands in JSON.

    Attributes:
        route: ``bkk``, ``groebner``, ``monodromy``, ``second_seed``, ``trace``, ``conjugation`` or ``index_sum``.
        count: the number or bound that it gives; ``None`` when it did not come to an end.
        supports: whether it agrees with the number found; ``None`` when it says nothing.
        statement: what was done and what it is worth.
    """

    route: str
    count: int | None
    supports: bool | None
    statement: str


INTERRUPTED = "interrupted"  # as it stands among what was cut short


@dataclass(frozen=True)
class Notes:
    """What a stage leaves beside its result, in the order of the work; those of several stages add up.

    Attributes:
        routes: the ways to the number of solutions that were gone.
        cut_short: what a limit of time cut short.
        num_paths: paths that were tracked.
        remade: what could not be gone on from, each with the reason.
        overlapping_boxes, patterns_not_searched, merged_points: as in :class:`algebraic.census.SolutionSet`.
    """

    routes: tuple[Route, ...] = ()
    cut_short: tuple[str, ...] = ()
    num_paths: int = 0
    remade: tuple[str, ...] = ()
    overlapping_boxes: int = 0
    patterns_not_searched: int = 0
    merged_points: int = 0

    def __add__(self, other: Notes) -> Notes:
        return Notes(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(Notes)))


def bound_budget(budget: Budget) -> Budget:
    """The share of the time that is for the BKK bound; without a limit, what another program may take of it."""
    return budget.part(BOUND_SHARE, at_most=UNASKED_SECONDS if budget.seconds is None else None)


def bkk_of(problem: Problem, budget: Budget) -> Route:
    """The bound for isolated solutions, or the reason why it could not be had."""
    own = bound_budget(budget)
    try:
        with own.alarm("the BKK bound was being computed"):
            bound, proved = bkk_with_proof(problem.supports(), affine=True, budget=own)
    except ZerolocusError as reason:
        return Route(route="bkk", count=None, supports=None, statement=reason.message)
    return bkk_route(bound, claimed=not proved)


def bkk_route(bound: int, *, claimed: bool) -> Route:
    """The route of a bound; ``claimed`` where it rests on gfan's word alone.

    >>> bkk_route(33, claimed=True)["statement"]
    'at most 33 isolated solutions, by gfan alone'
    """
    said = f"at most {bound:,} isolated solutions" + BY_GFAN * claimed
    return Route(route="bkk", count=bound, supports=None, statement=said)


def compare_bound(route: Route, found: int) -> Route:
    """A bound beside certified solutions: it supports the number that reaches it, and more refute one of them.

    >>> [compare_bound(bkk_route(9, claimed=False), found)["supports"] for found in (8, 9, 10)]
    [None, True, False]
    """
    bound = route["count"]
    if bound is None or found < bound:
        return route
    return Route(route="bkk", count=bound, supports=found == bound, statement=route["statement"])


def is_claimed(routes: Sequence[Route]) -> bool:
    """Whether the bound among these routes rests on gfan's word alone."""
    return any(route["route"] == "bkk" and route["statement"].endswith(BY_GFAN) for route in routes)


def source_of(route: Route) -> str:
    """How a number of solutions is known by one of these two routes, as it stands before the number.

    >>> source_of(bkk_route(33, claimed=True)), source_of(bkk_route(33, claimed=False))
    ('BKK, by gfan alone, allows', 'BKK allows')
    """
    if route["route"] == GROEBNER:
        return "modulo two primes there are"
    return f"BKK{BY_GFAN}, allows" if is_claimed([route]) else "BKK allows"


def groebner_counts(
    problem: Problem, seed: int, found: int, bound: int | None, budget: Budget, *, needed: bool = True
) -> tuple[Route, Notes]:
    """The degree modulo two primes, and whether time cut it short.

    The embedded engine, and without a limit msolve, are asked up to some size only: the time of a basis grows about
    with the third power of the number of solutions. msolve has nearly all the time that was given.

    Args:
        found: solutions for generic data.
        bound: for their number, where there is one.
        needed: whether the number is still open; otherwise a basis is only looked for where it is quick.
    """
    begun = time.monotonic()
    answers: list[ModularSolutions] = []
    try:
        own = basis_budget(found, bound, budget, needed=needed)
        with own.alarm("a Gröbner basis was being computed"):
            system = problem.expand()
            equations = [dict(terms) for terms in system.integer_terms]
            for prime in random_primes(2, seed):
                before = answers[0].count if answers else None
                answers.append(solutions_modulo(equations, len(system.names), prime, expected=before, budget=own))
            confirmed = confirm_answer(equations, len(system.names), answers[-1], lift=False, budget=own)
    except OutOfBudget:
        if len(answers) == 2:
            return _compared(answers, Confirmation(None, "there was no time to confirm it"), found), Notes()
        partly = f"; modulo one prime there are {answers[0].count or 0}" if answers else ""
        statement = f"not finished after {time.monotonic() - begun:.3g} s{partly}; a longer time limit gives it more"
        return _groebner(None, None, statement), Notes(cut_short=(GROEBNER,) if needed else ())
    except ZerolocusError as reason:
        return _groebner(None, None, reason.message), Notes()
    return _compared(answers, confirmed, found), Notes()


def basis_budget(found: int, bound: int | None, budget: Budget, *, needed: bool = True) -> Budget:
    """The time that Gröbner bases have (see :func:`groebner_counts`).

    Raises:
        TooLarge: they are not looked for.
    """
    unasked = budget.seconds is None
    if find_engine("msolve") is None:
        if found > EMBEDDED_LIMIT:
            raise TooLarge("msolve is not installed, and the embedded engine is too small for this")
        return budget.part(GROEBNER_SHARE)
    if not needed and found > NOT_NEEDED_SOLUTIONS:
        raise TooLarge(f"not needed, and long for {found:,} solutions")
    if needed and unasked and (found > UNASKED_SOLUTIONS or (bound or 0) > UNASKED_BOUND):
        raise TooLarge(f"long for {max(found, bound or 0):,} solutions: it is gone where the time limit gives the time")
    return budget.part(GROEBNER_SHARE if needed else NOT_NEEDED_SHARE, at_most=UNASKED_SECONDS if unasked else None)


def _compared(answers: Sequence[ModularSolutions], confirmed: Confirmation, found: int) -> Route:
    """What the answers modulo two primes say together."""
    first, second = answers
    if (first.dimension, first.count) != (second.dimension, second.count):
        counts = f"{first.count or 0} and {second.count or 0}"
        return _groebner(None, None, f"two primes gave {counts}: try another seed")
    infinite, count = first.dimension > 0, first.count or 0
    statement = f"{count} solutions with multiplicity modulo two primes"
    if infinite:
        statement = f"the set has dimension {first.dimension} modulo two primes"
    if confirmed.holds is False or (confirmed.holds is None and first.dimension != 0):
        return _groebner(None, None, f"{engine_name()} claims: {statement}; not believed: {confirmed.statement}")
    if infinite:
        return _groebner(None, False, statement)
    return _groebner(count, count == found, statement)


def _groebner(count: int | None, supports: bool | None, statement: str) -> Route:
    return Route(route=GROEBNER, count=count, supports=supports, statement=statement)
