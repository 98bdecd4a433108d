"""Decide a claim: draw instances, look at the hypotheses, decide, and put the findings together."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from algebraic.shell import UNLIMITED, Budget, TooLarge, WrongInput

from .claims import Claim, Decide, Reading, Search, Settings, Variant
from .errors import NotApplicable
from .evidence import GRADES, Correction, Counterexample, Evidence, Finding, Instance, Read, over_seeds_of
from .search import Hunt

log = logging.getLogger(__name__)

NUM_SHRINKS = 100  # smaller instances that are tried once one has failed


@dataclass(frozen=True)
class Draws:
    """Where the instances of a claim come from.

    Attributes:
        claim: with the settings that are wanted; ``scale``, where it is among them, is that of every instance.
        drop: the hypothesis that the instances violate.
    """

    claim: Claim
    seed: int = 0
    drop: str | None = None
    budget: Budget = UNLIMITED

    def instance(self, index: int, count: int, scale: float | None = None) -> Instance:
        """The ``index``-th of ``count`` instances: a function of claim, seed and index, whatever came before.

        Sizes grow from the smallest to the largest, unless ``scale`` says how large this one is.
        """
        self.budget.check("instances were being drawn")
        stream = np.random.default_rng([self.seed, zlib.crc32(self.claim.id.encode()), index])
        options = {"scale": index / max(1, count - 1), **self.claim.settings}
        if scale is not None:
            options["scale"] = scale
        return self.claim.draw(stream, Settings(options.pop("scale"), self.drop, options))

    def violation(self, instance: Instance) -> str | None:
        """Which hypothesis an instance violates, other than the dropped one; a dropped one must be violated."""
        for hypothesis in self.claim.hypotheses:
            why = hypothesis.violated(instance)
            if hypothesis.name == self.drop:
                if why is None:
                    return f"{hypothesis.name} holds, and it was to be dropped"
            elif why is not None:
                return f"{hypothesis.name} ({hypothesis.statement}): {why}"
        return None

    def decided(self, decide: Decide, instance: Instance) -> Finding:
        """The finding for one instance; what is too large, such as for want of an engine, is undecided."""
        self.budget.check("instances were being decided")
        try:
            finding = decide(instance)
        except TooLarge as problem:
            finding = Finding(None, GRADES[0], {}, str(problem))
        log.debug("%s: an instance: %s", self.claim.id, finding.holds)
        return finding

    def smaller(self, size: float) -> list[Counterexample]:
        """Failing instances that are smaller than the given size, each than the one before."""
        found = []
        for k in range(NUM_SHRINKS):
            small = self.instance(10**6 + k, 1, scale=0.5 * k / NUM_SHRINKS)
            if self.claim.size(small) >= size or self.violation(small) is not None:
                continue
            finding = self.decided(self.claim.decide, small)
            if finding.holds is False:
                found.append(Counterexample(small, finding))
                size = self.claim.size(small)
        return found


def run_claim(
    claim: Claim,
    *,
    seed: int = 0,
    num_instances: int | None = None,
    drop: str | None = None,
    settings: Mapping[str, Any] | None = None,
    instance: Instance | None = None,
    effort: int = 1,
    budget: Budget = UNLIMITED,
) -> Evidence:
    """Run the check of a claim.

    Args:
        num_instances: the claim's own number by default; sizes grow from the smallest to the largest.
        drop: a hypothesis that the instances violate: a counterexample shows that it is needed.
        settings: options of the claim.
        instance: decide this one alone.
        effort: how many times the cases and evaluations of the claim's search for a counterexample.

    Raises:
        WrongInput: an unknown hypothesis or setting.
        NotApplicable: the given instance violates a hypothesis.
    """
    if drop is not None:
        claim.hypothesis(drop)
    unknown = set(settings or {}) - set(claim.settings) - {"scale"}
    if unknown:
        raise WrongInput(
            f"{claim.id} has no setting {sorted(unknown)[0]!r}",
            hint=f"it has {', '.join(claim.settings) or 'none'}",
            kind="unknown_setting",
        )
    claim = replace(claim, settings={**claim.settings, **(settings or {})})
    draws, begun = Draws(claim, seed, drop, budget), time.monotonic()
    if instance is not None:
        why = draws.violation(instance)
        if why:
            raise NotApplicable(f"{claim.id} is not applicable: {why}", kind="not_applicable")
        instances = [instance]
    else:
        count = num_instances or claim.num_instances
        count = min(count, claim.num_instances) if claim.listed else count
        instances = [draws.instance(k, count) for k in range(count)]
    applicable = [each for each in instances if draws.violation(each) is None]
    log.info("%s: %d instances are decided", claim.id, len(applicable))
    findings = [draws.decided(claim.decide, each) for each in applicable]
    failing = [Counterexample(*pair) for pair in zip(applicable, findings, strict=True) if pair[1].holds is False]
    num_failures = len(failing)
    hunt = None if instance is not None or drop is not None else _hunt(claim.search, claim.decide, draws, effort)
    searched = hunt.run(applicable) if hunt else None
    failing += hunt.failing if hunt else []
    if failing and instance is None:
        failing += draws.smaller(min(claim.size(each.instance) for each in failing))
    undecided = sum(found.holds is None for found in findings)
    read = [] if instance is not None or drop is not None else [_read(each, draws) for each in claim.readings]
    corrected = None
    if (failing or any(each.failures for each in read)) and claim.corrected is not None and drop is None:
        own = [] if instance is not None else _own(claim.corrected, draws)
        others = [each.instance for each in failing] + applicable
        corrected = _correction(claim.corrected, others + own, draws, len(own), effort if instance is None else 0)
    smallest = min(failing, key=lambda each: claim.size(each.instance)) if failing else None
    verdict = _verdict(claim, len(applicable), bool(failing), undecided, corrected)
    grade = weakest(findings) if smallest is None else smallest.finding.grade
    why_undecided = next((found.reason for found in findings if found.holds is None), "")
    witnesses = [found for found in findings if found.holds]
    if claim.by_witness and drop is None and failing:
        verdict, grade = ("holds", weakest(witnesses)) if witnesses else ("undecided", grade)
        why_undecided, smallest = "" if witnesses else f"no witness: {failing[0].finding.reason}", None
    if read:
        reason = smallest.finding.reason if smallest else ""
        runs = over_seeds_of(findings)
        read.insert(0, Read(claim.reading, verdict, grade, len(applicable), num_failures, reason, "", undecided, runs))
    log.info("%s: %s, %d failures, in %.2f s", claim.id, verdict, num_failures, time.monotonic() - begun)
    return Evidence(
        id=claim.id,
        verdict=verdict,
        grade=grade,
        instances=len(applicable),
        failures=num_failures,
        undecided=undecided,
        not_applicable=len(instances) - len(applicable),
        counterexample=smallest,
        corrected=corrected,
        sample=findings[-1] if findings else None,
        dropped=drop,
        seed=seed,
        settings=claim.settings,
        readings=tuple(read),
        why_undecided=why_undecided,
        search=searched,
        runs=over_seeds_of(findings),
    )


def _hunt(search: Search | None, decide: Decide, draws: Draws, effort: int) -> Hunt | None:
    """The search for a counterexample; its draws have a role of their own."""
    if search is None or not effort:
        return None
    key = [draws.seed, zlib.crc32(draws.claim.id.encode()), zlib.crc32(b"search")]

    def decided(instance: Instance) -> Finding:
        return draws.decided(decide, instance)

    return Hunt(search, decided, draws.violation, lambda start: np.random.default_rng([*key, start]), effort)


def weakest(findings: Iterable[Finding]) -> str:
    """The weakest grade that occurs."""
    return max((found.grade for found in findings), key=GRADES.index, default=GRADES[0])


def _own(variant: Variant, draws: Draws) -> list[Instance]:
    """The instances of a correction's own."""
    if variant.draw is None:
        return []
    drawn = replace(draws, claim=replace(draws.claim, draw=variant.draw))
    return [drawn.instance(k, variant.num_instances) for k in range(variant.num_instances)]


