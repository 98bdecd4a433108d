"""How a result is quoted: an identifier that holds as long as the statement and its verdict do, and BibTeX."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version

from .claims import Claim
from .ledger import Entry

DIGITS = 10  # of the hash; two of some hundred results are alike with a chance below 1e-8


def identifier(claim: Claim, kept: Entry) -> str:
    """``zl:CLAIM@HASH``: the hash is of what is claimed and of what came out, so that it changes when either does.

    It does not change with the wording of notes, the effort of a search, or the code of the check.

    >>> from verify.catalogue import find_claim
    >>> claim, kept = find_claim("T3-14"), {"verdict": "misprint", "grade": "exact", "corrected": "holds"}
    >>> name, _, digest = identifier(claim, kept).partition("@")
    >>> name, len(digest), digest == identifier(claim, {**kept, "verdict": "holds"}).partition("@")[2]
    ('zl:T3-14', 10, False)
    """
    said = {
        "id": claim.id,
        "source": claim.source,
        "statement": claim.statement,
        "quantifier": claim.quantifier,
        "field": claim.field,
        "hypotheses": [each.statement for each in claim.hypotheses],
        "corrected": claim.corrected.statement if claim.corrected else None,
        "readings": [each.words for each in claim.readings],
        "found": {key: value for key, value in kept.items() if key != "search"},
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return f"zl:{claim.id}@{hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}"


def bibtex(claim: Claim, kept: Entry, verdict: str) -> str:
    """An entry for this result; ``verdict`` in words, as a page shows it."""
    name = identifier(claim, kept)
    key = name.replace(":", "-").replace("@", "-")
    fields = {
        "title": f"{{{claim.id}: {claim.title}}}",
        "author": "{{The zerolocus founders}}",
        "howpublished": f"{{zerolocus {version('zerolocus')}, {name}}}",
        "note": f"{{{claim.source}: {verdict}}}",
    }
    lines = [f"  {field} = {value}," for field, value in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}"])
