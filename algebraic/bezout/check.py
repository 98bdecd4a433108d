"""Prove a ladder again, from the network and the data in the document: each rung by a route that did not make it.

What has no quick second route is computed again by the same code, and stands among what was not proved again.
"""

from __future__ import annotations

from typing import Any

from ..data import DataSet, check_data, check_source
from ..documents import Circumstances, Findings, graph_faults
from ..ideals import SYSTEMS, NetworkProblem, SolutionCount, evidence_holds, make_problem
from ..networks import Network, network_from_plain
from ..options import contradictions
from ..ranks import rank_at
from ..shell import Attempts, rationals
from .check_ranks import check_rank_of
from .check_reals import check_real_range
from .check_rungs import RungCheck
from .question import Question

DESCRIBED = ("options", "seed", "versions")


def check_ladder(document: Any, findings: Findings, here: Circumstances) -> None:
    """Check a document that has the form of one."""
    for name in DESCRIBED:
        findings.left(name)
    if "network_data" not in document:
        findings.looked_at(*document)
        findings.open("the document does not hold its network")
        return
    plain = document["network_data"]
    for fault in graph_faults(plain["graph"]) if "graph" in plain else []:
        findings.false(fault)
        return
    network = network_from_plain(plain)
    data = _data(document, network, findings)
    num_samples = document["num_samples"] if data is None else len(data.inputs)
    said = {name: document[name] for name in ("seed", "system", "ridge")} | {"samples": num_samples}
    findings.problems += contradictions(document["options"], network, said)
    if data is None and document["system"] != "zero-error":
        findings.false(f"there are no data, and so no equations of {document['system']} points")
        return
    kinds = {"system": document["system"], "ridge": document["ridge"], "seed": document["seed"]}
    problem = make_problem(network, num_samples, data, **kinds)
    findings.proved("network_data", "system", "ridge")
    _shape(document, problem, findings)
    _reasons(document, findings)
    asked = Question(problem, document["seed"], Attempts(here.budget), problem.vacuous())
    rungs = RungCheck(document, asked, findings)
    rungs.degrees()
    rungs.papers()
    for name in ("generic_rank", "data_rank"):
        if rungs.had(name):
            check_rank_of(name, document, network, data, findings, here.budget)
        elif document[f"{name}_evidence"] is not None:
            findings.false(f"{name}_evidence is that of no rank")
        findings.looked_at(f"{name}_evidence")
    rungs.partitions()
    rungs.volumes()
    _count(document, rungs, findings, here)
    if rungs.had("real_counts"):
        check_real_range(document, asked, findings)


def _data(document: Any, network: Network, findings: Findings) -> DataSet | None:
    """The data of a document; without them it can only say what holds for data of any kind."""
    said, repeated = document["data"], SYSTEMS[document["system"]].any_samples
    if (said["inputs"] is None) != (said["targets"] is None):
        findings.false("data has inputs or targets, and not the other")
    if said["inputs"] is None or said["targets"] is None:
        findings.left("data", "the document does not hold them", rests=True)
        return None
    data = check_data(rationals(said["inputs"]), rationals(said["targets"]), network, repeated=repeated)
    check_source(said["source"], network, data, findings, rank_at)
    return data


def _shape(document: Any, problem: NetworkProblem, findings: Findings) -> None:
    """What can be read off the network."""
    network = problem.network
    shown = [str(a) for a in network.activations]
    true = {
        "widths": list(network.widths),
        "activation": shown[0] if len(set(shown)) == 1 else shown,
        "hidden_bias": network.hidden_bias,
        "output_bias": network.output_bias,
        "output_activation": network.layers[-1].activation is not None,
        "num_params": network.num_params,
        "num_samples": problem.num_samples,
        "output_dim": network.output_dim,
        "num_equations": problem.num_equations,
        "ridge_values": problem.ridge,
    }
    for name, value in true.items():
        findings.compare(name, document[name], value)


def _reasons(document: Any, findings: Findings) -> None:
    for key in document["reasons"]:
        if document.get(key) is not None:
            findings.false(f"reasons says why there is no {key}, which is not so")
    if not set(document["cut_short"]) <= set(document["reasons"]):
        findings.false("cut_short names what has no reason")
    findings.left("reasons")
    findings.left("cut_short")


def _count(document: Any, rungs: RungCheck, findings: Findings, here: Circumstances) -> None:
    """The answer: the number of complex solutions."""
    problem, evidence = rungs.problem, document["complex_count_evidence"]
    fields = ("complex_count", "complex_count_status", "complex_count_evidence")
    answer = SolutionCount(document["complex_count"], document["complex_count_status"], evidence)
    findings.looked_at(*fields)
    if not evidence and (answer.count, answer.status) == (None, "undecided"):
        findings.left("complex_count_evidence", "nothing was decided", rests=True)
    else:
        zero_error, data = not problem.takes_ridge, problem.given()
        expanded = problem.expand()
        holds, why = evidence_holds(answer, expanded, problem.network, data, zero_error=zero_error, budget=here.budget)
        if holds is False:
            findings.false(f"the evidence for the number of solutions: {why}")
        elif holds is None:
            findings.left("complex_count_evidence", why, rests=True)
        else:
            findings.proved(*fields)
    if document["complex_count_torus"] is None:
        if problem.takes_ridge:
            rungs.had("complex_count_torus")
        findings.looked_at("complex_count_torus")
    elif problem.takes_ridge:
        findings.left("complex_count_torus")
    else:
        findings.false("complex_count_torus is of the critical points only", "complex_count_torus")
    for name in ("complex_count", "complex_count_torus"):
        number, bound = document[name], document["bkk" if name == "complex_count" else "bkk_torus"]
        rungs.logarithm(name)
        if number is not None and bound is not None and number > bound:
            findings.false(f"{name} is {number}, and BKK allows {bound}")
