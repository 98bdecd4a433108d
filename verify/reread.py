"""The record of the second reading: what was asked of each decided claim, and the instances that answer.

``reread.json`` holds a line for each claim that was read again against the print, and the ids of those that were not
yet. An instance is named by a word and what belongs to it: ``draw 7`` is the claim's own instance of this number,
``own 3`` that of its corrected statement, ``drop NAME 2`` one that violates a hypothesis, ``planted NAME`` the first
one that refutes the falsehood of this name.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from .claims import Claim, Decide
from .evidence import Finding
from .run import Draws, refutes

RECORD = Path(__file__).with_name("reread.json")


class Line(TypedDict):
    """Four answers.

    Attributes:
        printed: whether the check decides the printed sentence: quantifier, hedge, field.
        counterexample: whether a hypothesis that is not printed removes one, or an unprinted choice makes one.
        false, true: instances on which the check says so.
        boundary: where the corrected statement was tried, and ``boundary_at`` by instances; empty without one.
    """

    printed: str
    counterexample: str
    false: list[str]
    true: list[str]
    boundary: str
    boundary_at: list[str]


class Record(TypedDict):
    """The lines by claim, and which claims were not read again yet."""

    lines: dict[str, Line]
    not_yet: list[str]


def read_again() -> Record:
    """The committed record."""
    found: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return found


def finding_at(claim: Claim, place: str, decide: Decide | None = None) -> Finding:
    """What a statement, the claim's where none is given, says of a named instance.

    Raises:
        KeyError: there is no instance of this name.
    """
    kind, _, rest = place.partition(" ")
    if kind == "planted":
        variant = {each.name: each for each in claim.all_planted()}[rest]
        refuted, said = refutes(claim, variant)
        return Finding(not refuted, "exact", reason=said if refuted else "")
    decide, draws = decide or claim.decide, Draws(claim)
    if kind == "draw":
        return decide(draws.instance(int(rest), claim.num_instances))
    if kind == "drop":
        name, _, number = rest.rpartition(" ")
        return decide(Draws(claim, drop=claim.hypothesis(name).name).instance(int(number), 8))
    if kind == "own" and claim.corrected is not None and claim.corrected.draw is not None:
        own = Draws(replace(claim, draw=claim.corrected.draw))
        return claim.corrected.decide(own.instance(int(rest), claim.corrected.num_instances))
    raise KeyError(f"{claim.id}: {place}")
