"""The certificates of a dimension, as they stand in a JSON document; :mod:`algebraic.dimension.check` reads them."""

from __future__ import annotations

from argparse import Namespace
from typing import Any, TypedDict

from ..data import IntegerData
from ..networks import Graph, Network, describe_graph
from ..options import NETWORK_OPTIONS
from ..ranks import RankCertificate, RankProof, RankResult, Reason, UpperBound, network_digest


class MinorClaim(TypedDict):
    """What a minor proves."""

    rank_at_least: int
    num_params: int
    num_equations: int


class MinorCertificate(TypedDict):
    """A minor that is not zero, and the network to compute it from."""

    claim: MinorClaim
    graph: Graph
    minor: RankCertificate
    upper_bound: Reason


class CountedClaim(TypedDict):
    """The size of the system."""

    num_params: int
    num_equations: int
    num_different_equations: int


class ColumnsClaim(CountedClaim):
    """The size of the system, and what some columns of its Jacobian prove."""

    rank_at_least: int


class NetworkSource(TypedDict):
    """How to get the network again (``None`` for one made in Python), and its digest."""

    options: dict[str, Any] | None
    sha256: str


class DataOptions(TypedDict):
    """The options that name the data."""

    data: str
    seed: int
    samples: int


class DataSource(TypedDict):
    """How to get the data again (``None`` for those made in Python), and their digests."""

    options: DataOptions | None
    sha256: dict[str, str]


class CountingCertificate(TypedDict):
    """There are more equations than parameters."""

    kind: str
    claim: CountedClaim
    network: NetworkSource
    data: DataSource


class ColumnsCertificate(TypedDict):
    """The rank of some columns of the Jacobian, at the point that prime, seed and index give."""

    kind: str
    claim: ColumnsClaim
    network: NetworkSource
    data: DataSource
    prime: int
    seed: int
    index: int
    columns: list[int]
    matrix_sha256: str
    upper_bound: Reason | None


def minor_certificate(network: Network, num_samples: int, rank: RankResult | None) -> MinorCertificate | None:
    """The certificate of a rank that has a minor."""
    if rank is None or rank.certificate is None:
        return None
    num_equations = num_samples * network.output_dim
    claim = MinorClaim(rank_at_least=rank.rank, num_params=network.num_params, num_equations=num_equations)
    return MinorCertificate(
        claim=claim,
        graph=describe_graph(network),
        minor=rank.certificate,
        upper_bound=rank.upper_bound.as_dict(),
    )


def counting_certificate(network: Network, data: IntegerData, options: Namespace | None) -> CountingCertificate:
    """The certificate that needs no rank.

    Args:
        options: of the command, which name the network and the data.
    """
    network_source = NetworkSource(options=None, sha256=network_digest(network))
    data_source = DataSource(options=None, sha256=data.digests())
    if options is not None:
        network_source["options"] = {name: getattr(options, name) for name in NETWORK_OPTIONS}
        data_source["options"] = DataOptions(data=options.data, seed=options.seed, samples=len(data.inputs))
    return CountingCertificate(kind="counting", claim=counted(network, data), network=network_source, data=data_source)


def columns_certificate(
    network: Network, data: IntegerData, below: RankProof, bound: UpperBound | None, options: Namespace | None
) -> ColumnsCertificate:
    """The certificate of a rank modulo a prime."""
    base = counting_certificate(network, data, options)
    return ColumnsCertificate(
        kind="columns_modulo_prime",
        claim=ColumnsClaim(**base["claim"], rank_at_least=below.rank),
        network=base["network"],
        data=base["data"],
        prime=below.prime,
        seed=below.seed,
        index=below.index,
        columns=below.columns.tolist(),
        matrix_sha256=below.matrix_sha256,
        upper_bound=bound.as_dict() if bound else None,
    )


def counted(network: Network, data: IntegerData) -> CountedClaim:
    """The size of the system: samples with the input of an earlier one give no different equations."""
    outputs = network.output_dim
    return CountedClaim(
        num_params=network.num_params,
        num_equations=len(data.inputs) * outputs,
        num_different_equations=len(data.distinct) * outputs,
    )
