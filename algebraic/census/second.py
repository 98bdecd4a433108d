"""A second seed at another place: what it finds there, and what of it the first one had missed.

Two searches that share the place fail alike. Where the inputs nearly coincide, for example, some solutions are far
away for all parameters of a usual size: no loop of such a size meets them, whatever its seed. The second search
therefore takes random inputs, loops of other sizes, smaller steps, and a probe of its own. What it finds is carried
to the first one's parameters with everything moving. For generic inputs there are no fewer solutions than for those
given, so that

* a class that comes and was not known was missed by the first search,
* a number that is smaller than the first one's was missed by the second,
* a path that does not arrive leaves open whether its solution is lost on the way or is none of the given inputs.

Only where nothing of the kind occurs, and no classes are so near each other that they might be one or three, does the
second search support the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..ideals import Branch
from ..networks import Group
from ..shell import Budget, OutOfBudget
from ..systems import Family, all_moving, elsewhere, fixed_numbers
from ..tracking import ARRIVED, Classes, Fibre, Tolerances, find_fibre, follow, strangers
from .routes import Route

SECOND_SPREAD = 2.5  # of the sizes of its loops: those of the first search have 1.5
SECOND_TOLERANCES = Tolerances(1e-3, 1e-6)  # of its steps: a third of the first search's
MANY_PATHS = 500  # for fewer a kernel is not worth its compilation


@dataclass(frozen=True)
class Second:
    """What a second search brings.

    Attributes:
        fibre: its own, at its own place.
        union: the first fibre with what was missing in it.
        carried: whether there was time to carry the one to the other; without it nothing more is known.
        lost: paths from the second place that did not arrive at the first.
        merged: points that only their coordinates tell apart from known ones; ``union`` has them as its own.
        near_misses: pairs of classes that are hardly told apart, in either fibre.
        num_paths: paths followed.
        beside: the ends of what was carried at the same time.
    """

    fibre: Fibre
    union: Fibre
    carried: bool = False
    lost: int = 0
    merged: int = 0
    near_misses: int = 0
    num_paths: int = 0
    beside: np.ndarray | None = None

    def route(self, first: Fibre) -> Route:
        """What it says of the first search."""
        found, union = self.fibre.count, self.union.count
        said = f"a search at random inputs found {found:,}, both together {union:,}"
        if self.lost:
            said += f"; {self.lost:,} paths from there did not arrive"
        if self.merged:
            said += f"; {self.merged:,} points are told apart by their coordinates only"
        if self.near_misses:
            said += f"; {self.near_misses:,} near misses: pairs that may be one solution, or a cluster"
        supports = None
        if union != first.count or (self.fibre.finished and found < first.count):
            supports = False
        elif self.fibre.finished and found == first.count and not (self.lost or self.near_misses):
            supports = True
        return Route(route="second_seed", count=union, supports=supports, statement=said)


@dataclass(frozen=True)
class Way:
    """From solutions of a family at some parameters to another that differs in its fixed numbers."""

    begin: Family
    points: np.ndarray
    parameters: np.ndarray
    end: Family
    parameters_there: np.ndarray


def carry(ways: Sequence[Way], budget: Budget) -> tuple[list[np.ndarray], int]:
    """The ends that arrived, way by way, and the number of paths followed: all at once, which is as quick as one way.

    Args:
        ways: in families that differ in their fixed numbers only.
    """
    counts = [way.points.shape[1] for way in ways]
    here, there = (
        np.concatenate([_repeated(*place, count) for place, count in zip(places, counts, strict=True)], axis=1)
        for places in (
            [(way.begin, way.parameters) for way in ways],
            [(way.end, way.parameters_there) for way in ways],
        )
    )
    whole = all_moving(ways[0].begin)
    if sum(counts) < MANY_PATHS:
        whole = replace(whole, tracker=None)
    points = np.concatenate([way.points for way in ways], axis=1)
    ends, status, num_paths = follow(whole, points, here, there, budget)
    parts = np.split(np.arange(len(status)), np.cumsum(counts)[:-1])
    return [ends[:, part[status[part] == ARRIVED]] for part in parts], num_paths


def _repeated(family: Family, parameters: np.ndarray, count: int) -> np.ndarray:
    return np.repeat(np.concatenate([fixed_numbers(family), parameters])[:, None], count, axis=1)


def search_elsewhere(
    branch: Branch,
    first: Fibre,
    bkk: int | None,
    seed: int,
    index: int,
    budget: Budget,
    beside: Way | None = None,
) -> Second:
    """Search at another place, and carry what is found to the first one.

    Args:
        index: of the random stream of the branch.
        beside: what is carried at the same time.
    """
    stream = branch.stream(seed, index)
    family = elsewhere(branch.family, stream)
    second = find_fibre(
        family,
        branch.group,
        stream,
        known_bound=bkk,
        budget=budget,
        spread=SECOND_SPREAD,
        tolerances=SECOND_TOLERANCES,
    )
    nothing = Second(second, first, num_paths=second.num_paths)
    if not second.finished:  # the time is over
        return nothing
    if first.by_coordinates or second.by_coordinates:
        first, second = first.one_by_one(branch.group), second.one_by_one(branch.group)
    back = Way(family, second.points, second.parameters, branch.family, first.parameters)
    try:
        [ends, *others], num_paths = carry([back] if beside is None else [back, beside], budget)
    except OutOfBudget:
        return nothing
    known, merged = _known(branch.family, branch.group, first, ends)
    if merged:
        first = first.one_by_one(branch.group)
        known, _ = _known(branch.family, branch.group, first, branch.group.images(ends).reshape(len(ends), -1))
    own = second.classes(family)
    own.place(second.points)
    return Second(
        second,
        replace(first, points=known.points),
        True,
        second.points.shape[1] - ends.shape[1],
        merged,
        known.near_misses() + own.near_misses(),
        second.num_paths + num_paths,
        others[0] if others else None,
    )


def _known(family: Family, group: Group, first: Fibre, ends: np.ndarray) -> tuple[Classes, int]:
    """The classes of a fibre and of further points, and how many of these are in a class without being an image."""
    known = first.classes(family)
    known.place(first.points)
    labels, _ = known.place(ends)
    if first.by_coordinates or not len(labels):
        return known, 0
    return known, int(strangers(group, known.points[:, labels], ends).sum())
