"""Prove a document of ``algebraic.count --equations`` again: from the equations and the boxes in it alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents import Circumstances, Findings
from ..ideals import EquationsProblem, SolutionCount, evidence_holds
from ..shell import Budget
from ..systems import system_of_terms
from .check_boxes import check_boxes, check_ends, check_evidence, check_listed, check_suspected
from .check_search import check_bound, check_judgement, check_routes

OF_JUDGEMENT = ("bound_reached", "groebner", "certified")
OF_IDEALS = ("nullstellensatz", "leading_ideals", "none")
LONGEST_EXPONENT = 10_000  # of a term: no document of ours has larger ones


def check_isolated(document: Any, findings: Findings, here: Circumstances) -> None:
    """Check a document that has the form of one."""
    names, budget = document["names"], here.budget
    degree = max((sum(exponents) for terms in document["equations"] for exponents, _ in terms), default=0)
    if degree > LONGEST_EXPONENT:
        findings.false(f"an equation has degree {degree:,} (limit {LONGEST_EXPONENT:,})")
        return
    problem = EquationsProblem(system_of_terms(names, document["equations"]))
    findings.proved("names", "equations")
    check_boxes(problem, len(names), document["solutions"], findings, budget)
    reals = check_listed(document, findings)
    _options(document["options"], document["seed"], findings)
    for name in ("seed", "options", "versions", "num_paths", "source", "at_infinity", "cut_short", "reasons"):
        findings.left(name)
    for key in document["reasons"]:
        if key not in ("resume", "kernel"):
            findings.false(f"reasons names {key!r}, and there is no such field")
    check_suspected(document, len(names), findings)
    if (document["fibres"] is None) != (not document["cut_short"]):
        findings.false("there are fibres to go on from exactly where something was cut short")
    findings.left("fibres")
    check_ends(document, findings)
    _set_aside(document, findings)
    kind = document["complex_count_evidence"]["kind"]
    if document["routes"]:
        if document["bkk"] == 0:  # a bound for isolated solutions says nothing of others
            findings.false("generic systems with these monomials have no solution, and none was to be searched for")
        check_bound(document, problem, findings, budget)
        check_routes(document, problem, findings)
    if kind in OF_JUDGEMENT and document["routes"]:
        check_judgement(document, reals, findings)
    elif kind in OF_IDEALS:
        _without_solutions(document, problem, findings, budget)
    else:
        findings.false(f"there is no evidence of the kind {kind!r} for equations")


def _options(options: Mapping[str, object], seed: object, findings: Findings) -> None:
    if options.get("seed") is not None and (type(options["seed"]) is not type(seed) or options["seed"] != seed):
        findings.false(f"options: seed is {options['seed']}, and not {seed}")


def _set_aside(document: Any, findings: Findings) -> None:
    """What the search met and did not list."""
    searched = sum(route["count"] or 0 for route in document["routes"] if route["route"] == "monodromy")
    if not document["routes"]:
        findings.compare("overlapping_boxes", document["overlapping_boxes"], 0)
        findings.compare("merged_points", document["merged_points"], 0)
        return
    if document["merged_points"] > searched:
        findings.false(f"merged_points is {document['merged_points']}, and {searched} points were found")
    findings.left("overlapping_boxes")
    findings.left("merged_points")


def _without_solutions(document: Any, problem: EquationsProblem, findings: Findings, budget: Budget) -> None:
    """An answer by ideals: there is no solution, or there are infinitely many, and none was listed."""
    said = SolutionCount(
        document["complex_count"], document["complex_count_status"], document["complex_count_evidence"]
    )
    empty: dict[str, object] = {"solutions": [], "suspected": []}
    if not document["routes"]:
        empty |= {"at_infinity": 0, "bkk": None, "ends": None, "cut_short": []}
        findings.proved("routes", "bkk")
    elif said.status != "empty":
        findings.false("a search has evidence of its own, unless there is no solution")
    for name, nothing in empty.items():
        if document[name] != nothing:
            findings.false(f"{name} of a search that there was not, by the evidence")
    findings.compare("real_count", document["real_count"], 0 if said.status == "empty" else None)
    check_evidence(evidence_holds(said, problem.expand(), None, None, zero_error=False, budget=budget), findings)
