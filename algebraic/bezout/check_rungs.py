"""The rungs of a ladder above the count, one by one, each by a second route where there is one that is quick.

What has none is computed again by the code of the ladder, and named: it agrees, and is not proved again.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import isqrt
from typing import Any

import flint

from ..bounds import EXHAUSTIVE, Support, mixed_volume_again, paper_notes
from ..documents import Findings
from ..networks import describe_graph
from .from_shape import ZERO_ERROR_ONLY, degree_rungs
from .from_supports import NewtonRungs, PartitionRungs, layer_groups, newton_rungs, partition_rungs
from .question import MAX_DIGITS_LOG2, Question
from .second_routes import (
    FRESH,
    degrees_along_lines,
    expanded_equations,
    least_number,
    number_of_partition,
    volume_again,
)

ROUNDING = 1e-9  # of logarithms


class RungCheck:
    """The rungs of one document."""

    def __init__(self, document: Any, asked: Question, findings: Findings) -> None:
        self.document, self.asked, self.findings, self.problem = document, asked, findings, asked.problem

    @cached_property
    def _partitions(self) -> PartitionRungs:
        return partition_rungs(self.asked)

    @cached_property
    def _newton(self) -> NewtonRungs:
        return newton_rungs(self.asked)

    def had(self, name: str, reason: str = "") -> bool:
        """Whether there is a value; where there is none, there must be a reason, and nothing is claimed then."""
        if self.document[name] is not None:
            return True
        if (reason or name) not in self.document["reasons"]:
            self.findings.false(f"there is no {name}, and no reason", name)
        self.findings.looked_at(name)
        return False

    def number(self, name: str, true: int | None, again: Any) -> None:
        """Compare with the number of a second route; with that of ``again()``, by the same code, where it is None."""
        if true is not None:
            self.findings.compare(name, self.document[name], true)
        else:
            self.findings.again(name, self.document[name], again())

    def power(self, name: str, true: flint.arb | None) -> None:
        """Compare a binary logarithm."""
        said = self.document[name]
        expected = None if true is None else float(true.mid())
        if said is None or expected is None:
            close = said is expected
        else:
            close = abs(said - expected) <= ROUNDING * max(1, abs(expected))
        if close:
            self.findings.proved(name)
        else:
            self.findings.false(f"{name} is {said}, but it is {expected}", name)

    def logarithm(self, name: str) -> None:
        """Compare the logarithm that stands beside a number."""
        self.power(f"{name}_log2", _log2(self.document[name]))

    def degrees(self) -> None:
        """Degrees, and Bézout's bound."""
        again, vacuous = degree_rungs(self.asked)
        said = self.document["equation_degrees"]
        if self.had("equation_degrees"):
            lines = degrees_along_lines(self.problem, range(self.problem.network.num_params))
            if lines is not None and any(low > high for low, high in zip(lines, said, strict=False)):
                self.findings.false(f"equation_degrees: along a random line the degrees are {lines}")
            if lines == said:
                self.findings.proved("equation_degrees")
            else:  # too long, or a leading form vanishes there, or there are no data
                self.findings.again("equation_degrees", said, again.equation_degrees)
        every = said or self.problem.degrees()
        self.power("equation_degree_log2", _log2(max(every, default=0)))
        power = None if vacuous or 0 in every else sum((_exact_log2(d) for d in every), flint.arb(0))
        if power is not None and len(every) != self.problem.num_equations:
            power = power * self.problem.num_equations / len(every)
        if self.had("bezout") and vacuous:
            self.findings.false(f"bezout is a number, but {vacuous}")
        elif self.document["bezout"] is not None:
            product = flint.fmpz(1)
            for degree in said or every:
                product *= degree
            if said is None and len(every) != self.problem.num_equations:  # without data: those of one sample
                product **= self.problem.num_equations // len(every)
            self.findings.compare("bezout", self.document["bezout"], int(product))
        self.power("bezout_log2", power)

    def partitions(self) -> None:
        """Multihomogeneous Bézout."""
        if any(self.document[f"{best}multihomogeneous_bezout"] is not None for best in ("", "best_")):
            self.asked.require_square()
        for name, groups in (
            ("multihomogeneous_bezout", layer_groups(self.problem.network)),
            ("best_multihomogeneous_bezout", self._groups()),
        ):
            if not self.had(name):
                self._power_of_nothing(f"{name}_log2")
                continue
            self.logarithm(name)
            if groups is None:
                self.findings.looked_at(name)
                continue
            self.number(name, number_of_partition(self.problem, groups), lambda n=name: getattr(self._partitions, n))
        self._best()

    def _groups(self) -> list[list[int]] | None:
        """The partition of the document, as places of the unknowns; ``None`` where there is none."""
        said, findings, names = self.document["best_partition"], self.findings, self.problem.network.parameter_names
        if self.document["best_multihomogeneous_bezout"] is None:
            for name in ("best_partition", "best_partition_effort"):
                if self.document[name] is not None:
                    findings.false(f"{name} belongs to a number that there is not", name)
                findings.looked_at(name)
            return None
        listed = [name for group in said or () for name in group]
        if sorted(listed) != sorted(names) or not all(said or ()):
            findings.false("best_partition is no partition of the unknowns", "best_partition")
            return None
        findings.proved("best_partition")
        place = {name: k for k, name in enumerate(names)}
        return [[place[name] for name in group] for group in said]

    def _best(self) -> None:
        """That no other partition has a smaller number, where the document says that all were tried."""
        effort, said = self.document["best_partition_effort"], self.document["best_multihomogeneous_bezout"]
        if said is None:
            return
        if effort == EXHAUSTIVE:
            least = least_number(self.problem)
            if least is None:
                again = self._partitions.best_multihomogeneous_bezout
                self.findings.again("best_partition, that no other gives a smaller number", said, again)
            else:
                self.findings.compare("best_multihomogeneous_bezout", said, least)
        elif effort is None or not effort.startswith("local search, "):
            self.findings.false("best_partition_effort is none that is known", "best_partition_effort")
        self.findings.left("best_partition_effort")

    def volumes(self) -> None:
        """BKK, for all isolated solutions and for those without a zero weight."""
        system = None
        if any(self.document[name] is not None for name in ("bkk", "bkk_torus")):
            self.asked.require_square()
            system = expanded_equations(self.problem)
        for name, affine in (("bkk", True), ("bkk_torus", False)):
            said = self.document[name]
            if not self.had(name):
                self._power_of_nothing(f"{name}_log2")
                continue
            true = None if system is None else volume_again(system, affine=affine, budget=self.asked.attempt.budget)
            if true is not None and true < said:  # special data: terms of the shape are missing
                true = mixed_volume_again(self._shapes(affine), seed=FRESH, budget=self.asked.attempt.budget)
            self.number(name, true, lambda n=name: getattr(self._newton, n))
            self.logarithm(name)

    def _shapes(self, affine: bool) -> list[Support]:
        supports = self.problem.supports()
        origin = frozenset({(0,) * self.problem.network.num_params})
        return [support | origin for support in supports] if affine else supports

    def _power_of_nothing(self, name: str) -> None:
        """A logarithm where the number is left out: of a number that would fill pages, by the same code."""
        if self.document[name] is None:
            self.findings.looked_at(name)
        elif name == "multihomogeneous_bezout_log2":
            true = self._partitions.multihomogeneous_bezout_log2
            close = true is not None and abs(true - self.document[name]) <= ROUNDING * max(1, abs(true))
            self.findings.again(name, self.document[name], self.document[name] if close else true)
        else:
            self.findings.false(f"{name} belongs to a number that there is not", name)

    def papers(self) -> None:
        """The papers' formulas, from the graph: ℓ^(N·d) and its square root."""
        layers = describe_graph(self.problem.network)["layers"]
        degree = 1
        for layer in layers:
            nonzero = [k for k, c in enumerate(layer["activation"] or ()) if Fraction(c)]
            degree = max([degree, *nonzero])
        exponent = self.problem.num_samples * len(layers)
        if self.problem.takes_ridge:
            for name in ("paper_bezout", "paper_real_estimate"):
                for key in (name, f"{name}_log2"):
                    self.findings.compare(key, self.document[key], None)
            self.findings.compare("paper_notes", self.document["paper_notes"], [ZERO_ERROR_ONLY])
            return
        power = exponent * _exact_log2(degree)
        if self.had("paper_bezout"):
            short = power < MAX_DIGITS_LOG2 + 1
            true = int(flint.fmpz(degree) ** exponent) if short else None
            self.findings.compare("paper_bezout", self.document["paper_bezout"], true)
        if self.had("paper_real_estimate") and power < 2 * MAX_DIGITS_LOG2 + 1:
            self._square_root("paper_real_estimate", degree, exponent)
        self.power("paper_bezout_log2", power)
        self.power("paper_real_estimate_log2", power / 2)
        notes = paper_notes(self.problem.network, self.problem.num_samples)
        self.findings.compare("paper_notes", self.document["paper_notes"], notes)

    def _square_root(self, name: str, degree: int, exponent: int) -> None:
        """An integer where ℓ or the exponent is a square; else a float that is nearest, but for its last digits."""
        said = self.document[name]
        if exponent % 2 == 0 or isqrt(degree) ** 2 == degree:
            holds = type(said) is int and said * said == degree**exponent
        else:
            holds = type(said) is float and abs(Fraction(said) ** 2 / degree**exponent - 1) < Fraction(1, 10**14)
        if holds:
            self.findings.proved(name)
        else:
            self.findings.false(f"{name} is {said}, which is not the square root of {degree}^{exponent}", name)


def _exact_log2(value: int) -> flint.arb:
    return flint.arb(value).log() / flint.arb(2).log()


def _log2(value: int | None) -> flint.arb | None:
    """The logarithm of a number that is not zero."""
    return _exact_log2(value) if value else None
