"""The points of a document, and the dimensions that it states: recomputed from weights, by ranks on faces."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint

from ..documents import Findings
from .cells import orders
from .components import Joined, Kind
from .dimensions import dimension_with, parts_of
from .known import Known
from .points import coordinates, products_at
from .question import Question, Row
from .unit import Unit


def check_points(
    document: Any, question: Question, unit: Unit, known: Known, joined: Joined | None, findings: Findings
) -> None:
    """Every point lies in its cell and fits the data; where all cells are known, kinds and dimensions are as stated."""
    kinds: list[Kind | None] = [] if joined is None else [*joined.kinds()]
    for number, (said, kind) in enumerate(
        zip(document["points"], kinds or [None] * len(document["points"]), strict=False), 1
    ):
        faults = point_faults(said, question, unit)
        if kind is not None:
            faults += _kind_faults(said, kind)
            faults += _dimension_faults(said, question, unit, kind, known)
        elif said["dimension"] is not None or said["cells"] is not None or said["copies"] != 1:
            faults.append("says more than that there is a point")
        elif said["num_cells"] != orders(tuple(sorted(said["cell"]))):
            faults.append("num_cells is not the number of orders of its cell")
        for fault in faults:
            findings.false(f"points: {number}. {fault}", "points")
    findings.proved("points")


def point_faults(said: Any, question: Question, unit: Unit) -> list[str]:
    """What is wrong with weights, their products, their signs, or the cell that they lie in."""
    outer, inner = _rows(said["output_weights"]), _rows(said["hidden_weights"])
    texts = [said["output_weights"], said["hidden_weights"], said["products"]]
    if texts != [[list(map(str, row)) for row in _rows(rows)] for rows in texts]:
        return ["a number is not in lowest terms"]
    size = question.num_hidden
    if [len(outer), len(inner), len(said["cell"])] != [size] * 3 or (
        {*map(len, outer)} != {question.output_dim} or {*map(len, inner)} != {question.input_dim}
    ):
        return ["its weights do not fit the network"]
    if any(not 0 <= piece < len(unit.pieces) for piece in said["cell"]):
        return ["its cell is none"]
    faults = []
    if question.outputs(outer, inner) != list(question.targets):
        faults.append("the weights do not fit the data")
    point = products_at(question, outer, inner)
    if list(point.signs) != said["signs"] or [list(row) for row in point.products] != [
        list(r) for r in _rows(said["products"])
    ]:
        faults.append("the products are not those of the weights")
    values = coordinates(question, inner)
    for place, sign, u, v in zip(said["cell"], point.signs, point.products, values, strict=True):
        piece = unit.pieces[place]
        sided = question.output_dim > 1 or all(
            (value >= 0 if active == "1" else value <= 0)
            for value, active in zip(_signals(question, u if any(u) else v), piece.pattern, strict=True)
        )
        if sign and (sign != piece.sign or not sided):
            faults.append("it does not lie in its cell")
    return faults


def local_dimension(said: Any, question: Question, unit: Unit) -> int:
    """The dimension of the weights near a point, with the same signs, and the same samples on a unit's kink."""
    total, columns = 0, []
    for sign, u in zip(said["signs"], _rows(said["products"]), strict=True):
        if not sign:
            total += unit.dead_dimension
            continue
        free = _free(question, u)
        total += len(free) + unit.live_dimension
        columns += [_part(question, sign, u, v) for v in free]
    rank = (
        flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator) for v in row] for row in columns]).rank()
        if columns
        else 0
    )
    return total - int(rank)


def _free(question: Question, u: Row) -> list[Row]:
    """Directions that leave the signals that are 0 at 0: a basis."""
    size = len(u)
    still = [] if question.output_dim > 1 else [row for row in question.reduced() if not _times(row, u)]
    if not still or not size:
        return [tuple(Fraction(int(i == k)) for i in range(size)) for k in range(size)]
    table = flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator) for v in row] for row in still])
    reduced, rank = table.rref()
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    found = []
    for k in (k for k in range(size) if k not in pivots):
        vector = [Fraction(int(i == k)) for i in range(size)]
        for i, pivot in enumerate(pivots):
            vector[pivot] = -Fraction(int(reduced[i, k].p), int(reduced[i, k].q))
        found.append(tuple(vector))
    return found


def _part(question: Question, sign: int, u: Row, v: Row) -> list[Fraction]:
    """The change of a unit's part of all outputs in the direction v, at u."""
    if question.output_dim > 1:
        signals = [question.activated(sign * (row[0] if row else Fraction(0))) for row in question.reduced()]
        return [signal * value for signal in signals for value in v]
    slopes = [1 if _times(row, u) >= 0 else question.leak for row in question.reduced()]
    return [sign * slope * _times(row, v) for slope, row in zip(slopes, question.reduced(), strict=True)]


def _dimension_faults(said: Any, question: Question, unit: Unit, kind: Kind, known: Known) -> list[str]:
    stated = said["dimension"]
    if stated is None:
        return []
    faults = []
    if stated != local_dimension(said, question, unit):
        faults.append(f"the dimension is {stated}, but at the point it is {local_dimension(said, question, unit)}")
    for live, cell in parts_of(kind.cells).items():
        rays = 0
        for piece in live:
            rays |= unit.pieces[piece].rays
        rays = known.reduced(rays)
        if dimension_with(unit, len(cell), live, rays, known) > stated and known.can(rays):
            faults.append(f"the dimension is {stated}, and nothing proves that it is not larger")
            break
    return faults


def _kind_faults(said: Any, kind: Kind) -> list[str]:
    faults = []
    if said["copies"] != kind.copies:
        faults.append(f"copies is {said['copies']}, but it is {kind.copies}")
    if said["num_cells"] != sum(map(orders, kind.cells)):
        faults.append(f"num_cells is {said['num_cells']}, but it is {sum(map(orders, kind.cells))}")
    if said["cells"] is not None and said["cells"] != [list(cell) for cell in kind.cells]:
        faults.append("cells are not those of the component")
    if tuple(sorted(said["cell"])) not in kind.cells:
        faults.append("its cell is in another component")
    return faults


def _signals(question: Question, u: Row) -> list[Fraction]:
    return [_times(row, u) for row in question.reduced()]


def _times(row: Row, u: Row) -> Fraction:
    return sum((a * b for a, b in zip(row, u, strict=True)), Fraction(0))


def _rows(rows: Any) -> list[Row]:
    return [tuple(Fraction(value) for value in row) for row in rows]
