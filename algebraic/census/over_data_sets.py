"""How many of the zero-error solutions are real, over many random data sets of one network.

The solutions for one generic complex data set are carried to every data set at once. A data set counts when all its
solutions are proved: each in a polydisc with exactly one, the polydiscs disjoint, each proved to be real or not real
(:mod:`algebraic.proofs.discs`). Inputs and targets are independent standard normal numbers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from math import sqrt
from typing import Any, TypedDict

import numpy as np
from scipy import special

from ..networks import Group, Network, finite_symmetries
from ..proofs import certify_batch, pairwise_disjoint
from ..shell import ROLE_REAL_COUNTS, UNLIMITED, Budget, HypothesesNotMet, OutOfBudget, interruption, random_stream
from ..systems import Family, complex_normal, zero_error_family
from ..tracking import ARRIVED, Fibre, Tracked, find_fibre, follow

log = logging.getLogger(__name__)

LEVEL = 0.95
CHUNK_PATHS = 8192


class Confidence(TypedDict):
    """Intervals at a level: for the mean (Student's t), and for the median (order statistics)."""

    level: float
    mean: list[float]
    median: list[int]


@dataclass(frozen=True)
class RealCounts:
    """Numbers of real solutions over random data sets.

    Attributes:
        data_sets: data sets for which every solution that was followed is proved; ``undecided`` more were drawn.
            Where ``complex_count`` is not known to be complete, numbers of real solutions are lower bounds.
        min, median, max, mean: of the number of real solutions.
        confidence: how well these are known.
        histogram: number of data sets by number of real solutions.
        complex_count: complex solutions of each data set, as far as they were found.
        finished: whether the search for these came to an end by itself.
        num_paths: paths tracked.
    """

    data_sets: int
    undecided: int
    min: int
    median: float
    max: int
    mean: float
    confidence: Confidence
    histogram: dict[str, int]
    complex_count: int
    finished: bool
    num_paths: int
    distribution: str
    seed: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a JSON document."""
        return asdict(self)


def real_counts(
    network: Network,
    num_data_sets: int = 1000,
    *,
    known_bound: int | None = None,
    at_least: int = 0,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    tracker: Callable[..., Tracked] | None = None,
) -> RealCounts:
    """Count real solutions over random data sets of a square system.

    Args:
        num_data_sets: how many are drawn; the sample size is fixed beforehand.
        tracker: what follows the paths (:mod:`algebraic.tracking.devices`); numpy by default.
        known_bound: a number of complex solutions at which the search can end, such as the BKK bound.
        at_least: solutions that some data set is known to have; generic ones have no fewer.

    Raises:
        HypothesesNotMet: the system is not square, no data set could be decided, or the search found fewer solutions
            than ``at_least``.

    >>> net = Network.dense([1, 1], "z")  # w x + b: one solution, and it is real
    >>> found = real_counts(net, 20, known_bound=1)
    >>> found.data_sets, found.min, found.max
    (20, 1, 1)
    """
    num_samples, rest = divmod(network.num_params, network.output_dim)
    if rest:
        raise HypothesesNotMet(
            f"{network.num_params} parameters are no multiple of {network.output_dim} outputs: no system is square",
            kind="no_default_samples",
        )
    family = replace(zero_error_family(network, None, num_samples), tracker=tracker)
    group = finite_symmetries(network)
    fibre = _generic_fibre(network, num_samples, group, known_bound, seed, budget, tracker)
    if fibre.finished and fibre.count < at_least:
        raise HypothesesNotMet(
            f"the search found {fibre.count} solutions for generic data, and there are at least {at_least}",
            hint="try another --seed",
            kind="incomplete",
        )
    orbit = 1 if fibre.by_coordinates else group.order
    counts: list[int] = []
    num_paths = fibre.num_paths
    drawn = 0
    step = max(1, CHUNK_PATHS // fibre.points.shape[1])
    try:
        while drawn < num_data_sets:
            size = min(step, num_data_sets - drawn)
            data = [_data_set(family, seed, drawn + k) for k in range(size)]
            found, paths = _count(family, fibre, group.trivial() if fibre.by_coordinates else group, data, budget)
            counts += [value * orbit for value in found if value is not None]
            drawn, num_paths = drawn + size, num_paths + paths
            log.info("real solutions were counted for %d of %d data sets", drawn, num_data_sets)
    except OutOfBudget:
        if not counts:
            raise
    return _summary(np.array(counts), drawn, fibre, num_paths, seed)


def _generic_fibre(
    network: Network,
    num_samples: int,
    group: Group,
    known_bound: int | None,
    seed: int,
    budget: Budget,
    tracker: Callable[..., Tracked] | None,
) -> Fibre:
    """All solutions for one random complex data set; the targets alone move in the search: that makes short paths."""
    stream = random_stream(seed, ROLE_REAL_COUNTS, 0)
    inputs = complex_normal(stream, (num_samples, network.input_dim))
    family = replace(zero_error_family(network, inputs, num_samples), tracker=tracker)
    fibre = find_fibre(family, group, stream, known_bound=known_bound, budget=budget)
    if fibre.interrupted:
        raise interruption() or KeyboardInterrupt
    return replace(fibre, parameters=np.concatenate([inputs.T.ravel(), fibre.parameters]))


def _data_set(family: Family, seed: int, index: int) -> np.ndarray:
    """Inputs and targets of one data set, in the order of the family's parameters."""
    return random_stream(seed, ROLE_REAL_COUNTS, index + 1).normal(size=family.num_parameters)


def _count(
    family: Family, fibre: Fibre, group: Group, data: list[np.ndarray], budget: Budget
) -> tuple[list[int | None], int]:
    """For each data set the number of classes of real solutions; ``None`` without a proof for all of them."""
    num_classes, num_sets = fibre.points.shape[1], len(data)
    end = np.repeat(np.stack(data, axis=1), num_classes, axis=1)
    ends, status, num_paths = follow(
        family, np.tile(fibre.points, num_sets), fibre.parameters[:, None], end.astype(complex), budget
    )
    proved = certify_batch(family, ends, end, real=True)
    sure = (status == ARRIVED) & proved.proved & (proved.real | proved.not_real)
    decided = sure.reshape(num_sets, num_classes).all(axis=1)
    images = group.images(proved.middles).reshape(len(ends), -1)
    radii = np.tile(proved.radii, group.order) if group.order == 1 else _spread_radii(group, proved.radii)
    labels = np.tile(np.repeat(np.arange(num_sets), num_classes), group.order)
    decided &= pairwise_disjoint(images, radii, labels)
    reals = proved.real.reshape(num_sets, num_classes).sum(axis=1)
    return [int(n) if ok else None for n, ok in zip(reals, decided, strict=True)], num_paths


def _spread_radii(group: Group, radii: np.ndarray) -> np.ndarray:
    return abs(group.images(radii)).reshape(len(radii), -1)


def _summary(counts: np.ndarray, drawn: int, fibre: Fibre, num_paths: int, seed: int) -> RealCounts:
    if not len(counts):
        raise HypothesesNotMet(f"none of {drawn} data sets could be decided", kind="undecided")
    size, mean = len(counts), float(counts.mean())
    spread = float(counts.std(ddof=1)) / sqrt(size) if size > 1 else float("inf")
    half = float(special.stdtrit(size - 1, (1 + LEVEL) / 2)) * spread if size > 1 else float("inf")
    ordered = np.sort(counts)
    # The median lies between the order statistics of these ranks: binomial tails of (1 − LEVEL) / 2 at most.
    below = int(np.searchsorted(special.bdtr(np.arange(size), size, 0.5), (1 - LEVEL) / 2, side="right"))
    low, high = max(0, below - 1), min(size - 1, size - below)
    values, frequencies = np.unique(counts, return_counts=True)
    return RealCounts(
        data_sets=size,
        undecided=drawn - size,
        min=int(ordered[0]),
        median=float(np.median(ordered)),
        max=int(ordered[-1]),
        mean=mean,
        confidence={
            "level": LEVEL,
            "mean": [mean - half, mean + half],
            "median": [int(ordered[low]), int(ordered[high])],
        },
        histogram={str(value): int(number) for value, number in zip(values, frequencies, strict=True)},
        complex_count=fibre.count,
        finished=fibre.finished,
        num_paths=num_paths,
        distribution="inputs and targets independent standard normal",
        seed=seed,
    )
