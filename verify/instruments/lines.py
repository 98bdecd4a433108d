"""Exact expansion of a network along lines in weight space: Ŷ(w + t v) to an order in t, with no matrix calculus.

A network is a list of weight matrices without biases, Ŷ = W_{H+1} σ(W_H … σ(W_1 X)), one column for each sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypedDict

import flint
import numpy as np

from .matrices import PlainMatrix

RELU = "relu"
PlainActivation = str | list[int]  # :data:`RELU`, or the coefficients of a polynomial from the constant on


class DeepNetwork(TypedDict):
    """X (d, n), W_1, …, W_{H+1}, and the activation after every layer but the last."""

    X: PlainMatrix
    weights: list[list[list[int]]]
    activation: PlainActivation


def exact_array(values: PlainMatrix) -> np.ndarray:
    """Plain data to an array of exact numbers."""
    return np.array([[_exact(v) for v in row] for row in values], dtype=object).reshape(len(values), -1)


def exact_arrays(layers: Sequence[PlainMatrix]) -> list[np.ndarray]:
    """The weights of all layers."""
    return [exact_array(layer) for layer in layers]


def _exact(value: int | str) -> int | Fraction:
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact


def outputs_along(
    weights: Sequence[np.ndarray],
    directions: Sequence[np.ndarray],
    inputs: np.ndarray,
    activation: str | Sequence[int],
    order: int,
) -> np.ndarray:
    """The coefficients of Ŷ(w + t v) for t ↓ 0, for many v at once.

    Args:
        weights: W_1, …, W_{H+1}, of shapes (N_k, N_{k−1}).
        directions: one array for each layer, of shape (num_directions, N_k, N_{k−1}).
        inputs: shape (d, n).
        activation: coefficients of a polynomial from the constant on, or :data:`RELU`.
        order: the last power of t.

    Returns:
        Shape (num_directions, order + 1, d', n).

    >>> one = np.array([[[1]]], dtype=object)
    >>> weights = [exact_array([[3]]), exact_array([[2]])]
    >>> found = outputs_along(weights, [one, one], exact_array([[1]]), [0, 0, 1], 2)  # (2 + t)(3 + t)²
    >>> found.ravel().tolist()
    [18, 21, 8]
    """
    num_directions = len(directions[0])
    signal = np.zeros((num_directions, order + 1, *inputs.shape), dtype=object)
    signal[:, 0] = inputs
    for k, (weight, direction) in enumerate(zip(weights, directions, strict=True)):
        if k:
            signal = _activate(signal, activation)
        moved = np.matmul(weight, signal)
        moved[:, 1:] = moved[:, 1:] + np.matmul(direction[:, None], signal[:, :-1])
        signal = moved
    return signal


def _activate(signal: np.ndarray, activation: str | Sequence[int]) -> np.ndarray:
    if isinstance(activation, str):
        leading = np.zeros_like(signal[:, 0])
        for k in reversed(range(signal.shape[1])):
            leading = np.where(signal[:, k] == 0, leading, signal[:, k])
        return np.where((leading > 0)[:, None], signal, 0)
    total = np.zeros_like(signal)
    for coefficient in reversed(activation):
        total = _multiply(total, signal)
        total[:, 0] = total[:, 0] + coefficient
    return total


def _multiply(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    product = np.zeros_like(a)
    for k in range(a.shape[1]):
        for i in range(k + 1):
            product[:, k] = product[:, k] + a[:, i] * b[:, k - i]
    return product


def losses_along(outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The coefficients of ½‖Ŷ(w + t v) − Y‖²_F, shape (num_directions, order + 1)."""
    residuals = outputs.copy()
    residuals[:, 0] = residuals[:, 0] - targets
    return _multiply(residuals, residuals).sum(axis=(2, 3)) * Fraction(1, 2)


def unit_directions(shapes: Sequence[tuple[int, int]]) -> list[np.ndarray]:
    """The unit vectors of weight space in the order vec(W_1), …, vec(W_{H+1}), each column after column.

    >>> unit_directions([(2, 1), (1, 2)])[1].tolist()
    [[[0, 0]], [[0, 0]], [[1, 0]], [[0, 1]]]
    """
    return split_by_layer(np.eye(sum(rows * columns for rows, columns in shapes), dtype=int).astype(object), shapes)


def split_by_layer(vectors: np.ndarray, shapes: Sequence[tuple[int, int]]) -> list[np.ndarray]:
    """Vectors of weight space, one in each row, to one array for each layer."""
    layers, start = [], 0
    for rows, columns in shapes:
        part = vectors[:, start : start + rows * columns].reshape(-1, columns, rows)
        layers.append(np.swapaxes(part, 1, 2))
        start += rows * columns
    return layers


def output_jacobian(weights: Sequence[np.ndarray], inputs: np.ndarray, activation: str | Sequence[int]) -> np.ndarray:
    """∇vec(Ŷ)ᵀ, shape (n·d', K), both sides in the order of vec, from expansions along the axes."""
    outputs = outputs_along(weights, unit_directions([w.shape for w in weights]), inputs, activation, 1)
    return outputs[:, 1].transpose(2, 1, 0).reshape(-1, len(outputs))


def preactivations(
    weights: Sequence[np.ndarray], inputs: np.ndarray, activation: str | Sequence[int]
) -> list[np.ndarray]:
    """h_1, …, h_{H+1}; the last is Ŷ."""
    found, signal = [], inputs
    for weight in weights:
        found.append(weight @ signal)
        signal = _activate(found[-1][None, None], activation)[0, 0]
    return found


def integer_null_space(values: np.ndarray) -> np.ndarray:
    """A basis of {v : M v = 0} over Q in integers, one vector in each row, for an integer matrix M.

    >>> (integer_null_space(exact_array([[1, 2]])) @ [1, 2]).tolist()
    [0]
    """
    columns = values.shape[1]
    basis, nullity = flint.fmpz_mat(values.tolist()).nullspace()
    rows = [[int(basis[i, j]) for i in range(columns)] for j in range(nullity)]
    return np.array(rows, dtype=object).reshape(nullity, columns)


def integer_rank(values: np.ndarray) -> int:
    """The rank over Q of an integer matrix."""
    return int(flint.fmpz_mat(values.tolist()).rank())
