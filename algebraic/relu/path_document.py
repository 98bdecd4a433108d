"""A path as plain data, and the check of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypedDict

from ..documents import Findings
from ..shell import Budget, OutOfBudget
from .components import Joined
from .known import Known
from .paths import Node, cell_of, chain, path_along, step_fault
from .points import Point, products_at
from .question import Question, Row
from .unit import Unit


class Weights(TypedDict):
    """One row for each unit."""

    output_weights: list[list[str]]
    hidden_weights: list[list[str]]


class PathNode(Weights):
    """Weights, and the ``step`` that leads there: ``start``, ``linear`` or ``rescale``."""

    step: str


# "from" is a word of the language.
ReluPath = TypedDict(
    "ReluPath",
    {"from": Weights, "to": Weights, "joined": bool | None, "nodes": list[PathNode], "cells": list[list[int]]},
)


def path_between(
    question: Question, unit: Unit, known: Known, joined: Joined | None, ends: tuple[Point, Point], budget: Budget
) -> tuple[ReluPath, str]:
    """A path, or that there is none, or neither, and why.

    Args:
        joined: all cells, with everything that meets joined; nothing if not all are known.
    """
    first, last = (cell_of(question, unit, point) for point in ends)
    found = ReluPath(
        {
            "from": _plain(ends[0]),
            "to": _plain(ends[1]),
            "joined": None,
            "nodes": [],
            "cells": [list(first), list(last)],
        }
    )
    if joined is not None and not joined.connected(first, last):
        found["joined"] = False
        return found, ""
    try:
        cells = chain(unit, first, last, known, budget)
    except OutOfBudget as problem:
        return found, str(problem)
    if cells is None:
        return found, "the components were not all joined"
    nodes = path_along(question, unit, cells, known, ends)
    found["joined"], found["cells"] = True, [list(cell) for cell in cells]
    found["nodes"] = [
        PathNode(step=node.step, output_weights=_text(node.output_weights), hidden_weights=_text(node.hidden_weights))
        for node in nodes
    ]
    return found, ""


def check_path_document(said: Any, question: Question, unit: Unit, joined: Joined | None, findings: Findings) -> None:
    """Every step of a path has zero error; where there is said to be none, the ends lie in different components."""
    before = len(findings.problems)
    ends = [_node({**said[name], "step": "start"}) for name in ("from", "to")]
    shape = (question.num_hidden, question.output_dim, question.input_dim)
    nodes = [_node(entry) for entry in said["nodes"]]
    if any(_shape(node) != shape for node in (*ends, *nodes)):
        findings.false("path: its weights do not fit the network", "path")
        return
    if said != _canonical(said):
        findings.false("path: a number is not in lowest terms", "path")
    for node in (*ends, *nodes):
        if question.outputs(node.output_weights, node.hidden_weights) != list(question.targets):
            findings.false("path: a node does not fit the data", "path")
    points = [products_at(question, node.output_weights, node.hidden_weights) for node in ends]
    cells = [cell_of(question, unit, point) for point in points]
    if [tuple(said["cells"][0]), tuple(said["cells"][-1])] != cells:
        findings.false("path: its first or last cell is not that of its end", "path")
    if said["joined"]:
        _steps(nodes, ends, question, findings)
        if any(not _one_move(unit, a, b) for a, b in pairwise(said["cells"])):
            findings.false("path: two cells of the chain are not one move apart", "path")
    elif nodes or len(said["cells"]) != 2:
        findings.false("path: there are nodes of a path that is none", "path")
    if said["joined"] is False and (joined is None or joined.connected(*cells)):
        findings.false("path: nothing proves that there is none", "path")
    if len(findings.problems) == before:
        findings.proved("path")
    findings.looked_at("path")


def _steps(nodes: list[Node], ends: list[Node], question: Question, findings: Findings) -> None:
    weights = [(node.output_weights, node.hidden_weights) for node in (*nodes[:1], *nodes[-1:])]
    if weights != [(node.output_weights, node.hidden_weights) for node in ends]:
        findings.false("path: it does not lead from the one end to the other", "path")
    for number, (a, b) in enumerate(pairwise(nodes), 1):
        fault = step_fault(question, a, b)
        if fault or b.step == "start":
            findings.false(f"path: step {number}: {fault or 'it is a start'}", "path")
        elif b.step == "rescale" and not step_fault(question, a, Node("linear", b.output_weights, b.hidden_weights)):
            findings.false(f"path: step {number} is a linear one", "path")
    if nodes and nodes[0].step != "start":
        findings.false("path: its first node is no start", "path")


def _one_move(unit: Unit, a: Sequence[int], b: Sequence[int]) -> bool:
    changed = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(changed) == 1 and changed[0][1] in [other for other, _ in unit.pieces[changed[0][0]].moves]


def _shape(node: Node) -> tuple[int, ...]:
    sizes = {len(node.output_weights), len(node.hidden_weights)}
    return (*sizes, *{*map(len, node.output_weights)}, *{*map(len, node.hidden_weights)})


def _node(said: Any) -> Node:
    rows = [tuple(tuple(map(Fraction, row)) for row in said[key]) for key in ("output_weights", "hidden_weights")]
    return Node(said["step"], *rows)


def _canonical(said: Any) -> Any:
    if isinstance(said, dict):
        return {
            key: [[str(Fraction(v)) for v in row] for row in value] if key.endswith("weights") else _canonical(value)
            for key, value in said.items()
        }
    return [_canonical(value) for value in said] if isinstance(said, list) else said


def _plain(point: Point) -> Weights:
    return Weights(output_weights=_text(point.output_weights), hidden_weights=_text(point.hidden_weights))


def _text(rows: Sequence[Row]) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows]
