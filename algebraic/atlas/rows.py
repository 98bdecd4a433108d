"""A row of an atlas: the dimension of one architecture, with what proves it from below and from above."""

from __future__ import annotations

from hashlib import sha256
from typing import TypedDict

import numpy as np

from ..modular import ModularRank, eliminate, random_small_prime
from ..networks import PrimeField, jacobian
from ..shell import ROLE_ATLAS, random_stream
from .architectures import Architecture, Names
from .bounds import Bound, upper_bound
from .fibres import scaled_bkk

NUM_POINTS = 2  # independent random points at which a rank without a proof from above must agree
MOST_SAMPLES = 2**16


class Certificate(TypedDict):
    """What proves a dimension from below: a prime, a point drawn from the seed, the minor that is not zero there."""

    prime: int
    point: int
    num_samples: int
    minor_sha256: str


class Row(Names, total=False):
    """All columns of a row; ``minimal_filling`` where all rows are known."""

    label: str
    depth: int
    num_params: int
    ambient: int
    expected: int
    dimension: int
    proved: bool
    upper_bound: int
    reason: str
    cut: int | None
    defect: int
    fibre_dimension: int
    filling: bool | None
    identifiable: bool | None
    bkk: int | None
    minimal_filling: bool | None
    certificate: Certificate


def row_of(architecture: Architecture, *, seed: int = 0) -> Row:
    """The row of one architecture.

    The dimension of the set of its functions is the generic rank of the Jacobian for enough generic inputs (Kileel,
    Trager, Bruna 2019). A rank at random weights and inputs modulo a prime proves it from below, a bound of
    :mod:`algebraic.atlas.bounds` from above; without one the row says that it is not proved.

    Args:
        seed: the prime, weights and inputs are drawn from it, the label and the number of the point.

    ``filling``: the functions are dense in their space. ``identifiable``: up to the scalings finitely many weights give
    a generic function of the network. Both are ``None`` where the bounds do not decide them. ``bkk`` bounds how many
    (:mod:`algebraic.atlas.fibres`); it is ``None`` for more than six weights up to scaling or several outputs.

    >>> from algebraic.atlas import architecture_of
    >>> row = row_of(architecture_of("pnn.5.5.3.1.r2"))
    >>> row["dimension"], row["expected"], row["defect"], row["reason"], row["proved"]
    (32, 35, 3, 'recursion', True)
    """
    dimension, certificate = found_at(architecture, seed)
    return row_from(architecture, upper_bound(architecture), dimension, certificate)


def found_at(architecture: Architecture, seed: int) -> tuple[int, Certificate]:
    """The largest rank at up to :data:`NUM_POINTS` points, and what proves it; one that a bound allows is the last."""
    bound = upper_bound(architecture)
    best: tuple[int, int, ModularRank] | None = None
    for point in range(NUM_POINTS):
        num_samples, rank = rank_at_point(architecture, bound.value, seed, point)
        if best is None or rank.rank > best[2].rank:
            best = point, num_samples, rank
        if best[2].rank == bound.value:
            break
    assert best is not None
    point, num_samples, rank = best
    certificate = Certificate(
        prime=rank.prime, point=point, num_samples=num_samples, minor_sha256=digest_of_minor(rank)
    )
    return rank.rank, certificate


def rank_at_point(architecture: Architecture, target: int, seed: int, point: int) -> tuple[int, ModularRank]:
    """How many samples were taken, and the rank: samples are added until it is ``target`` or one more adds nothing.

    Inputs are random, so that a sample that adds nothing says that none does (generic ranks grow ever more slowly);
    where this misleads, the rank is too small, which the bound from above shows.
    """
    network = architecture.network
    outputs = network.output_dim
    prime = random_small_prime(seed, index=point)
    stream = random_stream(seed, ROLE_ATLAS, _number(architecture.label, point))
    weights = stream.integers(1, prime, network.num_params)
    num_samples = -(-target // outputs) + 1
    inputs = stream.integers(0, prime, (num_samples, network.input_dim))
    while True:
        matrix = jacobian(network, PrimeField(prime), weights, inputs).astype(np.float64)
        found = eliminate(matrix, prime, overwrite=False)
        if found.rank >= target or num_samples > MOST_SAMPLES:
            return num_samples, found
        if eliminate(matrix[:-outputs], prime, overwrite=False).rank == found.rank:
            return num_samples, found
        inputs = np.concatenate([inputs, stream.integers(0, prime, inputs.shape)])
        num_samples = len(inputs)


def digest_of_minor(rank: ModularRank) -> str:
    """Of the rows and columns of the minor that is not zero."""
    pivots = np.stack([np.sort(rank.pivot_rows), rank.pivot_columns]).astype("<i8")
    return sha256(pivots.tobytes()).hexdigest()


def _number(label: str, point: int) -> int:
    """Of the random stream of a point of one architecture, whatever else is in the box."""
    return int.from_bytes(sha256(f"{label} {point}".encode()).digest()[:8], "little")


def row_from(architecture: Architecture, bound: Bound, dimension: int, certificate: Certificate) -> Row:
    """All columns of a row, which follow from the dimension that was found and the bound."""
    proved = dimension == bound.value
    most = architecture.num_params - architecture.num_scalings

    def reaches(value: int) -> bool | None:
        return True if dimension >= value else (False if bound.value < value else None)

    return {
        "label": architecture.label,
        **architecture.columns(),
        "depth": architecture.depth,
        "num_params": architecture.num_params,
        "ambient": architecture.ambient,
        "expected": architecture.expected,
        "dimension": dimension,
        "proved": proved,
        "upper_bound": bound.value,
        "reason": bound.reason if proved else "random_points",
        "cut": bound.cut if proved else None,
        "defect": architecture.expected - dimension,
        "fibre_dimension": architecture.num_params - dimension,
        "filling": reaches(architecture.ambient),
        "identifiable": reaches(most),
        "bkk": scaled_bkk(architecture),
        "certificate": certificate,
    }
