"""The short record of a report, from which the pages of the claims on the site are made."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from ..catalogue import find_claim
from ..cite import identifier
from ..claims import Claim
from ..evidence import Evidence
from ..ledger import entry
from .outcomes import Outcome
from .spec import Spec

COMMAND = "python -m verify report --out FOLDER && cp FOLDER/record.json docs/results/claims.json"


class Decided(TypedDict):
    """On how many instances something was decided, how many fail or stay undecided, and why the smallest fails."""

    instances: int
    failures: int
    undecided: int
    reason: str


class Kept(TypedDict):
    """What the record keeps of a claim.

    Attributes:
        identifier: of the statement and what came out (:mod:`verify.cite`).
        code: a hash of the module that decides it, :func:`code_of`.
        dropped: by the hypothesis that the instances violate.
        planted: why each planted falsehood is refuted, by its name.
    """

    id: str
    identifier: str
    code: str
    printed: Decided
    dropped: dict[str, Decided]
    planted: dict[str, str]


class Record(TypedDict):
    """The record of a report, with the command that makes it, and what it was made with."""

    command: str
    seed: int
    profile: str
    versions: dict[str, str]
    claims: list[Kept]


def code_of(claim: Claim) -> str:
    """A hash of the module in which a claim is declared: when it differs, the check may have changed."""
    source = sys.modules[claim.decide.__module__].__file__
    assert source is not None
    return hashlib.sha256(Path(source).read_bytes()).hexdigest()[:16]


def make_record(found: Iterable[Outcome], spec: Spec) -> Record:
    """What is kept of a report in which no check raised."""
    claims: list[Kept] = []
    for outcome in found:
        if outcome.evidence is not None and not outcome.error:
            claim = find_claim(outcome.id)
            claims.append(
                {
                    "id": claim.id,
                    "identifier": identifier(claim, entry(outcome.evidence)),
                    "code": code_of(claim),
                    "printed": _decided(outcome.evidence),
                    "dropped": {name: _decided(each) for name, each in outcome.dropped.items()},
                    "planted": {each.name: each.reason for each in outcome.planted},
                }
            )
    return {
        "command": COMMAND,
        "seed": spec.seed,
        "profile": spec.profile,
        "versions": dict(spec.versions),
        "claims": claims,
    }


def _decided(evidence: Evidence) -> Decided:
    smallest = evidence.counterexample
    return {
        "instances": evidence.instances,
        "failures": evidence.failures,
        "undecided": evidence.undecided,
        "reason": smallest.finding.reason if smallest else "",
    }
