"""Critical points of the regularised square loss as a polynomial system.

L(w) = ½ Σ_i Σ_o (f(x_i; w)_o − y_io)² + ½ Σ_k Λ_k w_k², and the equations are ∂L/∂w_k = 0, one for each weight
(Theory II, §3 and A.3). Without a ridge Λ = 0; a scalar ridge has one Λ for all weights, an entrywise ridge one
for each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..networks import Network, Polynomials, forward, reverse
from ..shell import ROLE_RIDGE, TooLarge, random_stream, rationals
from .system import MAX_TERMS, PolynomialSystem, estimate_terms

RIDGES = ("none", "scalar", "entrywise")
MAX_RIDGE = 1000


def critical_system(
    network: Network, inputs: Any, targets: Any, *, ridge: Any = 0, max_terms: int = MAX_TERMS
) -> PolynomialSystem:
    """Expand ∂L/∂w_k for every weight, by one reverse pass over polynomials.

    Args:
        inputs: exact numbers, shape (num_samples, input_dim).
        targets: exact numbers, shape (num_samples, output_dim).
        ridge: Λ, one exact number or one for each weight.
        max_terms: refuse beyond this many terms in all, by an estimate.

    Raises:
        TooLarge: the estimate exceeds ``max_terms``; nothing is expanded.

    >>> net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    >>> critical_system(net, [[1]], [[2]], ridge=3).polynomials  # L = ½(v w − 2)² + 3/2 (w² + v²)
    (w1_1_1*w2_1_1^2 + 3*w1_1_1 - 2*w2_1_1, w1_1_1^2*w2_1_1 - 2*w1_1_1 + 3*w2_1_1)
    """
    inputs, targets = rationals(inputs), rationals(targets)
    estimate = len(inputs) * network.output_dim * network.num_params * estimate_terms(network) ** 2
    if estimate > 50 * max_terms:  # the products share most of their monomials
        raise TooLarge(
            f"the expanded gradient may need {estimate:.1e} products of terms (limit {50 * max_terms:,})",
            hint="take a smaller network or fewer samples",
            kind="too_many_terms",
        )
    ring = Polynomials(network.parameter_names)
    trace = forward(network, ring, ring.variables, ring.array(inputs))
    residuals = ring.add(trace.output, ring.array(-targets))
    gradient = reverse(network, ring, ring.variables, trace, residuals[:, None, :])[:, 0].sum(axis=0)
    penalty = ring.array(np.broadcast_to(rationals(ridge), (network.num_params,))) * ring.variables
    return PolynomialSystem(network.parameter_names, tuple(ring.add(gradient, penalty)))


def random_ridge(kind: str, network: Network, *, seed: int = 0) -> list[int]:
    """Λ for each weight: zeros, one random integer from 1 to 1000 for all, or one for each weight.

    >>> random_ridge("none", Network.dense([1, 1]))
    [0, 0]
    """
    numbers = random_stream(seed, ROLE_RIDGE, 0).integers(1, MAX_RIDGE + 1, network.num_params).tolist()
    return {"none": [0] * len(numbers), "scalar": numbers[:1] * len(numbers), "entrywise": numbers}[kind]
