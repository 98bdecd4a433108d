"""What is decided of a claim, on a terminal."""

from __future__ import annotations

from algebraic.shell import printable

from .evidence import Evidence
from .ledger import entry, in_words, read_as


def line(found: Evidence, changed: str) -> str:
    """An outcome; the first line has the verdict, and each further one what belongs to it."""
    text = (
        f"{found.id:<8}{in_words(entry(found))} ({found.grade}; {found.failures} of {found.instances} instances fail)"
    )
    if found.counterexample:
        text += f"\n        {printable(found.counterexample.finding.reason)}"
    for run in found.runs:
        text += f"\n        {run.line()}"
    for read in found.readings:
        told = in_words(read_as(read)) if read.objection else f"{read.verdict} (the headline)"
        text += f"\n        read as “{read.words}”: {told}"
        for run in read.runs if read.objection else ():
            text += f"\n            {run.line()}"
    if found.why_undecided:
        text += f"\n        undecided: {printable(found.why_undecided)}"
    if found.corrected:
        text += f"\n        corrected: {found.corrected.statement}: {found.corrected.verdict}"
    return text + (f"\n        differs from the ledger: {changed}" if changed else "")
