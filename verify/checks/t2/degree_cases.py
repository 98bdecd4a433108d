"""Networks at the boundaries of the statements on degrees, and small ones (:mod:`.degrees`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from ...claims import Settings
from ...instruments import SmallFit, SmallNet, network_of

POLYNOMIALS = ("0,1", "5,-1", "0,0,1", "1,-2,1", "0,0,0,1", "0,1,0,-2")
SHAPES = ([1, 1], [2, 1], [1, 1, 1], [2, 1, 1], [1, 2, 1], [2, 2, 1], [1, 1, 1, 1])


class OnALine(SmallFit):
    """A network with data, and a line through 0 in its weights."""

    line: list[int]


CASES: tuple[tuple[SmallNet, list[list[int]]], ...] = (
    ({"widths": [1, 1], "activation": ["0", "1"], "bias": False, "readout": False}, [[1]]),  # ℓ = d = 1
    ({"widths": [1, 1, 1, 1], "activation": ["0", "1"], "bias": False, "readout": True}, [[1], [1]]),  # equal samples
    ({"widths": [2, 1], "activation": ["0", "0", "1"], "bias": False, "readout": False}, [[0, 0]]),  # not of this class
    ({"widths": [2, 1], "activation": ["0", "0", "1"], "bias": True, "readout": False}, [[0, 0]]),
    ({"widths": [1, 2, 1], "activation": ["1", "0", "0", "1"], "bias": True, "readout": True}, [[0]]),
    ({"widths": [1, 1, 1], "activation": ["0", "0", "2"], "bias": False, "readout": False}, [[10**6], [-1]]),
    ({"widths": [2, 2, 1], "activation": ["3", "-1", "1"], "bias": False, "readout": False}, [[0, 1], [0, 1]]),
)


def draw_boundary(stream: np.random.Generator, settings: Settings) -> OnALine:
    """The cases in turn, each with a line of random weights and targets 0."""
    net, inputs = CASES[round(settings.scale * (len(CASES) - 1))]
    line = stream.integers(1, 1000, network_of(net).num_params).tolist()
    return {**net, "tree": False, "inputs": inputs, "targets": [0] * len(inputs), "line": line}


def small_networks() -> Iterator[OnALine]:
    """Up to three layers, ℓ = 1, 2, 3, with biases or without; samples 0, of both signs, equal, opposite, and large."""
    for widths, p, bias, readout in product(SHAPES, POLYNOMIALS, (False, True), (False, True)):
        if readout and len(widths) == 2:
            continue  # no layer has the activation
        net: SmallNet = {"widths": widths, "activation": p.split(","), "bias": bias, "readout": readout, "tree": False}
        line, dim = [3**k for k in range(network_of(net).num_params)], widths[0]
        mixed = [(-1) ** k for k in range(dim)]
        for inputs in ([[0] * dim], [mixed, [1] * dim], [[1, 0][:dim]] * 2, [[10**6] * dim, [-(10**6)] * dim]):
            yield {**net, "inputs": inputs, "targets": [7] * len(inputs), "line": line}
