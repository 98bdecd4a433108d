"""The committed verdicts: what came out when the ledger was made, to be compared with what comes out now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .evidence import Evidence

LEDGER = Path(__file__).with_name("ledger.json")


def read_ledger() -> dict[str, dict[str, Any]]:
    """Verdict and grade by id."""
    return json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}


def entry(evidence: Evidence) -> dict[str, Any]:
    """What the ledger keeps of an outcome."""
    corrected = evidence.corrected
    return {
        "verdict": evidence.verdict,
        "grade": evidence.grade,
        "corrected": None if corrected is None else corrected["verdict"],
    }


def write_ledger(outcomes: Iterable[Evidence]) -> None:
    """Put new outcomes into the ledger; the others stay."""
    known = read_ledger() | {evidence.id: entry(evidence) for evidence in outcomes}
    LEDGER.write_text(json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def difference(evidence: Evidence, known: dict[str, dict[str, Any]]) -> str:
    """How an outcome differs from the ledger; empty when it does not."""
    if evidence.id not in known:
        return f"{evidence.id} is not in the ledger"
    now, then = entry(evidence), known[evidence.id]
    changed = [f"{key} {then[key]!r} → {now[key]!r}" for key in now if now[key] != then[key]]
    return f"{evidence.id}: {', '.join(changed)}" if changed else ""
