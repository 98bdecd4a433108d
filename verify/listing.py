"""The list of the claims with their verdicts, and which of them were asked for."""

from __future__ import annotations

PAPERS = ("T2", "T3", "NMH", "C18")
VERDICTS = ("holds", "refuted as printed", "misprint", "open", "undecided", "not applicable")
GRADES = ("exact", "certified", "numerical", "statistical")  # here, too: ``--help`` imports nothing else


def listed(paper: str | None = None, verdict: str | None = None, grade: str | None = None) -> list[dict[str, str]]:
    """The claims of a paper, with a verdict and evidence of a grade in the committed ledger; all where it is ``None``.

    >>> [each["id"] for each in listed("T3", "misprint")][:2]
    ['T3-12', 'T3-14']
    """
    from .catalogue import registry
    from .ledger import read_ledger

    ledger, found = read_ledger(), []
    for claim in registry().values():
        kept = ledger.get(claim.id)
        about = {"id": claim.id, "title": claim.title, "source": claim.source}
        about |= {"verdict": kept["verdict"] if kept else "", "grade": kept["grade"] if kept else ""}
        has = (claim.id.partition("-")[0], about["verdict"], about["grade"])
        if all(want in (None, each) for want, each in zip((paper, verdict, grade), has, strict=True)):
            found.append(about)
    return found
