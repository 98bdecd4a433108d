"""The weights over a generic function, once more: on another slice, at another function, modulo other primes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..documents import Findings
from ..ideals import identifiability
from ..networks import Network
from ..ranks import generic_rank
from ..shell import Budget, ZerolocusError
from .by_minors import known_symmetries

FRESH = 314159  # another seed than that of most results


def check_identifiable(said: Any, network: Network, findings: Findings, budget: Budget) -> None:
    """Check ``identifiable`` of a document; it is left where the points of the slice are not counted again."""
    try:
        rank, known = generic_rank(network, seed=FRESH, budget=budget), known_symmetries(network, FRESH, budget)
        again = identifiability(network, rank, known["dimension"], seed=FRESH, budget=budget)
    except ZerolocusError as reason:
        findings.left("identifiable", f"it was not counted again: {reason.message}")
        return
    if again.slice_points is None:
        findings.left("identifiable", "the points of the slice were not counted again")
        return
    for name, value in asdict(again).items():
        if name != "evidence" and said[name] != value:
            findings.false(f"identifiable: {name} is {said[name]!r}, and on another slice {value!r}", "identifiable")
            return
    if said["evidence"] != asdict(again)["evidence"]:
        findings.false("identifiable: the evidence is not what another slice gives", "identifiable")
        return
    findings.proved("identifiable")
