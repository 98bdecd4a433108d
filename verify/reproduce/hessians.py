"""Ranks of the Hessian of deep linear networks, exactly, at whole weights and data that are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import flint
import numpy as np

from algebraic.shell import ROLE_DATA, random_stream

from .enclosure import Enclosure, exactly

SIZE = 3  # of whole weights and data, from −SIZE to SIZE without 0
PARTS = ("outer", "functional", "whole")
EXACT_BELOW = 2**62


def linear_hessian_rank(widths: Sequence[int], num_samples: int, part: str, seed: int = 0) -> Enclosure:
    """Rank of the Hessian of ½‖W_L ⋯ W_1 X − Y‖², or of one of its two parts, at a point that the seed draws.

    ``outer`` is JᵀJ, ``functional`` what is left of the ``whole``. The rank at this point is exact; a generic one is at
    least that, and larger only if the draw has met the zeros of a polynomial.
    """
    stream = random_stream(seed, ROLE_DATA, 0)

    def drawn(rows: int, columns: int) -> np.ndarray:
        return stream.integers(1, SIZE + 1, (rows, columns)) * stream.choice((-1, 1), (rows, columns))

    weights = [drawn(after, before) for before, after in pairwise(widths)]
    inputs, targets = drawn(widths[0], num_samples), drawn(widths[-1], num_samples)
    columns = []
    for matrix in weights:  # the loss is quadratic in each single weight: central differences are exact
        for place in np.ndindex(matrix.shape):
            matrix[place] += 1
            up, _ = _gradient(weights, inputs, targets)
            matrix[place] -= 2
            down, _ = _gradient(weights, inputs, targets)
            matrix[place] += 1
            columns.append((up - down) // 2)
    whole = np.stack(columns)
    jacobian = _gradient(weights, inputs, targets)[1]
    outer = jacobian.T @ jacobian
    chosen = {"outer": outer, "functional": whole - outer, "whole": whole}[part]
    rank = flint.fmpz_mat(chosen.tolist()).rank()
    return exactly(rank, "an exact rank, at one whole point that the seed draws")


def _gradient(weights: Sequence[np.ndarray], inputs: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The gradient, and the Jacobian of all outputs, rows by output and sample; int64 is exact here."""
    signals = [inputs]
    for matrix in weights:
        signals.append(matrix @ signals[-1])
    residual = signals[-1] - targets
    backward = [np.eye(len(residual), dtype=np.int64)]
    for matrix in weights[:0:-1]:
        backward.append(backward[-1] @ matrix)
    blocks = [np.einsum("oi,jn->onij", b, s) for b, s in zip(backward[::-1], signals, strict=False)]
    rows = [block.reshape(residual.size, -1) for block in blocks]
    jacobian = np.concatenate(rows, axis=1)
    largest = float(np.abs(jacobian).max()) * float(np.abs(jacobian).max() + np.abs(residual).max()) * residual.size
    assert largest < EXACT_BELOW, "the draws are small enough for int64"
    return residual.reshape(-1) @ jacobian, jacobian
