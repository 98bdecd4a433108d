"""The report as CSV: one row for each statement that was decided."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace

from ..catalogue import find_claim
from ..evidence import Evidence
from .outcomes import Outcome


@dataclass(frozen=True)
class Row:
    """A row; the fields are the columns.

    Attributes:
        part: ``printed``, ``reading`` (its words are the ``name``), ``corrected``, ``dropped`` (the hypothesis
            ``name``) or ``planted`` (the falsehood ``name``).
        source: of the claim, or of the falsehood that a paper has in print elsewhere.
    """

    id: str
    source: str
    part: str
    name: str = ""
    verdict: str = ""
    grade: str = ""
    instances: int | str = ""
    failures: int | str = ""
    undecided: int | str = ""
    not_applicable: int | str = ""
    as_in_ledger: bool | str = ""
    seed: int | str = ""


def table(found: Iterable[Outcome]) -> str:
    """The rows of all outcomes, as text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(column.name for column in fields(Row))
    writer.writerows(astuple(row) for outcome in found for row in rows(outcome))
    return stream.getvalue()


def rows(outcome: Outcome) -> Iterator[Row]:
    """The statements of a claim: printed, corrected, with each hypothesis dropped, planted."""
    evidence = outcome.evidence
    row = Row(outcome.id, find_claim(outcome.id).source, "printed")
    if outcome.error:
        yield replace(row, verdict="raised", as_in_ledger=False)
    if not evidence:
        return
    row = replace(row, seed=evidence.seed)
    if not outcome.error:
        yield replace(_filled(row, evidence), as_in_ledger=not outcome.difference)
    for read in evidence.readings:
        yield replace(
            row,
            part="reading",
            name=read.words,
            verdict=read.verdict,
            grade=read.grade,
            instances=read.instances,
            failures=read.failures,
        )
    corrected = evidence.corrected
    if corrected:
        yield replace(
            row,
            part="corrected",
            verdict=corrected.verdict,
            grade=corrected.grade,
            instances=corrected.instances,
            failures=corrected.failures,
        )
    for name, without in outcome.dropped.items():
        yield replace(_filled(row, without), part="dropped", name=name)
    for planted in outcome.planted:
        verdict = "refuted" if planted.refuted else "not refuted"
        source = planted.printed or row.source
        yield replace(row, source=source, part="planted", name=planted.name, verdict=verdict)


def _filled(row: Row, evidence: Evidence) -> Row:
    return replace(
        row,
        verdict=evidence.verdict,
        grade=evidence.grade,
        instances=evidence.instances,
        failures=evidence.failures,
        undecided=evidence.undecided,
        not_applicable=evidence.not_applicable,
    )
