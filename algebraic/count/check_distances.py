"""Prove a document of critical functions again: from the network, the slice, the distance and the boxes in it alone."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..bounds import distance_degree
from ..census import (
    COMPLETE,
    Functions,
    formula_route,
    functions_of,
    is_claimed,
    ranks_evidence,
    span_dimension,
    status_of,
    status_of_functions,
    zero_is_apart,
)
from ..documents import Circumstances, Findings, graph_faults, same
from ..ideals import FibreSize, FunctionProblem, FunctionQuestion
from ..networks import Network, network_from_graph
from ..options import contradictions
from ..ranks import data_rank, generic_rank
from ..shell import Budget, as_fraction, exact_rows, rationals
from ..systems import Gauge, comparison
from .check_boxes import check_boxes, check_ends, check_listed, check_suspected
from .check_search import check_bound, check_routes

LEFT = ("seed", "options", "versions", "num_paths", "data", "at_infinity", "cut_short", "reasons", "strata")


def check_functions(document: Any, findings: Findings, here: Circumstances) -> None:
    """Check a document that has the form of one."""
    budget = here.budget
    for fault in graph_faults(document["network"]):
        findings.false(fault)
    if findings.problems:
        return
    network = network_from_graph(document["network"])
    problem = _problem(document, network, findings)
    if problem is None:
        return
    findings.proved("network", "inputs", "metric", "system", "gauge", "gauge_forms", "targets")
    rank = generic_rank(network, seed=document["seed"], budget=budget)
    findings.compare("dimension", document["dimension"], rank.rank)
    findings.compare("dimension_proved", document["dimension_proved"], rank.upper_bound.proved)
    findings.compare("ambient_dimension", document["ambient_dimension"], span_dimension(problem))
    findings.compare("zero_function", document["zero_function"], int(zero_is_apart(problem, rank.rank)))
    said = {name: document[name] for name in ("seed", "system", "metric", "gauge")}
    findings.problems += contradictions(document["options"], network, said)
    for name in LEFT:
        findings.left(name)
    for key in document["reasons"]:
        if key not in ("strata", "kernel") or (key == "strata" and document["strata"] is not None):
            findings.false(f"reasons names {key!r}, for which there is no reason")
    check_suspected(document, problem.num_equations, findings)
    check_ends(document, findings)
    findings.left("overlapping_boxes")
    findings.left("merged_points")
    if document["critical_dimension"]:
        _without_search(document, network, problem, findings, budget)
        return
    check_boxes(problem, problem.num_equations, document["solutions"], findings, budget)
    check_listed(document, findings)
    if findings.problems:
        return
    functions = functions_of(problem, [solution["box"] for solution in document["solutions"]])
    for number, (solution, label) in enumerate(zip(document["solutions"], functions.labels, strict=True), 1):
        if solution["function"] != (None if label is None else label + 1):
            findings.false(f"solution {number} is of the function {label}, and not {solution['function']}")
    _routes(document, problem, functions, findings, budget)
    _number(document, problem, functions, findings)


def _problem(document: Any, network: Network, findings: Findings) -> FunctionProblem | None:
    """The question, or why there is none."""
    names, metric = list(network.parameter_names), document["metric"]
    forms: dict[int, list[Fraction]] = {}
    for name, values in document["gauge_forms"].items():
        if name not in names:
            findings.false(f"gauge_forms names {name!r}, which is no weight", "gauge_forms")
            return None
        forms[names.index(name)] = [as_fraction(value) for value in values]
    gauge = Gauge(network.num_params, dict(sorted(forms.items())))
    size = len(gauge.free)
    lengths = {1} if document["gauge"] == "fixed" else {1 + size}
    if size != document["dimension"] or not size or {len(form) for form in forms.values()} - lengths:
        findings.false("gauge_forms are no slice of as many free weights as the dimension", "gauge_forms")
        return None
    if (metric == "data") != (document["inputs"] is not None):
        findings.false(f"inputs do not go with the metric {metric}", "inputs")
        return None
    inputs = None
    if document["inputs"] is not None:
        inputs = exact_rows(rationals(document["inputs"]), network.input_dim, "inputs", "input_dim")
    scales = [as_fraction(value) for value in document["metric_weights"]]
    targets = [as_fraction(value) for value in document["targets"]]
    compared = comparison(network, gauge, metric, inputs, scales)
    findings.compare("compared", document["compared"], compared.names)
    if metric != "generic":
        findings.compare("metric_weights", document["metric_weights"], [str(value) for value in compared.weights])
    elif len(scales) == len(compared.values) and min(scales) > 0:
        findings.proved("metric_weights")
    else:
        findings.false("metric_weights are no positive number for each that is compared", "metric_weights")
    if len(targets) != len(compared.values):
        findings.false(f"there are {len(targets)} targets for {len(compared.values)} numbers", "targets")
    if findings.problems:
        return None
    own = scales if metric == "generic" else []
    return FunctionProblem(FunctionQuestion(network, gauge, metric, inputs, own, targets), document["seed"])


def _without_search(
    document: Any, network: Network, problem: FunctionProblem, findings: Findings, budget: Budget
) -> None:
    """Fewer samples than it takes: the ranks say what dimension the critical set has."""
    inputs = problem.question.inputs
    if inputs is None:
        findings.false("critical_dimension is that of a metric of data", "critical_dimension")
        return
    rank = generic_rank(network, seed=document["seed"], budget=budget)
    own = data_rank(network, inputs, seed=document["seed"], budget=budget)
    findings.compare("critical_dimension", document["critical_dimension"], rank.rank - own.rank)
    findings.compare("complex_count_evidence", document["complex_count_evidence"], ranks_evidence(rank, own))
    for name in ("complex_count", "real_count", "bkk", "fibre_size"):
        findings.compare(name, document[name], None)
    for name, value in (("complex_count_status", "infinite"), ("count", 0), ("solutions", []), ("routes", [])):
        findings.compare(name, document[name], value)
    findings.left("fibre_evidence")


def _routes(document: Any, problem: FunctionProblem, functions: Functions, findings: Findings, budget: Budget) -> None:
    others = [route for route in document["routes"] if route["route"] != "formula"]
    plain = {**document, "routes": others}
    if document["complex_count_evidence"]["kind"] == "formula":  # then nothing rests on the bound
        plain["complex_count_status"] = "lower_bound"
    check_bound(plain, problem, findings, budget)
    check_routes(plain, problem, findings)
    formula = distance_degree(problem.question.network, document["metric"])
    true = [] if formula is None else [dict(formula_route(formula, functions.count))]
    said = [route for route in document["routes"] if route["route"] == "formula"]
    findings.compare("routes: formula", said, true)


def _number(document: Any, problem: FunctionProblem, functions: Functions, findings: Findings) -> None:
    """Number, status and evidence follow from the points, the fibre and the routes."""
    routes = document["routes"]
    groebner = next((route for route in routes if route["route"] == "groebner"), None)
    finished = not set(document["cut_short"]) - {"groebner"}
    points = len(document["solutions"])
    status, evidence = status_of(points, document["bkk"], groebner, finished, claimed=is_claimed(routes))
    fibre = FibreSize(document["fibre_size"], "", document["fibre_evidence"])
    status, evidence = status_of_functions(status, evidence, functions, fibre, routes, problem.meets_all)
    finite = status != "infinite"
    real = functions.num_real([solution["real"] for solution in document["solutions"]], status in COMPLETE)
    findings.compare("complex_count", document["complex_count"], functions.count if finite else None)
    findings.compare("real_count", document["real_count"], real if finite else None)
    findings.compare("critical_dimension", document["critical_dimension"], 0 if finite else None)
    findings.compare("complex_count_status", document["complex_count_status"], status)
    findings.left("fibre_size")
    findings.left("fibre_evidence")
    if not same(document["complex_count_evidence"], dict(evidence)):
        findings.compare("complex_count_evidence", document["complex_count_evidence"], dict(evidence))
    elif evidence["proved"]:
        findings.proved("complex_count_evidence")
    else:
        findings.left("complex_count_evidence", "an engine's Gröbner bases, and the answer rests on them", rests=True)
