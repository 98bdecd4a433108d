"""The proofs of a document of this room: each one is recomputed from the data before anything is read off it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..documents import Findings
from ..shell import Budget
from .known import Known, bits
from .linear_program import Vector, dot
from .question import Question
from .unit import Unit, unit_of, whole_column

Normal = tuple[int, ...]


def proofs_of(document: Any, question: Question, findings: Findings, budget: Budget) -> tuple[Unit, Known] | None:
    """The pieces, and what the certificate proves; nothing if something in it is false.

    The pieces are listed again, and their number is counted a second time, by leaving out one hyperplane after another.
    """
    certificate = document["certificate"]
    unit = unit_of(question, budget)
    pieces = [{"sign": p.sign, "pattern": p.pattern, "rays": bits(p.rays)} for p in unit.pieces]
    before = len(findings.problems)
    findings.compare("certificate: columns", certificate["columns"], list(question.columns))
    findings.compare("certificate: rays", certificate["rays"], [[ray.sign, list(ray.direction)] for ray in unit.rays])
    findings.compare("certificate: pieces", certificate["pieces"], pieces)
    if question.output_dim == 1 and len(unit.pieces) != 2 * count_chambers(question):
        findings.false("certificate: the number of pieces is not twice that of the chambers", "certificate")
    known = Known(unit, question.target_vector(), closed=True)
    for number, said in enumerate(certificate["combinations"], 1):
        problem = _combination(unit, question, said)
        if problem:
            findings.false(f"certificate: combination {number} {problem}", "certificate")
        else:
            known.add_combination({k: Fraction(c) for k, c in said})
    for name, sign in (("separators", 1), ("faces", 0)):
        for number, said in enumerate(certificate[name], 1):
            vector = _vector(said, len(known.target))
            value = None if vector is None else dot(vector, known.target)
            if vector is None or value is None or (value > 0) - (value < 0) != sign:
                findings.false(f"certificate: {name} {number} proves nothing of these targets", "certificate")
            elif sign:
                known.add_separator(vector)
            else:
                known.add_face(vector)
    if len(findings.problems) > before:
        return None
    findings.proved("certificate: combinations", "certificate: separators", "certificate: faces")
    return unit, known


def _combination(unit: Unit, question: Question, said: Any) -> str:
    places = [k for k, _ in said]
    if len(set(places)) < len(places) or not all(0 <= k < len(unit.rays) for k in places):
        return "has no such rays, or one twice"
    if not all(Fraction(c) > 0 for _, c in said):
        return "has a coefficient that is not positive"
    target = question.target_vector()
    for i, value in enumerate(target):
        if sum((Fraction(c) * unit.rays[k].outputs[i] for k, c in said), Fraction(0)) != value:
            return "does not make the targets"
    return ""


def _vector(said: Sequence[str], size: int) -> Vector | None:
    if len(said) != size:
        return None
    values = [Fraction(v) for v in said]
    return whole_column(tuple(values))[0] if all(v.denominator == 1 for v in values) else None


def count_chambers(question: Question) -> int:
    """The number of chambers of the hyperplanes u · x_i = 0: that without one of them, and that on it.

    >>> from .question import question_of
    >>> count_chambers(question_of([[1, 0], [0, 1], [1, 1]], [1, 1, 1], 1))
    6
    """
    return _number({line for row in question.reduced() if (line := _line(row)) is not None})


def _number(normals: set[tuple[Fraction, ...]]) -> int:
    if not normals:
        return 1
    first, *rest = sorted(normals)
    pivot = next(k for k, v in enumerate(first) if v)
    on = set()
    for normal in rest:  # on the hyperplane of the first, the coordinate of its pivot follows from the others
        factor = normal[pivot] / first[pivot]
        line = _line([v - factor * f for k, (v, f) in enumerate(zip(normal, first, strict=True)) if k != pivot])
        if line is not None:
            on.add(line)
    return _number(set(rest)) + _number(on)


def _line(row: Sequence[Fraction]) -> tuple[Fraction, ...] | None:
    lead = next((v for v in row if v), None)
    return None if lead is None else tuple(v / lead for v in row)