def _read(reading: Reading, draws: Draws) -> Read:
    """Decide a reading, on its own instances or on those of the claim."""
    claim = replace(draws.claim, open=reading.open)
    if reading.draw is not None:
        claim = replace(claim, draw=reading.draw, hypotheses=reading.hypotheses)
        claim = replace(claim, num_instances=reading.num_instances)
    drawn = replace(draws, claim=claim)
    instances = [drawn.instance(k, claim.num_instances) for k in range(claim.num_instances)]
    applicable = [each for each in instances if drawn.violation(each) is None]
    findings = [drawn.decided(reading.decide, each) for each in applicable]
    failing = [pair for pair in zip(applicable, findings, strict=True) if pair[1].holds is False]
    smallest = min(failing, key=lambda pair: claim.size(pair[0]))[1] if failing else None
    undecided = sum(found.holds is None for found in findings)
    verdict = _verdict(claim, len(applicable), bool(failing), undecided, None)
    grade = weakest(findings) if smallest is None else smallest.grade
    reason = smallest.reason if smallest else ""
    return Read(
        words=reading.words,
        verdict=verdict,
        grade=grade,
        instances=len(applicable),
        failures=len(failing),
        reason=reason,
        objection=reading.objection,
        undecided=undecided,
        runs=over_seeds_of(findings),
    )


def _correction(variant: Variant, instances: list[Instance], draws: Draws, own: int, effort: int) -> Correction:
    findings = [draws.decided(variant.decide, each) for each in instances]
    hunt = _hunt(variant.search, variant.decide, replace(draws, claim=replace(draws.claim, hypotheses=())), effort)
    searched = hunt.run(instances) if hunt else None
    findings += [each.finding for each in hunt.failing] if hunt else []
    failures = [found for found in findings if found.holds is False]
    undecided = sum(found.holds is None for found in findings)
    return Correction(
        statement=variant.statement,
        verdict="refuted as printed" if failures else "undecided" if undecided else "holds",
        grade=weakest(findings),
        instances=len(findings),
        failures=len(failures),
        reason=failures[0].reason if failures else "",
        own=own,
        search=searched,
    )


def _verdict(claim: Claim, applicable: int, failed: bool, undecided: int, corrected: Correction | None) -> str:
    if not applicable:
        return "not applicable"
    if claim.open:
        return "open"
    if failed:
        repaired = corrected is not None and corrected.verdict == "holds"
        return "misprint" if claim.misprint and repaired else "refuted as printed"
    return "undecided" if undecided else "holds"


def refutes(claim: Claim, variant: Variant, *, seed: int = 0, num_instances: int | None = None) -> tuple[bool, str]:
    """Whether a planted falsehood is refuted for its own reason on the claim's instances, and what was said."""
    count = num_instances or variant.num_instances or claim.num_instances
    if variant.draw is not None:
        claim = replace(claim, draw=variant.draw, hypotheses=())
    draws = Draws(claim, seed)
    said = "every instance passed"
    for k in range(count):
        instance = draws.instance(k, count)
        if draws.violation(instance) is not None:
            continue
        finding = variant.decide(instance)
        if finding.holds is False:
            said = finding.reason
            if variant.because in finding.reason:
                return True, said
    return False, said
