"""Decide a claim: draw instances, look at the hypotheses, decide, and put the findings together."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from algebraic.shell import UNLIMITED, Budget

from .claims import Claim, Decide, Settings, Variant
from .errors import NotApplicable
from .evidence import GRADES, Evidence, Finding, Instance

NUM_SHRINKS = 100  # smaller instances that are tried once one has failed


def run_claim(
    claim: Claim,
    *,
    seed: int = 0,
    num_instances: int | None = None,
    drop: str | None = None,
    settings: dict[str, Any] | None = None,
    instance: Instance | None = None,
    budget: Budget = UNLIMITED,
) -> Evidence:
    """Run the check of a claim.

    Args:
        num_instances: the claim's own number by default; sizes grow from the smallest to the largest.
        drop: a hypothesis that the instances violate: a counterexample shows that it is needed.
        settings: options of the claim.
        instance: decide this one alone.

    Raises:
        WrongInput: an unknown hypothesis or setting.
        NotApplicable: the given instance violates a hypothesis.
    """
    from algebraic.shell import WrongInput

    if drop is not None:
        claim.hypothesis(drop)
    unknown = set(settings or {}) - set(claim.settings) - {"scale"}
    if unknown:
        raise WrongInput(
            f"{claim.id} has no setting {sorted(unknown)[0]!r}",
            hint=f"it has {', '.join(claim.settings) or 'none'}",
            kind="unknown_setting",
        )
    chosen = {**claim.settings, **(settings or {})}
    if instance is not None:
        why = violation(claim, instance, drop)
        if why:
            raise NotApplicable(f"{claim.id} is not applicable: {why}", kind="not_applicable")
        instances = [instance]
    else:
        count = num_instances or claim.num_instances
        count = min(count, claim.num_instances) if claim.listed else count
        instances = [draw(claim, seed, k, count, chosen, drop, budget) for k in range(count)]
    applicable = [each for each in instances if violation(claim, each, drop) is None]
    findings = [(each, decided(claim.decide, each, budget)) for each in applicable]
    failing = [(each, found) for each, found in findings if found.holds is False]
    if failing and instance is None:
        failing += _smaller(claim, seed, chosen, drop, min(claim.size(each) for each, _ in failing), budget)
    undecided = sum(found.holds is None for _, found in findings)
    corrected = None
    if failing and claim.corrected is not None and drop is None:
        corrected = _corrected(claim.corrected, [each for each, _ in failing] + applicable, budget)
    smallest = min(failing, key=lambda pair: claim.size(pair[0])) if failing else None
    return Evidence(
        id=claim.id,
        verdict=_verdict(claim, len(applicable), bool(failing), undecided, corrected),
        grade=weakest(found for _, found in findings) if smallest is None else smallest[1].grade,
        instances=len(applicable),
        failures=sum(found.holds is False for _, found in findings),
        undecided=undecided,
        not_applicable=len(instances) - len(applicable),
        counterexample=None if smallest is None else {"instance": smallest[0], "finding": asdict(smallest[1])},
        corrected=corrected,
        sample=asdict(findings[-1][1]) if findings else None,
        dropped=drop,
        seed=seed,
        settings=chosen,
        why_undecided=next((found.reason for _, found in findings if found.holds is None), ""),
    )


def draw(
    claim: Claim, seed: int, index: int, count: int, settings: dict[str, Any], drop: str | None, budget: Budget
) -> Instance:
    """The ``index``-th of ``count`` instances: a function of claim, seed and index, whatever came before."""
    budget.check("instances were being drawn")
    stream = np.random.default_rng([seed, zlib.crc32(claim.id.encode()), index])
    options = {**settings}
    scale = options.pop("scale", index / max(1, count - 1))
    return claim.draw(stream, Settings(scale, drop, options))


def violation(claim: Claim, instance: Instance, drop: str | None) -> str | None:
    """Which hypothesis an instance violates, other than the dropped one; a dropped one must be violated."""
    for hypothesis in claim.hypotheses:
        why = hypothesis.violated(instance)
        if hypothesis.name == drop:
            if why is None:
                return f"{hypothesis.name} holds, and it was to be dropped"
        elif why is not None:
            return f"{hypothesis.name} ({hypothesis.statement}): {why}"
    return None


def decided(decide: Decide, instance: Instance, budget: Budget) -> Finding:
    """The finding for one instance."""
    budget.check("instances were being decided")
    return decide(instance)


def weakest(findings: Iterable[Finding]) -> str:
    """The weakest grade that occurs."""
    return max((found.grade for found in findings), key=GRADES.index, default=GRADES[0])


def _smaller(
    claim: Claim, seed: int, settings: dict[str, Any], drop: str | None, size: float, budget: Budget
) -> list[tuple[Instance, Finding]]:
    """Further failing instances, smaller than the given size."""
    found = []
    for k in range(NUM_SHRINKS):
        small = draw(claim, seed, 10**6 + k, 1, {**settings, "scale": 0.5 * k / NUM_SHRINKS}, drop, budget)
        if claim.size(small) >= size or violation(claim, small, drop) is not None:
            continue
        finding = decided(claim.decide, small, budget)
        if finding.holds is False:
            found.append((small, finding))
            size = claim.size(small)
    return found


def _corrected(variant: Variant, instances: list[Instance], budget: Budget) -> dict[str, Any]:
    findings = [decided(variant.decide, each, budget) for each in instances]
    failures = [found for found in findings if found.holds is False]
    undecided = sum(found.holds is None for found in findings)
    verdict = "refuted as printed" if failures else "undecided" if undecided else "holds"
    return {
        "statement": variant.statement,
        "verdict": verdict,
        "grade": weakest(findings),
        "instances": len(findings),
        "failures": len(failures),
        "reason": failures[0].reason if failures else "",
    }


def _verdict(claim: Claim, applicable: int, failed: bool, undecided: int, corrected: dict[str, Any] | None) -> str:
    if not applicable:
        return "not applicable"
    if claim.open:
        return "open"
    if failed:
        repaired = corrected is not None and corrected["verdict"] == "holds"
        return "misprint" if claim.misprint and repaired else "refuted as printed"
    return "undecided" if undecided else "holds"


def refutes(claim: Claim, variant: Variant, *, seed: int = 0, num_instances: int | None = None) -> tuple[bool, str]:
    """Whether a planted falsehood is refuted for its own reason on the claim's instances, and what was said."""
    count = num_instances or claim.num_instances
    said = "every instance passed"
    for k in range(count):
        instance = draw(claim, seed, k, count, dict(claim.settings), None, UNLIMITED)
        if violation(claim, instance, None) is not None:
            continue
        finding = variant.decide(instance)
        if finding.holds is False:
            said = finding.reason
            if variant.because in finding.reason:
                return True, said
    return False, said
