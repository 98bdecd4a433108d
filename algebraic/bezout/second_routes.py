"""Rungs by a second route, for a check: degrees along random lines, and multihomogeneous numbers by expansion.

The ladder computes degrees by a recursion over the layers. Here the weights of a group move along a random line t ↦ t·a
modulo a prime, the others stay at random values, and the outputs are polynomials in t, which are multiplied out: their
degrees are those in the group, or smaller where a leading coefficient vanishes at random weights modulo the prime.
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
import numpy as np

from ..networks import ModularPolynomials, Network, forward
from ..shell import ROLE_SLICE, object_array, random_stream

PRIME = 2**31 - 1
LARGEST_WORK = 1_000_000  # equations × degree × weights, up to which a check goes along lines
LARGEST_EXPANSION = 5_000  # terms


def degrees_along_lines(network: Network, inputs: np.ndarray, group: Sequence[int]) -> list[int]:
    """Degree of each output, sample by sample, in the weights of a group.

    Args:
        inputs: rational numbers, shape (num_samples, input_dim).

    >>> from algebraic.shell import rationals
    >>> net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)  # v (w x)²
    >>> [degrees_along_lines(net, rationals([[3], [0]]), group) for group in ([0, 1], [0], [1])]
    [[3, 0], [2, 0], [1, 0]]
    """
    ring = ModularPolynomials(["t"], PRIME)
    [t] = ring.context.gens()
    numbers = random_stream(0, ROLE_SLICE, len(group)).integers(1, PRIME, network.num_params).tolist()
    weights = object_array([a * t if k in set(group) else ring.context.constant(a) for k, a in enumerate(numbers)])
    values = forward(network, ring, weights, ring.array(inputs)).output
    return [max(0, int(value.total_degree())) for value in values.ravel()]


def expanded_number(rows: Sequence[Sequence[int]], sizes: Sequence[int]) -> int | None:
    """The coefficient of Π_g α_g^(n_g) in Π_i Σ_g d_ig α_g, all multiplied out; ``None`` where that is too much.

    >>> expanded_number([(4, 2, 1)] * 4, (2, 1, 1))
    384
    """
    terms = 1
    for place in range(1, len(sizes)):  # monomials of that degree: (rows + groups − 1) over (groups − 1)
        terms = terms * (len(rows) + place) // place
    if terms > LARGEST_EXPANSION or not sizes:
        return None
    context = flint.fmpz_mpoly_ctx.get(tuple(f"a{g}" for g in range(len(sizes))), flint.Ordering.lex)
    alphas = context.gens()
    product = context.constant(1)
    for row in rows:
        product *= sum((degree * alpha for degree, alpha in zip(row, alphas, strict=True)), context.constant(0))
    return int(product.to_dict().get(tuple(sizes), 0))
