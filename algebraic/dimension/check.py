"""Check of a certificate of :mod:`algebraic.dimension` as a function: whether it holds, and what it proves.

Network and data come from the plain data in the certificate, or from the caller; never from what its options name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..data import IntegerData
from ..documents import Circumstances, form_faults
from ..networks import Network, plain_network
from ..shell import UNLIMITED, Budget, WrongInput
from .check_certificates import column_proof, counting_faults, minor_faults
from .check_question import as_whole, data_of, data_of_options, network_of, network_of_options, not_at_hand

INCOMPLETE = (KeyError, TypeError, IndexError, ValueError, AttributeError, OverflowError)


def check_certificate(
    document: Any,
    *,
    network: Network | None = None,
    data: IntegerData | None = None,
    budget: Budget = UNLIMITED,
    report: Callable[[str], None] = lambda text: None,
) -> tuple[bool, str]:
    """Whether the certificate in a document holds, and what it proves or why not.

    Args:
        document: of ``algebraic.dimension``, or the certificate itself.
        network, data: for certificates that do not bring them; by default those that the options in it name, read
            again.
        report: called with what is being done.

    Raises:
        WrongInput: there is no certificate, or it does not say how to get network and data.
        Missing: the data are not there.
        OutOfBudget: the time is over.

    >>> from algebraic import Network, dimension_of
    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> check_certificate(dimension_of(net, [[1, 2], [3, 4]], [1, 2]).as_dict())
    (True, 'rank 2 = number of equations: dimension 7 for generic targets, proved')
    """
    certificate: Any = document.get("certificate", document) if isinstance(document, dict) else None
    try:
        faults = form_faults(certificate, "rank", lacking=("schema", "data"))
        if faults:
            raise ValueError(faults[0])
        if "graph" in certificate:
            return _check_minor(certificate)
        network, whole = _question(certificate, network, data)
        held, there = certificate["network"].get("plain"), certificate["data"].get("plain")
        if held is not None and held != plain_network(network):
            return False, "the network is not the one of the certificate"
        listed = None if there is None else data_of(there, network, Circumstances())
        if listed is not None and as_whole(listed).digests() != whole.digests():
            return False, "the data are not those of the certificate"
        if certificate["kind"] == "counting":
            return _check_counting(certificate, network, whole)
        below, faults, how = column_proof(certificate, network, whole, budget, report)
        return (False, faults[0]) if below is None else (True, _meaning(certificate, below.rank, how))
    except INCOMPLETE as problem:
        raise WrongInput(
            f"this is no certificate of algebraic.dimension, or an incomplete one ({problem})",
            hint="make one with algebraic.dimension --json; of a result made in Python pass network and data",
            kind="bad_certificate",
        ) from None


def _question(certificate: Any, network: Network | None, data: IntegerData | None) -> tuple[Network, IntegerData]:
    """The network and the data that were passed, or those in the certificate."""
    if network is None:
        plain = certificate["network"].get("plain")
        network = network_of_options(certificate["network"]["options"]) if plain is None else network_of(plain)
        if network is None:
            raise ValueError("the network is not in it")
    if data is None:
        source = certificate["data"].get("plain") or data_of_options(certificate["data"]["options"])
        found = None if source is None else data_of(source, network, Circumstances())
        if found is None:
            words = "the data are not in it" if source is None else not_at_hand(source, network)
            raise WrongInput(words, hint="pass network and data", kind="bad_certificate")
        data = as_whole(found)
    return network, data


def _check_minor(certificate: Any) -> tuple[bool, str]:
    network = network_of({"graph": certificate["graph"]})
    data = data_of(certificate["data"], network, Circumstances()) if "data" in certificate else None
    faults = minor_faults(certificate, network, data)
    if faults:
        return False, faults[0]
    claim = certificate["claim"]
    size, equations = claim["rank_at_least"], claim["num_equations"]
    if size == equations:
        left = claim["num_params"] - equations
        return True, f"rank {size} = number of equations: dimension {left} for generic targets, proved"
    return True, (
        f"rank at least {size} of {equations} equations, proved; the upper bound rests on: "
        f"{certificate['upper_bound']['statement']}"
    )


def _check_counting(certificate: Any, network: Network, data: IntegerData) -> tuple[bool, str]:
    faults = counting_faults(certificate, network, data)
    if faults:
        return False, faults[0]
    claim = certificate["claim"]
    return True, (
        f"{claim['num_equations']:,} equations, {claim['num_params']:,} parameters: empty for generic targets, proved"
    )


def _meaning(certificate: Any, rank: int, how: str) -> str:
    claim = certificate["claim"]
    checked = f"(matrix formed anew by 64-bit integers; {how})"
    different, dimension = claim["num_different_equations"], claim["num_params"] - claim["num_different_equations"]
    if rank == different == claim["num_equations"]:
        return f"rank {rank:,} = number of equations: dimension {dimension:,} for generic targets, proved {checked}"
    if rank == different:
        return (
            f"rank {rank:,} of {claim['num_equations']:,} equations, {different:,} of which differ: dimension "
            f"{dimension:,} for generic targets that agree where the inputs do, proved {checked}"
        )
    bound = certificate["upper_bound"]
    above = f"; the upper bound rests on: {bound['statement']}" if bound else ""
    return f"rank at least {rank:,} of {claim['num_equations']:,} equations, proved {checked}{above}"
