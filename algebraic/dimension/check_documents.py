"""Prove a document of :mod:`algebraic.dimension`, or a certificate alone, again."""

from __future__ import annotations

from typing import Any

from ..data import DataSet, IntegerData, check_source
from ..documents import Circumstances, Findings
from ..networks import Network
from ..options import contradictions
from ..ranks import UpperBound, data_rank, rank_at
from .check_by_columns import check_by_columns, column_bound_of
from .check_by_minors import FRESH, check_by_minors
from .check_certificates import column_proof, counting_faults, minor_faults
from .check_question import as_whole, data_of, data_of_options, network_of, network_of_options, not_at_hand


def check_dimension(document: Any, findings: Findings, here: Circumstances) -> None:
    """Check a document that has the form of one."""
    certificate = document["certificate"]
    network = _network(document, certificate, findings)
    if network is None:
        findings.looked_at(*document)
        return
    data = _data(document, certificate, network, findings, here)
    sizes = {
        "widths": list(network.widths),
        "num_params": network.num_params,
        "num_samples": document["num_samples"] if data is None else len(data.inputs),
        "output_dim": network.output_dim,
        "num_equations": document["num_samples"] * network.output_dim,
    }
    for name, true in sizes.items():
        findings.compare(name, document[name], true)
    if data is None:
        findings.left("data")
    elif "named" in document.get("data_set", {}):  # built again just now
        findings.compare("data", document["data"], data.source)
    else:
        check_source(document["data"], network, data, findings, rank_at)
    said = {"seed": document["seed"], "samples": document["num_samples"]}
    findings.problems += contradictions(document["options"], network, said)
    for name in ("options", "seed", "versions"):
        findings.left(name)
    _reasons(document, findings)
    if "schema" in document and certificate is not None:
        parts = [certificate, *([certificate["network"], certificate["data"]] if "kind" in certificate else [])]
        if any(name not in part for part, name in zip(parts, ("schema", "plain", "plain"), strict=False)):
            findings.false("the certificate does not hold what it is about")
        elif "data" not in certificate:
            findings.false("the certificate does not hold its data")
    if certificate is not None and "kind" in certificate:
        check_by_columns(document, network, data, findings, here)
    else:
        check_by_minors(document, network, data, findings, here)


def _network(document: Any, certificate: Any, findings: Findings) -> Network | None:
    if "network_data" in document:
        findings.proved("network_data")
        return network_of(document["network_data"])
    found = None
    if certificate is not None and "graph" in certificate:
        found = network_of({"graph": certificate["graph"]})
    elif certificate is not None:
        found = network_of_options(certificate["network"]["options"])
    words = "the document is an older one, without it, and nothing that it names is imported or opened"
    findings.left("network_data", words, rests=found is None)
    return found


def _data(
    document: Any, certificate: Any, network: Network, findings: Findings, here: Circumstances
) -> DataSet | IntegerData | None:
    """The data, or ``None`` with the reason where they are not at hand."""
    plain = document.get("data_set")
    whole = certificate is not None and "kind" in certificate
    if plain is None:
        options = {key: document["options"].get(key) for key in ("data", "seed", "samples")}
        options = certificate["data"]["options"] if whole else {**options, "samples": document["num_samples"]}
        plain = data_of_options(options) or {"elsewhere": {"samples": document["num_samples"]}}
    found = data_of(plain, network, here)
    if found is None:
        findings.left("data_set", not_at_hand(plain, network))
        return None
    if "data_set" in document:
        findings.proved("data_set")
    else:
        findings.left("data_set", "the document is an older one, without it")
    return found if whole or isinstance(found, DataSet) else _as_exact(found, network)


def _as_exact(data: IntegerData, network: Network) -> DataSet | IntegerData:
    from fractions import Fraction

    from ..data import check_data

    inputs = [[Fraction(int(x), data.denominator) for x in row] for row in data.inputs]
    return check_data(inputs, data.targets.tolist(), network, data.source)


ASKED = {
    "function_space": "coefficient_map_rank",
    "groebner": "groebner",
    "degree": "degree",
    "points": "real_points",
    "components": "component_bounds",
    "identifiable": "identifiable",
}


