"""Units of length for the weights, so that data in other units are the same problem.

If inputs or targets are given in other units, and weights make up for them, then the sizes of the weights change with
their units. Each tensor is measured by the power of two next to its root mean square, a bias by the weight beside it
times the size of what that is multiplied with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from .layers import Layer
from .passes import forward, normalised, patches_of
from .rings import Floats

SMALLEST, LARGEST = 2.0**-100, 2.0**100  # beyond, the unit is 1
OFF = 0.51  # how far log2 of a unit may be from log2 of a size: another library sums otherwise


def sizes_of(
    layers: Sequence[Layer], inputs: Mapping[str, np.ndarray], weights: Sequence[np.ndarray]
) -> tuple[float, ...]:
    """The size that each parameter is measured by.

    Args:
        layers: of the network.
        inputs: for each name an array, shape (N, size).
        weights: of the network.
    """
    with np.errstate(all="ignore"):
        run = forward(layers, Floats(), inputs, weights)
    sizes = [0.0] * len(weights)
    for layer in layers:
        place, bias = layer.parameters
        if place is not None:
            sizes[place] = _mean_size(weights[place])
        if bias is not None:
            source = run.values[layer.sources[0]]
            matrix = weights[place] if place is not None else layer.frozen[0]
            if layer.kind == "affine":
                read = patches_of(Floats(), layer, source)
            else:
                read = normalised(Floats(), layer, source)[..., None]
            beside = _mean_size(matrix) if matrix is not None else 1.0
            sizes[bias] = beside * _mean_size(read) * math.sqrt(read.shape[-1])
    return tuple(size if SMALLEST < size < LARGEST else 1.0 for size in sizes)


def steps_for(
    layers: Sequence[Layer], inputs: Mapping[str, np.ndarray], weights: Sequence[np.ndarray]
) -> tuple[float, ...]:
    """A power of two for each parameter; arguments as in :func:`sizes_of`."""
    return tuple(2.0 ** round(math.log2(size)) for size in sizes_of(layers, inputs, weights))


def are_steps(steps: Sequence[float], sizes: Sequence[float]) -> bool:
    """Whether steps are next to the sizes.

    >>> are_steps([0.5, 2.0], [0.6, 1.5]), are_steps([0.5, 2.0], [0.6, 1.2])
    (True, False)
    """
    return all(abs(math.log2(step) - math.log2(size)) <= OFF for step, size in zip(steps, sizes, strict=True))


def _mean_size(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(values))))
