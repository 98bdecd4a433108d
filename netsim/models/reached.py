"""Which weights of a network an input reaches: a kernel at the edge of a small image looks at padding, too."""

from __future__ import annotations

from math import prod

import numpy as np

from .networks import Layer, NetworkSpec, weight_shapes


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
    shape = weight_shapes(spec)[f"layer{layer}.weight"]
    if not spec.layers[layer - 1].size:
        return np.ones(prod(shape), bool)
    sides: tuple[int, ...] = tuple(spec.input_shape[1:])
    for each in spec.layers[: layer - 1]:
        sides = tuple((side + 2 * each.padding - each.size) // each.stride + 1 for side in sides)
    rows, columns = (_reached(spec.layers[layer - 1], side) for side in sides)
    return np.broadcast_to(rows[:, None] & columns, shape).ravel()


def _reached(layer: Layer, side: int) -> np.ndarray:
    """Along one direction, which taps of a kernel meet a pixel in some position."""
    steps = (side + 2 * layer.padding - layer.size) // layer.stride + 1
    places = np.arange(layer.size)[:, None] + layer.stride * np.arange(steps) - layer.padding
    return np.asarray(((places >= 0) & (places < side)).any(axis=1))
