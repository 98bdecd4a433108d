"""Prove a document of :mod:`algebraic.count` again: from the network, the data and the boxes in it alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..census import IsolatedSolutions, SolutionSet, critical_values
from ..data import check_data, check_source
from ..documents import Circumstances, Findings, check_document, graph_faults
from ..ideals import SYSTEMS, CriticalProblem, NetworkProblem, SolutionCount, evidence_holds
from ..networks import network_from_graph
from ..options import contradictions
from ..ranks import rank_at
from ..shell import Budget, WrongInput, rationals, shown_value
from .check_boxes import check_boxes, check_ends, check_evidence, check_listed, check_suspected
from .check_equations import check_isolated
from .check_search import check_bound, check_judgement, check_parts, check_real_counts, check_routes

ROUNDING = 1e-12
OF_JUDGEMENT = ("bound_reached", "groebner", "certified", "split_units")


def check_solutions(document: Any) -> list[str]:
    """What is false, or contradicts, in a document of :class:`algebraic.census.SolutionSet`; nothing when all holds.

    Documents of :class:`algebraic.census.IsolatedSolutions` are taken, too, and both results themselves.

    Every field is looked at: each box is proved anew to hold exactly one solution, all of them to be disjoint and
    closed under conjugation; reality, losses, indices, numbers, bounds, parts and the evidence are computed again. What
    only an engine or the search itself says is not: :func:`algebraic.documents.check_document` names it.

    Raises:
        WrongInput: the document is not of this kind.
    """
    if isinstance(document, SolutionSet | IsolatedSolutions):
        document = json.loads(document.to_json())
    elif not isinstance(document, Mapping):
        raise WrongInput(
            f"there is {shown_value(document)} instead of a document",
            hint="give a result or its as_dict(); algebraic.check takes a file, too",
            kind="bad_certificate",
        )
    return check_document(document, {"count": check_count, "equations": check_isolated}).problems


def check_count(document: Any, findings: Findings, here: Circumstances) -> None:
    """Check a document that has the form of one."""
    problem = _problem(document, findings)
    if problem is None:
        return
    budget = here.budget
    solutions = document["solutions"]
    check_boxes(problem, problem.network.num_params, solutions, findings, budget)
    if isinstance(problem, CriticalProblem):
        _critical(problem, solutions, findings, budget)
    elif any(key in solution for solution in solutions for key in ("loss", "objective", "index")):
        findings.false("a solution of the zero-error equations has no loss or index of its own")
    reals = check_listed(document, findings)
    check_source(document["data"], problem.network, problem.given(), findings, rank_at)
    said = {name: document[name] for name in ("seed", "system", "ridge")} | {"samples": len(document["inputs"])}
    findings.problems += contradictions(document["options"], problem.network, said)
    for name in ("seed", "options", "versions", "num_paths"):
        findings.left(name)
    _left_over(document, problem, findings)
    if document["complex_count_evidence"]["kind"] in OF_JUDGEMENT:
        check_bound(document, problem, findings, budget)
        check_routes(document, problem, findings)
        check_judgement(document, reals, findings)
        check_parts(document, problem, findings, budget)
        check_real_counts(document, problem, findings, budget)
    else:
        _refused(document, problem, findings, budget)


def _problem(document: Any, findings: Findings) -> NetworkProblem | None:
    """The system that a document names: network, data and ridge are what is asked, and need only fit together."""
    for fault in graph_faults(document["network"]):
        findings.false(fault)
    if findings.problems:
        return None
    network = network_from_graph(document["network"])
    repeated = SYSTEMS[document["system"]].any_samples
    inputs, targets = rationals(document["inputs"]), rationals(document["targets"])
    data = check_data(inputs, targets, network, "a document", repeated=repeated)
    kind, ridge, values = SYSTEMS[document["system"]], document["ridge"], document["ridge_values"]
    if kind.takes_ridge != (values is not None) or (not kind.takes_ridge and ridge != "none"):
        findings.false("ridge_values are those of another system")
        return None
    exact = None if values is None else rationals(values).tolist()
    if exact is not None:
        fits = {"none": not any(exact), "scalar": len(set(exact)) == 1, "entrywise": True}[ridge]
        if len(exact) != network.num_params or not fits:
            findings.false(f"ridge_values are no ridge {ridge} of {network.num_params} weights")
            return None
    findings.proved("network", "inputs", "targets", "system", "ridge", "ridge_values")
    return kind(network, len(data.inputs), data, exact)


def _critical(problem: CriticalProblem, solutions: Any, findings: Findings, budget: Budget) -> None:
    """Losses and indices that are not those of the boxes."""
    for number, solution in enumerate(solutions, 1):
        if len(solution["box"]) != problem.network.num_params:
            continue
        budget.check(f"the loss of solution {number} of {len(solutions)} was being computed")
        for key, value in vars(critical_values(problem, solution["box"], solution["real"])).items():
            if key not in solution:
                findings.false(f"solution {number} has no {key}")
                continue
            said = solution[key]
            close = value is not None and said is not None and abs(said - value) <= ROUNDING * (1 + abs(value))
            if not (said == value if key == "index" else close or said is value):
                findings.false(f"solution {number} says {key} {said}, but it is {value}")


def _left_over(document: Any, problem: NetworkProblem, findings: Findings) -> None:
    """What the search left behind: of no force, but it must make sense."""
    check_suspected(document, problem.network.num_params, findings)
    if (document["fibres"] is None) != (not set(document["cut_short"]) - {"strata", "real_counts"}) and (
        document["fibres"] is None or not document["cut_short"]
    ):
        findings.false("there are fibres to go on from exactly where something was cut short")
    findings.left("fibres")
    findings.left("at_infinity")
    check_ends(document, findings)
    _set_aside(document, problem, findings)
    findings.left("cut_short")
    for key in document["reasons"]:
        if key in ("strata", "real_counts") and document[key] is not None:
            findings.false(f"reasons says why there are no {key}, which is not so")
        elif key not in ("strata", "real_counts", "resume", "kernel"):
            findings.false(f"reasons names {key!r}, and there is no such field")
    findings.left("reasons")


def _set_aside(document: Any, problem: NetworkProblem, findings: Findings) -> None:
    """What the search met and did not list; the patterns that it left out are found once more."""
    names = ("overlapping_boxes", "patterns_not_searched", "merged_points")
    said = [document.get(name) for name in names]
    if None in said:
        if said != [None] * len(names):
            findings.false(f"{', '.join(names)} belong together", *names)
        return  # an older document says nothing
    patterns = document["patterns_not_searched"]
    if document["complex_count_evidence"]["kind"] not in OF_JUDGEMENT:  # there was no search
        for name in names:
            findings.compare(name, document[name], 0)
        return
    if {"interrupted", "last segment"} & set(document["cut_short"]):
        least, most = (problem.patterns_not_searched(num) for num in (len(problem.branches()), 0))
        if not least <= patterns <= most:
            findings.false(f"patterns_not_searched is {patterns}, and not between {least} and {most}")
        findings.left("patterns_not_searched")
    else:
        findings.compare("patterns_not_searched", patterns, problem.patterns_not_searched(len(problem.branches())))
    searched = [route["count"] for route in document["routes"] if route["route"] == "monodromy"]
    if document["merged_points"] > sum(searched):
        findings.false(f"merged_points is {document['merged_points']}, and {sum(searched)} points were found")
    findings.left("overlapping_boxes")
    findings.left("merged_points")


def _refused(document: Any, problem: NetworkProblem, findings: Findings, budget: Budget) -> None:
    """An answer without a search: too few, too many or dependent equations."""
    data = problem.given()
    said = SolutionCount(
        document["complex_count"], document["complex_count_status"], document["complex_count_evidence"]
    )
    for name, empty in (("solutions", []), ("suspected", []), ("routes", []), ("at_infinity", 0), ("bkk", None)):
        if document[name] != empty:
            findings.false(f"{name} of a search that there was not, by the evidence")
    findings.proved("routes", "bkk", "strata", "real_counts")
    if document["strata"] is not None or document["real_counts"] is not None:
        findings.false("strata and real_counts belong to a search")
    findings.compare("real_count", document["real_count"], 0 if said.status == "empty" else None)
    network = problem.network
    zero_error = not isinstance(problem, CriticalProblem)
    answer = evidence_holds(said, problem.expand(), network, data, zero_error=zero_error, budget=budget)
    check_evidence(answer, findings)
