"""What a check returns: a finding for one instance, and the evidence of all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

GRADES = ("exact", "certified", "numerical", "statistical")  # strongest first
VERDICTS = ("holds", "refuted as printed", "misprint", "open", "undecided", "not applicable")

Instance = dict[str, Any]  # plain JSON data: numbers, and exact rationals as strings


@dataclass(frozen=True)
class Finding:
    """What was found for one instance.

    Attributes:
        holds: whether the statement holds for it; ``None`` where that could not be decided.
        grade: one of :data:`GRADES`.
        measured: what was measured, with gaps and tolerances, as plain data.
        reason: what fails, or why nothing was decided.
        certificate: data that a small function can check again.
    """

    holds: bool | None
    grade: str
    measured: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    certificate: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        if self.grade not in GRADES:
            raise ValueError(f"grade {self.grade!r} is none of {GRADES}")
        if self.holds is not True and not self.reason:
            raise ValueError("a finding that does not hold says why")


@dataclass(frozen=True)
class Evidence:
    """The outcome of a claim over many instances; the fields are the keys of the JSON document.

    Attributes:
        verdict: one of :data:`VERDICTS`; grade: the weakest that was needed.
        instances: how many were decided on; ``failures`` of them failed, ``undecided`` were left open.
        counterexample: the smallest instance that failed, with its finding.
        corrected: the corrected statement with its own verdict, grade and numbers.
        sample: the finding of the last instance, to show what is measured.
        dropped: the hypothesis that was dropped, and what came of it.
        why_undecided: for the first instance that was left open, the reason.
    """

    id: str
    verdict: str
    grade: str
    instances: int
    failures: int
    undecided: int
    not_applicable: int
    counterexample: dict[str, Any] | None
    corrected: dict[str, Any] | None
    sample: dict[str, Any] | None
    dropped: str | None
    seed: int
    settings: dict[str, Any]
    why_undecided: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)
