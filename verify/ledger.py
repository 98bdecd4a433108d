"""The committed verdicts: what came out when the ledger was made, to be compared with what comes out now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .evidence import Evidence

LEDGER = Path(__file__).with_name("ledger.json")


def read_ledger() -> dict[str, dict[str, Any]]:
    """Verdict and grade by id, and for an open claim the counts of instances that agree and contradict."""
    return json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}


def entry(evidence: Evidence) -> dict[str, Any]:
    """What the ledger keeps of an outcome; of an open one, what the instances said."""
    corrected = evidence.corrected
    kept = {
        "verdict": evidence.verdict,
        "grade": evidence.grade,
        "corrected": None if corrected is None else corrected["verdict"],
    }
    if evidence.verdict == "open":
        agree = evidence.instances - evidence.failures - evidence.undecided
        kept["counts"] = {"agree": agree, "contradict": evidence.failures, "undecided": evidence.undecided}
    return kept


def in_words(kept: dict[str, Any]) -> str:
    """The verdict of an entry, with its counts.

    >>> in_words({"verdict": "open", "counts": {"agree": 9, "contradict": 2, "undecided": 1}})
    'open: 9 agree, 2 contradict, 1 undecided'
    """
    counts = ", ".join(f"{number} {name}" for name, number in kept.get("counts", {}).items())
    return f"{kept['verdict']}: {counts}" if counts else str(kept["verdict"])


def write_ledger(outcomes: Iterable[Evidence]) -> None:
    """Put new outcomes into the ledger; the others stay."""
    known = read_ledger() | {evidence.id: entry(evidence) for evidence in outcomes}
    LEDGER.write_text(json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def difference(evidence: Evidence, known: dict[str, dict[str, Any]]) -> str:
    """How an outcome differs from the ledger; empty when it does not."""
    if evidence.id not in known:
        return f"{evidence.id} is not in the ledger"
    now, then = entry(evidence), known[evidence.id]
    keys = dict.fromkeys([*now, *then])
    changed = [f"{key} {then.get(key)!r} → {now.get(key)!r}" for key in keys if now.get(key) != then.get(key)]
    return f"{evidence.id}: {', '.join(changed)}" if changed else ""
