"""A path of zero error between two points, piece by piece, or none.

Cells are convex, so that a path is a chain of cells that meet, with a point of each meeting. It is written in weights
as nodes and steps: a *linear* step moves all weights on a line; a *rescale* step moves each unit on its hyperbola, on
which |a| w stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from itertools import pairwise
from typing import Literal

from ..shell import Budget, WrongInput, as_fraction, shown_value
from .cells import Cell
from .known import Known
from .points import Point, coordinates, point_at, products_at, shared
from .question import Question, Row
from .unit import Unit

Step = Literal["start", "linear", "rescale"]


@dataclass(frozen=True)
class Node:
    """Weights, and the step that leads there."""

    step: Step
    output_weights: tuple[Row, ...]
    hidden_weights: tuple[Row, ...]


def numbers_in(given: object) -> list[Fraction]:
    """All numbers of nested lists, in order.

    Raises:
        WrongInput: one is no exact number.

    >>> numbers_in([["1/2", 1], [0.25]])
    [Fraction(1, 2), Fraction(1, 1), Fraction(1, 4)]
    """
    if hasattr(given, "tolist"):
        given = given.tolist()
    if isinstance(given, list | tuple):
        return [value for entry in given for value in numbers_in(entry)]
    try:
        return [as_fraction(given)]
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise WrongInput(
            f"a weight is {shown_value(given)}", hint='give exact numbers, such as 2 or "1/3"', kind="bad_weights"
        ) from None


def weights_of(question: Question, numbers: Sequence[Fraction], what: str) -> Point:
    """A point from all weights, in the order of the parameters: hidden weights by unit, hidden biases, output weights.

    Raises:
        WrongInput: there are not so many, or the network does not fit the data with them.
    """
    inputs, units, outputs = question.widths
    wanted = units * (question.input_dim + outputs)
    if len(numbers) != wanted:
        raise WrongInput(
            f"{what} has {len(numbers)} weights, and the network has {wanted}",
            hint="give the hidden weights unit by unit, the hidden biases, and the output weights output by output",
            kind="bad_weights",
        )
    rows = [tuple(numbers[k * inputs : (k + 1) * inputs]) for k in range(units)]
    rest = numbers[units * inputs :]
    if question.hidden_bias:
        rows = [(*row, rest[k]) for k, row in enumerate(rows)]
        rest = rest[units:]
    outer = [tuple(rest[m * units + k] for m in range(outputs)) for k in range(units)]
    computed = question.outputs(outer, rows)
    if computed != list(question.targets):
        wrong = next(i for i, (f, y) in enumerate(zip(computed, question.targets, strict=True)) if f != y)
        raise WrongInput(
            f"with {what} the network computes {','.join(map(str, computed[wrong]))} for sample {wrong + 1}, and not "
            f"{','.join(map(str, question.targets[wrong]))}",
            hint="give weights with zero error, as exact numbers such as 1/3",
            kind="no_zero",
        )
    return products_at(question, outer, rows)


def cell_of(question: Question, unit: Unit, point: Point) -> Cell:
    """A cell that contains a point, unit by unit."""
    cell = []
    for sign, u in zip(point.signs, point.products, strict=True):
        cell.append(next(k for k, p in enumerate(unit.pieces) if sign in (0, p.sign) and _in(question, p.pattern, u)))
    return tuple(cell)


def chain(unit: Unit, start: Cell, end: Cell, known: Known, budget: Budget) -> list[Cell] | None:
    """Cells from one to another, each one move from the last; nothing if there is no such chain.

    Those nearer to the end, by the number of samples and signs that differ, are tried first.

    Raises:
        OutOfBudget: the time is over.
    """
    before: dict[Cell, Cell | None] = {start: None}
    waiting = [(0, start)]
    while waiting:
        budget.check("a path was being looked for")
        _, cell = heappop(waiting)
        if cell == end:
            found = [cell]
            while (last := before[found[-1]]) is not None:
                found.append(last)
            return found[::-1]
        for i, piece in enumerate(cell):
            for other, _ in unit.pieces[piece].moves:
                moved = (*cell[:i], other, *cell[i + 1 :])
                if moved not in before and known.can(_common(unit, cell, moved)):
                    before[moved] = cell
                    heappush(waiting, (_distance(unit, moved, end), moved))
    return None


def path_along(
    question: Question, unit: Unit, cells: Sequence[Cell], known: Known, ends: tuple[Point, Point]
) -> list[Node]:
    """The path through a chain of cells."""
    begin, close = (_to_normal(question, unit, point, cells[k]) for point, k in zip(ends, (0, -1), strict=True))
    nodes = begin
    for cell, moved in pairwise(cells):
        shares = [_shared_rays(unit, a, b) for a, b in zip(cell, moved, strict=True)]
        products = shared(unit, shares, known.combination_in(_common(unit, cell, moved)))
        nodes += [_normal(question, unit, each, products, "linear") for each in (cell, moved)]
    for k in range(len(close) - 1, -1, -1):  # from the normal form back to the end, with the steps of the other way
        step: Step = "linear" if k == len(close) - 1 else close[k + 1].step
        nodes.append(Node(step, close[k].output_weights, close[k].hidden_weights))
    found = nodes[:1]
    for node in nodes[1:]:
        if (node.output_weights, node.hidden_weights) != (found[-1].output_weights, found[-1].hidden_weights):
            found.append(node)
    return found


def step_fault(question: Question, before: Node, after: Node) -> str:
    """What is wrong with a step, if anything: all of it must have zero error, because both ends have."""
    for a, w, b, v in zip(
        before.output_weights, before.hidden_weights, after.output_weights, after.hidden_weights, strict=True
    ):
        if (a, w) == (b, v):
            continue
        old, new = _signals(question, w), _signals(question, v)
        crossing = any(x * y < 0 for x, y in zip(old, new, strict=True))
        if after.step == "rescale":
            ratio = next((y / x for x, y in zip(a, b, strict=True) if x), Fraction(0))
            if ratio <= 0 or b != tuple(ratio * x for x in a) or w != tuple(ratio * y for y in v):
                return "a unit leaves its hyperbola"
        elif not ((a == b and not crossing) or old == new or not (any(a) or any(b)) or not (any(old) or any(new))):
            return "a unit is not linear on the way"
    return ""


def _to_normal(question: Question, unit: Unit, point: Point, cell: Cell) -> list[Node]:
    """From given weights to those of :func:`algebraic.relu.points.point_at`, with the signs of a cell."""
    outer, inner = point.output_weights, point.hidden_weights
    several = question.output_dim > 1
    signs = [0 if not any(u) else sign for sign, u in zip(point.signs, point.products, strict=True)]
    first = Node("start", outer, inner)
    own = coordinates(question, inner)
    plain = point_at(question, [1] * len(signs), own).hidden_weights if not several else _along(question, own)
    zero_in, zero_out = (Fraction(0),) * question.input_dim, (Fraction(0),) * question.output_dim
    reduced = Node(
        "linear",
        tuple(zero_out if several and not sign else a for a, sign in zip(outer, signs, strict=True)),
        tuple(w if several or sign else zero_in for w, sign in zip(plain, signs, strict=True)),
    )
    normal = point_at(question, signs, point.products)
    scaled = Node(
        "rescale",
        tuple(n if s else a for n, a, s in zip(normal.output_weights, reduced.output_weights, signs, strict=True)),
        tuple(n if s else w for n, w, s in zip(normal.hidden_weights, reduced.hidden_weights, signs, strict=True)),
    )
    return [first, reduced, scaled, _normal(question, unit, cell, point.products, "linear")]


def _along(question: Question, own: Sequence[Row]) -> tuple[Row, ...]:
    """Inputs on a line: w with one number only."""
    rows = []
    for v in own:
        row = [Fraction(0)] * question.input_dim
        for k, value in zip(question.columns, v, strict=True):
            row[k] = value
        rows.append(tuple(row))
    return tuple(rows)


def _normal(question: Question, unit: Unit, cell: Cell, products: Sequence[Row], step: Step) -> Node:
    point = point_at(question, [unit.pieces[piece].sign for piece in cell], products)
    return Node(step, point.output_weights, point.hidden_weights)


def _common(unit: Unit, cell: Cell, moved: Cell) -> int:
    rays = 0
    for a, b in zip(cell, moved, strict=True):
        rays |= _shared_rays(unit, a, b)
    return rays


def _shared_rays(unit: Unit, a: int, b: int) -> int:
    return unit.pieces[a].rays & unit.pieces[b].rays


def _distance(unit: Unit, cell: Cell, end: Cell) -> int:
    found = 0
    for a, b in zip(cell, end, strict=True):
        one, other = unit.pieces[a], unit.pieces[b]
        found += one.sign != other.sign
        found += sum(x != y for x, y in zip(one.pattern, other.pattern, strict=True))
    return found


def _in(question: Question, pattern: str, u: Row) -> bool:
    if question.output_dim > 1:
        return True
    return all(s >= 0 if p == "1" else s <= 0 for s, p in zip(_reduced_signals(question, u), pattern, strict=True))


def _reduced_signals(question: Question, u: Row) -> list[Fraction]:
    return [sum((a * b for a, b in zip(row, u, strict=True)), Fraction(0)) for row in question.reduced()]


def _signals(question: Question, w: Row) -> list[Fraction]:
    return [sum((a * b for a, b in zip(row, w, strict=True)), Fraction(0)) for row in question.inputs]
