"""A graph as flat layers: what the passes over floats and over balls share.

The value of a node for one sample is a flat vector, rows first. Dense layers and convolutions are one kind, ``affine``:
with ``index`` of shape (groups, places, inputs), whose entries point into the source (its length stands for zero),

    z[g, o, p] = Σ_q W[g, o, q] x[index[g, p, q]] + b[g, o].

Pools have an ``index`` of shape (outputs, window), a selection one of shape (outputs,).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np


@dataclass(frozen=True)
class Layer:
    """One node of a graph.

    Attributes:
        kind: ``input``, ``affine``, ``scale``, ``activation``, ``add``, ``concatenate``, ``select``, ``same``,
            ``average`` or ``maximum``.
        sources: places of the layers that are read, all before this one.
        size: length of the value for one sample.
        parameters: places of weight and bias among the parameters; ``None`` for a constant or nothing.
        frozen: the constant weight and bias, or ``None``: no parameter, and 1 or 0.
        index: which entries of the source are read, as above.
        channels: how many channels a scale has.
        factor: of a scale, one number for each channel.
        shift: of a scale.
        name: of an input or an activation.
        options: of an activation, exact numbers.
    """

    kind: str
    sources: tuple[int, ...]
    size: int
    parameters: tuple[int | None, int | None] = (None, None)
    frozen: tuple[np.ndarray | None, np.ndarray | None] = (None, None)
    index: np.ndarray | None = None
    channels: int = 1
    factor: np.ndarray | None = None
    shift: np.ndarray | None = None
    name: str = ""
    options: tuple[Fraction, ...] = ()
