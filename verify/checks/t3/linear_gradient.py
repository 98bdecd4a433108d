"""The gradient of the one-hidden-layer linear network (T3 §6.2.2), by exact differentiation."""

from __future__ import annotations

from functools import partial
from typing import Any

import flint
import numpy as np

from ...claims import Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import DATA_LETTERS, OneHiddenLayer, data_and_weights, grow, plain_matrix, random_matrix
from .linear_hessian import SMALL


def draw(stream: np.random.Generator, settings: Settings) -> OneHiddenLayer:
    """Random integer matrices; all four sizes from 1 on."""
    sizes = [grow(settings.scale, 1, 5, stream) for _ in range(4)]
    input_dim, width, output_dim, num_samples = sizes
    return {
        "X": random_matrix(stream, input_dim, num_samples),
        "Y": random_matrix(stream, output_dim, num_samples),
        "W1": random_matrix(stream, width, input_dim),
        "W2": random_matrix(stream, output_dim, width),
    }


def true_gradient(instance: OneHiddenLayer, layer: int) -> flint.fmpq_mat:
    """∂L/∂W1 or ∂L/∂W2 for L = ½‖W2 W1 X − Y‖², differentiated as a polynomial, with no matrix calculus."""
    x, y, *weights = data_and_weights(instance)
    moving = weights[layer - 1]
    rows, columns = moving.nrows(), moving.ncols()
    context = flint.fmpq_mpoly_ctx.get([f"w{i}" for i in range(rows * columns)], flint.Ordering.degrevlex)
    unknown = context.gens()
    layers = [[[context.constant(v) for v in row] for row in each.tolist()] for each in weights]
    layers[layer - 1] = [[unknown[i * columns + j] for j in range(columns)] for i in range(rows)]
    product = _product(_product(layers[1], layers[0], context), x.tolist(), context)
    loss = context.constant(0)
    for row, wanted in zip(product, y.tolist(), strict=True):
        for value, target in zip(row, wanted, strict=True):
            loss += (value - target) * (value - target) / 2
    slopes = [loss.derivative(f"w{i}")(*moving.entries()) for i in range(rows * columns)]
    return flint.fmpq_mat(rows, columns, slopes)


def _product(a: Any, b: Any, context: Any) -> list[list[Any]]:
    zero = context.constant(0)
    return [
        [sum((x * y for x, y in zip(row, column, strict=True)), zero) for column in zip(*b, strict=True)] for row in a
    ]


def compare(instance: OneHiddenLayer, layer: int, flow: flint.fmpq_mat) -> Finding:
    """Whether a printed right-hand side is −∂L/∂W of this layer."""
    wanted = -1 * true_gradient(instance, layer)
    pairs = list(zip(flow.entries(), wanted.entries(), strict=True))
    wrong = sum(a != b for a, b in pairs)
    measured = {
        "entries": len(pairs),
        "entries_that_differ": wrong,
        "printed": plain_matrix(flow),
        "derivative": plain_matrix(wanted),
    }
    if not wrong:
        return Finding(True, "exact", measured)
    turned = ": the sign is wrong everywhere" if all(a == -b for a, b in pairs) else ""
    return Finding(False, "exact", measured, f"{wrong} of {len(pairs)} entries differ from −∂L/∂W{layer}{turned}")


flow_claim = partial(claim, quantifier="for all", field="real", draw=draw, letters=DATA_LETTERS | {"E": "W2 W1 X − Y"})


@flow_claim("T3-13", "Gradient flow of the first layer of a linear network", source="T3 §6.2.2, eq. (13)", search=SMALL)
def equation_13(instance: OneHiddenLayer) -> Finding:
    """Ẇ1 = −∇_W1 L = W2ᵀ Y Xᵀ − W2ᵀ W2 W1 X Xᵀ for L = ½ ‖W2 W1 X − Y‖²"""
    x, y, w1, w2 = data_and_weights(instance)
    return compare(instance, 1, w2.transpose() * (y - w2 * w1 * x) * x.transpose())


