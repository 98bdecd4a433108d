"""Rank of the Jacobian of the residuals modulo a prime, with certificates from below and from above.

rank mod p ≤ rank over Q at that point ≤ generic rank: a rank found modulo a prime *proves* that the generic
rank is at least as large. That it is no larger needs a reason of its own (:mod:`algebraic.ranks.upper_bounds`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypedDict

import numpy as np
from array_api_compat import is_array_api_obj, is_numpy_array

from ..modular import ModularRank, check_integers, check_prime, eliminate, modular_rank, random_small_prime, residues_of
from ..networks import Network, PrimeField, check_network, input_degree, jacobian
from ..shell import (
    ROLE_RANK,
    UNLIMITED,
    Budget,
    TooLarge,
    WrongInput,
    check_seed,
    exact_rows,
    random_primes,
    random_stream,
)
from .byte_elimination import rank_by_bytes
from .byte_kernel import BYTE_LIMIT
from .minors import RankCertificate, make_rank_certificate
from .upper_bounds import NUM_POINTS, Reason, UpperBound, proved_bound, random_bound

MAX_ENTRIES = 20_000_000
BYTE_SIZE = 1000  # from here on products of bytes save more than it takes to compile their kernel
CERTIFICATE_PARAMS = 200  # beyond this many parameters a certificate is left out of the result


class RankEvidence(TypedDict):
    """A :class:`RankResult` in a JSON document."""

    rank: int
    certificate: RankCertificate | None
    upper_bound: Reason


@dataclass(frozen=True)
class RankResult:
    """A generic rank of the Jacobian.

    Attributes:
        rank: the rank found.
        certificate: a point and a non-zero minor there, which proves ``rank`` from below; ``None`` for large
            networks.
        upper_bound: what is known from above.
    """

    rank: int
    certificate: RankCertificate | None
    upper_bound: UpperBound

    def as_dict(self) -> RankEvidence:
        """Plain data for a JSON document."""
        return RankEvidence(rank=self.rank, certificate=self.certificate, upper_bound=self.upper_bound.as_dict())


def generic_rank(network: Network, *, seed: int = 0, budget: Budget = UNLIMITED) -> RankResult:
    """r = lim r_N: rank of the Jacobian at generic weights for ever more generic inputs.

    Samples are added until one more does not raise the rank; from there on none does, since generic inputs
    are interchangeable.

    Raises:
        TooLarge: the matrix would have more than 20 million entries.

    >>> result = generic_rank(Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False))
    >>> result.rank, result.upper_bound.kind
    (3, 'symmetries')
    """
    check_network(network)
    seed = check_seed(seed)
    outputs, num_params = network.output_dim, network.num_params
    num_samples = -(-num_params // outputs) + 1

    def draw(index: int) -> _Point:
        prime = _prime(network, (), seed, index)
        weights, stream = _random_weights(network, prime, seed, index)
        inputs = stream.integers(0, prime, (num_samples, network.input_dim), dtype=np.int64)
        return _Point(network, prime, weights, inputs)

    while True:
        _guard(num_samples * outputs, num_params)
        point = draw(0)
        rank = modular_rank(point.matrix, point.prime, budget)
        if rank == num_params or modular_rank(point.matrix[:-outputs], point.prime, budget) == rank:
            break
        num_samples *= 2
    return _decide(network, rank, point, draw, None, input_degree(network), budget)


def data_rank(network: Network, inputs: Any, *, seed: int = 0, budget: Budget = UNLIMITED) -> RankResult:
    """Rank of the Jacobian at generic weights for these inputs.

    Args:
        inputs: exact numbers, shape (num_samples, input_dim); floats count as their exact binary value.

    Raises:
        WrongInput: inputs that do not fit the network.

    >>> net = Network.dense([5, 1, 3], "z**2", hidden_bias=False, output_bias=False)
    >>> data_rank(net, np.array([[1, 2, 3, 4, 5], [7, 1, 8, 2, 9]])).rank  # of 6 equations
    4
    """
    check_network(network)
    seed = check_seed(seed)
    if not (isinstance(inputs, np.ndarray) and inputs.dtype.kind in "iO" and inputs.shape[1:] == (network.input_dim,)):
        inputs = exact_rows(inputs, network.input_dim, "inputs", "input_dim")
    num_equations = len(inputs) * network.output_dim
    _guard(num_equations, network.num_params)
    denominators = {x.denominator for x in inputs.flat if isinstance(x, Fraction)}

    def draw(index: int) -> _Point:
        prime = _prime(network, denominators, seed, index)
        weights, _ = _random_weights(network, prime, seed, index)
        return _Point(network, prime, weights, PrimeField(prime).array(inputs))

    point = draw(0)
    rank = modular_rank(point.matrix, point.prime, budget)
    return _decide(network, rank, point, draw, num_equations, 0, budget)


def rank_at(network: Network, inputs: np.ndarray, seed: int) -> int:
    """:func:`data_rank` as a number, for the choice of digits (``rank_of`` of :func:`algebraic.data.load_data`)."""
    return data_rank(network, inputs, seed=seed).rank


def rank_mod_prime(integer_matrix: Any, *, prime: int | None = None, seed: int = 0) -> ModularRank:
    """Rank of an integer matrix modulo a prime, with the rows and columns of a minor that is not zero.

    rank mod p ≤ rank over Q: the pivots prove the rank from below. Runs where the matrix lies, at the speed of float64
    matrix products (:mod:`algebraic.modular.elimination`); a large numpy matrix modulo a prime below 256 several times
    faster, by products of bytes, where there are a compiler and a processor for it (:func:`rank_by_bytes`).

    Args:
        integer_matrix: shape (num_rows, num_columns): lists of Python integers of any size, an array of integers (numpy
            or torch, on any device), or one of float64 numbers that are integers up to 2^52.
        prime: a prime below 2^23; by default a random one between 2^21 and 2^22.
        seed: of that random prime.

    Raises:
        WrongInput: this is no matrix of integers, or no such prime.

    >>> found = rank_mod_prime([[1, 2, 3], [2, 4, 6], [0, 1, 10**30]], prime=101)
    >>> found.rank, found.pivot_rows.tolist(), found.pivot_columns.tolist()
    (2, [0, 2], [0, 1])
    """
    prime = random_small_prime(seed) if prime is None else check_prime(prime)
    matrix = integer_matrix if is_array_api_obj(integer_matrix) else np.array(integer_matrix, dtype=object)
    if matrix.ndim != 2:
        raise WrongInput(
            f"an array of shape {tuple(matrix.shape)}", hint="give rows of equal length", kind="bad_matrix"
        )
    if prime < BYTE_LIMIT and is_numpy_array(matrix) and min(matrix.shape) >= BYTE_SIZE:
        found = rank_by_bytes(_whole_residues(matrix, prime), prime)
        if found is not None:
            return found
    return eliminate(residues_of(matrix, prime), prime)


def _whole_residues(matrix: np.ndarray, prime: int) -> np.ndarray:
    """Residues in [0, p) as bytes."""
    if matrix.dtype == np.float64:
        check_integers(matrix)
    elif matrix.dtype.kind not in "biu":
        return residues_of(matrix, prime).astype(np.uint8)
    out = np.empty(matrix.shape, dtype=np.uint8)
    for row, given in zip(out, matrix, strict=True):
        row[:] = np.remainder(given, prime)
    return out


class _Point:
    """Random weights and inputs modulo a prime, and the Jacobian there."""

    def __init__(self, network: Network, prime: int, weights: np.ndarray, inputs: np.ndarray) -> None:
        self.prime, self.weights, self.inputs = prime, weights, inputs
        self.matrix = jacobian(network, PrimeField(prime), weights, inputs)


def _decide(
    network: Network,
    rank: int,
    point: _Point,
    draw: Callable[[int], _Point],
    num_equations: int | None,
    degree_in_inputs: int,
    budget: Budget,
) -> RankResult:
    """Complete a rank found at ``point`` with an upper bound; without a proof, look at more points."""
    bound = proved_bound(network, rank, point.prime, point.weights, num_equations=num_equations)
    for index in range(1, NUM_POINTS):
        if bound is not None:
            break
        other = draw(index)
        again = modular_rank(other.matrix, other.prime, budget)
        if again > rank:  # the first point was special
            rank, point = again, other
            bound = proved_bound(network, rank, point.prime, point.weights, num_equations=num_equations)
    certificate = None
    if network.num_params <= CERTIFICATE_PARAMS and rank > 0:
        certificate = make_rank_certificate(point.matrix, rank, point.prime, point.weights, point.inputs)
    return RankResult(rank, certificate, bound or random_bound(network, rank, degree_in_inputs))


def _prime(network: Network, denominators: Collection[int], seed: int, index: int) -> int:
    return random_primes(index + 1, seed, denominators=[*network.denominators, *denominators])[index]


def _random_weights(network: Network, prime: int, seed: int, index: int) -> tuple[np.ndarray, np.random.Generator]:
    stream = random_stream(seed, ROLE_RANK, index)
    return stream.integers(0, prime, network.num_params, dtype=np.int64), stream


def _guard(rows: int, columns: int) -> None:
    if rows * columns > MAX_ENTRIES:
        raise TooLarge(
            f"a Jacobian of {rows:,} × {columns:,} entries (limit {MAX_ENTRIES:,})", kind="too_large_for_rank"
        )
