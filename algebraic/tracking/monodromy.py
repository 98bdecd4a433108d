"""All solutions of a family for generic parameters, by moving the parameters along loops.

Where the solved instances (w, p) form an irreducible set, loops carry any solution to any other one. Points that a
symmetry relates are told apart from others by the family's probe, so only one of them is followed. That nothing
new comes is no proof that nothing is missing: what speaks for completeness is collected in
:mod:`algebraic.census.routes`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import NotRequired, TypedDict

import numpy as np

from ..networks import Group
from ..shell import UNLIMITED, Budget, OutOfBudget, TooLarge, ends_command
from ..systems import Family, complex_normal
from .classes import Classes, coordinate_classes, strangers
from .paths import ARRIVED, CAREFUL, Tolerances, polish, track

SPREAD = 1.5  # standard deviation of the logarithm of a corner's size
IDLE_LOOPS = 8  # loops of all points that bring nothing new before the search ends
MIN_IDLE_PATHS = 300  # few points are sent along more loops
MIN_INSTANCES = 50
ROUND_PATHS = 256  # paths in one round while there are few points
LOOP_STEPS = 600  # a path that needs more is given up: most need fewer than 150
USUAL = Tolerances()
FOR_TWINS = 200  # points of a round of which it is seen whether they are images of their representatives
NUM_TRIES = 200  # random instances of which the best conditioned one is the seed


class FibreRecord(TypedDict):
    """A fibre as plain data, to go on from later: complex numbers as pairs, ``points`` class by class.

    In a file ``sha256`` is the digest of it and of what it belongs to.
    """

    parameters: list[list[float]]
    points: list[list[list[float]]]
    by_coordinates: bool
    multiplicity: int
    sha256: NotRequired[str]


@dataclass
class Fibre:
    """Solutions at generic parameters, and how they were found.

    Attributes:
        parameters: shape (num_parameters,).
        points: one for each class, shape (K, num_classes).
        by_coordinates: every point is a class of its own, since a symmetry was met that is not in the group.
        multiplicity: solutions in each class.
        num_paths: paths tracked; ``failed`` of them did not arrive, ``jumps`` met another path.
        idle_loops: loops of all points at the end that brought nothing new.
        num_instances: random solved instances whose solutions were all known at the end.
        finished: whether the search ended by itself, not by a limit; ``interrupted``: whether the user ended it.
    """

    parameters: np.ndarray
    points: np.ndarray
    by_coordinates: bool
    multiplicity: int
    num_paths: int = 0
    failed: int = 0
    jumps: int = 0
    idle_loops: int = 0
    num_instances: int = 0
    finished: bool = False
    interrupted: bool = False

    @property
    def count(self) -> int:
        """Solutions in all."""
        return self.points.shape[1] * self.multiplicity

    def as_dict(self) -> FibreRecord:
        """Plain data to go on from later."""
        return {
            "parameters": _pairs(self.parameters),
            "points": [_pairs(point) for point in self.points.T],
            "by_coordinates": self.by_coordinates,
            "multiplicity": self.multiplicity,
        }

    @classmethod
    def from_dict(cls, document: FibreRecord) -> Fibre:
        """The inverse of :meth:`as_dict`."""
        points = np.stack([_complex(point) for point in document["points"]], axis=1)
        return cls(
            _complex(document["parameters"]),
            points,
            bool(document["by_coordinates"]),
            int(document["multiplicity"]),
        )

    def one_by_one(self, group: Group) -> Fibre:
        """The same with every point as a class of its own."""
        images = self.points if self.by_coordinates else group.images(self.points).reshape(len(self.points), -1)
        return replace(self, points=images, by_coordinates=True, multiplicity=1)

    def classes(self, family: Family) -> Classes:
        """No points yet, but the way to tell them apart."""
        return coordinate_classes(family) if self.by_coordinates else Classes(family.num_unknowns, family.probe)


def _pairs(values: np.ndarray) -> list[list[float]]:
    return [[float(value.real), float(value.imag)] for value in values]


def _complex(pairs: list[list[float]]) -> np.ndarray:
    return np.array([complex(re, im) for re, im in pairs])


def find_fibre(
    family: Family,
    group: Group,
    stream: np.random.Generator,
    *,
    start: Fibre | None = None,
    known_bound: int | None = None,
    claimed: bool = False,
    budget: Budget = UNLIMITED,
    spread: float = SPREAD,
    tolerances: Tolerances = USUAL,
) -> Fibre:
    """Look for all solutions at random parameters.

    Args:
        group: symmetries of the family that are known.
        start: a fibre to go on with; without it the search begins at a random solved instance.
        known_bound: a number of solutions at which the search can end.
        claimed: whether it rests on somebody's word: random instances must lead to known solutions then, too, and a
            bound that is exceeded is forgotten.
        spread: standard deviation of the logarithm of a corner's size.
        tolerances: of a step.

    The search ends by itself after several loops of all points without a new one, followed by as many random
    instances whose solutions all turn out to be known. When the budget ends first, ``finished`` is false.
    """
    if start is None:
        point, parameters = best_conditioned(family, stream)
        start = Fibre(parameters, point[:, None], False, group.order)
    fibre = replace(start, num_paths=0, failed=0, jumps=0, finished=False, interrupted=False)
    search = _Search(family, group, stream, fibre, known_bound, budget, claimed, spread, tolerances)
    try:
        search.run()
        if search.twins:
            search.tell_apart()
            search.run()
    except BaseException as reason:  # what was found is kept
        fibre.finished, fibre.interrupted = False, ends_command(reason)
        if not fibre.interrupted and not isinstance(reason, OutOfBudget):
            raise
    fibre.points = search.classes.points
    return fibre


class _Search:
    def __init__(
        self,
        family: Family,
        group: Group,
        stream: np.random.Generator,
        fibre: Fibre,
        known_bound: int | None,
        budget: Budget,
        claimed: bool,
        spread: float,
        tolerances: Tolerances,
    ) -> None:
        self.spread, self.tolerances = spread, tolerances
        self.family, self.group, self.stream, self.claimed = family, group, stream, claimed
        self.fibre, self.known_bound, self.budget = fibre, known_bound, budget
        self.classes = fibre.classes(family)
        self.classes.place(fibre.points)
        self.twins = False
        self.scale = np.median(abs(family.sample(stream, NUM_TRIES)[1]), axis=1)  # of each parameter

    def tell_apart(self) -> None:
        """Take every point by itself: a symmetry was met that is not in the group."""
        points = self.group.images(self.classes.points).reshape(self.family.num_unknowns, -1)
        self.fibre.by_coordinates, self.fibre.multiplicity, self.twins = True, 1, False
        self.classes = coordinate_classes(self.family)
        self.classes.place(points)

    def run(self) -> None:
        """Loops until nothing new comes, then random instances; again, if these bring something new."""
        fibre = self.fibre
        while True:
            idle = 0
            while idle < max(IDLE_LOOPS, ceil(MIN_IDLE_PATHS / len(self.classes))):
                num_loops = max(1, ROUND_PATHS // len(self.classes))
                if self.complete() or self.twins:
                    break
                idle = 0 if self.loops(num_loops) else idle + num_loops
            fibre.idle_loops = idle
            if self.claimed and self.complete() and not self.twins:
                self.claimed = False
                found = len(self.classes) * fibre.multiplicity
                if found != self.known_bound or self.random_instances(max(MIN_INSTANCES, len(self.classes))):
                    self.known_bound = None
                    continue
            if self.complete() or self.twins:
                break
            fibre.num_instances = max(MIN_INSTANCES, len(self.classes))
            if not self.random_instances(fibre.num_instances):
                break
        fibre.finished = True

    def complete(self) -> bool:
        bound = self.known_bound
        return bound is not None and len(self.classes) * self.fibre.multiplicity >= bound

    def loops(self, num_loops: int) -> int:
        """Send every point along several triangles; returns how many classes were new."""
        fibre, size = self.fibre, len(self.classes)
        shape = (len(self.scale), 2 * num_loops)
        # Corners of very different sizes: where all are alike, solutions of unusual size are met late.
        corners = (
            complex_normal(self.stream, shape)
            * self.scale[:, None]
            * np.exp(self.spread * self.stream.normal(size=shape))
        )
        base = np.repeat(fibre.parameters[:, None], num_loops * size, axis=1)
        first, second = (np.repeat(half, size, axis=1) for half in np.split(corners, 2, axis=1))
        points = np.tile(self.classes.points, num_loops)
        loop = np.repeat(np.arange(num_loops), size)
        for begin, end in ((base, first), (first, second), (second, base)):
            points, arrived = self.follow(points, begin, end)
            points, loop = points[:, arrived], loop[arrived]
            base, first, second = base[:, arrived], first[:, arrived], second[:, arrived]
        labels, new = self.classes.place(points)
        # Different points end in different points: what does not has met another path.
        _, where, counts = np.unique(np.stack([loop, labels]), axis=1, return_inverse=True, return_counts=True)
        fibre.jumps += int((counts[where] > 1).sum())
        if not fibre.by_coordinates and not self.twins:
            some = slice(FOR_TWINS)
            self.twins = bool(strangers(self.group, self.classes.points[:, labels[some]], points[:, some]).any())
        return new

    def random_instances(self, count: int) -> int:
        """Carry random solved instances to the base; returns how many classes were new."""
        w, p = self.family.sample(self.stream, count)
        points, arrived = self.follow(w, p, self.fibre.parameters[:, None])
        return self.classes.place(points[:, arrived])[1]

    def follow(self, points: np.ndarray, begin: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Ends of paths and which arrived. One that fails is no loss: other loops are as good."""
        tracker = self.family.tracker or track
        found = tracker(
            self.family, points, begin, end, tolerances=self.tolerances, max_steps=LOOP_STEPS, budget=self.budget
        )
        self.fibre.num_paths += points.shape[1]
        self.fibre.failed += int((found.status != ARRIVED).sum())
        return found.points, found.status == ARRIVED


