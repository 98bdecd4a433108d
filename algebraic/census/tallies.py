"""Numbers of real solutions over random data sets: what was counted so far, and what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import sqrt
from typing import Any, TypedDict

import numpy as np
from scipy import special

from ..shell import HypothesesNotMet
from ..tracking import Fibre

LEVEL = 0.95


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


@dataclass
class Tally:
    """What was counted so far; numbers of real solutions only, so that there may be any number of data sets.

    Attributes:
        drawn: data sets, the first of all; ``histogram`` has those that were decided.
        complex_count: of the generic data set; ``None`` before it is known.
        num_paths: paths tracked, those of the search included.
    """

    seed: int = 0
    drawn: int = 0
    histogram: Counter[int] = field(default_factory=Counter)
    complex_count: int | None = None
    finished: bool = False
    num_paths: int = 0

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Tally:
        """Of :meth:`RealCounts.as_dict`.

        >>> real = {"seed": 3, "data_sets": 2, "undecided": 1, "histogram": {"1": 2}, "complex_count": 5}
        >>> Tally.from_dict({**real, "finished": True, "num_paths": 40}).drawn
        3
        """
        histogram = Counter({int(value): times for value, times in said["histogram"].items()})
        drawn = said["data_sets"] + said["undecided"]
        return cls(said["seed"], drawn, histogram, said["complex_count"], said["finished"], said["num_paths"])

    def goes_on(self, seed: int, fibre: Fibre, step: int) -> bool:
        """Whether what comes next is what would have come: the same search, and whole pieces of work."""
        same = (self.seed, self.complex_count, self.finished) == (seed, fibre.count, fibre.finished)
        return same and fibre.finished and self.drawn % step == 0

    def summary(self) -> RealCounts:
        """The numbers.

        Raises:
            HypothesesNotMet: no data set was decided.
        """
        values = np.array(sorted(self.histogram.elements()), dtype=np.int64)
        return _summary(values, self)


def _summary(counts: np.ndarray, tally: Tally) -> RealCounts:
    """Of the numbers in ascending order, so that no sum depends on the order of the work."""
    if not len(counts):
        raise HypothesesNotMet(f"none of {tally.drawn} data sets could be decided", kind="undecided")
    size, mean = len(counts), float(counts.mean())
    spread = float(counts.std(ddof=1)) / sqrt(size) if size > 1 else float("inf")
    half = float(special.stdtrit(size - 1, (1 + LEVEL) / 2)) * spread if size > 1 else float("inf")
    # The median lies between the order statistics of these ranks: binomial tails of (1 − LEVEL) / 2 at most.
    below = int(np.searchsorted(special.bdtr(np.arange(size), size, 0.5), (1 - LEVEL) / 2, side="right"))
    low, high = max(0, below - 1), min(size - 1, size - below)
    values, frequencies = np.unique(counts, return_counts=True)
    return RealCounts(
        data_sets=size,
        undecided=tally.drawn - size,
        min=int(counts[0]),
        median=float(np.median(counts)),
        max=int(counts[-1]),
        mean=mean,
        confidence={
            "level": LEVEL,
            "mean": [mean - half, mean + half],
            "median": [int(counts[low]), int(counts[high])],
        },
        histogram={str(value): int(number) for value, number in zip(values, frequencies, strict=True)},
        complex_count=tally.complex_count or 0,
        finished=tally.finished,
        num_paths=tally.num_paths,
        distribution="inputs and targets independent standard normal",
        seed=tally.seed,
    )
