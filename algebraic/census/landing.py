"""From a generic fibre to certified solutions; what did not arrive is sought again in other ways.

The first way is quick: a straight segment in floating point (:mod:`algebraic.census.carry`). Paths that end nowhere,
or where another one ends, are then followed in logarithms, which is another scale for each coordinate and parameter,
and the chart in which paths to infinity become straight lines (:mod:`algebraic.tracking.logarithmic`); and what is not
clear then, once more with hundreds of bits and exact data (:mod:`algebraic.tracking.precise`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import flint
import numpy as np

from ..ideals import Branch
from ..networks import Group
from ..proofs import Box, overlapping
from ..shell import Budget, OutOfBudget, TooLarge
from ..systems import lifted_family
from ..tracking import ARRIVED, SINGULAR, Fibre, PreciseEnd, follow_logarithms, follow_precisely, waypoint
from .carry import arrive, group_of, spread
from .certify import Certified, close, enclose_all
from .ends import FLOAT_BITS, Ends, LostEnd, supported

LAST_SEGMENT = 100  # the use of random numbers for it
MAX_PRECISE = 60  # paths that are followed with more bits, one by one, where it is known how many solutions there are
FEW_PRECISE = 10  # where it is not
CLEARLY = 60.0  # τ up to which a path that grows must have been followed in floating point
DATA_BITS = 1024
ARRIVAL_SHARE = 0.7  # of the time that is left, for the paths: the rest is for the proofs
CONVERGED = 1e-3  # part of its size up to which the limit of a path may be away
NOT_PROVED = "not proved: singular, or nearly so"
SINGULAR_END = "singular, or nearly so: no regular solution where its path ends"
NO_TIME = "no time for a proof"


@dataclass(frozen=True)
class Landing:
    """Where the paths of one branch have ended.

    Attributes:
        boxes: for each class of the fibre those of its end and of the images of that; none where one is not proved.
        lost: the ends of the other classes, with their images.
        extra: boxes to which no path came at last.
        num_paths: paths tracked.
        finished: whether all ends could be certified in time.
        left: classes whose paths could not be followed in time.
    """

    branch: Branch
    fibre: Fibre
    boxes: tuple[list[Box], ...]
    lost: dict[int, list[LostEnd]]
    extra: tuple[Box, ...] = ()
    num_paths: int = 0
    finished: bool = True
    left: int = 0

    @property
    def cut_short(self) -> tuple[str, ...]:
        """What a limit of time cut short."""
        return ("last segment",) * (self.left > 0) + ("certificates",) * (not self.finished)

    @property
    def lost_ends(self) -> list[LostEnd]:
        """Ends without a proof."""
        return [end for k in sorted(self.lost) for end in self.lost[k]]

    @cached_property
    def certified(self) -> Certified:
        """Disjoint boxes, the conjugates that no path came to, and what could not be enclosed."""
        boxes = [*(box for own in self.boxes for box in own), *self.extra]
        found = close(boxes, finished=not self.cut_short)
        return replace(found, overlapping=self.duplicates)  # that earlier ends are met once more is no news

    @cached_property
    def _met(self) -> list[tuple[int, int]]:
        return overlapping([box for own in self.boxes for box in own])

    @property
    def duplicates(self) -> int:
        """Paths that came to a solution of another path."""
        return len({j for _, j in self._met})

    @cached_property
    def unsettled(self) -> list[int]:
        """Classes without a solution of their own: lost, or with one to which another path came as well."""
        owners = [k for k, own in enumerate(self.boxes) for _ in own]
        return sorted({owners[i] for pair in self._met for i in pair} | set(self.lost))

    def with_ends(self, found: _Ends, num_paths: int) -> Landing:
        """Other ends for some classes; boxes that were there are kept."""
        again = found.boxes.keys() | found.lost.keys()
        boxes = tuple(found.boxes.get(k, [] if k in again else own) for k, own in enumerate(self.boxes))
        lost = {k: ends for k, ends in self.lost.items() if k not in again}
        return replace(
            self,
            boxes=boxes,
            lost=lost | found.lost,
            extra=(*self.extra, *(box for k in again for box in self.boxes[k])),
            num_paths=self.num_paths + num_paths,
            finished=self.finished and found.finished,
        )


_Again = Callable[[Landing, list[int], "np.ndarray | None", Budget], Landing]


@dataclass
class _Ends:
    """New ends of some classes."""

    boxes: dict[int, list[Box]] = field(default_factory=dict)
    lost: dict[int, list[LostEnd]] = field(default_factory=dict)
    finished: bool = True

    def enclose(self, branch: Branch, k: int, points: Sequence[Any], budget: Budget, bits: int = FLOAT_BITS) -> None:
        """An end and its images, floats or balls: boxes for all of them, or what is not proved."""
        boxes = enclose_all(branch, points, budget)
        proved = [box for box in boxes if box is not None]
        if len(proved) == len(points):
            self.boxes[k] = proved
            return
        in_time = len(boxes) == len(points)
        self.finished &= in_time
        rough = [np.array([complex(value) for value in point]) for point in points]
        if in_time:
            self.lost[k] = [LostEnd(p, True, NOT_PROVED, bits, near=_rounding(branch, p, bits)) for p in rough]
        else:
            self.lost[k] = [LostEnd(p, True, NO_TIME, bits) for p in rough]


def land(branch: Branch, fibre: Fibre, budget: Budget) -> Landing:
    """Carry a fibre to the data, and enclose what arrives."""
    arrivals, ends = arrive(branch, fibre, budget.part(ARRIVAL_SHARE)), _Ends()
    for k, grows, images in zip(arrivals.lost, arrivals.growing, arrivals.last, strict=True):
        ends.lost[int(k)] = [LostEnd(point, not grows, "the path did not arrive") for point in images.T]
    for i, k in enumerate(arrivals.arrived):
        ends.enclose(branch, int(k), list(arrivals.points[:, i :: len(arrivals.arrived)].T), budget)
    none = Landing(branch, fibre, ([],) * fibre.points.shape[1], {}, left=len(arrivals.left))
    return none.with_ends(ends, arrivals.num_paths)


def land_more(landing: Landing, fibre: Fibre, budget: Budget) -> Landing:
    """The same for a fibre of which more classes are known now: only these are carried to the data, if possible."""
    size = landing.fibre.points.shape[1]
    if fibre.by_coordinates != landing.fibre.by_coordinates or (fibre.points[:, :size] != landing.fibre.points).any():
        return with_boxes_of(land(landing.branch, fibre, budget), landing)
    more = land(landing.branch, replace(fibre, points=fibre.points[:, size:]), budget)
    return replace(
        landing,
        fibre=fibre,
        boxes=landing.boxes + more.boxes,
        lost=landing.lost | {size + k: ends for k, ends in more.lost.items()},
        num_paths=landing.num_paths + more.num_paths,
        finished=landing.finished and more.finished,
        left=landing.left + more.left,
    )


def with_boxes_of(landing: Landing, other: Landing) -> Landing:
    """With what another landing has proved of the same equations."""
    extra = (*landing.extra, *(box for own in other.boxes for box in own), *other.extra)
    return replace(landing, extra=extra, num_paths=landing.num_paths + other.num_paths)


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


def known_ends(landings: Sequence[Landing], degree: int | None, source: str) -> Ends:
    """What is known of the ends of all branches, given the number of solutions with multiplicity."""
    lost = [end for landing in landings for end in landing.lost_ends]
    return supported(len(certified_ends(landings).boxes), lost, degree, source)


def certified_ends(landings: Sequence[Landing]) -> Certified:
    """What is certified in all branches."""
    first, *others = [landing.certified for landing in landings] or [Certified()]
    return sum(others, first)


def _until_settled(landing: Landing, again: _Again, limit: int, seed: int, budget: Budget) -> tuple[Landing, int]:
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
    ends = _Ends()
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
    branch, fibre = landing.branch, landing.fibre
    group = group_of(branch, fibre)
    with flint.ctx.workprec(DATA_BITS):
        end, begin = branch.exact.parameters, branch.exact_parameters(fibre.parameters)
        between = None if way is None else branch.exact_parameters(way)
    starts = branch.embed(fibre.points)[branch.support]
    ends, num_paths = _Ends(), 0
    for k in [k for k in chosen if not _clear(landing.lost.get(k, []))]:
        try:
            found = follow_precisely(branch.move_exactly, starts[:, k].tolist(), begin, between, end, budget=budget)
        except OutOfBudget:
            ends.finished = False
            break
        num_paths += 1
        images = _images(branch, group, found)
        if found.status == ARRIVED:
            ends.enclose(branch, k, images, budget, found.bits)
        else:
            rough = [np.array([complex(value) for value in image]) for image in images]
            near = _near(branch, rough[0], found.slopes)
            own = (found.status, found.bits, found.step, found.time)
            ends.lost[k] = [_lost(point, *own, near) for point in rough]
    return landing.with_ends(ends, num_paths)


def _clear(lost: list[LostEnd]) -> bool:
    return any(not end.singular and end.time is not None and end.time > CLEARLY for end in lost)


def _rounding(branch: Branch, point: np.ndarray, bits: int) -> float:
    """How far rounding leaves an end from a solution of multiplicity four."""
    return float(np.maximum(abs(point), branch.units)[branch.support].max(initial=0.0)) * 2.0 ** (-bits / 4)


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


def _images(branch: Branch, group: Group, found: PreciseEnd) -> list[list[flint.acb]]:
    """The end and its images, in the weights of the user."""
    images = []
    for sources, signs in zip(group.sources.tolist(), group.signs.tolist(), strict=True):
        whole = [flint.acb(0)] * len(branch.units)
        for k, source, sign in zip(branch.support, sources, signs, strict=True):
            whole[k] = found.point[source] if sign > 0 else -found.point[source]
        images.append(whole)
    return images
