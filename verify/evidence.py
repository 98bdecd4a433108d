"""What a check returns: a finding for one instance, and the evidence of all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

GRADES = ("exact", "certified", "numerical", "statistical")  # strongest first

Instance = dict[str, Any]  # a JSON document; each check names the fields of its own
Plain = Mapping[str, Any]  # the same, read only


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
    measured: Plain = field(default_factory=dict)
    reason: str = ""
    certificate: Plain | None = None

    def __post_init__(self) -> None:
        if self.grade not in GRADES:
            raise ValueError(f"grade {self.grade!r} is none of {GRADES}")
        if self.holds is not True and not self.reason:
            raise ValueError("a finding that does not hold says why")


@dataclass(frozen=True)
class Counterexample:
    """An instance that failed, with its finding."""

    instance: Instance
    finding: Finding


@dataclass(frozen=True)
class Searched:
    """What came of looking for a counterexample beside the draws.

    Attributes:
        cases: exact small cases that were decided.
        evaluations: of the margin, by the optimiser. best_margin: the smallest one. best: where it was found.
        decided: how many instances the check itself decided; ``failures`` of them failed, ``undecided`` were left open.
    """

    cases: int
    evaluations: int
    decided: int
    failures: int
    undecided: int
    best_margin: float | None
    best: Instance | None


@dataclass(frozen=True)
class Correction:
    """What came of the corrected statement.

    Attributes:
        instances: those of the claim, and ``own`` at and beside the boundaries of the corrected statement.
        reason: of the first instance that failed.
        search: where a counterexample was looked for, what came of it.
    """

    statement: str
    verdict: str
    grade: str
    instances: int
    failures: int
    reason: str
    own: int = 0
    search: Searched | None = None


@dataclass(frozen=True)
class OverSeeds:
    """What a check of an experiment says of its runs: of a few seeds in one size, and so evidence alone.

    Attributes:
        outcome: over the seeds: agrees, contradicts, or undecided; ``outcomes``: of each seed.
        older: options that today's experiment has and the record has not: it is older than these.
        fragile: numbers that are so near to their threshold that other seeds may fall on its other side.
    """

    experiment: str
    check: str
    size: str
    seeds: list[int]
    outcomes: list[str]
    outcome: str
    older: list[str]
    fragile: list[str]
    reason: str

    def line(self) -> str:
        """In one line.

        >>> OverSeeds("E04", "larger is worse", "laptop", [0], ["agrees"], "agrees", [], [], "").line()
        'E04, larger is worse: agrees (one seed, laptop)'
        """
        seeds = "one seed" if len(self.seeds) == 1 else f"{len(self.seeds)} seeds"
        old = f"; older than {', '.join(self.older)}" if self.older else ""
        near = f"; fragile: {', '.join(self.fragile)}" if self.fragile else ""
        return f"{self.experiment}, {self.check}: {self.outcome} ({seeds}, {self.size}{old}{near})"


def over_seeds_of(findings: Iterable[Finding]) -> tuple[OverSeeds, ...]:
    """Of findings that rest on runs of experiments, which say so under ``over_seeds``."""
    found = (each for each in findings if "over_seeds" in each.measured)
    return tuple(OverSeeds(**each.measured["over_seeds"], reason=each.reason) for each in found)


@dataclass(frozen=True)
class Read:
    """What came of a reading of the sentence; ``objection`` is empty for that of the headline, the first."""

    words: str
    verdict: str
    grade: str
    instances: int
    failures: int
    reason: str
    objection: str
    undecided: int = 0
    runs: tuple[OverSeeds, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """The outcome of a claim over many instances; the fields are the keys of the JSON document.

    Attributes:
        verdict: holds, refuted as printed, misprint, open, undecided, or not applicable.
        grade: the weakest that was needed.
        instances: how many were decided on; ``failures`` of them failed, ``undecided`` were left open.
        counterexample: the smallest instance that failed.
        sample: the finding of the last instance, to show what is measured.
        dropped: the hypothesis that was dropped, and what came of it.
        settings: options of the claim, by name.
        readings: where the sentence has several, each with its words and verdict, the headline first.
        why_undecided: for the first instance that was left open, the reason.
        search: where a counterexample was looked for beside the draws, what came of it.
        runs: of a claim about training, what each check says over the seeds that were run.
    """

    id: str
    verdict: str
    grade: str
    instances: int
    failures: int
    undecided: int
    not_applicable: int
    counterexample: Counterexample | None
    corrected: Correction | None
    sample: Finding | None
    dropped: str | None
    seed: int
    settings: Plain
    readings: tuple[Read, ...] = ()
    why_undecided: str = ""
    search: Searched | None = None
    runs: tuple[OverSeeds, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Plain) -> Evidence:
        """The inverse of :meth:`as_dict`.

        >>> from verify.catalogue import find_claim
        >>> from verify.run import run_claim
        >>> found = run_claim(find_claim("T3-14"), num_instances=2)
        >>> Evidence.from_dict(found.as_dict()) == found
        True
        """
        example, corrected, sample = (document[key] for key in ("counterexample", "corrected", "sample"))
        return cls(
            **{
                **document,
                "counterexample": example and Counterexample(example["instance"], Finding(**example["finding"])),
                "corrected": corrected and Correction(**{**corrected, "search": _searched(corrected.get("search"))}),
                "sample": sample and Finding(**sample),
                "search": _searched(document.get("search")),
                "readings": tuple(Read(**{**each, "runs": _runs(each)}) for each in document.get("readings", ())),
                "runs": _runs(document),
            }
        )


def _runs(document: Plain) -> tuple[OverSeeds, ...]:
    return tuple(OverSeeds(**each) for each in document.get("runs", ()))


def _searched(document: Plain | None) -> Searched | None:
    return None if document is None else Searched(**document)
