"""The functions that a network can compute: the space they lie in, and the dimension of their set.

The dimension of the set of functions is the rank of the coefficient map w ↦ (coefficients of f(x; w) in x) at
generic weights (Kileel, Trager, Bruna 2019). Evaluation at enough generic inputs gives the same number, the
generic rank r of :mod:`algebraic.ranks.rank`; the coefficient map is the second route to it.
"""

from __future__ import annotations

from math import comb

import numpy as np

from ..modular import modular_rank
from ..networks import ModularPolynomials, Network, jacobian
from ..shell import ROLE_COEFFICIENTS, UNLIMITED, Budget, TooLarge, random_primes, random_stream

MAX_COEFFICIENTS = 5_000


def ambient_dimension(network: Network, *, limit: int = 10_000) -> int | None:
    """Dimension of the space of all polynomials in x with the degrees that the outputs can contain.

    The outputs of the network lie in it, so no Jacobian has a larger rank. ``None`` for degrees above ``limit``.

    >>> ambient_dimension(Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False))
    3
    """
    signal = [{1}]  # degrees in x that the inputs and the outputs of each layer can contain
    for layer in network.layers:
        first, second = (
            set[int]().union(*(signal[source] for source in network.sources_at(places)))
            for places in (layer.positions, layer.factors)
        )
        if layer.factors is not None and (layer.factors < 0).any():
            second |= {0}
        degrees = {a + b for a in first for b in second} if layer.factors is not None else first
        if layer.has_bias:
            degrees |= {0}
        if layer.activation is not None:
            if max(degrees) * layer.activation.degree > limit:
                return None
            powers, current, top = set(), {0}, 0
            for exponent in layer.activation.exponents:
                for _ in range(exponent - top):
                    current = {a + b for a in current for b in degrees}
                top = exponent
                powers |= current
            degrees = powers
        signal.append(degrees)
    inputs = network.input_dim
    return network.output_dim * sum(comb(t + inputs - 1, inputs - 1) for t in signal[-1])


def coefficient_map_rank(network: Network, *, seed: int = 0, budget: Budget = UNLIMITED) -> int:
    """Rank modulo a prime of the coefficient map at random weights: a lower bound, and generically equal.

    Raises:
        TooLarge: the outputs have too many monomials in x.

    >>> coefficient_map_rank(Network.dense([5, 7, 1], "z**3", hidden_bias=False, output_bias=False))  # not 35
    34
    """
    size = ambient_dimension(network)
    if size is None or size > MAX_COEFFICIENTS:
        raise TooLarge(
            f"the outputs have {'too many' if size is None else f'{size:,}'} coefficients (limit {MAX_COEFFICIENTS:,})",
            kind="too_many_terms",
        )
    prime = random_primes(1, seed, denominators=network.denominators)[0]
    ring = ModularPolynomials([f"x{i + 1}" for i in range(network.input_dim)], prime)
    numbers = random_stream(seed, ROLE_COEFFICIENTS, 0).integers(0, prime, network.num_params)
    gradient = jacobian(network, ring, ring.array(numbers), ring.variables[None, :])
    rows: dict[tuple[int, tuple[int, ...]], int] = {}
    entries = []
    for (output, column), polynomial in np.ndenumerate(gradient):
        for exponents, coefficient in polynomial.terms():
            row = rows.setdefault((output, tuple(map(int, exponents))), len(rows))
            entries.append((row, column, int(coefficient)))
    matrix = np.zeros((len(rows), network.num_params), dtype=np.int64)
    for row, column, coefficient in entries:
        matrix[row, column] = coefficient
    return modular_rank(matrix, prime, budget)
