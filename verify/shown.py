"""One claim as ``verify show`` prints it: what is known of it, and all that its declaration says."""

from __future__ import annotations

from collections.abc import Iterator

from .catalogue import find_claim
from .cite import identifier
from .ledger import in_words, read_ledger


def document(name: str) -> dict[str, object]:
    """The claim with its verdict and its identifier, both ``None`` where the ledger does not have it.

    >>> document("T3-14")["verdict"]
    'misprint'
    """
    claim = find_claim(name)
    kept = read_ledger().get(claim.id)
    return {
        "id": claim.id,
        "title": claim.title,
        "source": claim.source,
        "identifier": identifier(claim, kept) if kept else None,
        "verdict": in_words(kept) if kept else None,
        "statement": claim.statement,
        "quantifier": claim.quantifier,
        "field": claim.field,
        "letters": claim.letters,
        "hypotheses": {each.name: each.statement for each in claim.hypotheses},
        "corrected": claim.corrected.statement if claim.corrected else None,
        "planted": {each.name: each.statement for each in claim.all_planted()},
        "planted_of_corrected": [each.name for each in claim.corrected.planted] if claim.corrected else [],
        "readings": claim.read_as(),
        "rests_on": list(claim.rests_on),
        "settings": claim.settings,
        "instances": claim.num_instances,
        "witness": claim.witness.words if claim.witness else None,
        "note": claim.note,
    }


def lines(name: str) -> Iterator[str]:
    """The same for a terminal; the second line has the verdict and the identifier.

    >>> list(lines("T3-14"))[1].partition(" (zl:T3-14@")[0]
    'as printed: misprint'
    """
    claim, said = find_claim(name), document(name)
    yield f"{claim.id}  {claim.title}"
    known = f"as printed: {said['verdict']} ({said['identifier']})"
    yield known if said["verdict"] else "not decided yet: it is not in the ledger"
    yield f"{claim.source}\n\n{claim.statement}\n\nquantifier: {claim.quantifier}; field: {claim.field}"
    for title in ("letters", "hypotheses", "planted", "settings"):
        entries = said[title]
        if isinstance(entries, dict) and entries:
            yield "\n".join([f"\n{title}:", *(f"  {key}: {value}" for key, value in entries.items())])
    if claim.readings:
        yield "\n".join(["\nreadings:", *(f"  {each['words']} ({each['why']})" for each in claim.read_as())])
    if claim.corrected:
        yield f"\ncorrected: {claim.corrected.statement}"
    if claim.witness:
        yield f"\na counterexample in formulas: {claim.witness.words}"
    if claim.note:
        yield f"\n{claim.note}"
