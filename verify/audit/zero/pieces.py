"""The Jacobian of all outputs of all samples as sums of small products, never as a whole.

For row (i, c) and the parameter of a node with groups g, outputs o and inputs q,

    J[(i, c), (g, o, q)] = Σ_p B[i, c, g, o, p] x[i, g, p, q],

where B are the derivatives by the value of the node and x what it multiplies its weight with. A bias has x = 1. A
parameter that several nodes share has several pieces. Parameters are measured in ``steps``: one number for each tensor,
a power of two, by which x is multiplied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .layers import Layer
from .passes import Forward, Ring, normalised, patches_of

U = 2.0**-53
TINY = 2.0**-490  # more than a length loses by squares that are too small for their exponent
SMALL = 2.0**-1020  # likewise a product of two floats, even where small numbers are flushed to zero
CHUNK = 2048  # columns of a Jacobian at a time


@dataclass(frozen=True)
class Piece:
    """What one node gives to the Jacobian of one of its parameters.

    Attributes:
        parameter: its place.
        back: B, shape (N, combinations, groups, outputs, places).
        read: x times the step, shape (N, groups, places, inputs).
    """

    parameter: int
    back: Any
    read: Any


def pieces_of(
    layers: Sequence[Layer], ring: Ring, run: Forward, backs: Sequence[Any], steps: Sequence[float]
) -> list[Piece]:
    """All pieces, from a pass forward and one back.

    Args:
        layers: the last one is the output.
        ring: what the passes ran over.
        run: the pass forward.
        backs: what :func:`passes.reverse` gave.
        steps: one for each parameter.
    """
    found = []
    for layer, back in zip(layers, backs, strict=True):
        if back is None or layer.parameters == (None, None):
            continue
        source = run.values[layer.sources[0]]
        if layer.kind == "affine":
            groups, places = (1, 1) if layer.index is None else layer.index.shape[:2]
            read = patches_of(ring, layer, source)
        else:
            groups = layer.channels
            read = normalised(ring, layer, source)[..., None]
            places = read.shape[2]
        grid = back.reshape(*back.shape[:2], groups, -1, places)
        ones = ring.zeros((len(source), groups, places, 1)) + 1
        for place, factor in zip(layer.parameters, (read, ones), strict=True):
            if place is not None:
                found.append(Piece(place, grid, factor * ring.numbers(np.array(float(steps[place])))))
    return found


def transposed_product(pieces: Sequence[Piece], shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    """Jᵀ y as one array for each parameter, from a pass back with y as the only combination."""
    found = [np.zeros(shape) for shape in shapes]
    for piece in pieces:
        back, read = piece.back[:, 0], piece.read  # (N, groups, outputs, places), (N, groups, places, inputs)
        num_samples, groups, outputs, places = back.shape
        left = back.transpose(1, 2, 0, 3).reshape(groups, outputs, -1)
        right = read.transpose(1, 0, 2, 3).reshape(groups, num_samples * places, -1)
        found[piece.parameter] += (left @ right).reshape(shapes[piece.parameter])
    return found


def _grouped(pieces: Sequence[Piece]) -> dict[int, list[Piece]]:
    found = defaultdict(list)
    for piece in pieces:
        found[piece.parameter].append(piece)
    return found


def _blocks(pieces: list[Piece]) -> Iterator[np.ndarray]:
    """The columns of one parameter, in chunks, shape (rows, columns)."""
    num_samples, count, groups, outputs, _ = pieces[0].back.shape
    inner = pieces[0].read.shape[-1]
    wide = max(1, CHUNK // inner)
    if any(piece.back.shape[2:4] != (groups, outputs) for piece in pieces):
        pieces, groups, outputs = [_by_output(piece) for piece in pieces], groups * outputs, 1
    for g in range(groups):
        for start in range(0, outputs, wide):
            total: Any = 0
            for piece in pieces:
                left = piece.back[:, :, g, start : start + wide]  # (N, count, outputs, places)
                width = left.shape[2]
                product = left.reshape(num_samples, count * width, -1) @ piece.read[:, g]
                total = total + product.reshape(num_samples * count, width * inner)
            yield total


def _by_output(piece: Piece) -> Piece:
    """The same with a group for each output: nodes that share a parameter may divide it into groups otherwise."""
    num_samples, count, groups, outputs, places = piece.back.shape
    back = piece.back.reshape(num_samples, count, groups * outputs, 1, places)
    return Piece(piece.parameter, back, np.repeat(piece.read, outputs, axis=1))


def gram_matrix(pieces: Sequence[Piece]) -> tuple[np.ndarray, int, float]:
    """J Jᵀ from pieces of floats, how many roundings an entry of it went through, and what vanished besides.

    With n roundings every entry (r, s) is off by at most γ_n ρ_r ρ_s, γ_n = nu / (1 − nu), for the row sizes of
    :func:`row_sizes`: each term of the sum is a product of floats that is rounded at most n times (N. J. Higham,
    Accuracy and Stability, 2nd ed., (3.5)). A parameter with one place, as that of a dense layer, needs no columns:
    its part is (B Bᵀ) ∘ (x xᵀ), entry by entry. Products that are too small for their exponent lose at most ``SMALL``
    each; together this is at most the third number, in the Frobenius norm.
    """
    num_samples, count = pieces[0].back.shape[:2]
    size = num_samples * count
    total = np.zeros((size, size))
    roundings, added, lost = 0, 0, 0.0
    products: dict[int, np.ndarray] = {}
    for group in _grouped(pieces).values():
        first = group[0]
        groups, outputs, places = first.back.shape[2:]
        inner = first.read.shape[-1]
        if len(group) == 1 and groups == places == 1:
            left = first.back.reshape(size, outputs)
            known = products.get(id(first.back))
            if known is None:
                products = {id(first.back): left @ left.T}
                known = products[id(first.back)]
            right = first.read.reshape(num_samples, inner)
            beside = right @ right.T
            grid = known.reshape(num_samples, count, num_samples, count)
            total += (grid * beside[:, None, :, None]).reshape(size, size)
            roundings, added = max(roundings, outputs + inner + 1), added + 1
            lost += (_largest(known) + outputs + 1) * inner + (_largest(beside) + 1) * outputs + 1
        else:
            terms = sum(piece.back.shape[-1] for piece in group) + len(group)
            for block in _blocks(group):
                total += block @ block.T
                roundings, added = max(roundings, block.shape[1] + 2 * terms), added + 1
                lost += block.shape[1] * (2 * _largest(block) + 2) * terms
    return total, roundings + added + 4, 2 * size * lost * SMALL


def _largest(values: np.ndarray) -> float:
    return float(max(values.max(), -values.min()))


def row_sizes(pieces: Sequence[Piece]) -> np.ndarray:
    """ρ_r with ρ_r² = Σ over parameters of (Σ over its pieces of ‖B‖ ‖x‖)²: at least the norms of the rows of J."""
    total: Any = 0
    for group in _grouped(pieces).values():
        total = total + np.square(sum(frobenius(p.back, 2) * frobenius(p.read, 1)[:, None] for p in group))
    return np.asarray(np.sqrt(total)).reshape(-1)


def frobenius(values: np.ndarray, axes: int) -> np.ndarray:
    """Norms over all axes but the first few; what vanishes in squares is made up for."""
    return np.asarray(np.sqrt(np.square(values).reshape(*values.shape[:axes], -1).sum(-1))) + TINY
