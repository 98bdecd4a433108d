"""Prove a ladder again: every rung is climbed once more, from the network and the data in the document."""

from __future__ import annotations

from typing import Any

import flint

from ..data import check_data, check_source
from ..documents import Circumstances, Findings, graph_faults
from ..ideals import Problem, SolutionCount, ZeroErrorProblem, evidence_holds, make_problem
from ..networks import describe_graph, network_from_plain
from ..options import contradictions
from ..ranks import check_minor, rank_at
from ..shell import rationals
from .from_supports import layer_groups
from .rungs import climb
from .second_routes import LARGEST_WORK, degrees_along_lines, expanded_number

DESCRIBED = ("options", "seed", "versions")
APART = ("data", "reasons", "cut_short", "generic_rank_evidence", "data_rank_evidence", "complex_count_evidence",
         "complex_count", "complex_count_log2", "complex_count_status", "network_data", "schema",
         "complex_count_torus", "complex_count_torus_log2", "best_partition_effort")  # fmt: skip


def check_ladder(document: Any, findings: Findings, here: Circumstances) -> None:
    """Check a document that has the form of one."""
    for name in (*DESCRIBED, "best_partition_effort"):
        findings.left(name)
    if "network_data" not in document or document["data"]["inputs"] is None:
        findings.looked_at(*document)
        findings.open("the document does not hold its network or its data")
        return
    plain = document["network_data"]
    for fault in graph_faults(plain["graph"]) if "graph" in plain else []:
        findings.false(fault)
        return
    network = network_from_plain(plain)
    data = check_data(rationals(document["data"]["inputs"]), rationals(document["data"]["targets"]), network)
    check_source(document["data"]["source"], network, data, findings, rank_at)
    said = {name: document[name] for name in ("seed", "system", "ridge")} | {"samples": len(data.inputs)}
    findings.problems += contradictions(document["options"], network, said)
    kinds = {"system": document["system"], "ridge": document["ridge"], "seed": document["seed"]}
    true = climb(network, len(data.inputs), data, budget=here.budget, **kinds).as_dict()
    for name in document:
        if name in APART or name in DESCRIBED:
            continue
        if document[name] is None and name.removesuffix("_log2") in document["reasons"]:
            findings.proved(name)  # nothing is said, for a reason
        elif name == "best_partition" and document[name] is not None:
            findings.proved(name) if _is_partition(document[name], network.num_params) else findings.false(
                "best_partition is no partition of the unknowns", name
            )
        else:
            findings.compare(name, document[name], true[name])
    findings.proved("network_data")
    for key in document["reasons"]:
        if document.get(key) is not None:
            findings.false(f"reasons says why there is no {key}, which is not so")
    if not set(document["cut_short"]) <= set(document["reasons"]):
        findings.false("cut_short names what has no reason")
    findings.left("reasons")
    findings.left("cut_short")
    for name in ("generic_rank_evidence", "data_rank_evidence"):
        _rank_evidence(name, document, true, network, findings)
    problem = make_problem(network, len(data.inputs), data, **kinds)
    _second_routes(document, problem, findings)
    evidence = document["complex_count_evidence"]
    answer = SolutionCount(document["complex_count"], document["complex_count_status"], evidence)
    if not evidence and (answer.count, answer.status) == (None, "undecided"):
        findings.left("complex_count_evidence", "nothing was decided", rests=True)
    else:
        zero_error = document["system"] == "zero-error"
        holds, why = evidence_holds(answer, problem.expand(), network, data, zero_error=zero_error, budget=here.budget)
        if holds is False:
            findings.false(f"the evidence for the number of solutions: {why}")
        elif holds is None:
            findings.left("complex_count_evidence", why, rests=True)
        else:
            findings.proved("complex_count_evidence")
    if document["complex_count_torus"] is not None:
        findings.left("complex_count_torus")
    findings.proved("complex_count", "complex_count_status", "complex_count_torus")
    for name in ("complex_count", "complex_count_torus"):
        value = document[name]
        power = None if not value else float(flint.arb(value).log().mid() / flint.arb(2).log().mid())
        said_power = document[f"{name}_log2"]
        if (power is None) != (said_power is None) or (power is not None and abs(power - said_power) > 1e-9):
            findings.false(f"{name}_log2 is {said_power}, but it is {power}")
        findings.proved(f"{name}_log2")


def _second_routes(document: Any, problem: Problem, findings: Findings) -> None:
    """Degrees and their products once more, by code that the ladder does not use."""
    network, degrees = problem.network, document["equation_degrees"]
    work = len(degrees or []) * max(degrees or [0]) * network.num_params
    if isinstance(problem, ZeroErrorProblem) and degrees and work <= LARGEST_WORK:
        least = degrees_along_lines(network, problem.given().inputs, range(network.num_params))
        if any(low > said for low, said in zip(least, degrees, strict=True)):
            findings.false(f"equation_degrees: along a random line the degrees are {least}", "equation_degrees")
    groups = layer_groups(network)
    if document["multihomogeneous_bezout"] is not None:
        rows = list(zip(*(problem.degrees(group) for group in groups), strict=True))
        _product("multihomogeneous_bezout", document, rows, groups, findings)
    partition = document["best_partition"]
    if partition is not None and _is_partition(partition, network.num_params):
        place = {name: k for k, name in enumerate(network.parameter_names)}
        if not all(name in place for group in partition for name in group):
            findings.false("best_partition names other unknowns", "best_partition")
            return
        groups = [[place[name] for name in group] for group in partition]
        rows = [tuple(max((sum(e[k] for k in g) for e in s), default=0) for g in groups) for s in problem.supports()]
        _product("best_multihomogeneous_bezout", document, rows, groups, findings)


def _product(name: str, document: Any, rows: Any, groups: list[list[int]], findings: Findings) -> None:
    true = expanded_number(rows, [len(group) for group in groups])
    if true is not None:
        findings.compare(name, document[name], true)


def _is_partition(groups: list[list[str]], size: int) -> bool:
    names = [name for group in groups for name in group]
    return len(names) == len(set(names)) == size and all(groups)


def _rank_evidence(name: str, document: Any, true: Any, network: Any, findings: Findings) -> None:
    said, found = document[name], true[name]
    if said is None or found is None:
        findings.compare(name, said, found)
        return
    for key in ("rank", "upper_bound"):
        if said[key] != found[key]:
            findings.false(f"{name}: {key} is {said[key]}, but it is {found[key]}", name)
    if said["rank"] != document[name.removesuffix("_evidence")]:
        findings.false(f"{name} is that of another rank", name)
    minor, held = said["certificate"], found["certificate"]
    if (minor is None) != (held is None):
        findings.false(f"{name}: there is a certificate, or none", name)
    elif minor is not None:
        fits = len(minor["rows"]) == said["rank"] and check_minor(describe_graph(network), minor)
        if name == "data_rank_evidence" and minor["prime"] == held["prime"] and minor["inputs"] != held["inputs"]:
            fits = False
        if minor["prime"] != held["prime"] or any(w >= minor["prime"] for w in minor["weights"]):
            fits = False
        if not fits:
            findings.false(f"{name}: the minor does not prove it", name)
    if not said["upper_bound"]["proved"]:
        findings.left("upper bounds", f"{name} is no larger at random points, which is no proof")
    findings.proved(name)
