"""A trace test: the sum of a probe value over a complete fibre is a rational function of the parameters.

Along a line p + t d the sum T(t) over *all* solutions is single-valued, and rational. Over a part of them it is not:
going round a branch point turns it into the sum over another part. The Loewner matrix (T(a) − T(b)) / (a − b) of
samples has the rank of the degree of T (Antoulas and Anderson 1986), so a rational function shows as a sharp drop of
its singular values, and an incomplete sum as a slow decay. A network with a linear output has T(λ y) = λ T(y), and
where no solution with a finite probe value is lost to infinity T is even linear: rank 1.

Every function that has no branch point near the circle looks rational there, to some digits. So the test is made at
another place than both searches, with random inputs of another size, steps and a probe of its own and everything moved,
and it counts only where it could have failed: the same sums without one class, for every class, must not be recognised.
A trace over a fibre that cannot be carried to a generic place says nothing.

It refutes, too. A complete sum may be of a high degree and not recognised, but it is single-valued: loops through the
points of the circle lead from solutions to solutions. Where they bring others, the fibre lacks these. Points that solve
nothing, and those that are there twice, are no part of a fibre.

This is numerical evidence, not a proof.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ..shell import UNLIMITED, Budget
from ..systems import Family, complex_normal, elsewhere
from ..tracking import ARRIVED, Fibre, Tolerances, follow, polish, track
from .routes import Route
from .second import Way, carry

HALF = 16  # samples on either side of the Loewner matrix
LARGEST_RANK = 6
DROP = 1e-5  # from the last singular value that counts to the first that does not
NOISE = 1e-10  # of the largest, below which all that follow must lie
RADIUS = 3.0  # of the circle in t, in units of the size of the parameters
MAX_PARTS = 200  # classes that are left out, one at a time
SIZE = 0.7  # of the random inputs: those of the second search have 1
TOLERANCES = Tolerances(2e-3, 2e-6)  # of its steps: between those of the two searches
CHORD = 4  # samples between the ends of a chord, which makes a loop with the centre of the circle
SOLVED = 1e-6  # relative: so far Newton's method may move a solution


@dataclass(frozen=True)
class Trace:
    """What a trace says.

    Attributes:
        degree: of the trace, or ``None`` where no rational function of low degree was recognised.
        drop: of the singular values that was found.
        refused: of ``parts`` sums without one class, so many were not recognised as rational.
        num_paths: paths followed.
        lost: solutions that did not arrive at the place of the test, which then says nothing.
        wrong: points of the fibre that solve nothing, or are there twice.
        outside: solutions to which loops led, and which are not of the fibre.
        near_misses: pairs of classes that are hardly told apart.
    """

    degree: int | None
    drop: float
    num_paths: int
    parts: int = 0
    refused: int = 0
    lost: int = 0
    wrong: int = 0
    outside: int = 0
    near_misses: int = 0

    def route(self, fibre: Fibre) -> Route:
        """What it says of a fibre."""
        supports = None
        if self.wrong:
            said = "the sum of a probe value over the fibre was not looked at"
        elif self.lost:
            said = f"{self.lost:,} solutions did not arrive at random inputs, where their sum was to be looked at"
        elif self.degree is None:
            said = "the sum of a probe value over the fibre was not recognised as a rational function"
        else:
            said = f"the sum of a probe value over the fibre is rational of degree {self.degree}, to {self.drop:.0e}"
            if self.refused == self.parts:
                supports = None if self.near_misses else True
                said += f"; without one of the classes it is not, {self.parts} times" if self.parts else ""
            else:
                said += f"; so it is without one of the classes, {self.parts - self.refused} times of {self.parts}"
        if self.wrong or self.outside:
            supports = False
        for number, words in (
            (self.wrong, "points of it solve nothing, or are there twice"),
            (self.outside, "solutions that are not in it came from loops"),
            (self.near_misses, "near misses: pairs that may be one solution, or a cluster"),
        ):
            said += f"; {number:,} {words}" if number else ""
        return Route(route="trace", count=fibre.count, supports=supports, statement=said)


@dataclass(frozen=True)
class Place:
    """Where the test is made: random inputs and parameters; ``stream``: of what is drawn there."""

    family: Family
    parameters: np.ndarray
    stream: np.random.Generator

    def way(self, family: Family, fibre: Fibre) -> Way:
        """From a fibre to here."""
        return Way(family, fibre.points, fibre.parameters, self.family, self.parameters)


def place_of_test(family: Family, stream: np.random.Generator) -> Place:
    """A place that no search has."""
    other = elsewhere(family, stream, SIZE)
    other = replace(other, tracker=partial(other.tracker or track, tolerances=TOLERANCES))
    return Place(other, other.sample(stream, 1)[1][:, 0], stream)


def trace_elsewhere(
    family: Family,
    fibre: Fibre,
    place: Place,
    budget: Budget = UNLIMITED,
    ends: np.ndarray | None = None,
) -> Trace:
    """The test at a place of its own: the fibre is carried to random inputs and parameters first.

    Args:
        ends: of its solutions there, where it was carried already.
    """
    wrong = _no_solutions(family, fibre)
    if wrong:
        return Trace(None, 1.0, 0, wrong=wrong)
    num_paths = 0
    if ends is None:
        [ends], num_paths = carry([place.way(family, fibre)], budget)
    lost = fibre.points.shape[1] - ends.shape[1]
    if lost:
        return Trace(None, 1.0, num_paths, lost=lost)
    there = replace(fibre, points=ends, parameters=place.parameters)
    found = trace_test(place.family, there, place.stream, budget=budget)
    return replace(found, num_paths=found.num_paths + num_paths)


def _no_solutions(family: Family, fibre: Fibre) -> int:
    """Points of a fibre that Newton's method moves, or that are there twice."""
    with np.errstate(all="ignore"):
        near, correction = polish(family, fibre.points, fibre.parameters[:, None])
        moved = np.linalg.norm(near - fibre.points, axis=0) / np.linalg.norm(near, axis=0)
    solved = (correction < SOLVED) & (moved < SOLVED)
    return int((~solved).sum()) + int(solved.sum()) - fibre.classes(family).place(fibre.points[:, solved])[1]


