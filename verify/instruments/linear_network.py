"""Linear networks W2 W1 X over the rationals: the loss, and its derivatives by differences.

The derivatives use no matrix calculus: ½‖W2 W1 X − Y‖² has degree at most 2 in each single weight, so that central
differences with step 1 give its first and second derivatives exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import flint

from .matrices import PlainMatrix, half_square, matrix

DATA_LETTERS = {
    "d": "input_dim",
    "N": "hidden_width",
    "d'": "output_dim",
    "n": "num_samples",
    "X": "inputs, one column for each sample",
    "Y": "targets, one column for each sample",
}
LINEAR_LETTERS = DATA_LETTERS | {
    "E": "W2 W1 X − Y",
    "A": "W2 W1",
    "w": "rows of W1, then rows of W2: vec(W1ᵀ), vec(W2ᵀ)",
}


class OneHiddenLayer(TypedDict):
    """X (d, n), Y (d', n), W1 (N, d) and W2 (d', N)."""

    X: PlainMatrix
    Y: PlainMatrix
    W1: PlainMatrix
    W2: PlainMatrix


def data_and_weights(
    instance: OneHiddenLayer,
) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    """X, Y, W1, W2 as exact matrices."""
    return matrix(instance["X"]), matrix(instance["Y"]), matrix(instance["W1"]), matrix(instance["W2"])


def network_size(instance: OneHiddenLayer) -> float:
    """The length of data and weights as text: by it the smallest counterexample is found."""
    return len(str({"X": instance["X"], "Y": instance["Y"], "W1": instance["W1"], "W2": instance["W2"]}))


def linear_loss(x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> flint.fmpq:
    """½‖W2 W1 X − Y‖²."""
    return half_square(w2 * w1 * x - y)


def weight_vector(w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> list[flint.fmpq]:
    """w = vec(W1ᵀ, W2ᵀ): the rows of W1, then the rows of W2."""
    return [*w1.entries(), *w2.entries()]


def weight_matrices(
    w: Sequence[flint.fmpq], w1: flint.fmpq_mat, w2: flint.fmpq_mat
) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """The two matrices of w, in the shapes of the given ones."""
    first = w1.nrows() * w1.ncols()
    return (
        flint.fmpq_mat(w1.nrows(), w1.ncols(), list(w[:first])),
        flint.fmpq_mat(w2.nrows(), w2.ncols(), list(w[first:])),
    )


def linear_slopes(
    x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat
) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """∂L/∂W1 and ∂L/∂W2, by central differences."""
    ups, downs = ([_at(x, y, w1, w2, (i, a)) for i in range(len(weight_vector(w1, w2)))] for a in (1, -1))
    return weight_matrices([(up - down) / 2 for up, down in zip(ups, downs, strict=True)], w1, w2)


def linear_hessian(x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> flint.fmpq_mat:
    """∇²L(w), by second differences."""
    here, size = _at(x, y, w1, w2), len(weight_vector(w1, w2))
    found = flint.fmpq_mat(size, size)
    for i in range(size):
        found[i, i] = _at(x, y, w1, w2, (i, 1)) - 2 * here + _at(x, y, w1, w2, (i, -1))
        for j in range(i):
            corners = [_at(x, y, w1, w2, (i, a), (j, b)) * a * b for a in (1, -1) for b in (1, -1)]
            found[i, j] = found[j, i] = sum(corners, flint.fmpq(0)) / 4
    return found


def _at(
    x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat, *moves: tuple[int, int]
) -> flint.fmpq:
    """The loss with some weights moved, each by its number."""
    moved = weight_vector(w1, w2)
    for index, by in moves:
        moved[index] += by
    return linear_loss(x, y, *weight_matrices(moved, w1, w2))
