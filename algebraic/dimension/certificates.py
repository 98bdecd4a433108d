"""The certificates of a dimension, as they stand in a JSON document; :mod:`algebraic.dimension.check` reads them."""

from __future__ import annotations

from argparse import Namespace
from typing import Any, TypedDict

from ..data import IntegerData, PlainData, plain_data
from ..documents import schema_name
from ..networks import Graph, Network, PlainNetwork, describe_graph, plain_network
from ..options import NETWORK_OPTIONS
from ..ranks import RankCertificate, RankProof, RankResult, Reason, UpperBound, network_digest


class MinorClaim(TypedDict):
    """What a minor proves."""

    rank_at_least: int
    num_params: int
    num_equations: int


class MinorCertificate(TypedDict):
    """A minor that is not zero, the network to compute it from, and the data whose residues it has."""

    schema: str
    claim: MinorClaim
    graph: Graph
    minor: RankCertificate
    data: PlainData
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
    """The network as plain data, its digest, and the options that it was made from, which are never looked at."""

    options: dict[str, Any] | None
    plain: PlainNetwork
    sha256: str


class DataOptions(TypedDict):
    """The options that name the data."""

    data: str
    seed: int
    samples: int


class DataSource(TypedDict):
    """The data as plain data, their digests, and the options that named them, which are never looked at."""

    options: DataOptions | None
    plain: PlainData
    sha256: dict[str, str]


class CountingCertificate(TypedDict):
    """There are more equations than parameters."""

    schema: str
    kind: str
    claim: CountedClaim
    network: NetworkSource
    data: DataSource


class ColumnsCertificate(TypedDict):
    """The rank of some columns of the Jacobian, at the point that prime, seed and index give."""

    schema: str
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


def minor_certificate(
    network: Network, num_samples: int, rank: RankResult | None, data: PlainData
) -> MinorCertificate | None:
    """The certificate of a rank that has a minor."""
    if rank is None or rank.certificate is None:
        return None
    num_equations = num_samples * network.output_dim
    claim = MinorClaim(rank_at_least=rank.rank, num_params=network.num_params, num_equations=num_equations)
    return MinorCertificate(
        schema=schema_name("rank"),
        claim=claim,
        graph=describe_graph(network),
        minor=rank.certificate,
        data=data,
        upper_bound=rank.upper_bound.as_dict(),
    )


def counting_certificate(network: Network, data: IntegerData, options: Namespace | None) -> CountingCertificate:
    """The certificate that needs no rank.

    Args:
        options: of the command, which name the network and the data.
    """
    plain = plain_data(data, None if options is None else options.data, 0 if options is None else options.seed)
    network_source = NetworkSource(options=None, plain=plain_network(network), sha256=network_digest(network))
    data_source = DataSource(options=None, plain=plain, sha256=data.digests())
    if options is not None:
        network_source["options"] = {name: getattr(options, name) for name in NETWORK_OPTIONS}
        data_source["options"] = DataOptions(data=options.data, seed=options.seed, samples=len(data.inputs))
    return CountingCertificate(
        schema=schema_name("rank"),
        kind="counting",
        claim=counted(network, data),
        network=network_source,
        data=data_source,
    )


def columns_certificate(
    network: Network, data: IntegerData, below: RankProof, bound: UpperBound | None, options: Namespace | None
) -> ColumnsCertificate:
    """The certificate of a rank modulo a prime."""
    base = counting_certificate(network, data, options)
    return ColumnsCertificate(
        schema=schema_name("rank"),
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