def follow(
    family: Family, points: np.ndarray, begin: np.ndarray, end: np.ndarray, budget: Budget = UNLIMITED
) -> tuple[np.ndarray, np.ndarray, int]:
    """Track, and once more with small steps where that failed: ends, status, number of paths tracked."""
    tracker = family.tracker or track
    found = tracker(family, points, begin, end, budget=budget)
    again = np.flatnonzero(found.status != ARRIVED)
    if len(again):
        slow = tracker(
            family, points[:, again], _columns(begin, again), _columns(end, again), tolerances=CAREFUL, budget=budget
        )
        found.points[:, again], found.status[again] = slow.points, slow.status
    return found.points, found.status, points.shape[1] + len(again)


def _columns(p: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return p if p.shape[1] == 1 else p[:, chosen]


def best_conditioned(family: Family, stream: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Of several random solved instances the one whose Jacobian is best conditioned, arrays (K,), (num_parameters,).

    Raises:
        TooLarge: the numbers overflow at each of them.
    """
    with np.errstate(all="ignore"):
        w, p = family.sample(stream, NUM_TRIES)
        _, slopes, _ = family.evaluate(w, p, p)
    finite = np.flatnonzero(np.isfinite(slopes).all(axis=(-1, -2)))
    if not len(finite):
        raise TooLarge(
            "the values of the equations at random weights are too large for floating point",
            hint="there is no search for the solutions of such a network: algebraic.bezout has bounds of their number",
        )
    condition = [np.linalg.cond(slopes[k]) for k in finite]  # one by one, so that the time limit can end it
    for k in finite[np.argsort(condition)]:
        point, residual = polish(family, w[:, k : k + 1], p[:, k : k + 1])
        if residual[0] < 1e-8:
            return point[:, 0], p[:, k]
    return w[:, finite[0]], p[:, finite[0]]
