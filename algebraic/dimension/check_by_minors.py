"""Fields of a document that was made by minors: ranks, symmetries, what is decided for the targets, real points."""

from __future__ import annotations

import re
from typing import Any

import flint

from ..data import DataSet, IntegerData, random_data
from ..documents import Circumstances, Findings
from ..ideals import SolutionCount, evidence_holds
from ..networks import Network
from ..pieces import bounds_fault
from ..ranks import RankResult, ambient_dimension, coefficient_map_rank, data_rank, generic_rank
from ..systems import zero_error_system
from .by_minors import known_symmetries
from .check_certificates import minor_faults
from .check_identifiable import check_identifiable
from .real_paths import check_path, joined_words
from .real_points import CertifiedPoint, check_point, is_new, search_words
from .statements import minor_statement

FRESH = 271828  # seed of the points of a check: others than those of most searches
CERTIFIED_PARAMS = 200  # up to which a minor is part of the result


def check_by_minors(
    document: Any, network: Network, data: DataSet | IntegerData | None, findings: Findings, here: Circumstances
) -> None:
    """Check all fields but the sizes and the descriptions."""
    if not isinstance(data, DataSet):
        _without_data(document, network, findings)
        return
    budget, samples = here.budget, len(data.inputs)
    rank = _rank("data_rank", document, findings, lambda: data_rank(network, data.inputs, seed=FRESH, budget=budget))
    few_inputs = random_data(network, samples, seed=FRESH).inputs
    few = _rank(
        "rank_of_generic_samples",
        document,
        findings,
        lambda: data_rank(network, few_inputs, seed=FRESH, budget=budget),
    )
    generic = _rank("generic_rank", document, findings, lambda: generic_rank(network, seed=FRESH, budget=budget))
    _certificate(document, network, data, rank, findings)
    equations, params = document["num_equations"], network.num_params
    for name, found in (("", rank), ("generic_", few)):
        full = found is not None and found.rank == equations
        findings.compare(f"{name}dimension", document[f"{name}dimension"], params - equations if full else None)
        findings.compare(f"{name}empty", document[f"{name}empty"], None if found is None else not full)
    proved = rank is not None and rank.upper_bound.proved
    findings.compare("proved", document["proved"], proved)
    if rank is not None and not proved:
        findings.left("upper bounds", "the answer rests on random points", rests=True)
    if rank is None:
        findings.open("the document has no rank, and so no answer")
    findings.compare("statement", document["statement"], minor_statement(params, equations, rank))
    top = None if generic is None else generic.rank
    findings.compare("function_space_dimension", document["function_space_dimension"], top)
    findings.compare("function_space_ambient", document["function_space_ambient"], ambient_dimension(network))
    _symmetries(document, network, top, findings, here)
    if document["coefficient_map_rank"] is None:
        findings.proved("coefficient_map_rank")
    else:
        true = coefficient_map_rank(network, seed=FRESH, budget=budget)
        findings.compare("coefficient_map_rank", document["coefficient_map_rank"], true)
    _these_targets(document, network, data, findings, here)
    _groebner(document, findings)
    _degree(document, findings)
    _real_points(document, network, data, findings, here)
    _pieces(document, network, data, findings, here)
    if document.get("identifiable") is not None:
        check_identifiable(document["identifiable"], network, findings, budget)
    elif "identifiable" in document:
        findings.proved("identifiable")
    findings.compare("elimination", document["elimination"], None)
    findings.compare("left_kernel", document["left_kernel"], None)


def _without_data(document: Any, network: Network, findings: Findings) -> None:
    """What remains where the data are not at hand: a minor shows the rank for residues only."""
    for fault in [] if document["certificate"] is None else minor_faults(document["certificate"], network, None):
        findings.false(fault)
    findings.open("nothing else is proved again without the data")
    findings.looked_at(*document)


def _rank(name: str, document: Any, findings: Findings, compute: Any) -> RankResult | None:
    """A rank at other points: proved where the bound from above is."""
    said = document[name]
    if said is None:
        if name not in document["reasons"]:
            findings.false(f"there is no {name}, and no reason", name)
        findings.proved(name)
        return None
    true: RankResult = compute()
    findings.compare(name, said, true.rank)
    if not true.upper_bound.proved:
        findings.left("upper bounds", f"{name} is no larger at random points, which is no proof")
    return true if true.rank == said else None


