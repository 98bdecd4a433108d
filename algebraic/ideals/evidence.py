"""What is known about the number of solutions: a status, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

from ..shell import OutOfBudget, ZerolocusError
from .nullstellensatz import Terms

STATUS_WORDS = {
    "exact": "exact",
    "exact_mod_p": "exact modulo two primes",
    "lower_bound": "a lower bound",
    "empty": "no solution",
    "infinite": "infinitely many",
    "undecided": "undecided",
}


class Evidence(TypedDict, total=False):
    """What a status rests on, as it stands in JSON; what comes after ``statement`` depends on the kind.

    Attributes:
        kind: such as ``linear_algebra`` or ``leading_ideals``.
        proved: over the complex numbers.
        statement: in words.
        engine, confirmed: who was asked, and what evidence of our own confirms the answer (``None``: nothing).
    """

    kind: str
    proved: bool
    statement: str
    multipliers: list[str]
    point: list[str]
    fixed: dict[str, int]
    engine: str
    confirmed: str | None
    primes: list[int]
    dimensions: list[int]
    counts: list[int | None]
    degree: int
    denominator: str
    cofactors: list[Terms]


@dataclass(frozen=True)
class SolutionCount:
    """The number of complex solutions, as far as it is known.

    Attributes:
        count: solutions with multiplicity; 0 when empty; ``None`` when infinite or undecided.
        status: ``exact`` (over the complex numbers), ``exact_mod_p`` (the same number modulo two primes),
            ``lower_bound``, ``empty``, ``infinite`` or ``undecided``.
        evidence: what the status rests on, with the data to check it; empty where nothing was tried.
        limit: the error, when a limit cut the decision short.
    """

    count: int | None
    status: str
    evidence: Evidence = field(default_factory=Evidence)
    limit: ZerolocusError | None = None


def undecided(statement: str, problem: ZerolocusError) -> SolutionCount:
    """No decision; a limit that cut it short is named."""
    evidence: Evidence = {"kind": "none", "proved": False, "statement": f"{statement}: {problem}"}
    return SolutionCount(None, "undecided", evidence, limit_in(problem))


def limit_in(problem: ZerolocusError) -> ZerolocusError | None:
    """The error, if it is a limit."""
    return problem if isinstance(problem, OutOfBudget) else None
