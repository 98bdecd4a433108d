"""Targets that no weights reach because outputs are linear in something: ranks over the rational numbers.

* The last layers without an activation are one map z = A h + b for all samples, with h of r entries where the narrowest
  of them has r: the differences of outputs lie in r dimensions, without biases the outputs do.
* A network without activations has z = M x + b for all samples: a relation Σ λ_i x_i = 0 with Σ λ_i = 0 is one of the
  outputs; without biases the second sum may be anything.

Floats are rational numbers. A rank modulo a prime is at most the rank; where more is claimed, it is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from flint import fmpz_mat, nmod_mat

from .layers import Layer

PRIME = 2**61 - 1
MOST_ENTRIES = 200_000
MOST_BITS = 4000

LINEAR = ("affine", "scale", "same", "select", "average", "add", "concatenate")


def spans_because(layers: Sequence[Layer], inputs: Mapping[str, np.ndarray], targets: np.ndarray) -> str:
    """Why targets are out of reach, or nothing.

    Args:
        layers: of a network.
        inputs: for each name an array, shape (N, size).
        targets: shape (N, outputs).
    """
    return _narrow(layers, targets) or _relation(layers, inputs, targets)


def _narrow(layers: Sequence[Layer], targets: np.ndarray) -> str:
    place, width, shifted = len(layers) - 1, layers[-1].size, False
    while _is_linear(layers[place]) and len(layers[place].sources) == 1:
        shifted = shifted or _shifts(layers[place])
        place = layers[place].sources[0]
        width = min(width, layers[place].size)
    rows = differences(targets) if shifted else whole_numbers(targets)
    if width >= targets.shape[1] or rows is None:
        return ""
    rank = rank_at_least(rows)
    if rank <= width:
        return ""
    what = "differences of targets span" if shifted else "targets span"
    return f"outputs are linear in {width} numbers, and {what} {rank} dimensions"


def _relation(layers: Sequence[Layer], inputs: Mapping[str, np.ndarray], targets: np.ndarray) -> str:
    if not all(layer.kind == "input" or _is_linear(layer) for layer in layers):
        return ""
    names = sorted({layer.name for layer in layers if layer.kind == "input"})
    rows = np.concatenate([inputs[name] for name in names], axis=1)
    shifted = any(_shifts(layer) for layer in layers)
    if shifted:
        rows = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
    read, both = whole_numbers(rows), whole_numbers(np.concatenate([rows, targets], axis=1))
    if read is None or both is None:
        return ""
    least = rank_at_least(both)
    columns = int((rows != 0).any(axis=0).sum())
    if least <= min(columns, len(rows)) and (rank_at_least(read) >= least or int(read.rank()) >= least):
        return ""
    beside = "inputs with a 1 beside them" if shifted else "inputs"
    return f"the network has no activation, and targets do not satisfy the linear relations of the {beside}"


def _is_linear(layer: Layer) -> bool:
    return layer.kind in LINEAR or (
        layer.kind == "activation" and layer.name == "polynomial" and not any(layer.options[2:])
    )


def _shifts(layer: Layer) -> bool:
    """Whether a linear layer moves 0."""
    if layer.kind == "activation":
        return bool(layer.options) and bool(layer.options[0])
    has_bias = layer.parameters[1] is not None or layer.frozen[1] is not None
    return has_bias or (layer.shift is not None and bool(layer.shift.any()))


def differences(rows: np.ndarray) -> fmpz_mat | None:
    """The rows less the first one, exactly, times a power of two; ``None``: that is too large."""
    found = whole_numbers(rows)
    if found is None or found.nrows() < 2:
        return None
    first, width = [int(found[0, c]) for c in range(found.ncols())], found.ncols()
    return fmpz_mat([[int(found[r, c]) - first[c] for c in range(width)] for r in range(1, found.nrows())])


def whole_numbers(rows: np.ndarray) -> fmpz_mat | None:
    """Floats times a power of two that makes all whole; ``None``: there are too many, or they are too long.

    >>> whole_numbers(np.array([[0.5, 3.0]])).tolist()
    [[1, 6]]
    """
    if not 0 < rows.size <= MOST_ENTRIES:
        return None
    numbers = [value.as_integer_ratio() for value in rows.reshape(-1).tolist()]
    scale = max(bottom for _, bottom in numbers)
    if scale.bit_length() + max(abs(top).bit_length() for top, _ in numbers) > MOST_BITS:
        return None
    return fmpz_mat(len(rows), rows.shape[1], [top * (scale // bottom) for top, bottom in numbers])


def rank_at_least(matrix: fmpz_mat) -> int:
    """The rank modulo a prime, which the rank is not below.

    >>> rank_at_least(fmpz_mat([[1, 2], [2, 4]])), rank_at_least(fmpz_mat([[1, 2], [3, 4]]))
    (1, 2)
    """
    return int(nmod_mat(matrix, PRIME).rank())
