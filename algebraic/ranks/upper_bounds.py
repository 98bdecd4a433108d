"""Why a rank is no larger: by counting, by symmetries, by the space of functions, or (no proof) by other points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ..modular import modular_rank
from ..networks import Network, PrimeField, degree_bound, symmetry_fields
from .function_space import ambient_dimension

NUM_POINTS = 2  # independent random points, each modulo a prime of its own
FEW_DEGREES = 200  # up to which a sparing proof counts the polynomials around the outputs
FEW_PARAMS = 2_000  # up to which a sparing proof forms vector fields


class Reason(TypedDict):
    """An :class:`UpperBound` in a JSON document."""

    kind: str
    statement: str
    proved: bool
    error_probability: float | None


@dataclass(frozen=True)
class UpperBound:
    """Why a rank is no larger.

    Attributes:
        kind: ``parameters``, ``equations``, ``symmetries``, ``function_space`` (each a proof), or
            ``random_points``: the same rank at independent random points, which is not a proof.
        statement: the reason in words.
        proved: whether it is a proof.
        error_probability: for ``random_points``, the Schwartz–Zippel bound for these points (as long as the
            primes divide not all coefficients of the minors in question); ``None`` where it says nothing.
    """

    kind: str
    statement: str
    proved: bool
    error_probability: float | None = None

    def as_dict(self) -> Reason:
        """Plain data for a JSON document."""
        return Reason(
            kind=self.kind, statement=self.statement, proved=self.proved, error_probability=self.error_probability
        )


def proved_bound(
    network: Network,
    rank: int,
    prime: int,
    weights: np.ndarray,
    *,
    num_equations: int | None = None,
    sparing: bool = False,
) -> UpperBound | None:
    """A proof that the Jacobian has at most this rank, or ``None``.

    Args:
        prime, weights: a point modulo a prime, at which the known vector fields are counted.
        num_equations: where their number bounds the rank.
        sparing: for large networks: counting before vector fields, and neither where it would take long.

    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> weights = np.arange(1, 10)
    >>> proved_bound(net, 3, 101, weights).kind, proved_bound(net, 3, 101, weights, sparing=True).kind
    ('symmetries', 'function_space')
    >>> proved_bound(net, 2, 101, weights)
    """
    num_params = network.num_params
    if rank == num_params:
        return UpperBound("parameters", f"there are {num_params} parameters", True)
    if rank == num_equations:
        return UpperBound("equations", f"there are {num_equations} equations", True)
    if sparing:
        bound = _by_functions(network, rank, FEW_DEGREES)
        if bound is None and num_params <= FEW_PARAMS:
            bound = _by_symmetries(network, rank, prime, weights)
        return bound
    return _by_symmetries(network, rank, prime, weights) or _by_functions(network, rank)


def _by_symmetries(network: Network, rank: int, prime: int, weights: np.ndarray) -> UpperBound | None:
    independent = modular_rank(symmetry_fields(network, PrimeField(prime), weights), prime)
    if rank != network.num_params - independent:
        return None
    reason = f"{independent} independent vector fields on the weights leave every output as it is"
    return UpperBound("symmetries", reason, True)


def _by_functions(network: Network, rank: int, limit: int = 10_000) -> UpperBound | None:
    dimension = ambient_dimension(network, limit=limit)
    if rank != dimension:
        return None
    return UpperBound(
        "function_space", f"the outputs lie in a space of polynomials in x of dimension {dimension}", True
    )


def random_bound(network: Network, rank: int, input_degree: int) -> UpperBound:
    """The reason without a proof: the same rank at :data:`NUM_POINTS` random points.

    Args:
        input_degree: degree of the outputs in the inputs where these are random, too; 0 for given inputs.
    """
    # A minor of size rank+1 is a polynomial in (w, x) of at most this degree.
    degree = (rank + 1) * (max(degree_bound(network) - 1, 0) + input_degree)
    smallest_prime = 2**30
    probability = (degree / smallest_prime) ** NUM_POINTS if degree < smallest_prime else None
    return UpperBound(
        "random_points",
        f"the same rank at {NUM_POINTS} independent random points, each modulo a prime of its own",
        False,
        probability,
    )
