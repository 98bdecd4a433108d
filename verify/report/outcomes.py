"""What is decided for a claim in a report: as printed, with each hypothesis dropped, and what is planted."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from algebraic.shell import ZerolocusError, interruption

from ..catalogue import find_claim
from ..claims import Claim
from ..evidence import Evidence
from ..jobs import PROFILES, num_instances
from ..ledger import Entry, difference
from ..run import refutes, run_claim
from .folder import read_json, write_json
from .spec import Spec

DROPPED_INSTANCES = 8  # for each hypothesis, in the fast profile


@dataclass(frozen=True)
class Planted:
    """Whether a planted falsehood was refuted for its own reason, and what was said.

    Attributes:
        printed, instead: where a paper has it in print, and what is right; empty where none does.
    """

    name: str
    refuted: bool
    reason: str
    printed: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Outcome:
    """All that was decided for one claim; the fields are the keys of the JSON document.

    Attributes:
        key: of the spec.
        error: what the check raised; the rest is then what came before.
        evidence: as printed; ``dropped``: without each hypothesis, by its name.
        resumed: whether it was read from its file.
        difference: from the ledger.
    """

    key: str
    id: str
    error: str
    evidence: Evidence | None
    dropped: dict[str, Evidence]
    planted: list[Planted]
    seconds: float
    resumed: bool = False
    difference: str = ""

    @property
    def verdict(self) -> str:
        """The verdict as printed, or ``raised`` where the check raised."""
        return "raised" if self.error or self.evidence is None else self.evidence.verdict

    def all_evidence(self) -> Iterator[tuple[str, Evidence]]:
        """As printed and with each hypothesis dropped, by the name of the counterexample's file."""
        if self.evidence:
            yield self.id, self.evidence
        for name, evidence in self.dropped.items():
            yield f"{self.id}-{name}", evidence

    def compared(self, ledger: dict[str, Entry]) -> Outcome:
        """The same, with how it differs from the ledger."""
        missed = ", ".join(each.name for each in self.planted if not each.refuted)
        if self.error or self.evidence is None:
            said = f"{self.id}: the check raised {self.error}"
        elif missed:
            said = f"{self.id}: planted and not refuted: {missed}"
        else:
            said = difference(self.evidence, ledger)
        return replace(self, difference=said)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Outcome:
        """From the file of an outcome without an error."""
        parts = {
            "evidence": Evidence.from_dict(document["evidence"]),
            "dropped": {name: Evidence.from_dict(each) for name, each in document["dropped"].items()},
            "planted": [Planted(**each) for each in document["planted"]],
        }
        return cls(**{**document, **parts})


def decide(name: str, *, folder: str, spec: Spec) -> Outcome:
    """The outcome of a claim, from its file where that is of the same run."""
    path = Path(folder, "outcomes", f"{name}.json")
    known = read_json(path)
    if known.pop("digest", "") == digest(known) and known.get("key") == spec.key and known.get("id") == name:
        return replace(Outcome.from_dict(known), resumed=True)
    found = outcome_of(find_claim(name), spec)
    if not found.error:  # a check that raised is tried again
        kept = asdict(found)
        del kept["resumed"], kept["difference"]
        kept = json.loads(json.dumps(kept))  # as it will be read
        write_json(path, {**kept, "digest": digest(kept)})
    return found


def digest(document: object) -> str:
    """SHA-256 of a document, which says whether a file is as it was written."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def outcome_of(claim: Claim, spec: Spec) -> Outcome:
    """Decide all there is to decide, up to what raises."""
    started, seed, error = time.monotonic(), spec.seed, ""
    printed: Evidence | None = None
    dropped: dict[str, Evidence] = {}
    planted: list[Planted] = []
    few = DROPPED_INSTANCES * PROFILES[spec.profile]
    try:
        effort = PROFILES[spec.profile]
        printed = run_claim(claim, seed=seed, num_instances=num_instances(claim, spec.profile), effort=effort)
        for hypothesis in claim.hypotheses:
            dropped[hypothesis.name] = run_claim(claim, seed=seed, drop=hypothesis.name, num_instances=few)
        for variant in claim.all_planted():
            refuted, reason = refutes(claim, variant, seed=seed)
            planted.append(Planted(variant.name, refuted, reason, variant.printed, variant.instead))
    except ZerolocusError as problem:
        error = str(problem)
    except Exception as problem:
        if ended := interruption(problem):  # what C code makes of a signal is no outcome
            raise ended from None
        error = f"{type(problem).__name__}: {problem}"
    return Outcome(spec.key, claim.id, error, printed, dropped, planted, round(time.monotonic() - started, 3))
