"""How a theorem is declared for the audit: hypotheses that are asked one by one, and what follows.

A hypothesis is a function of the :class:`~.case.Case` with its sentence as docstring; it says yes, no or unknown, and
how that is known. A theorem is the function that says what follows for this model; its docstring is the statement that
is used, which is the corrected one where the printed one is refuted (``corrected=True``)::

    @hypothesis
    def smooth(case):
        \"\"\"every activation is smooth\"\"\"
        return yes("tanh is smooth")

    @theorem("C18-01", "The zeros are a manifold", (smooth,))
    def manifold(case, applies):
        \"\"\"for almost all targets …\"\"\"
        return Consequence(f"dimension {case.subject.num_params - case.subject.num_samples}")

The theorem applies if all hypotheses hold; not, if one fails; otherwise that is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .case import Case
from .holds import Answer, Holds

CORRECTED = " (by the corrected statement: the printed one fails)"


@dataclass(frozen=True)
class Consequence:
    """What a theorem says of this model.

    Attributes:
        follows: with the model's own numbers; empty if nothing does.
        measured: what was measured of the conclusion; empty if nothing was.
        disagrees: whether that contradicts the theorem.
    """

    follows: str = ""
    measured: str = ""
    disagrees: bool = False


@dataclass(frozen=True)
class Asked:
    """A hypothesis of a theorem, as it was found.

    Attributes:
        name: of the hypothesis; statement: its sentence.
        holds: ``yes``, ``no`` or ``unknown``; why: how that is known.
    """

    name: str
    statement: str
    holds: Answer
    why: str


@dataclass(frozen=True)
class Theorem:
    """What the audit says about one theorem.

    Attributes:
        id: as in ``python -m verify show ID``.
        title: in a few words; statement: the one that is used, corrected where the printed one is refuted.
        corrected: whether it is.
        applies: ``yes``, ``no`` or ``unknown``.
        because: which hypotheses hold; or those that fail, and by how much; or what is missing.
        follows: for this model, with its numbers.
        measured: of the conclusion.
        disagrees: whether what was measured contradicts what follows.
        hypotheses: one by one.
    """

    id: str
    title: str
    statement: str
    corrected: bool
    applies: Answer
    because: str
    follows: str
    measured: str
    disagrees: bool
    hypotheses: tuple[Asked, ...]


@dataclass(frozen=True)
class Hypothesis:
    """A question that a case answers."""

    name: str
    statement: str
    ask: Callable[[Case], Holds]


Says = Callable[[Case, Answer], Consequence]


@dataclass(frozen=True)
class Declared:
    """A theorem before it is asked of a model."""

    id: str
    title: str
    statement: str
    corrected: bool
    hypotheses: tuple[Hypothesis, ...]
    says: Says

    def of(self, case: Case) -> Theorem:
        """What it says of this case."""
        asked = tuple(self._ask(each, case) for each in self.hypotheses)
        applies = conclusion(asked)
        because = "; ".join(dict.fromkeys(each.why for each in asked if each.holds == applies))
        found = self.says(case, applies)
        follows = found.follows + (CORRECTED if self.corrected and found.follows else "")
        return Theorem(
            self.id,
            self.title,
            self.statement,
            self.corrected,
            applies,
            because,
            follows,
            found.measured,
            found.disagrees,
            asked,
        )

    @staticmethod
    def _ask(each: Hypothesis, case: Case) -> Asked:
        found = case.asked.get(each.name)
        if found is None:
            found = case.asked[each.name] = each.ask(case)
        return Asked(each.name, each.statement, found.answer, found.why)


def conclusion(asked: tuple[Asked, ...]) -> Answer:
    """No if one hypothesis fails, else unknown if one is, else yes.

    >>> conclusion((Asked("a", "", "unknown", ""), Asked("b", "", "no", "")))
    'no'
    """
    answers = [each.holds for each in asked]
    return "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"


def hypothesis(ask: Callable[[Case], Holds]) -> Hypothesis:
    """A hypothesis with the function's name and docstring."""
    return Hypothesis(ask.__name__.strip("_"), _sentence(ask), ask)


def theorem(
    name: str, title: str, hypotheses: tuple[Hypothesis, ...], *, corrected: bool = False
) -> Callable[[Says], Declared]:
    """A theorem with the function's docstring as its statement."""

    def declare(says: Says) -> Declared:
        return Declared(name, title, _sentence(says), corrected, hypotheses, says)

    return declare


def _sentence(function: Callable[..., object]) -> str:
    return " ".join((function.__doc__ or "").split())
