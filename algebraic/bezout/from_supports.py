"""The rungs above a square system: multihomogeneous Bézout bounds by partitions of the weights, and mixed volumes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from ..bounds import (
    BestPartition,
    Support,
    best_partition,
    bkk_bound,
    multihomogeneous_log2,
    multihomogeneous_number,
)
from ..networks import Network, describe_graph, network_from_graph
from .question import Question, power_of, refuse_digits


@dataclass(frozen=True)
class PartitionRungs:
    """Multihomogeneous Bézout: layer by layer, and for the best partition that was found."""

    multihomogeneous_bezout: int | None
    multihomogeneous_bezout_log2: float | None
    best_multihomogeneous_bezout: int | None
    best_multihomogeneous_bezout_log2: float | None
    best_partition: list[list[str]] | None
    best_partition_effort: str | None


@dataclass(frozen=True)
class NewtonRungs:
    """BKK: for all isolated solutions, and for those without a zero weight."""

    bkk: int | None
    bkk_log2: float | None
    bkk_torus: int | None
    bkk_torus_log2: float | None


def layer_groups(network: Network) -> list[list[int]]:
    """The parameters layer by layer; one that several layers share goes with the first.

    >>> layer_groups(Network.dense([2, 1, 1], "z**2", hidden_bias=False))
    [[0, 1], [2, 3]]
    """
    groups: list[list[int]] = []
    for k in range(len(network.layers)):
        taken = {label for group in groups for label in group}
        groups.append([label for label in network.layer_labels(k) if label not in taken])
    return [group for group in groups if group]


def partition_rungs(asked: Question) -> PartitionRungs:
    """The bounds by partitions; the layer-wise one follows from the shape, the search needs the supports."""
    problem, key = asked.problem, "multihomogeneous_bezout"
    groups = layer_groups(problem.network)
    sizes = [len(group) for group in groups]

    def rows() -> list[tuple[int, ...]]:
        """Degree of every equation in the weights of each layer; without data, of one sample."""
        asked.require_square()
        return list(zip(*(problem.degrees(group) for group in groups), strict=True))

    def number(rows: list[tuple[int, ...]]) -> int:
        return multihomogeneous_number(rows * (problem.num_equations // len(rows)), sizes)

    def layerwise_log2() -> float | None:
        found = rows()
        return multihomogeneous_log2(found[0], sizes) if len(set(found)) == 1 else power_of(number(found))

    def layerwise() -> int:
        found = rows()
        refuse_digits(key, power)
        return number(found)

    def best() -> BestPartition:
        shape = (-1, problem.network.num_params)
        vertices = [np.array(sorted(s), dtype=np.int64).reshape(shape) for s in supports(asked)]
        return best_partition(vertices, tuple(map(tuple, groups)), budget=asked.attempt.budget)

    power = asked.attempt(f"{key}_log2", layerwise_log2)
    layers = asked.attempt(key, layerwise)
    found = asked.attempt(f"best_{key}", best)
    return PartitionRungs(
        multihomogeneous_bezout=layers,
        multihomogeneous_bezout_log2=power,
        best_multihomogeneous_bezout=found.number if found else None,
        best_multihomogeneous_bezout_log2=power_of(found.number) if found else None,
        best_partition=_named(problem.network, found.partition) if found else None,
        best_partition_effort=found.effort if found else None,
    )


def _named(network: Network, partition: Iterable[Iterable[int]]) -> list[list[str]]:
    """With the names that a document's reader gives the weights: it has no others."""
    names = network_from_graph(describe_graph(network)).parameter_names
    return [[names[k] for k in group] for group in partition]


def newton_rungs(asked: Question) -> NewtonRungs:
    """The mixed volumes of the Newton polytopes, with the origin added and without."""

    def volume(affine: bool) -> int:
        return bkk_bound(supports(asked), affine=affine, budget=asked.attempt.budget)

    bkk = asked.attempt("bkk", partial(volume, True))
    torus = asked.attempt("bkk_torus", partial(volume, False))
    return NewtonRungs(bkk=bkk, bkk_log2=power_of(bkk), bkk_torus=torus, bkk_torus_log2=power_of(torus))


def supports(asked: Question) -> list[Support]:
    """Those of a square system."""
    asked.require_square()
    return asked.problem.supports()
