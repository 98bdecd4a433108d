"""Fields of a document that was made by columns modulo a prime: all of them follow from the rank that is proved."""

from __future__ import annotations

from typing import Any

from ..data import DataSet, IntegerData, load_integer_data
from ..documents import Circumstances, Findings
from ..networks import Network
from ..ranks import RankProof, UpperBound, prove_rank
from .by_columns import NO_LARGER, column_bound, fill_in
from .check_by_minors import FRESH
from .check_certificates import column_proof, counting_faults
from .check_question import as_whole
from .result import nothing_known
from .statements import KnownRank

FOLLOWS = (
    "generic_rank", "rank_of_generic_samples", "data_rank", "dimension", "empty", "generic_dimension", "generic_empty",
    "proved", "these_targets", "function_space_dimension", "coefficient_map_rank", "function_space_ambient",
    "symmetries", "unexplained", "groebner", "degree", "real_points", "statement", "left_kernel",
)  # fmt: skip


def check_by_columns(
    document: Any, network: Network, data: DataSet | IntegerData | None, findings: Findings, here: Circumstances
) -> None:
    """Check all fields but the sizes and the descriptions."""
    certificate = document["certificate"]
    if data is None:
        _without_data(document, network, findings)
        return
    whole = as_whole(data)
    if "component_bounds" in document:
        findings.compare("component_bounds", document["component_bounds"], None)
    if "identifiable" in document:
        findings.compare("identifiable", document["identifiable"], None)
    _bound_to(document, certificate, findings)
    known = None
    if certificate["kind"] == "counting":
        for fault in counting_faults(certificate, network, whole):
            findings.false(fault)
    else:
        below, faults, _ = column_proof(certificate, network, whole, here.budget, lambda text: None)
        for fault in faults:
            findings.false(fault)
        if below is None:
            findings.proved(*FOLLOWS, "certificate", "elimination")
            return
        bound = column_bound_of(certificate, network, below, findings, here, "upper bounds")
        random = None
        if not below.full and below.all_columns:
            others = load_integer_data("random", network, len(whole.distinct), seed=FRESH)
            random = prove_rank(network, others, seed=FRESH, budget=here.budget).rank
        known = KnownRank(below, bound, random)
        if bound is None or not bound.proved:
            rests = document["dimension"] is not None or document["empty"] is not None
            findings.left("upper bounds", "the answer rests on random points", rests=rests)
            if not rests:
                findings.open("the document gives a lower bound of the rank, and no answer")
    findings.proved("certificate")
    blank = nothing_known(network, whole, seed=document["seed"], budget=here.budget, options={})
    true = fill_in(blank, network, whole, known).as_dict()
    for name in FOLLOWS:
        findings.compare(name, document[name], true[name])
    said, found = document["elimination"], true["elimination"]
    if said is not None and found is not None:
        findings.left("elimination: seconds")
        found = {**found, "seconds": said["seconds"]}
    findings.compare("elimination", said, found)


def _bound_to(document: Any, certificate: Any, findings: Findings) -> None:
    """The certificate is about this network and these data."""
    if "network_data" in document and "plain" in certificate["network"]:
        findings.compare("certificate: network", certificate["network"]["plain"], document["network_data"])
    if "data_set" in document and "plain" in certificate["data"]:
        findings.compare("certificate: data", certificate["data"]["plain"], document["data_set"])
    findings.left("certificate: options")


def column_bound_of(
    certificate: Any, network: Network, below: RankProof, findings: Findings, here: Circumstances, name: str
) -> UpperBound | None:
    """Why the rank is no larger, found again."""
    shown = "upper_bound" if name == "upper_bound" else "certificate: upper_bound"
    if below.full:
        bound = UpperBound("equations", f"there are {below.num_equations} equations that differ", True)
    elif not below.all_columns:
        findings.compare(
            "upper_bound" if name == "upper_bound" else "certificate: upper_bound", certificate["upper_bound"], None
        )
        return None
    else:
        bound = column_bound(network, below) or NO_LARGER
    findings.compare(shown, certificate["upper_bound"], dict(bound.as_dict()))
    if not bound.proved:
        findings.reproved = [text for text in findings.reproved if text != shown]
        findings.left(name)
    return bound


def _without_data(document: Any, network: Network, findings: Findings) -> None:
    """More equations than parameters show emptiness without the data; nothing else is proved without them."""
    certificate = document["certificate"]
    _bound_to(document, certificate, findings)
    answer = ("dimension", "empty", "generic_dimension", "generic_empty", "proved", "generic_rank")
    if certificate["kind"] == "counting":
        for fault in counting_faults(certificate, network, None):
            findings.false(fault)
        if certificate["claim"]["num_equations"] != document["num_equations"]:
            findings.false("the certificate is about another number of equations")
        for name, true in zip(answer, (None, True, None, True, True, None), strict=True):
            findings.compare(name, document[name], true)
    else:
        findings.open("the answer is not proved again without the data")
    findings.looked_at(*(name for name in document if name not in answer or certificate["kind"] != "counting"))
