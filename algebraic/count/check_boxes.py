"""What checks of documents of networks and of equations share: the solutions, and what became of the paths."""

from __future__ import annotations

from typing import Any

from ..census import COMPLETE
from ..documents import Findings
from ..ideals import Problem
from ..proofs import conjugate, holds_one, is_real, overlapping
from ..shell import Budget


def check_boxes(problem: Problem, size: int, solutions: Any, findings: Findings, budget: Budget) -> None:
    """Each box is proved anew to hold exactly one solution, and to be real or not; ``size`` unknowns."""
    if solutions and problem.num_equations != size:
        findings.false("solutions of a system that is not square have no boxes")
        return
    for number, solution in enumerate(solutions, 1):
        budget.check(f"the box of solution {number} of {len(solutions)} was being proved")
        box, real = solution["box"], solution["real"]
        if len(box) != size:
            findings.false(f"solution {number}: the box has {len(box)} unknowns, and there are {size}")
        elif not holds_one(problem.exact, box):
            findings.false(f"solution {number}: the box is not proved to hold exactly one solution")
        elif is_real(box) is not real:
            findings.false(f"solution {number} says real: {str(real).lower()}, but the box proves otherwise")


def check_listed(document: Any, findings: Findings) -> int:
    """All boxes are disjoint, closed under conjugation, and as many as ``count`` says; returns how many are real."""
    solutions = document["solutions"]
    _disjoint([solution["box"] for solution in solutions], [solution["real"] for solution in solutions], findings)
    if document["count"] == len(solutions):
        findings.proved("solutions", "count")
    else:
        findings.false(f"count is {document['count']}, but {len(solutions)} solutions are listed", "solutions", "count")
    return sum(solution["real"] for solution in solutions)


def _disjoint(boxes: Any, reals: list[bool], findings: Findings) -> None:
    if len({len(box) for box in boxes}) > 1:
        return  # said already
    for i, j in overlapping(boxes):
        findings.false(f"the boxes of solutions {i + 1} and {j + 1} meet")
    mirrored = [conjugate(box) for box, real in zip(boxes, reals, strict=True) if not real]
    met = {j for i, j in overlapping(boxes + mirrored) if i < len(boxes) <= j}
    if any(j not in met for j in range(len(boxes), len(boxes) + len(mirrored))):
        findings.false("the conjugate of a solution is missing")


def check_suspected(document: Any, size: int, findings: Findings) -> None:
    """Suspected points have as many coordinates as there are unknowns."""
    for number, point in enumerate(document["suspected"], 1):
        if len(point["approximation"]) != size:
            findings.false(f"suspected point {number} has {len(point['approximation'])} coordinates, not {size}")
    if document["suspected"]:
        findings.left("suspected")
    else:
        findings.proved("suspected")


def check_ends(document: Any, findings: Findings) -> None:
    """What is said of the paths agrees with the rest; older documents say nothing."""
    ends = document.get("ends")
    if ends is None:  # it claims nothing
        findings.proved("ends")
        return
    for name, number in (("suspected", len(document["suspected"])), ("infinity", document["at_infinity"])):
        if ends[name] != number:
            findings.false(f"ends counts {ends[name]} as {name}, and there are {number}")
    if (ends["infinity_support"] is None) != (ends["infinity"] == 0):
        findings.false("ends names a support exactly where paths have no limit")
    if sum(ends["multiplicities"]) != ends["suspected"]:
        findings.false("the multiplicities in ends are not of the suspected ends")
    listed, more = document["count"], ends["certified"] - document["count"]
    if more < 0 or (more and document["complex_count_status"] in COMPLETE):  # a lower bound may list fewer
        findings.false(f"ends has {ends['certified']} certified solutions, and {listed} are listed")
    findings.left("ends")


def check_evidence(answer: tuple[bool | None, str], findings: Findings) -> None:
    """What :func:`algebraic.ideals.evidence_holds` says of the number of solutions."""
    holds, why = answer
    if holds is False:
        findings.false(f"the evidence for the number of solutions: {why}")
    elif holds is None:
        findings.left("complex_count_evidence", f"{why}, and the answer rests on it", rests=True)
    else:
        findings.proved("complex_count_evidence")
    findings.proved("complex_count", "complex_count_status")
