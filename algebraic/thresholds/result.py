"""A learning coefficient as it is handed out: exact or between bounds, with its reasons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypedDict

from ..engines import versions
from .certificates import Certificate
from .rules import Threshold

Scope = Literal["local", "global"]

LearningCoefficientData = TypedDict(
    "LearningCoefficientData",
    {
        "lambda": str | None,
        "multiplicity": int | None,
        "status": Literal["exact", "bounds"],
        "lower": str,
        "upper": str,
        "local_or_global": Scope,
        "reasons": list[str],
        "certificate": list[Certificate] | None,
        "seed": None,
        "versions": dict[str, str],
    },
)


@dataclass(frozen=True)
class LearningCoefficient:
    """λ and its multiplicity for K = ½ Σ f_i² over the real numbers.

    The volume of {w near the point: K(w) ≤ ε} is of the order ε^λ (log 1/ε)^(multiplicity − 1), and −λ is the largest
    pole of ∫ K(w)^z dw, of that order.

    Attributes:
        lower, upper: bounds that are proved; equal where λ is exact.
        multiplicity: ``None`` where it is not known.
        local_or_global: ``local``: at the point that was given. ``global``: the least value over all zeros.
        reasons: why, one line each.
        certificates: numbers that prove parts of it, where there are some.
    """

    lower: Fraction
    upper: Fraction
    multiplicity: int | None
    local_or_global: Scope
    reasons: tuple[str, ...]
    certificates: tuple[Certificate, ...] = ()

    @property
    def value(self) -> Fraction | None:
        """λ, where it is exact."""
        return self.lower if self.lower == self.upper else None

    @property
    def status(self) -> Literal["exact", "bounds"]:
        """Whether λ is exact."""
        return "exact" if self.lower == self.upper else "bounds"

    def to_json(self) -> str:
        """One JSON document; rationals are text such as "13/2". Nothing random was drawn, so the seed is null."""
        document: LearningCoefficientData = {
            "lambda": None if self.value is None else str(self.value),
            "multiplicity": self.multiplicity,
            "status": self.status,
            "lower": str(self.lower),
            "upper": str(self.upper),
            "local_or_global": self.local_or_global,
            "reasons": list(self.reasons),
            "certificate": list(self.certificates) or None,
            "seed": None,
            "versions": versions(),
        }
        return json.dumps(document, indent=2, ensure_ascii=False)

    def __str__(self) -> str:
        if self.value is None:
            head = f"{self.lower} ≤ λ ≤ {self.upper}"
        else:
            head = f"λ = {self.value}, multiplicity {self.multiplicity or 'not known'}"
        where = "at this point" if self.local_or_global == "local" else "the least over all zeros"
        return "\n".join([f"{head} ({self.status}, {where})", *(f"  {reason}" for reason in self.reasons)])


def result_of(found: Threshold, scope: Scope) -> LearningCoefficient:
    """What was found, as it is handed out."""
    return LearningCoefficient(found.lower, found.upper, found.multiplicity, scope, found.reasons, found.certificates)
