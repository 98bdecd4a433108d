"""The report: an HTML folder that opens offline, with the same as CSV and JSON, written claim by claim."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TypedDict

from algebraic.shell import write_text

from ..catalogue import find_claim, registry
from ..jobs import in_order
from ..ledger import Entry, read_ledger
from .errata_page import errata_page
from .folder import open_folder, write_json
from .outcomes import Outcome, decide
from .pages import ERRATA, STYLE, claim_page, index_page
from .record import make_record
from .spec import Spec, make_spec
from .table import table


class Summary(TypedDict):
    """What a report says in short.

    Attributes:
        index: the page to open.
        claims: how many.
        different: how they differ from the ledger.
        undecided: ids; ``raised``: of claims whose check raised, which are among ``different``.
        resumed: how many were taken over from an earlier, interrupted run.
    """

    index: str
    claims: int
    different: list[str]
    undecided: list[str]
    raised: list[str]
    resumed: int
    seed: int


def errata(ledger: dict[str, Entry]) -> list[str]:
    """The claims that the ledger has as refuted or as a misprint, in the order of the registry."""
    return [name for name in registry() if name in ledger and ledger[name]["verdict"] in ERRATA]


def write_report(
    folder: Path, *, seed: int = 0, ids: Sequence[str] | None = None, profile: str = "fast", jobs: int = 1
) -> Summary:
    """Decide claims and write the report into a folder.

    What an earlier, interrupted run with the same seed, profile and versions left in the folder is taken over.

    Args:
        ids: every claim by default.
        profile: one of :data:`verify.jobs.PROFILES`; jobs: how many processes.

    Raises:
        WrongInput: an unknown id, or a folder that holds something else.
    """
    names = [find_claim(name).id for name in ids] if ids else list(registry())
    spec = make_spec(names, seed, profile)
    open_folder(folder, spec)
    decided = []
    for outcome in in_order(partial(decide, folder=str(folder), spec=spec), names, jobs):
        decided.append(outcome)
        _progress(len(decided), len(names), outcome.id)
    _progress(len(decided), 0, "")
    ledger = read_ledger()
    found = [outcome.compared(ledger) for outcome in decided]
    _write_files(folder, found, spec)
    write_text(folder / "DONE", "")
    return {
        "index": str(folder / "index.html"),
        "claims": len(found),
        "different": [each.difference for each in found if each.difference],
        "undecided": [each.id for each in found if each.verdict == "undecided"],
        "raised": [each.id for each in found if each.error],
        "resumed": sum(each.resumed for each in found),
        "seed": seed,
    }


def _progress(done: int, total: int, name: str) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        text = f"{done}/{total} {name}" if total else ""
        print(f"\r{text:<40}", end="" if total else "\r", file=sys.stderr, flush=True)


def _write_files(folder: Path, found: list[Outcome], spec: Spec) -> None:
    for old in [*folder.glob("claims/*.html"), *folder.glob("counterexamples/*.json")]:
        old.unlink()
    write_text(folder / "style.css", STYLE)
    for outcome in found:
        for name, evidence in outcome.all_evidence():
            if evidence.counterexample:
                write_json(folder / "counterexamples" / f"{name}.json", asdict(evidence.counterexample))
        write_text(folder / "claims" / f"{outcome.id}.html", claim_page(find_claim(outcome.id), outcome, spec))
    write_json(folder / "outcomes.json", {"spec": asdict(spec), "claims": [asdict(outcome) for outcome in found]})
    write_json(folder / "record.json", make_record(found, spec))
    write_text(folder / "outcomes.csv", table(found))
    write_text(folder / "errata.html", errata_page(found, spec))
    write_text(folder / "index.html", index_page(found, spec))
