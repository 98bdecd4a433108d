"""Prove a ladder again: every rung is climbed once more, from the network and the data in the document."""

from __future__ import annotations

from typing import Any

import flint

from ..data import check_data, check_source
from ..documents import Circumstances, Findings, graph_faults
from ..ideals import SolutionCount, evidence_holds, make_problem
from ..networks import describe_graph, network_from_plain
from ..options import contradictions
from ..ranks import check_minor, rank_at
from ..shell import rationals
from .rungs import climb

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