def _certificate(document: Any, network: Network, data: DataSet, rank: RankResult | None, findings: Findings) -> None:
    certificate = document["certificate"]
    if certificate is None:
        if rank is not None and rank.rank > 0 and network.num_params <= CERTIFIED_PARAMS:
            findings.false("there is no certificate", "certificate")
        findings.proved("certificate")
        return
    for fault in minor_faults(certificate, network, data):
        findings.false(fault)
    claim = {
        "rank_at_least": document["data_rank"],
        "num_params": document["num_params"],
        "num_equations": document["num_equations"],
    }
    findings.compare("certificate: claim", certificate["claim"], claim)
    if "data" in certificate:
        findings.compare("certificate: data", certificate["data"], document.get("data_set"))
    if rank is not None:
        bound = dict(rank.upper_bound.as_dict())
        findings.compare("certificate: upper_bound", certificate["upper_bound"], bound)
    findings.proved("certificate")


def _symmetries(document: Any, network: Network, generic: int | None, findings: Findings, here: Circumstances) -> None:
    said = document["symmetries"]
    unexplained = None
    if said is not None:
        true = dict(known_symmetries(network, FRESH, here.budget))
        findings.compare("symmetries", said, true)
        if generic is not None:
            unexplained = network.num_params - generic - said["dimension"]
    elif "symmetries" not in document["reasons"]:
        findings.false("there are no symmetries, and no reason", "symmetries")
    findings.proved("symmetries")
    findings.compare("unexplained", document["unexplained"], unexplained)


def _these_targets(document: Any, network: Network, data: DataSet, findings: Findings, here: Circumstances) -> None:
    said = document["these_targets"]
    evidence = said.get("evidence")
    if evidence is None:
        if said["empty"] is not None or said["infinite"] is not None or not said["statement"].startswith("not decided"):
            findings.false("these_targets says what no evidence shows", "these_targets")
        findings.left("these_targets", "not decided")
        return
    status, _, statement = said["statement"].partition(": ")
    decided = {
        "empty": {"empty": True, "undecided": None}.get(status, False),
        "infinite": {"infinite": True, "undecided": None}.get(status, False),
    }
    for name, true in decided.items():
        if said[name] is not true:
            findings.false(f"these_targets: {name} is {said[name]}, but its statement says {status}", "these_targets")
    if statement != evidence.get("statement"):
        findings.false("these_targets: the statement is not that of the evidence", "these_targets")
    counts = evidence.get("counts") or [None]
    count = {"empty": 0, "exact": 1, "exact_mod_p": counts[0], "lower_bound": counts[0]}.get(status)
    system = zero_error_system(network, data.inputs, data.targets)
    holds, why = evidence_holds(SolutionCount(count, status, evidence), system, network, data, budget=here.budget)
    if holds is False:
        findings.false(f"these_targets: {why}", "these_targets")
    elif holds is None:
        findings.left("these_targets", why)
    else:
        findings.proved("these_targets")


def _groebner(document: Any, findings: Findings) -> None:
    said = document["groebner"]
    if said is None:
        findings.proved("groebner")
        return
    sizes = said["dimensions"]
    agreed = sizes[0] if len(set(sizes)) == 1 else None
    words = "no solution" if agreed == -1 else f"dimension {agreed}" if agreed is not None else "no agreement"
    dimension, empty = (agreed if agreed != -1 else None), (None if agreed is None else agreed == -1)
    agrees = None
    words += " modulo two primes"
    if empty is not None and document["empty"] is not None:
        agrees = (dimension, empty) == (document["dimension"], document["empty"])
        words += ", as by the rank" if agrees else ", not as by the rank: special targets"
    true = {"dimension": dimension, "agrees": agrees, "empty": empty, "statement": words}
    for name, value in true.items():
        if said[name] != value:
            findings.false(f"groebner: {name} is {said[name]}, but it is {value}", "groebner")
    if len(sizes) != 2 or not _two_primes(said["primes"]):
        findings.false("groebner: there are not two primes and two dimensions", "groebner")
    findings.left("groebner")


