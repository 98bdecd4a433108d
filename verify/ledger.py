"""The committed verdicts: what came out when the ledger was made, to be compared with what comes out now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NotRequired, TypedDict

from .evidence import Evidence

LEDGER = Path(__file__).with_name("ledger.json")


class Counts(TypedDict):
    """How many instances of an open claim say what."""

    agree: int
    contradict: int
    undecided: int


class ReadAs(TypedDict):
    """A reading and its verdict."""

    words: str
    verdict: str


class Looked(TypedDict):
    """A search for a counterexample: to the statement as ``printed`` or as ``corrected``, its effort, and how near it
    came."""

    of: str
    cases: int
    evaluations: int
    best_margin: float | None


class Entry(TypedDict):
    """What the ledger keeps of an outcome: the verdicts as printed and corrected, and of each reading where there are
    several; of an open one, the counts; and searches, which say nothing of the verdict."""

    verdict: str
    grade: str
    corrected: str | None
    counts: NotRequired[Counts]
    readings: NotRequired[list[ReadAs]]
    search: NotRequired[list[Looked]]


def read_ledger() -> dict[str, Entry]:
    """The entries by id."""
    return json.loads(LEDGER.read_text(encoding="utf-8")) if LEDGER.exists() else {}


def entry(evidence: Evidence) -> Entry:
    """What the ledger keeps of an outcome."""
    corrected = evidence.corrected
    kept: Entry = {
        "verdict": evidence.verdict,
        "grade": evidence.grade,
        "corrected": None if corrected is None else corrected.verdict,
    }
    if evidence.verdict == "open":
        agree = evidence.instances - evidence.failures - evidence.undecided
        kept["counts"] = {"agree": agree, "contradict": evidence.failures, "undecided": evidence.undecided}
    searches = {"printed": evidence.search, "corrected": corrected and corrected.search}
    if any(searches.values()):
        kept["search"] = [
            {"of": of, "cases": s.cases, "evaluations": s.evaluations, "best_margin": s.best_margin}
            for of, s in searches.items()
            if s
        ]
    if evidence.readings:
        kept["readings"] = [{"words": each.words, "verdict": each.verdict} for each in evidence.readings]
    return kept


def in_words(kept: Entry) -> str:
    """The verdict of an entry, with its counts.

    >>> counts = {"agree": 9, "contradict": 2, "undecided": 1}
    >>> in_words({"verdict": "open", "grade": "statistical", "corrected": None, "counts": counts})
    'open: 9 agree, 2 contradict, 1 undecided'
    """
    counts = ", ".join(f"{number} {name}" for name, number in kept.get("counts", {}).items())
    return f"{kept['verdict']}: {counts}" if counts else kept["verdict"]


def write_ledger(outcomes: Iterable[Evidence]) -> None:
    """Put new outcomes into the ledger; the others stay."""
    known = read_ledger() | {evidence.id: entry(evidence) for evidence in outcomes}
    LEDGER.write_text(json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def difference(evidence: Evidence, known: dict[str, Entry]) -> str:
    """How an outcome differs from the ledger; empty when it does not."""
    if evidence.id not in known:
        return f"{evidence.id} is not in the ledger"
    now, then = entry(evidence), known[evidence.id]
    keys = [key for key in dict.fromkeys([*now, *then]) if key != "search"]
    changed = [f"{key} {then.get(key)!r} → {now.get(key)!r}" for key in keys if now.get(key) != then.get(key)]
    return f"{evidence.id}: {', '.join(changed)}" if changed else ""
