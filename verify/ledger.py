"""The committed verdicts: what came out when the ledger was made, to be compared with what comes out now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NotRequired, TypedDict

from .evidence import Evidence, OverSeeds, Read

LEDGER = Path(__file__).with_name("ledger.json")


class Counts(TypedDict):
    """How many instances of an open claim say what."""

    agree: int
    contradict: int
    undecided: int


class Runs(TypedDict):
    """The runs of experiments that a claim rests on, those whose records are older than options of today, and how many
    checks have a number near its threshold."""

    size: str
    seeds: dict[str, list[int]]
    older: list[str]
    fragile: int


class ReadAs(TypedDict):
    """A reading and its verdict; of an open one, the counts, and the runs where it is about training."""

    words: str
    verdict: str
    counts: NotRequired[Counts]
    runs: NotRequired[Runs]


class Looked(TypedDict):
    """A search for a counterexample: to the statement as ``printed`` or as ``corrected``, its effort, and how near it
    came."""

    of: str
    cases: int
    evaluations: int
    best_margin: float | None


class Entry(TypedDict):
    """What the ledger keeps of an outcome: the verdicts as printed and corrected, and of each reading where there are
    several; of an open one, the counts; of one about training, the runs; and searches, which say nothing of the
    verdict."""

    verdict: str
    grade: str
    corrected: str | None
    counts: NotRequired[Counts]
    runs: NotRequired[Runs]
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
        kept["counts"] = _counts(evidence)
    if evidence.runs:
        kept["runs"] = _runs(evidence.runs)
    searches = {"printed": evidence.search, "corrected": corrected and corrected.search}
    if any(searches.values()):
        kept["search"] = [
            {"of": of, "cases": s.cases, "evaluations": s.evaluations, "best_margin": s.best_margin}
            for of, s in searches.items()
            if s
        ]
    if evidence.readings:
        kept["readings"] = [read_as(each) for each in evidence.readings]
    return kept


def _counts(found: Evidence | Read) -> Counts:
    agree = found.instances - found.failures - found.undecided
    return {"agree": agree, "contradict": found.failures, "undecided": found.undecided}


def _runs(found: Iterable[OverSeeds]) -> Runs:
    rows = list(found)
    seeds = {each.experiment: each.seeds for each in rows}
    older = sorted({each.experiment for each in rows if each.older})
    fragile = sum(bool(each.fragile) for each in rows)
    return {"size": rows[0].size, "seeds": seeds, "older": older, "fragile": fragile}


def read_as(read: Read) -> ReadAs:
    """What the ledger keeps of a reading."""
    kept: ReadAs = {"words": read.words, "verdict": read.verdict}
    if read.verdict == "open" and read.objection:
        kept["counts"] = _counts(read)
        if read.runs:
            kept["runs"] = _runs(read.runs)
    return kept


def in_words(kept: Entry | ReadAs) -> str:
    """The verdict of an entry or a reading, with its counts and on how many seeds they rest.

    >>> counts = {"agree": 9, "contradict": 2, "undecided": 1}
    >>> in_words({"verdict": "open", "grade": "statistical", "corrected": None, "counts": counts})
    'open: 9 agree, 2 contradict, 1 undecided'
    >>> runs = {"size": "laptop", "seeds": {"E14": [0]}, "older": ["E14"], "fragile": 1}
    >>> in_words({"words": "", "verdict": "open", "runs": runs})
    'open, on one seed at size laptop, records older than today: E14, 1 near a threshold'
    """
    counts = ", ".join(f"{number} {name}" for name, number in kept.get("counts", {}).items())
    told = f"{kept['verdict']}: {counts}" if counts else kept["verdict"]
    if "runs" not in kept or kept.get("grade") in ("exact", "certified"):
        return told  # what is certain does not rest on them
    runs = kept["runs"]
    least, most = (choose(map(len, runs["seeds"].values())) for choose in (min, max))
    number = f"{least} to {most}" if least < most else str(most)
    near = f", {runs['fragile']} near a threshold" if runs["fragile"] else ""
    old = f", records older than today: {', '.join(runs['older'])}" if runs["older"] else ""
    return f"{told}, on {'one seed' if most == 1 else f'{number} seeds'} at size {runs['size']}{old}{near}"


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
