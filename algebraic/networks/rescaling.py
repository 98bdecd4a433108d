"""Powers of two that bring data to the size 1, and what becomes of the weights."""

from __future__ import annotations

from dataclasses import dataclass
from math import frexp

import numpy as np

from .network import NO_EDGE, Network


@dataclass(frozen=True)
class Scaling:
    """w = units · w̃ solves f(x; w) = y exactly where w̃ solves f(x / inputs; w̃) = y / targets.

    Attributes:
        inputs, targets: powers of two.
        units: powers of two, shape (num_params,).
    """

    inputs: float
    targets: float
    units: np.ndarray


def scaling(network: Network, inputs: np.ndarray, targets: np.ndarray) -> Scaling:
    """The scaling by the largest input and the largest target, as far as the network lets the weights take it up.

    Inputs can be scaled where the weights that read them read nothing else, targets where the last layer is linear
    and shares no weight.

    >>> found = scaling(Network.dense([1, 1, 1]), np.array([[6.0]]), np.array([[100.0]]))
    >>> found.inputs, found.targets, found.units.tolist()  # w1, b1, w2, b2
    (8.0, 128.0, [0.125, 1.0, 128.0, 128.0])
    """
    units = np.ones(network.num_params)
    reading, others = set(), set()
    for layer in network.layers:
        positions = np.broadcast_to(layer.positions[:, None, :], _spread(layer.weight_labels, len(layer.positions)))
        labels = np.broadcast_to(layer.weight_labels, positions.shape)
        used = (labels != NO_EDGE) & (positions >= 0)
        reading |= set(labels[used & (positions < network.input_dim)].tolist())
        others |= set(labels[used & (positions >= network.input_dim)].tolist())
        others |= set(layer.bias_labels[layer.bias_labels != NO_EDGE].tolist())
    by_input = _power(inputs) if not reading & others else 1.0
    units[list(reading)] /= by_input
    last = set(network.layer_labels(len(network.layers) - 1))
    shared = last & {label for k in range(len(network.layers) - 1) for label in network.layer_labels(k)}
    by_target = _power(targets) if network.layers[-1].activation is None and not shared else 1.0
    units[list(last)] *= by_target
    return Scaling(by_input, by_target, units)


def _spread(labels: np.ndarray, num_patches: int) -> tuple[int, ...]:
    return (num_patches, *labels.shape[1:])


def _power(values: np.ndarray) -> float:
    """The power of two above every |value|."""
    largest = float(abs(values).max(initial=0.0))
    return 2.0 ** frexp(largest)[1] if 0 < largest < 1e300 else 1.0