def _two_primes(primes: list[int]) -> bool:
    return len(primes) == len(set(primes)) == 2 and all(p < 2**63 and flint.fmpz(p).is_prime() for p in primes)


def _degree(document: Any, findings: Findings) -> None:
    said = document["degree"]
    if said is None:
        findings.proved("degree")
        return
    agreed = said["counts"][0] if len(set(said["counts"])) == 1 else None
    words = f"degree {agreed} modulo two primes" if agreed is not None else "the primes do not agree"
    two = len(said["counts"]) == 2 and _two_primes(said["primes"])
    if (said["degree"], said["statement"]) != (agreed, words) or not two:
        findings.false("degree: it is not the number that two primes agree on", "degree")
    findings.left("degree")


def _pieces(document: Any, network: Network, data: DataSet, findings: Findings, here: Circumstances) -> None:
    said = document.get("component_bounds")
    fault = None
    if said is not None:
        fault = bounds_fault(zero_error_system(network, data.inputs, data.targets), said, here.budget)
    if fault is None:
        findings.proved("component_bounds")
    else:
        findings.false(fault, "component_bounds")


def _real_points(document: Any, network: Network, data: DataSet, findings: Findings, here: Circumstances) -> None:
    said = document["real_points"]
    if said is None:
        findings.proved("real_points")
        return
    points = [CertifiedPoint(p["middle"], p["radius"], p["free"], p["local_dimension"]) for p in said["points"]]
    left = network.num_params - data.targets.size
    for number, point in enumerate(points, 1):
        here.budget.check(f"real point {number} of {len(points)} was being proved")
        if point.local_dimension != left or left < 0:
            findings.false(f"real point {number}: the local dimension is {point.local_dimension}, but it is {left}")
        if not check_point(network, data.inputs, data.targets, point):
            findings.false(f"real point {number}: the box is not proved to hold a solution")
    tried, converged = said["tried"], said["converged"]
    words = search_words(len(points), tried, converged)
    earlier = words.replace(" different", "")  # of points that may be the same
    if said["statement"] not in (words, earlier) or not len(points) <= converged <= tried:
        findings.false("real_points: the statement is not what was found", "real_points")
    for number, point in enumerate(points if said["statement"] == words else []):
        here.budget.check("real points were being compared")
        if not is_new(point, points[:number]):
            findings.false(f"real point {number + 1}: it is not proved to be another one than those before it")
    findings.left("real_points: tried")
    ends = [(path["from"], path["to"]) for path in said["paths"]]
    wanted = [(1, number) for number in range(2, len(points) + 1) if left > 0]
    if ends != (wanted[: len(ends)] if "real_points" in document.get("cut_short", ()) else wanted):
        findings.false("real_points: there is not one path from the first point to each other one", "real_points")
        return
    for path in said["paths"]:
        here.budget.check("a path was being proved")
        _path(path, points, network, data, findings, old="schema" not in document)
    findings.proved("real_points")


def _path(
    path: Any, points: list[CertifiedPoint], network: Network, data: DataSet, findings: Findings, *, old: bool
) -> None:
    name = f"real_points: the path from 1 to {path['to']}"
    segments = path["segments"]
    if path["joined"] is None:
        form = f"not joined by this path: it ended [0-9.e+-]+ away after {segments} segments, which proves nothing"
        none = segments == 0 and path["statement"] == "an end of the path could not be enclosed closely enough"
        if (
            path.get("nodes") is not None
            or path.get("along") is not None
            or not (none or re.fullmatch(form, path["statement"]))
        ):
            findings.false(f"{name} contradicts itself")
        findings.left("real_points: paths", f"the path to point {path['to']} proves nothing")
        return
    if path["joined"] is not True or path["statement"] != joined_words(segments):
        findings.false(f"{name} contradicts itself")
    elif path.get("nodes") is None:
        if old:
            findings.left("real_points: paths", f"the path to point {path['to']} has no nodes")
        else:
            findings.false(f"{name} has no nodes")
    elif any(len(node["middle"]) != network.num_params for node in path["nodes"]):
        findings.false(f"{name} has nodes with another number of weights")
    elif not check_path(network, data.inputs, data.targets, points[0], points[path["to"] - 1], path):
        findings.false(f"{name} is not proved by its nodes")
