"""Generic fibres: all solutions of a generic member of each family, found by monodromy at independent places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..ideals import Branch
from ..shell import Budget, OutOfBudget, ends_command, interruption
from ..tracking import Classes, Fibre, find_fibre, strangers
from .routes import Notes, Route
from .second import search_elsewhere
from .traces import place_of_test, trace_elsewhere

MAX_ROUNDS = 5
SEARCH_SHARE = 0.6  # of the time that is left
SECOND_SEED = "second seed"  # as it stands among what was cut short


def search(
    branches: list[Branch],
    bkk: int | None,
    seed: int,
    budget: Budget,
    earlier: Sequence[Fibre | None] = (),
    *,
    claimed: bool = False,
) -> tuple[list[Fibre], Notes]:
    """A generic fibre for each branch, with a share of the time each.

    Args:
        bkk: a bound for the number of solutions of all branches together.
        earlier: what an interrupted search had found, branch by branch.
        claimed: whether the bound rests on gfan's word: it does not end a search by itself then.
    """
    own = budget.part(SEARCH_SHARE)
    known_bound = bkk if len(branches) == 1 else None
    fibres, notes = [], Notes()
    for i, branch in enumerate(branches):
        start = earlier[i] if i < len(earlier) else None
        # The time of a search grows with the number of solutions, and that about with 2^(weights).
        share = 1 / sum(2.0 ** (len(other.support) - len(branch.support)) for other in branches[i:])
        fibre, more = search_branch(branch, known_bound, seed, own.part(share), start, claimed=claimed)
        fibres.append(fibre)
        notes += more + Notes(merged_points=merged_points(branch, fibre))
    return fibres, notes


def search_branch(
    branch: Branch, bkk: int | None, seed: int, budget: Budget, start: Fibre | None = None, *, claimed: bool = False
) -> tuple[Fibre, Notes]:
    """A generic fibre, from searches at two places unless the first reaches the bound."""
    if not branch.support:  # all weights are zero
        nothing = np.empty((0, 1), dtype=complex)
        return Fibre(branch.target, nothing, False, 1, finished=True), Notes()
    first, notes = _monodromy(branch, 0, bkk, seed, budget, start, claimed=claimed)
    if not first.finished or first.count == bkk:
        return first, notes + Notes((_route(first),))
    try:
        fibre, more = _looked_again(branch, first, bkk, seed, budget)
    except BaseException as reason:  # what was found is kept
        if not ends_command(reason):
            raise
        return replace(first, interrupted=True), notes + Notes((_route(first),))
    return fibre, notes + Notes((_route(first, fibre.count),)) + more


def _looked_again(branch: Branch, first: Fibre, bkk: int | None, seed: int, budget: Budget) -> tuple[Fibre, Notes]:
    """A search at another place, and the trace; monodromy once more where these do not confirm the fibre."""
    union, notes, place = first, Notes(), place_of_test(branch.family, branch.stream(seed, 3))
    try:
        second = search_elsewhere(branch, first, bkk, seed, 1, budget, place.way(branch.family, first))
        notes += Notes(cut_short=() if second.fibre.finished else ("monodromy",), num_paths=second.num_paths)
        if second.fibre.interrupted:
            raise interruption() or KeyboardInterrupt
        if not second.carried:
            return first, notes + Notes(cut_short=(SECOND_SEED,))
        notes += Notes((second.route(first),))
        union = second.union
        if union.count > first.count:
            union, more = _monodromy(branch, 2, bkk, seed, budget, union)
            notes += more + Notes((_route(union),))
            if union.count == bkk or not union.finished:
                return union, notes
        ends = second.beside if np.array_equal(union.points, first.points) else None
        trace = trace_elsewhere(branch.family, union, place, budget, ends)
    except OutOfBudget:
        return union, notes + Notes(cut_short=(SECOND_SEED,))
    notes += Notes((trace.route(union),), num_paths=trace.num_paths)
    if (trace.degree is not None or trace.lost or trace.wrong) and not trace.outside:
        return union, notes
    again, more = _monodromy(branch, 4, bkk, seed, budget, union)  # incomplete, or of high degree: look once more
    notes += more
    return again, notes + Notes((_route(again),)) if again.count > union.count else notes


def reach(branch: Branch, fibre: Fibre, count: int, seed: int, budget: Budget) -> tuple[Fibre, Notes]:
    """Go on towards a number of solutions that is known from elsewhere, some rounds at most."""
    notes, before = Notes(), merged_points(branch, fibre)
    for k in range(MAX_ROUNDS):
        fibre, more = _monodromy(branch, 5 + k, count, seed, budget.part(0.5), fibre)
        notes += more
        if fibre.count >= count or not fibre.finished:
            break
    return fibre, notes + Notes((_route(fibre),), merged_points=merged_points(branch, fibre) - before)


def merged_points(branch: Branch, fibre: Fibre) -> int:
    """Points that only their coordinates tell apart: with the probe values of others, but no images of them."""
    if not fibre.by_coordinates:
        return 0
    known = Classes(branch.family.num_unknowns, branch.family.probe)
    labels, _ = known.place(fibre.points)
    return int(strangers(branch.group, known.points[:, labels], fibre.points).sum())


def search_by_itself(branch: Branch, seed: int, budget: Budget) -> tuple[Fibre, Notes]:
    """A generic fibre from one search, for a family beside the one that was asked for."""
    fibre, notes = _monodromy(branch, 5 + MAX_ROUNDS, None, seed, budget)
    return fibre, notes + Notes((_route(fibre),))


def _monodromy(
    branch: Branch,
    index: int,
    bkk: int | None,
    seed: int,
    budget: Budget,
    start: Fibre | None = None,
    *,
    claimed: bool = False,
) -> tuple[Fibre, Notes]:
    stream = branch.stream(seed, index)
    fibre = find_fibre(
        branch.family, branch.group, stream, start=start, known_bound=bkk, claimed=claimed, budget=budget
    )
    if fibre.interrupted and index:  # more than the first is not needed
        raise interruption() or KeyboardInterrupt
    return fibre, Notes(cut_short=() if fibre.finished else ("monodromy",), num_paths=fibre.num_paths)


def _route(fibre: Fibre, found: int = 0) -> Route:
    """What a search says; where more were found afterwards, its silence was wrong."""
    classes = fibre.points.shape[1]
    said = f"{classes:,} classes of {fibre.multiplicity} from {fibre.num_paths:,} paths"
    if fibre.idle_loops:
        said += f"; {fibre.idle_loops} further loops of all of them brought nothing new"
    if fibre.num_instances:
        said += f", nor did {fibre.num_instances} random instances"
    supports = False if found > fibre.count else None
    return Route(route="monodromy", count=fibre.count, supports=supports, statement=said)
