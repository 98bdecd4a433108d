"""The registry: what a claim says, under which hypotheses, and how it is decided.

A claim has no status: that is computed by running it (:mod:`verify.run`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from algebraic.shell import WrongInput

from .evidence import Finding

Decide = Callable[[Any], Finding]

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
class Variant:
    """Another statement on the same instances: a correction, a planted falsehood, or a broken check.

    Attributes:
        because: for a planted falsehood, words that the reason of its refutation must contain.
    """

    name: str
    statement: str
    decide: Decide
    because: str = ""


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
        planted: false variants and broken checks, each of which must be refuted for its own reason.
        rests_on: ids of claims that the check uses.
        open: whether no number of instances can decide it, either way (a tendency, on data that we lack).
        size: of an instance, for finding the smallest counterexample.
        settings: options of ``draw`` that ``--set`` can change, with their defaults.
        num_instances: for the fast profile.
        listed: whether the instances are a list of ``num_instances``, each once, and no profile has more.
        note: what a reader of the errata must know: what was checked against the paper's text.
    """

    id: str
    title: str
    source: str
    statement: str
    quantifier: str
    field: str
    draw: Callable[[np.random.Generator, Settings], Any]
    decide: Decide
    planted: tuple[Variant, ...]
    letters: dict[str, str] = dataclasses.field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()
    corrected: Variant | None = None
    misprint: bool = False
    rests_on: tuple[str, ...] = ()
    open: bool = False
    size: Callable[[Any], float] = lambda instance: len(str(instance))
    settings: dict[str, Any] = dataclasses.field(default_factory=dict)
    num_instances: int = 20
    listed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.quantifier not in QUANTIFIERS or self.field not in FIELDS:
            raise ValueError(f"{self.id}: quantifier {self.quantifier!r}, field {self.field!r}")

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