def trace_test(family: Family, fibre: Fibre, stream: np.random.Generator, *, budget: Budget = UNLIMITED) -> Trace:
    """Sample the trace of the first probe value on a circle in a random complex line.

    >>> from algebraic.networks.finite_symmetry import finite_symmetries
    >>> from algebraic.systems.families import zero_error_family
    >>> from algebraic.tracking.monodromy import find_fibre
    >>> from algebraic.networks.network import Network
    >>> net, stream = Network.dense([1, 1, 1], "z**3+z", output_bias=False), np.random.default_rng(0)
    >>> family = zero_error_family(net, np.array([[0.5], [1.0], [-0.7]]), 3)
    >>> fibre = find_fibre(family, finite_symmetries(net), stream)
    >>> trace_test(family, fibre, stream).degree
    1
    """
    num_classes = fibre.points.shape[1]
    size = np.sqrt((abs(fibre.parameters) ** 2).mean())
    direction = complex_normal(stream, (family.num_parameters,)) * size
    times = RADIUS * np.exp(2j * np.pi * np.arange(2 * HALF) / (2 * HALF))
    ends = fibre.parameters[:, None] + np.repeat(times, num_classes) * direction[:, None]
    points, status, num_paths = follow(
        family, np.tile(fibre.points, len(times)), fibre.parameters[:, None], ends, budget
    )
    arrived = (status == ARRIVED).reshape(len(times), num_classes).all(axis=1)
    values = family.probe(points)[0].reshape(len(times), num_classes)
    left, right = np.flatnonzero(arrived[::2]) * 2, np.flatnonzero(arrived[1::2]) * 2 + 1
    if min(len(left), len(right)) <= LARGEST_RANK + 1:
        return Trace(None, 1.0, num_paths)

    def recognised(sums: np.ndarray) -> tuple[int | None, float]:
        difference = sums[left][:, None] - sums[right][None, :]
        return _rank(difference / (times[left][:, None] - times[right][None, :]))

    whole = values.sum(axis=1)
    degree, drop = recognised(whole)
    outside, near_misses, more = _round_the_loops(family, fibre, points, ends, arrived, budget)
    parts = range(min(num_classes, MAX_PARTS)) if degree is not None and num_classes > 1 else ()
    refused = sum(recognised(whole - values[:, k])[0] is None for k in parts)
    return Trace(degree, drop, num_paths + more, len(parts), refused, outside=outside, near_misses=near_misses)


def _round_the_loops(
    family: Family, fibre: Fibre, points: np.ndarray, ends: np.ndarray, arrived: np.ndarray, budget: Budget
) -> tuple[int, int, int]:
    """Along chords of the circle: solutions that are not in the fibre, near misses, paths followed."""
    num_classes = fibre.points.shape[1]
    outside, near_misses, num_paths = 0, 0, 0
    for begin in range(0, 2 * HALF, CHORD):
        end = (begin + CHORD) % (2 * HALF)
        here, there = (slice(k * num_classes, (k + 1) * num_classes) for k in (begin, end))
        if not (arrived[begin] and arrived[end]):
            continue
        found, status, more = follow(family, points[:, here], ends[:, here], ends[:, there], budget)
        known = fibre.classes(family)
        known.place(points[:, there])
        near = known.near_misses()
        new = known.place(found[:, status == ARRIVED])[1]
        near_misses = max(near_misses, known.near_misses())
        outside = max(outside, new - (known.near_misses() - near))
        num_paths += more
        if outside:
            break
    return outside, near_misses, num_paths


def _rank(matrix: np.ndarray) -> tuple[int | None, float]:
    """The rank where the singular values drop sharply, and by how much they do."""
    singular = np.linalg.svd(matrix, compute_uv=False)
    singular = singular / max(singular[0], 1e-300)
    drops = singular[1:] / np.maximum(singular[:-1], 1e-300)
    for rank in range(1, LARGEST_RANK + 1):
        if singular[rank] < NOISE and drops[rank - 1] < DROP:
            return rank, float(drops[rank - 1])
    return None, float(drops[:LARGEST_RANK].min())