def _reasons(document: Any, findings: Findings) -> None:
    for option, key in ASKED.items():
        asked = document["options"].get(option) and document.get(key) is None
        if asked and not {key, option} & set(document["reasons"]):
            findings.false(f"--{option} was asked for, and there is no {key} and no reason", key)
    for key in document["reasons"]:
        had = document.get(key) is not None and key not in ("these_targets", "data", "real_points")
        if key != "resume" and (key not in document or had):
            findings.false(f"reasons says why there is no {key}, which is not so")
    findings.left("reasons")
    if not set(document["cut_short"]) <= set(document["reasons"]):
        findings.false("cut_short names what has no reason")
    findings.left("cut_short")


def check_rank(certificate: Any, findings: Findings, here: Circumstances) -> None:
    """Check a certificate that has the form of one and stands alone."""
    if "graph" in certificate:
        _minor_alone(certificate, findings, here)
        return
    source, given = certificate["network"], certificate["data"]
    plain = source.get("plain")
    network = network_of_options(source["options"]) if plain is None else network_of(plain)
    findings.left("options")
    if network is None:
        findings.looked_at(*certificate)
        findings.open("the network is not in the certificate, and nothing that it names is imported or opened")
        return
    samples = certificate["claim"]["num_equations"] // network.output_dim
    where = given.get("plain") or data_of_options(given["options"]) or {"elsewhere": {"samples": samples}}
    found = data_of(where, network, here)
    data = None if found is None else as_whole(found)
    if certificate["kind"] == "counting":
        for fault in counting_faults(certificate, network, data):
            findings.false(fault)
        findings.proved("kind", "claim", "network")
        if data is None:
            findings.left("data", not_at_hand(where, network))
        else:
            findings.proved("data")
        return
    if data is None:
        findings.left("data", not_at_hand(where, network), rests=True)
        findings.proved(*(name for name in certificate if name not in ("schema", "data")))
        return
    below, faults, _ = column_proof(certificate, network, data, here.budget, lambda text: None)
    for fault in faults:
        findings.false(fault)
    findings.proved(*(name for name in certificate if name not in ("schema", "upper_bound")))
    if below is not None:
        column_bound_of(certificate, network, below, findings, here, "upper_bound")


def _minor_alone(certificate: Any, findings: Findings, here: Circumstances) -> None:
    network = network_of({"graph": certificate["graph"]})
    data = data_of(certificate["data"], network, here) if "data" in certificate else None
    for fault in minor_faults(certificate, network, data):
        findings.false(fault)
    findings.proved("claim", "graph", "minor")
    if data is None:
        findings.left("data", "an older certificate has only their residues, and other data are elsewhere")
        _bound_without_data(certificate, findings)
        return
    findings.proved("data")
    exact = data if isinstance(data, DataSet) else _as_exact(data, network)
    true = data_rank(network, exact.inputs, seed=FRESH, budget=here.budget)
    if true.rank != certificate["claim"]["rank_at_least"]:
        findings.false(
            f"the rank is {true.rank}, and {certificate['claim']['rank_at_least']} is claimed", "upper_bound"
        )
    elif true.upper_bound.proved or certificate["upper_bound"] != true.upper_bound.as_dict():
        findings.compare("upper_bound", certificate["upper_bound"], dict(true.upper_bound.as_dict()))
    else:
        findings.left("upper_bound")


def _bound_without_data(certificate: Any, findings: Findings) -> None:
    """By the number of parameters or equations a bound holds for any data; another that is "proved" is left open."""
    claim, said = certificate["claim"], certificate["upper_bound"]
    for kind, size in (("parameters", claim["num_params"]), ("equations", claim["num_equations"])):
        if said["kind"] == kind:
            true = UpperBound(kind, f"there are {size} {kind}", True) if claim["rank_at_least"] == size else None
            findings.compare("upper_bound", said, None if true is None else dict(true.as_dict()))
            return
    findings.left("upper_bound", "the data are not at hand", rests=said["proved"])
