"""Local minima as plain data, with the proofs, and the check of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypedDict

from ..documents import Findings
from ..shell import Budget
from .known import Known, bits
from .linear_program import dot
from .minima import Minima, Place, Value, find_minima, made_by
from .points import Point, coordinates, point_of, products_at
from .projections import Projections
from .question import Question, Row
from .unit import Unit, whole_column


class Spot(TypedDict):
    """A point that is a local minimum.

    Units, from 1 on: ``dead`` ones compute 0 on all data; of those with u = 0, ``zero`` have a = 0 and w = 0,
    ``no_output`` only a = 0, ``no_input`` only w = 0.
    """

    signs: list[int]
    products: list[list[str]]
    output_weights: list[list[str]]
    hidden_weights: list[list[str]]
    dead: list[int]
    zero: list[int]
    no_output: list[int]
    no_input: list[int]


class BadValue(TypedDict):
    """Local minima with one residual y − f, above the global minimum.

    ``in_products`` is one in the products (s, u), and so in all weights over it; ``in_weights`` one that is a minimum
    in weights only; null where there is none.
    """

    value: str
    residual: list[str]
    in_products: Spot | None
    in_weights: Spot | None


class NearestPoint(TypedDict):
    """A combination of rays that makes the nearest point for its own rays, and faces of what makes that point."""

    combination: list[tuple[int, str]]
    faces: list[list[str]]


class MinimaDocument(TypedDict):
    """All local minima above the global one, ``least``; none where ``bad`` is empty."""

    least: str
    bad: list[BadValue]
    proofs: list[NearestPoint]


def minima_of(question: Question, unit: Unit, budget: Budget) -> MinimaDocument:
    """All of them, as plain data.

    Raises:
        OutOfBudget: the time is over.
    """
    found = find_minima(unit, question.num_hidden, Projections(unit, question.target_vector()), budget)
    proofs = []
    for place, projection in enumerate(found.projections.found):
        faces = found.faces[place].faces if place in found.faces else []
        proofs.append(
            NearestPoint(
                combination=[(k, str(c)) for k, c in sorted(projection.combination.items())],
                faces=[list(map(str, face)) for _, _, face in faces],
            )
        )
    bad = [_value(question, unit, value) for value in found.bad]
    return MinimaDocument(least=str(found.least), bad=bad, proofs=proofs)


def _value(question: Question, unit: Unit, value: Value) -> BadValue:
    return BadValue(
        value=str(value.projection.loss),
        residual=list(map(str, value.projection.residual)),
        in_products=None if value.in_products is None else _spot(question, unit, value.in_products),
        in_weights=None if value.in_weights is None else _spot(question, unit, value.in_weights),
    )


def _spot(question: Question, unit: Unit, place: Place) -> Spot:
    point = point_of(question, unit, place.live, place.live, place.combination)
    outer, inner = list(point.output_weights), list(point.hidden_weights)
    size = question.input_dim
    for kind, number in place.extra:
        piece = unit.pieces[number]
        outer.append((Fraction(piece.sign if kind == "no input" else 0),))
        inside = [Fraction(0)] * size
        if kind == "no output":
            for k in bits(piece.rays):
                for column, value in zip(question.columns, unit.rays[k].direction, strict=True):
                    inside[column] += value
        inner.append(tuple(inside))
    return spot_at(question, products_at(question, outer, inner))


def spot_at(question: Question, point: Point) -> Spot:
    """A point as plain data, with the units that have u = 0, and those that compute nothing, named from 1 on."""
    outer, inner = point.output_weights, point.hidden_weights
    reduced = coordinates(question, inner)
    states = [_state(a, v) for a, v in zip(outer, reduced, strict=True)]

    def computes(a: Row, w: Row) -> bool:
        return any(any(row) for row in question.outputs([a], [w]))

    def text(rows: Sequence[Row]) -> list[list[str]]:
        return [[str(value) for value in row] for row in rows]

    return Spot(
        signs=list(point.signs),
        products=text(point.products),
        output_weights=text(outer),
        hidden_weights=text(inner),
        dead=[k for k, (a, w) in enumerate(zip(outer, inner, strict=True), 1) if not computes(a, w)],
        zero=[k for k, state in enumerate(states, 1) if state == "zero"],
        no_output=[k for k, state in enumerate(states, 1) if state == "no output"],
        no_input=[k for k, state in enumerate(states, 1) if state == "no input"],
    )


def _state(a: Row, v: Row) -> str:
    """What of a unit is 0, on these data."""
    if any(a) and any(v):
        return "live"
    return "no input" if any(a) else "no output" if any(v) else "zero"


def check_minima(said: Any, question: Question, unit: Unit, findings: Findings, budget: Budget) -> None:
    """Every cell is answered by a proof, every place that is named is a minimum, and no other value can be one."""
    target = Projections(unit, question.target_vector(), closed=True)
    faces: dict[int, Known] = {}
    try:
        for number, proof in enumerate(said["proofs"]):
            texts = [c for _, c in proof["combination"]] + [v for face in proof["faces"] for v in face]
            if texts != [str(Fraction(v)) for v in texts]:
                raise ValueError("a number is not in lowest terms")
            if proof["combination"] != sorted(proof["combination"]):
                raise ValueError("its rays are not in order")
            projection = target.add({k: Fraction(c) for k, c in proof["combination"]})
            if len(projection.combination) < len(proof["combination"]) or projection.name > number:
                raise ValueError("a ray is there twice")
            known = made_by(unit, target.target, projection, closed=True)
            for face in proof["faces"]:
                vector, factor = whole_column(tuple(map(Fraction, face)))
                if factor != 1 or len(vector) != len(target.target) or dot(vector, known.target):
                    raise ValueError("a face is none of its point")
                known.add_face(vector)
            if projection.name == number:
                faces[number] = known
            elif proof["faces"]:
                raise ValueError("its faces stand beside an earlier proof of the same point")
    except (ValueError, IndexError) as problem:
        findings.false(f"minima: a proof is none: {problem}", "minima")
        return
    try:
        found = find_minima(unit, question.num_hidden, target, budget, faces)
    except KeyError:
        findings.false("minima: the proofs do not answer for every cell", "minima")
        return
    for fault in _faults(said, found, question, unit):
        findings.false(f"minima: {fault}", "minima")
    findings.proved("minima")


def _faults(said: Any, found: Minima, question: Question, unit: Unit) -> list[str]:
    faults = []
    if said["least"] != str(found.least):
        faults.append(f"the least value is {said['least']}, but it is {found.least}")
    true = [(str(v.projection.loss), list(map(str, v.projection.residual))) for v in found.bad]
    if [(entry["value"], entry["residual"]) for entry in said["bad"]] != true:
        return [*faults, "the values are not those that the proofs leave"]
    for entry, value in zip(said["bad"], found.bad, strict=True):
        for name, place in (("in_products", value.in_products), ("in_weights", value.in_weights)):
            spot = entry[name]
            if (spot is None) != (place is None):
                faults.append(f"value {entry['value']}: {name} is wrong")
            elif spot is not None:
                faults += [
                    f"value {entry['value']}: {fault}" for fault in spot_faults(spot, value, question, unit, name)
                ]
    return faults


def spot_faults(spot: Any, value: Value, question: Question, unit: Unit, name: str) -> list[str]:
    """Whether a place is a minimum with this residual, in products or in weights only: unit by unit."""
    outer, inner = (
        tuple(tuple(map(Fraction, row)) for row in spot[key]) for key in ("output_weights", "hidden_weights")
    )
    shape = [len(outer), len(inner), *{*map(len, outer)}, *{*map(len, inner)}]
    if shape != [question.num_hidden, question.num_hidden, question.output_dim, question.input_dim]:
        return ["its weights do not fit the network"]
    faults = []
    if spot_at(question, products_at(question, outer, inner)) != spot:
        faults.append("it is not what its weights say")
    outputs = [v for row in question.outputs(outer, inner) for v in row]
    residual = tuple(y - f for y, f in zip(question.target_vector(), outputs, strict=True))
    if residual != value.projection.residual:
        faults.append("its weights have another residual")
    allowed, level = value.projection.allowed, value.projection.level
    in_products = True
    for a, v in zip(outer, coordinates(question, inner), strict=True):
        state = _state(a, v)
        sign = 1 if a[0] > 0 else -1
        around = [p for p in unit.pieces if _contains(question, p.pattern, v)]
        of_sign = [p for p in around if p.sign == sign]
        in_products &= state == "live" or level == (1 << len(unit.rays)) - 1
        good = {
            "live": all(p.rays & ~allowed == 0 for p in of_sign),
            "zero": level == (1 << len(unit.rays)) - 1,
            "no output": all(p.rays & ~level == 0 for p in around),
            "no input": all(p.rays & ~allowed == 0 for p in of_sign),
        }[state]
        if not good:
            faults.append("it is no minimum")
    if in_products != (name == "in_products"):
        faults.append("it is none of its kind")
    return faults


def _contains(question: Question, pattern: str, v: Row) -> bool:
    """Whether a closed chamber has a vector in it; all have 0."""
    signals = [sum((a * b for a, b in zip(row, v, strict=True)), Fraction(0)) for row in question.reduced()]
    return all(s >= 0 if active == "1" else s <= 0 for s, active in zip(signals, pattern, strict=True))
