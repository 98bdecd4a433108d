"""What must be refuted: the falsehoods beside printed statements, and those beside corrected ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .claims import Claim
from .run import refutes


@dataclass(frozen=True)
class Tried:
    """A planted falsehood, and what came of it; the fields are the keys of the JSON document.

    Attributes:
        refuted: for its own reason.
        of: ``printed`` or ``corrected``: the statement that it stands beside, on whose instances it was decided.
    """

    id: str
    planted: str
    statement: str
    refuted: bool
    reason: str
    of: str

    def line(self) -> str:
        """For a person."""
        return f"{self.id:<8}{'refuted' if self.refuted else 'NOT REFUTED':<13}{self.planted}: {self.reason}"


def tried(claim: Claim) -> Iterator[Tried]:
    """All that is planted beside a claim, tried.

    >>> from verify.catalogue import find_claim
    >>> [each.refuted for each in tried(find_claim("T3-13"))]
    [True, True]
    """
    for variant in claim.all_planted():
        refuted, said = refutes(claim, variant)
        of = "printed" if variant in claim.planted else "corrected"
        yield Tried(claim.id, variant.name, variant.statement, refuted, said, of)


def counts(all_tried: list[Tried]) -> dict[str, int]:
    """How many stand beside which statement.

    >>> counts([Tried("T3-13", "sign", "", True, "", "printed")])
    {'printed': 1, 'corrected': 0}
    """
    found = Counter(each.of for each in all_tried)
    return {of: found[of] for of in ("printed", "corrected")}
