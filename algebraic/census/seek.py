"""What did not arrive is sought again in other ways.

The first way is quick: a straight segment in floating point (:mod:`algebraic.census.carry`). Paths that end nowhere,
or where another one ends, are then followed in logarithms, which is another scale for each coordinate and parameter,
and the chart in which paths to infinity become straight lines (:mod:`algebraic.tracking.logarithmic`); and what is not
clear then, once more with hundreds of bits and exact data (:mod:`algebraic.tracking.precise`). Both have an unknown for
every sum inside, where these are few: so nothing cancels, and Newton's method converges from farther away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import flint
import numpy as np

from ..ideals import Branch
from ..networks import Group
from ..proofs import BallSystem
from ..shell import Budget, OutOfBudget, TooLarge
from ..systems import lifted_family
from ..tracking import ARRIVED, SINGULAR, follow_logarithms, follow_precisely, waypoint
from .carry import group_of, spread
from .ends import FLOAT_BITS, Ends, LostEnd
from .landing import Landing, NewEnds, known_ends

LAST_SEGMENT = 100  # the use of random numbers for it
MAX_PRECISE = 60  # paths that are followed with more bits, one by one, where it is known how many solutions there are
FEW_PRECISE = 10  # where it is not
CLEARLY = 60.0  # τ up to which a path that grows must have been followed in floating point
DATA_BITS = 1024
CONVERGED = 1e-3  # part of its size up to which the limit of a path may be away
SINGULAR_END = "singular, or nearly so: no regular solution where its path ends"

Again = Callable[[Landing, list[int], "np.ndarray | None", Budget], Landing]


def seek_again(
    landings: list[Landing], degree: int | None, source: str, seed: int, budget: Budget, *, precise: int = FEW_PRECISE
) -> tuple[list[Landing], Ends]:
    """Follow what is not settled in logarithms, and what is not clear then with more bits.

    It ends as soon as nothing is missing. When the time is over, what was known before is kept.

    Args:
        landings: all branches of one system.
        degree: the number of solutions with multiplicity, or a bound for it, where it is known and finite.
        source: how it is known (:func:`algebraic.census.ends.supported`).
        precise: paths that may be followed with more bits.
    """
    landings, ends = list(landings), known_ends(landings, degree, source)
    for again, left in ((_in_logarithms, sum(len(landing.boxes) for landing in landings)), (_precisely, precise)):
        for i, landing in enumerate(landings):
            if landing.unsettled and landing.branch.support and ends.support is None and ends.certified != degree:
                landings[i], done = _until_settled(landing, again, left, seed, budget)
                left -= done
                ends = known_ends(landings, degree, source)
    return landings, ends


def _until_settled(landing: Landing, again: Again, limit: int, seed: int, budget: Budget) -> tuple[Landing, int]:
    """All go the same way, on which different paths have different ends: one may show that another was wrong."""
    stream = landing.branch.stream(seed, LAST_SEGMENT)
    way, done = waypoint(landing.fibre.parameters, landing.branch.target, stream), set[int]()
    try:
        while chosen := [k for k in landing.unsettled if k not in done][: limit - len(done)]:
            landing = again(landing, chosen, way, budget)
            done |= set(chosen)
    except OutOfBudget:
        return replace(landing, finished=False), len(done)
    return landing, len(done)


def _in_logarithms(landing: Landing, chosen: list[int], way: np.ndarray | None, budget: Budget) -> Landing:
    branch, fibre = landing.branch, landing.fibre
    group = group_of(branch, fibre)
    family, points, size = branch.family, fibre.points[:, chosen], len(branch.support)
    with suppress(TooLarge):  # with an unknown for every sum, so that nothing cancels, where these are few
        lifted = lifted_family(family)
        family, points = lifted.family, lifted.lift(points, fibre.parameters[:, None])
    found = follow_logarithms(family, points, fibre.parameters, way, branch.target, budget=budget)
    found = replace(found, points=found.points[:size], slopes=found.slopes[:size])
    ends = NewEnds()
    for i, k in enumerate(chosen):
        images = list(spread(branch, group, found.points[:, i : i + 1]).T)
        if found.status[i] == ARRIVED:
            ends.enclose(branch, k, images, budget)
        else:
            near = _near(branch, branch.embed(found.points[:, i : i + 1])[:, 0], found.slopes[:, i])
            own = (int(found.status[i]), FLOAT_BITS, float(found.steps[i]), float(found.times[i]))
            ends.lost[k] = [_lost(point, *own, near) for point in images]
    return landing.with_ends(ends, len(chosen))


def _precisely(landing: Landing, chosen: list[int], way: np.ndarray | None, budget: Budget) -> Landing:
    """One by one, except for paths that have clearly gone to infinity."""
    branch, fibre, size = landing.branch, landing.fibre, len(landing.branch.support)
    group = group_of(branch, fibre)
    with flint.ctx.workprec(DATA_BITS):
        end, begin = branch.exact.parameters, branch.exact_parameters(fibre.parameters)
        between = None if way is None else branch.exact_parameters(way)
        lifted = _lifted(branch)
    starts = branch.embed(fibre.points)[branch.support]
    ends, num_paths = NewEnds(), 0
    for k in [k for k in chosen if not _clear(landing.lost.get(k, []))]:
        move, point = branch.move_exactly, [flint.acb(value) for value in starts[:, k].tolist()]
        if lifted is not None:
            with flint.ctx.workprec(DATA_BITS):
                whole = lifted[1](point, begin)
            if not any(value.contains(0) for value in whole):  # no sum vanishes whatever the weights
                move, point = lifted[0].move, whole
        try:
            found = follow_precisely(move, point, begin, between, end, budget=budget)
        except OutOfBudget:
            ends.finished = False
            break
        num_paths += 1
        images = _images(branch, group, found.point[:size])
        if found.status == ARRIVED:
            ends.enclose(branch, k, images, budget, found.bits)
        else:
            rough = [np.array([complex(value) for value in image]) for image in images]
            near = _near(branch, rough[0], found.slopes[:size])
            own = (found.status, found.bits, found.step, found.time)
            ends.lost[k] = [_lost(point, *own, near) for point in rough]
    return landing.with_ends(ends, num_paths)


def _lifted(branch: Branch) -> tuple[BallSystem, Callable[..., list[flint.acb]]] | None:
    """The equations with an unknown for every sum, if there are sums and these are few."""
    with suppress(TooLarge):
        system, lift = branch.exact.lifted(branch.support)
        if system.num_unknowns > len(branch.support):
            return system, lift
    return None


def _clear(lost: list[LostEnd]) -> bool:
    return any(not end.singular and end.time is not None and end.time > CLEARLY for end in lost)


def _near(branch: Branch, point: np.ndarray, slopes: Sequence[float] | np.ndarray) -> tuple[float, bool]:
    """About how far the limit is, and whether that is little in each coordinate: of its size, or of its unit."""
    distances = abs(point[branch.support] * np.asarray(slopes))
    sizes = np.maximum(abs(point), branch.units)[branch.support]
    return float(distances.max()), bool((distances <= CONVERGED * sizes).all())


def _lost(point: np.ndarray, status: int, bits: int, step: float, time: float, near: tuple[float, bool]) -> LostEnd:
    distance, converged = near
    if status == SINGULAR and converged:
        return LostEnd(point, True, SINGULAR_END, bits, step, time, distance)
    reason = "lost on the way" if time < 0 else f"given up at size {abs(point).max(initial=0.0):.0e}"
    return LostEnd(point, False, reason, bits, step, max(time, 0.0), distance)


def _images(branch: Branch, group: Group, point: list[flint.acb]) -> list[list[flint.acb]]:
    """The end and its images, in the weights of the user."""
    images = []
    for sources, signs in zip(group.sources.tolist(), group.signs.tolist(), strict=True):
        whole = [flint.acb(0)] * len(branch.units)
        for k, source, sign in zip(branch.support, sources, signs, strict=True):
            whole[k] = point[source] if sign > 0 else -point[source]
        images.append(whole)
    return images