@equation_13.false(because="differ from −∂L/∂W1")
def sign(instance: OneHiddenLayer) -> Finding:
    """Ẇ1 = W2ᵀ Y Xᵀ + W2ᵀ W2 W1 X Xᵀ"""
    x, y, w1, w2 = data_and_weights(instance)
    return compare(instance, 1, w2.transpose() * (y + w2 * w1 * x) * x.transpose())


@equation_13.broken(because="differ from −∂L/∂W1")
def factor(instance: OneHiddenLayer) -> Finding:
    """the loss without its factor ½"""
    x, y, w1, w2 = data_and_weights(instance)
    return compare(instance, 1, 2 * w2.transpose() * (y - w2 * w1 * x) * x.transpose())


@flow_claim(
    "T3-14",
    "Gradient flow of the second layer of a linear network",
    source="T3 §6.2.2, eq. (14)",
    misprint=True,
    witness=Witness(
        "f = w₂w₁x, L = ½(f − y)², w₁ = w₂ = x = 1, y = 0: −∂L/∂w₂ = −1, and (14) prints +1.",
        {"X": [[1]], "Y": [[0]], "W1": [[1]], "W2": [[1]]},
    ),
    note="The printed right-hand side is +∇_W2 L: the sign is turned in both terms.",
)
def equation_14(instance: OneHiddenLayer) -> Finding:
    """Ẇ2 = −Y Xᵀ W1ᵀ + W2 W1 X Xᵀ W1ᵀ, said to be −∇_W2 L “similarly”"""
    x, y, w1, w2 = data_and_weights(instance)
    return compare(instance, 2, (w2 * w1 * x - y) * x.transpose() * w1.transpose())


BOUNDARIES: tuple[OneHiddenLayer, ...] = (
    {"X": [[1]], "Y": [[1]], "W1": [[1]], "W2": [[1]]},  # stationary: the two signs agree
    {"X": [[0, 0]], "Y": [[3, -1]], "W1": [[2]], "W2": [[5]]},  # no inputs
    {"X": [[1, 1], [2, 2]], "Y": [[3, -3]], "W1": [[0, 0]], "W2": [[0]]},  # equal samples, no weights
    {"X": [[1], [0], [2]], "Y": [[0], [7]], "W1": [[1, 2, 3]], "W2": [[1], [-1]]},  # N = n = 1, d > 1
    {"X": [[10**6, "1/1000000"]], "Y": [["-1/3", 10**6]], "W1": [[1], [10**6]], "W2": [["1/7", -2]]},  # far from 1
)


@equation_14.corrected_at(*BOUNDARIES, search=SMALL)
def sign_(instance: OneHiddenLayer) -> Finding:
    """Ẇ2 = Y Xᵀ W1ᵀ − W2 W1 X Xᵀ W1ᵀ = −∇_W2 L for L = ½ ‖W2 W1 X − Y‖²"""
    x, y, w1, w2 = data_and_weights(instance)
    return compare(instance, 2, (y - w2 * w1 * x) * x.transpose() * w1.transpose())


@sign_.false(because="differ from −∂L/∂W2")
def summed(instance: OneHiddenLayer) -> Finding:
    """the same for L = ‖W2 W1 X − Y‖², without its factor ½"""
    x, y, w1, w2 = data_and_weights(instance)
    return compare(instance, 2, 2 * (y - w2 * w1 * x) * x.transpose() * w1.transpose())


@equation_14.false(because="differ from −∂L/∂W2")
def half(instance: OneHiddenLayer) -> Finding:
    """Ẇ2 = −Y Xᵀ W1ᵀ − W2 W1 X Xᵀ W1ᵀ"""
    x, y, w1, w2 = data_and_weights(instance)
    return compare(instance, 2, -1 * (y + w2 * w1 * x) * x.transpose() * w1.transpose())
