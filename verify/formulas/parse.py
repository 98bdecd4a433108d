"""Where the formulas in a sentence are, and what they are made of.

The registry writes formulas as one does in a mail: ``D_{k+1} = ℓ(D_k + 1)``, ``½‖Xw − y‖²``, ``w⁺ = Xᵀ(XXᵀ)⁻¹y``.
A parser by descent finds them among the words. It does not guess: a sign of mathematics that it can place in no formula
is an error that names it, so that no page shows a formula as it stands in the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from algebraic.shell import WrongInput

from .reader import Reader
from .signs import ACCENTS, PRODUCTS, REFERENCE, SIGNS, Piece


@dataclass(frozen=True)
class Formula:
    """A formula in a sentence.

    Attributes:
        source: as it stands in the sentence.
        nodes: what it is made of: a kind and a text, or a kind and nodes.
    """

    source: str
    nodes: list[Piece] = field(default_factory=list)


def split(sentence: str) -> list[str | Formula]:
    """A sentence as words and formulas, in their order; together they are the sentence.

    Raises:
        WrongInput: a sign of mathematics stands in no formula.

    >>> [part if isinstance(part, str) else part.source for part in split("The bound is ℓ^(N·d) for N data points.")]
    ['The bound is ', 'ℓ^(N·d)', ' for ', 'N', ' data points.']
    """
    found: list[str | Formula] = []
    words, place = "", 0
    while place < len(sentence):
        before = sentence[place - 1] if place else " "
        if (left := REFERENCE.match(sentence, place)) and not before.isalnum():
            words, place = words + left[0], left.end()
            continue
        reader = Reader(sentence, place)
        nodes = None if before.isalnum() and sentence[place].isalnum() else reader.formula()
        between_words = bool(words.strip()) == bool(sentence[reader.place :].strip())  # an operator may stand so
        formula = nodes and (between_words or any(kind != "operator" for kind, _ in nodes))
        if formula and not _only_words(sentence[place : reader.place]):
            found += [words] if words else []
            found.append(Formula(sentence[place : reader.place], nodes or []))
            words, place = "", reader.place
        else:
            run = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*|.", re.DOTALL).match(sentence, place)
            assert run is not None
            _check(sentence, place, run.end())
            words, place = words + run[0], run.end()
    return [*found, words] if words else found


def _check(sentence: str, start: int, end: int) -> None:
    """No sign of mathematics may stand among the words."""
    for sign in sentence[start:end]:
        if sign in SIGNS or sign in ACCENTS:
            raise WrongInput(
                f"{sign!r} stands in no formula: {sentence[max(0, start - 30) : end + 30]!r}",
                hint="write the formula so that verify.formulas can read it, or teach it the sign",
                kind="no_formula",
            )


def _only_words(source: str) -> bool:
    """Whether what was read as a formula is a word or a number in the running text."""
    return bool(re.fullmatch(r"[aAI]|\(?\d+(?:[.,]\d+)*\)?|ReLU|[A-Za-z]+|[=<>/+]", source)) and not (
        re.fullmatch(r"[b-zB-HJ-Z]", source) or source in PRODUCTS
    )
