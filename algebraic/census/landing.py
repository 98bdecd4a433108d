"""From a generic fibre to certified solutions, on a straight segment in floating point.

What did not arrive is sought again in other ways (:mod:`algebraic.census.seek`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from ..ideals import Branch
from ..proofs import Box, overlapping
from ..shell import Budget
from ..tracking import Fibre
from .carry import arrive
from .certify import Certified, close, enclose_all
from .ends import FLOAT_BITS, Ends, LostEnd, supported

ARRIVAL_SHARE = 0.7  # of the time that is left, for the paths: the rest is for the proofs
NOT_PROVED = "not proved: singular, or nearly so"
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

    def with_ends(self, found: NewEnds, num_paths: int) -> Landing:
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


@dataclass
class NewEnds:
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
    arrivals, ends = arrive(branch, fibre, budget.part(ARRIVAL_SHARE)), NewEnds()
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


def known_ends(landings: Sequence[Landing], degree: int | None, source: str) -> Ends:
    """What is known of the ends of all branches, given the number of solutions with multiplicity."""
    lost = [end for landing in landings for end in landing.lost_ends]
    return supported(len(certified_ends(landings).boxes), lost, degree, source)


def certified_ends(landings: Sequence[Landing]) -> Certified:
    """What is certified in all branches."""
    first, *others = [landing.certified for landing in landings] or [Certified()]
    return sum(others, first)


def _rounding(branch: Branch, point: np.ndarray, bits: int) -> float:
    """How far rounding leaves an end from a solution of multiplicity four."""
    return float(np.maximum(abs(point), branch.units)[branch.support].max(initial=0.0)) * 2.0 ** (-bits / 4)
