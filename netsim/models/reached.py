"""Which weights of a network an input reaches: a kernel at the edge of a small image looks at padding, too."""

from __future__ import annotations

from math import prod

import numpy as np

from .layers import Layer, walk
from .networks import NetworkSpec


def reached_weights(spec: NetworkSpec, layer: int) -> np.ndarray:
    """Of each weight of a layer, whether it is ever multiplied with anything but padding.

    The others have no effect and no gradient: they keep their initial values, and any noise that was put on them. The
    last convolution of :func:`netsim.models.theory2_dcnn` sees 2×2 pixels through 3×3 weights: 4 of 9 are reached.

    Args:
        layer: from 1.

    Returns:
        bool, (number of weights,), in the order of the flattened weight.

    >>> from netsim.models import theory2_dcnn
    >>> [float(reached_weights(theory2_dcnn(), layer).mean().round(3)) for layer in (1, 4, 5)]
    [1.0, 1.0, 0.444]
    """
    node = walk(spec.layers, spec.input_shape)[layer - 1]
    if not node.layer.size:
        return np.ones(prod(node.weight), bool)
    rows, columns = (_reached(node.layer, side) for side in node.given[1:])
    return np.broadcast_to(rows[:, None] & columns, node.weight).ravel()


def _reached(layer: Layer, side: int) -> np.ndarray:
    """Along one direction, which taps of a kernel meet a pixel in some position."""
    steps = (side + 2 * layer.padding - layer.size) // layer.stride + 1
    places = np.arange(layer.size)[:, None] + layer.stride * np.arange(steps) - layer.padding
    return np.asarray(((places >= 0) & (places < side)).any(axis=1))
