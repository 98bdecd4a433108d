"""Degrees of the outputs in the weights, from the shape alone: no expansion.

With an activation of degree ℓ after each layer, D_1 = ℓ and D_{k+1} = ℓ(D_k + 1), and one more for a linear
readout. Theory II (§3, A.2) prints ℓ^d, which is the degree in the *inputs*.
"""

from __future__ import annotations

from collections.abc import Collection
from math import prod
from typing import Any

import numpy as np

from .network import Network
from .passes import forward
from .rings import Degrees


def degree_bound(network: Network) -> int:
    """The recursion D ← ℓ_k (D + 1) through the layers, with the largest D that a layer reads.

    The degree of the outputs of every dense network, and an upper bound for all others. A product node reads D + D′,
    and a layer whose weights are all fixed adds nothing.

    >>> degree_bound(Network.dense([2, 1, 1, 1], "z**3+z"))
    13
    """
    degrees = [0]  # of the inputs and of every layer
    for k, layer in enumerate(network.layers):
        read, second = (
            max((degrees[source] for source in network.sources_at(places)), default=0)
            for places in (layer.positions, layer.factors)
        )
        own = int(bool(network.layer_labels(k)))
        degrees.append((read + second + own) * (layer.activation.degree if layer.activation else 1))
    return degrees[-1]


def input_degree(network: Network) -> int:
    """An upper bound of the degree of the outputs in the inputs; that of dense networks.

    >>> from .attention import lightning_attention
    >>> input_degree(Network.dense([2, 1, 1, 1], "z**3+z")), input_degree(lightning_attention(2, 2))
    (9, 3)
    """
    if not network.has_products:
        return prod(a.degree for a in network.activations)
    degrees = [1]
    for layer in network.layers:
        read = sum(
            max((degrees[source] for source in network.sources_at(places)), default=0)
            for places in (layer.positions, layer.factors)
        )
        degrees.append(read * (layer.activation.degree if layer.activation else 1))
    return max(degrees[-1], 1)


def output_degrees(network: Network, inputs: Any = None, *, variables: Collection[int] | None = None) -> np.ndarray:
    """Degree of every output in the weights, or only in those listed in ``variables``.

    Args:
        inputs: numbers, shape (num_samples, input_dim); only whether they are zero matters. Default: one
            sample without zeros.
        variables: indices of parameters; the others count as constants. Default: all.

    Returns:
        Integers, shape (num_samples, output_dim); -1 where the output is the zero polynomial.

    >>> net = Network.dense([2, 1, 1, 1], "z**2+z")
    >>> output_degrees(net).tolist(), output_degrees(net, variables=net.layer_labels(0)).tolist()
    ([[7]], [[4]])
    """
    ring = Degrees(degree_bound(network))
    weights = np.zeros(network.num_params, dtype=ring.dtype)
    weights[list(range(network.num_params)) if variables is None else list(variables)] = 1
    nonzero = np.ones((1, network.input_dim), bool) if inputs is None else np.asarray(inputs) != 0
    # Samples with the same zeros have the same degrees: evaluate each pattern once.
    patterns, which = np.unique(nonzero, axis=0, return_inverse=True)
    signal = np.where(patterns, 0, ring.zero).astype(ring.dtype)
    outputs = forward(network, ring, weights, signal).output
    return np.where(outputs < 0, -1, outputs)[which.reshape(-1)]


def equation_degrees(network: Network, inputs: Any = None, *, variables: Collection[int] | None = None) -> list[int]:
    """Degrees of the equations f(x_i; w)_o − y_io, sample by sample; a constant equation has degree 0.

    The arguments are those of :func:`output_degrees`.
    """
    return [max(0, int(d)) for d in output_degrees(network, inputs, variables=variables).ravel()]
