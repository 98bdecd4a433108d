"""A counterexample is looked for beside random draws: exact small cases first, then by an optimiser over instances.

The loss is the margin of the statement, a float that is only a guide: what the optimiser finds is decided by the check
itself. It is a (1 + 1) evolution strategy from the instances with the smallest margins: a step that does not raise the
margin is taken and makes the next one larger, another makes it smaller. Its effort is a number of evaluations, and its
draws are functions of seed, claim and start.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import numpy as np

from .claims import Decide, Search
from .evidence import Counterexample, Finding, Instance, Searched

STARTS = 4
LONGER, SHORTER = 1.5, 0.9  # where one step in five is taken, its length stays
FIRST_STEP, LEAST_STEP, LARGEST_STEP = 1.0, 1e-6, 10.0
MOST_DECIDED = 5  # of candidates from each start whose float margin is negative


@dataclass
class Start:
    """Where the optimiser is, on its way from one instance; ``tried``: how many candidates the check has decided."""

    instance: Instance
    margin: float
    stream: np.random.Generator
    length: float = FIRST_STEP
    tried: int = 0


@dataclass
class Hunt:
    """One search, under way.

    Attributes:
        decide: the statement. violated: why an instance is none of its class.
        streams: a generator for each start.
        effort: how many times the evaluations, and the cases, of the search.
    """

    search: Search
    decide: Decide
    violated: Callable[[Instance], str | None]
    streams: Callable[[int], np.random.Generator]
    effort: int = 1

    def __post_init__(self) -> None:
        self.evaluations = self.cases = self.decided = self.undecided = 0
        self.best: tuple[float, Instance] | None = None
        self.failing: list[Counterexample] = []

    def run(self, instances: list[Instance]) -> Searched:
        """Search from these instances."""
        cases = list(self.search.cases())
        order = self.streams(STARTS).permutation(len(cases))
        for case in islice((cases[k] for k in order if self.violated(cases[k]) is None), self._most_cases()):
            self.cases += 1
            self._try(case)
        if self.search.margin is not None and instances:
            self._optimise(instances)
        return Searched(
            cases=self.cases,
            evaluations=self.evaluations,
            decided=self.decided,
            failures=len(self.failing),
            undecided=self.undecided,
            best_margin=None if self.best is None else self.best[0],
            best=None if self.best is None else self.best[1],
        )

    def _most_cases(self) -> int:
        return self.effort * self.search.most_cases

    def _margin(self, instance: Instance) -> float:
        assert self.search.margin is not None
        self.evaluations += 1
        value = float(self.search.margin(instance))
        value = math.inf if math.isnan(value) else value
        if math.isfinite(value) and (self.best is None or value < self.best[0]):
            self.best = value, instance
        return value

    def _optimise(self, instances: list[Instance]) -> None:
        """A part of the evaluations to each start, half of them to the one that came lowest."""
        known = sorted((self._margin(each), k) for k, each in enumerate(instances))[:STARTS]
        starts = [Start(instances[k], margin, self.streams(number)) for number, (margin, k) in enumerate(known)]
        evaluations = self.effort * self.search.evaluations
        for start in starts:
            self._descend(start, evaluations // (2 * len(starts)))
        self._descend(min(starts, key=lambda start: start.margin), evaluations // 2)
        for start in starts:
            self._try(start.instance)

    def _descend(self, start: Start, evaluations: int) -> None:
        for _ in range(evaluations):
            candidate = self.search.vary(start.stream, start.instance, start.length)
            value = math.inf if candidate is None or self.violated(candidate) else self._margin(candidate)
            lower = value < start.margin
            start.length = min(max(start.length * (LONGER if lower else SHORTER), LEAST_STEP), LARGEST_STEP)
            if value <= start.margin and candidate is not None:
                start.instance, start.margin = candidate, value
            if value < 0 and start.tried < MOST_DECIDED and candidate is not None:
                start.tried += 1
                if self._try(candidate).holds is False:
                    return

    def _try(self, instance: Instance) -> Finding:
        """What the check itself says."""
        finding = self.decide(instance)
        self.decided += 1
        self.undecided += finding.holds is None
        if finding.holds is False:
            self.failing.append(Counterexample(instance, finding))
        return finding
