"""Independent routes to the number of solutions, and the notes in which every stage leaves those that it went."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypedDict

from ..bounds import bkk_bound, is_our_own
from ..engines import find_engine
from ..ideals import Problem, confirm_answer, engine_name, solutions_modulo
from ..shell import Budget, OutOfBudget, ZerolocusError, random_primes

BOUND_SHARE = 0.3  # of the time that is left
NOT_NEEDED_SECONDS = 5.0  # or as long as the search took, where the bound decides already
UNASKED_SECONDS = 60.0  # of another program, where no limit was given
NOT_FINISHED = "not finished after"
BY_GFAN = ", by gfan alone"  # what is said of a bound that no code of our own found again
EMBEDDED_LIMIT = 25  # solutions that the embedded engine can count


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
            bound = bkk_bound(problem.supports(), affine=True, budget=own)
    except ZerolocusError as reason:
        return Route(route="bkk", count=None, supports=None, statement=reason.message)
    return bkk_route(bound, claimed=not is_our_own(problem.supports(), affine=True))


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


def groebner_counts(
    problem: Problem,
    seed: int,
    search_seconds: float,
    found: int,
    budget: Budget,
    *,
    needed: bool = True,
    share: float = 0.5,
) -> Route:
    """The degree modulo two primes.

    What the embedded engine can do is limited by sizes. msolve has a share of the time that was given.

    Args:
        search_seconds: what the search took.
        needed: whether the number is still open; otherwise no more time is spent on it than on the search.
        share: of the time that is left.
    """
    embedded = find_engine("msolve") is None
    if embedded and found > EMBEDDED_LIMIT:
        return _groebner(None, None, "msolve is not installed, and the embedded engine is too small for this")
    at_most = None
    if not embedded and not needed:
        at_most = max(NOT_NEEDED_SECONDS, search_seconds)
    elif not embedded and budget.seconds is None:
        at_most = max(UNASKED_SECONDS, search_seconds)
    own = budget.part(share, at_most=at_most)
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
            confirmed = confirm_answer(equations, len(system.names), answer, budget=own)
    except OutOfBudget:
        partly = f"; modulo one prime there are {counts[0]}" if counts else ""
        return _groebner(None, None, f"{NOT_FINISHED} {time.monotonic() - begun:.3g} s{partly}")
    except ZerolocusError as reason:
        return _groebner(None, None, reason.message)
    if counts[0] != counts[1] or dimensions[0] != dimensions[1]:
        return _groebner(None, None, f"two primes gave {counts[0]} and {counts[1]}: try another --seed")
    statement = f"{counts[0]} solutions with multiplicity modulo two primes"
    if dimensions[0] > 0:
        statement = f"the set has dimension {dimensions[0]} modulo two primes"
    if confirmed.holds is False or (confirmed.holds is None and dimensions[0] != 0):
        return _groebner(None, None, f"{engine_name()} claims: {statement}; not believed: {confirmed.statement}")
    if dimensions[0] > 0:
        return _groebner(None, False, statement)
    return _groebner(counts[0], counts[0] == found, statement)


def _groebner(count: int | None, supports: bool | None, statement: str) -> Route:
    return Route(route="groebner", count=count, supports=supports, statement=statement)
