"""How many of the zero-error solutions are real, over many random data sets of one network.

The solutions for one generic complex data set are carried to every data set at once. A data set counts when all its
solutions are proved: each in a polydisc with exactly one, the polydiscs disjoint, each proved to be real or not real
(:mod:`algebraic.proofs.discs`). Inputs and targets are independent standard normal numbers.
"""

from __future__ import annotations

import logging
import pickle
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from ..networks import Group, Network, finite_symmetries
from ..proofs import certify_batch, pairwise_disjoint
from ..shell import (
    ROLE_REAL_COUNTS,
    UNLIMITED,
    Budget,
    HypothesesNotMet,
    OutOfBudget,
    interruption,
    random_stream,
    spread,
)
from ..systems import Family, complex_normal, zero_error_family
from ..tracking import ARRIVED, Fibre, Tracked, find_fibre, follow
from .tallies import RealCounts, Tally

log = logging.getLogger(__name__)

CHUNK_PATHS = 8192


def real_counts(
    network: Network,
    num_data_sets: int = 1000,
    *,
    known_bound: int | None = None,
    at_least: int = 0,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    tracker: Callable[..., Tracked] | None = None,
    executor: str = "processes",
    jobs: int = 1,
    tally: Tally | None = None,
) -> RealCounts:
    """Count real solutions over random data sets of a square system.

    Args:
        num_data_sets: how many are drawn; the sample size is fixed beforehand.
        tracker: what follows the paths (:mod:`algebraic.tracking.devices`); numpy by default.
        known_bound: a number of complex solutions at which the search can end, such as the BKK bound.
        at_least: solutions that some data set is known to have; generic ones have no fewer.
        executor, jobs: where data sets are counted (:func:`algebraic.shell.spread`); the numbers are the same.
        tally: of an earlier call, to go on from; what is counted is added to it, whatever ends this one.

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
    group = finite_symmetries(network)
    fibre = _generic_fibre(network, num_samples, group, known_bound, seed, budget, tracker)
    if fibre.finished and fibre.count < at_least:
        raise HypothesesNotMet(
            f"the search found {fibre.count} solutions for generic data, and there are at least {at_least}",
            hint="try another seed",
            kind="incomplete",
        )
    tally = Tally() if tally is None else tally
    step = max(1, CHUNK_PATHS // fibre.points.shape[1])  # whatever the number of jobs: numbers depend on nothing else
    if not tally.goes_on(seed, fibre, step):
        vars(tally).update(vars(Tally(seed, 0, Counter(), fibre.count, fibre.finished, fibre.num_paths)))
    survey = pickle.dumps(_Survey(network, num_samples, fibre, seed, tracker))
    starts = range(tally.drawn, num_data_sets, step)
    calls = (partial(_count_some, survey, start, min(step, num_data_sets - start)) for start in starts)
    doing = "real solutions were being counted"
    try:
        for found, drawn, paths in spread(calls, executor=executor, jobs=jobs, budget=budget, doing=doing):
            tally.histogram.update(found)
            tally.drawn, tally.num_paths = tally.drawn + drawn, tally.num_paths + paths
            log.info("real solutions were counted for %d of %d data sets", tally.drawn, num_data_sets)
    except OutOfBudget:
        if not tally.histogram:
            raise
    return tally.summary()


@dataclass(frozen=True)
class _Survey:
    """All that a piece of the work depends on."""

    network: Network
    num_samples: int
    fibre: Fibre
    seed: int
    tracker: Callable[..., Tracked] | None


@lru_cache(maxsize=1)
def _opened(survey: bytes) -> tuple[_Survey, Family, Group]:
    given: _Survey = pickle.loads(survey)
    family = replace(zero_error_family(given.network, None, given.num_samples), tracker=given.tracker)
    return given, family, finite_symmetries(given.network)


def _count_some(survey: bytes, start: int, size: int, *, budget: Budget) -> tuple[dict[int, int], int, int]:
    """The histogram of some data sets, how many there are, and the paths that were tracked."""
    given, family, group = _opened(survey)
    fibre = given.fibre
    orbit = 1 if fibre.by_coordinates else group.order
    data = [_data_set(family, given.seed, start + k) for k in range(size)]
    found, paths = _count(family, fibre, group.trivial() if fibre.by_coordinates else group, data, budget)
    return dict(Counter(value * orbit for value in found if value is not None)), size, paths


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
