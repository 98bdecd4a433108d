"""The registry: what a claim says, under which hypotheses, and how it is decided.

A claim has no status: that is computed by running it (:mod:`verify.run`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from algebraic.shell import WrongInput

from .evidence import Finding, Instance

Decide = Callable[[Any], Finding]

# Why the verdict of a reading is not that of the claim. Without one of these it is the headline.
OBJECTIONS = {
    "trivial": "it makes the sentence true for a trivial reason",
    "borrowed": "its hypothesis is not in the sentence",
    "unused": "the authors do not use the sentence so",
    "unhedged": "it leaves out a hedge that is printed",
}

QUANTIFIERS = ("for all", "generic", "with probability", "exists", "bound", "limit")
FIELDS = ("real", "complex", "both", "none")


@dataclass(frozen=True)
class Settings:
    """How an instance is to be drawn.

    Attributes:
        scale: from 0 to 1, how large.
        drop: the hypothesis that the instance must violate.
        options: of the claim, by name.
    """

    scale: float
    drop: str | None = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)


Draw = Callable[[np.random.Generator, Settings], Any]


@dataclass(frozen=True)
class Hypothesis:
    """A condition of a claim.

    Attributes:
        name: a short word for ``--drop``.
        statement: the condition in the paper's terms.
        violated: for an instance, by how much it violates the condition; ``None`` where it is met.
    """

    name: str
    statement: str
    violated: Callable[[Any], str | None]


@dataclass(frozen=True)
class Search:
    """How a counterexample is looked for beside random draws (:mod:`verify.search`).

    Attributes:
        margin: by how much the statement holds for an instance: positive where it does, negative where it fails; of an
            equivalence, how far the instance is from where its sides change. It may be computed in floats: it only
            guides, and the statement's own check decides.
        vary: an instance near another one, of about this distance; ``None`` where there is none.
        evaluations: of the margin, in the fast profile.
        cases: exact small cases, of which the fast profile takes ``most_cases`` in any order.
    """

    margin: Callable[[Any], float] | None = None
    vary: Callable[[np.random.Generator, Any, float], Any] = lambda stream, instance, size: None
    evaluations: int = 300
    cases: Callable[[], Iterable[Any]] = tuple
    most_cases: int = 200


@dataclass(frozen=True)
class Variant:
    """Another statement on the same instances: a correction, a planted falsehood, or a broken check.

    Attributes:
        because: for a planted falsehood, words that the reason of its refutation must contain.
        draw: for a correction, ``num_instances`` more instances to decide it on, besides those of the claim; for a
            planted falsehood, its instances in the place of those.
        planted: for a correction, the falsehoods that are like it; each is to be refuted on its own draws.
        search: for a correction, how a counterexample to it is looked for.
        printed, instead: for a planted falsehood that a paper has, in a proof or in passing: where, and what is right.
    """

    name: str
    statement: str
    decide: Decide
    because: str = ""
    draw: Draw | None = None
    num_instances: int = 0
    planted: tuple[Variant, ...] = ()
    search: Search | None = None
    printed: str = ""
    instead: str = ""

    def falsehoods(self) -> tuple[Variant, ...]:
        """What is planted beside a correction, on its draws."""
        return tuple(
            dataclasses.replace(each, draw=self.draw, num_instances=self.num_instances) for each in self.planted
        )


@dataclass(frozen=True)
class Reading:
    """Another way to read the sentence than that of the headline.

    Attributes:
        words: what the sentence then says.
        objection: why the claim's verdict is not the one of this reading, one of :data:`OBJECTIONS`.
        draw, hypotheses, num_instances: of its own instances; those of the claim where there is no ``draw``.
        open: whether no number of instances can decide it so, as what only "seems likely".
    """

    words: str
    objection: str
    decide: Decide
    draw: Draw | None = None
    hypotheses: tuple[Hypothesis, ...] = ()
    num_instances: int = 0
    open: bool = False

    def __post_init__(self) -> None:
        if self.objection not in OBJECTIONS:
            raise ValueError(f"{self.words}: the objection {self.objection!r} is none of {', '.join(OBJECTIONS)}")


@dataclass(frozen=True)
class Witness:
    """A counterexample in formulas, and the same as an instance that fails."""

    words: str
    instance: Instance


@dataclass(frozen=True)
class Claim:
    """One claim, as printed.

    Attributes:
        id: such as ``T3-14``; ``source`` says where in which paper.
        statement: the claim in our words; ``letters`` maps the paper's letters to ours.
        quantifier, field: as printed, one of :data:`QUANTIFIERS` and :data:`FIELDS`.
        draw: an instance from a generator and settings, whose options have their defaults in ``settings``.
        decide: the statement as printed, for one instance.
        hypotheses: what the instances meet.
        corrected: the right statement where the printed one fails; ``misprint``: whether that is an evident slip.
        reading: how the sentence is read for this verdict, where there are other ``readings``.
        planted: false variants and broken checks, each of which must be refuted for its own reason; ``corrected`` has
            its own.
        rests_on: ids of claims that the check uses.
        open: whether no number of instances can decide it, either way (a tendency, on data that we lack).
        size: of an instance, for finding the smallest counterexample.
        settings: options of ``draw`` that ``--set`` can change, with their defaults.
        num_instances: for the fast profile.
        search: how a counterexample is looked for beside the draws.
        listed: whether the instances are a list of ``num_instances``, each once, and no profile has more.
        witness: the smallest counterexample in formulas, where the note does not have it.
        note: what a reader of the errata must know: what was checked against the paper's text.
    """

    id: str
    title: str
    source: str
    statement: str
    quantifier: str
    field: str
    draw: Draw
    decide: Decide
    planted: tuple[Variant, ...]
    letters: dict[str, str] = dataclasses.field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()
    corrected: Variant | None = None
    misprint: bool = False
    reading: str = ""
    readings: tuple[Reading, ...] = ()
    rests_on: tuple[str, ...] = ()
    open: bool = False
    size: Callable[[Any], float] = lambda instance: len(str(instance))
    settings: dict[str, Any] = dataclasses.field(default_factory=dict)
    num_instances: int = 20
    search: Search | None = None
    listed: bool = False
    witness: Witness | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.quantifier not in QUANTIFIERS or self.field not in FIELDS:
            raise ValueError(f"{self.id}: quantifier {self.quantifier!r}, field {self.field!r}")
        if bool(self.reading) != bool(self.readings):
            raise ValueError(f"{self.id}: readings are several, each with its words")

    @property
    def by_witness(self) -> bool:
        """Whether an instance is to be a witness of an existence: one is enough, and what is none refutes nothing."""
        return self.quantifier == "exists" and self.corrected is None and not self.open

    def all_planted(self) -> tuple[Variant, ...]:
        """The falsehoods beside the printed statement, and those beside the corrected one."""
        return self.planted + (self.corrected.falsehoods() if self.corrected else ())

    def read_as(self) -> list[dict[str, str]]:
        """How the sentence can be read and why each reading is the headline or not; empty where there is one alone."""
        others = [{"words": r.words, "why": f"not the headline: {OBJECTIONS[r.objection]}"} for r in self.readings]
        return [{"words": self.reading, "why": "the headline"}, *others] if others else []

    def hypothesis(self, name: str) -> Hypothesis:
        """The hypothesis of this name.

        Raises:
            WrongInput: the claim has none of this name.
        """
        for hypothesis in self.hypotheses:
            if hypothesis.name == name:
                return hypothesis
        names = [hypothesis.name for hypothesis in self.hypotheses]
        near = get_close_matches(name, names, n=1)
        raise WrongInput(
            f"{self.id} has no hypothesis {name!r}",
            hint=f"did you mean {near[0]}?" if near else f"it has {', '.join(names) or 'none'}",
            kind="unknown_hypothesis",
        )
