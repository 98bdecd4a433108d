"""Slices of the weights on which each function has finitely many points: which weights are free, and the others.

The free ones are r weights by which the derivatives of the outputs are independent at random weights modulo a prime,
where r is the generic rank. So the map to functions has the rank r on the slice, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import flint
import numpy as np

from ..networks import Network, PrimeField, Scaling, jacobian, scaling
from ..shell import ROLE_FUNCTIONS, ROLE_RANK, TooLarge, random_primes, random_stream
from ..systems import Gauge

GAUGES = ("fixed", "random")
MAX_FREE = 60


def choose_gauge(network: Network, rank: int, kind: str, seed: int) -> Gauge:
    """A slice on which the derivative of the coefficient map keeps its rank r.

    Args:
        rank: r.
        kind: ``fixed`` (all but r weights are random numbers) or ``random`` (random affine forms in the r others).

    Raises:
        TooLarge: more than 60 free weights.
    """
    if rank > MAX_FREE:
        raise TooLarge(
            f"the functions of this network fill {rank} dimensions (limit {MAX_FREE})",
            hint="take a smaller network",
            kind="too_large",
        )
    stream = random_stream(seed, ROLE_FUNCTIONS, 0)
    free = _independent(network, rank, seed)
    units = len(free) if kind == "random" else 0
    forms = {}
    for k in range(network.num_params):
        if k not in free:
            numbers = [_number(stream) for _ in range(1 + units)]
            forms[k] = numbers
    return Gauge(network.num_params, forms)


def measured(gauge: Gauge, network: Network, inputs: np.ndarray | None, targets: Sequence[Fraction]) -> Gauge:
    """The same numbers, in units of the weights that suit the data; without inputs the slice as it is.

    >>> net = Network.dense([2, 1, 1], "z", hidden_bias=False, output_bias=False)
    >>> found = measured(Gauge(3, {0: [Fraction(1)]}), net, np.array([[1024, 1024]]), [Fraction(1)])
    >>> found.forms[0] < [Fraction(1, 20)]
    True
    """
    if inputs is None:
        return gauge
    units = data_scaling(network, inputs, targets).units.tolist()
    return gauge.scaled([1 / Fraction(unit) for unit in units])


def data_scaling(network: Network, inputs: np.ndarray, targets: Sequence[Fraction]) -> Scaling:
    """The scaling of data in one row of targets."""
    return scaling(network, inputs, np.array(targets, dtype=object).reshape(len(inputs), -1))


def _number(stream: np.random.Generator) -> Fraction:
    """Random, of the size 1, and not zero."""
    return Fraction(int(stream.integers(500, 2000)) * int(stream.choice([-1, 1])), 1000)


def draw_numbers(stream: np.random.Generator, count: int, *, positive: bool = False) -> list[Fraction]:
    """Random rationals of the size 1, none of which is zero."""
    found = [_number(stream) for _ in range(count)]
    return [abs(value) for value in found] if positive else found


def draw_distance(seed: int, count: int) -> tuple[list[Fraction], list[Fraction]]:
    """The weights of a generic metric and a target, which the seed decides.

    Args:
        count: by how many numbers functions are compared.
    """
    stream = random_stream(seed, ROLE_FUNCTIONS, 1)
    return draw_numbers(stream, count, positive=True), draw_numbers(stream, count)


def _independent(network: Network, rank: int, seed: int) -> set[int]:
    """Weights by which the derivatives are independent, modulo a prime, at random weights."""
    prime = random_primes(1, seed, denominators=network.denominators)[0]
    stream = random_stream(seed, ROLE_RANK, 0)
    weights = stream.integers(0, prime, network.num_params, dtype=np.int64)
    inputs = stream.integers(0, prime, (rank + 1, network.input_dim), dtype=np.int64)
    matrix = jacobian(network, PrimeField(prime), weights, inputs)
    linear = all(a.degree == 1 for a in network.activations) and network.output_dim < network.input_dim
    order = list(range(network.num_params)) if linear else list(range(network.num_params - 1, -1, -1))
    reduced, found = flint.nmod_mat(matrix[:, order].tolist(), prime).rref()
    pivots = [next(j for j, v in enumerate(row) if int(v)) for row in reduced.tolist()[:found]]
    return {order[j] for j in pivots[:rank]}
