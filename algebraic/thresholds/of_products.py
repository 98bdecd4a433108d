"""Deep linear networks with given weights: the ranks of their partial products, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint
import numpy as np

from ..networks import Network
from ..shell import WrongInput, as_fmpq, exact_rows, exact_samples
from .points import no_zero, numbers
from .product_orbits import at_products
from .rules import Threshold


def linear_widths(network: Network) -> list[int] | None:
    """The widths of a dense network without biases whose activations are linear, c z; ``None`` of any other.

    >>> linear_widths(Network.dense([2, 3, 1], "z", hidden_bias=False, output_bias=False)), linear_widths(
    ...     Network.dense([2, 3, 1], "z")
    ... )
    ([2, 3, 1], None)
    """
    linear = all(a.coefficients[0] == 0 and len(a.coefficients) == 2 for a in network.activations)
    biases = any(layer.has_bias for layer in network.layers)
    return list(network.widths) if linear and not biases and network.is_dense else None


def input_rank(inputs: Any, width: int) -> int:
    """The dimension of the space that inputs of this width span.

    Raises:
        WrongInput: it is 0.
    """
    return _not_zero(int(_matrix(exact_rows(inputs, width, "inputs", "input_dim")).rank()))


def _not_zero(dimension: int) -> int:
    if dimension:
        return dimension
    raise WrongInput("all inputs are 0", hint="the equations do not depend on the weights", kind="bad_data")


def matrices_of(network: Network, point: Any) -> list[list[list[Fraction]]]:
    """The matrices of a dense network without biases from its vector of weights."""
    values = np.array(numbers(point, network.num_params, "weights"), dtype=object)
    scales = [layer.activation.coefficients[1] if layer.activation else Fraction(1) for layer in network.layers]
    return [
        (values[layer.weight_labels[0]] * scale).tolist() for layer, scale in zip(network.layers, scales, strict=True)
    ]


def at_matrices(widths: Sequence[int], point: Any, inputs: Any = None, targets: Any = None) -> Threshold:
    """λ at the weights of a deep linear network.

    With inputs X of rank k the equations W_L … W_1 X = Y are those of a network with k inputs and W_1 B, B a basis of
    the space that X spans: W_1 B are coordinates among those of W_1, and X is B times a matrix of full rank.

    Args:
        widths: H_0, …, H_L.
        point: the matrices, or their entries one after the other, those of W_1 first, row by row.
        inputs: shape (num_samples, H_0); all of the space if not given.
        targets: if given, they must be W_L … W_1 x for each input x.
    """
    sizes = [a * b for a, b in pairwise(widths)]
    flat, matrices, start = numbers(point, sum(sizes), "weights"), [], 0
    for (columns, rows), size in zip(pairwise(widths), sizes, strict=True):
        part = np.array(flat[start : start + size], dtype=object).reshape(rows, columns)
        matrices.append(_matrix(part))
        start += size
    widths = list(widths)
    if inputs is not None:
        span = _spanned(inputs, targets, matrices)
        widths[0] = _not_zero(span.ncols())
        matrices[0] = matrices[0] * span
    elif targets is not None:
        raise WrongInput("targets without inputs", hint="give both", kind="usage")
    ranks = {}
    for i in range(len(matrices)):
        product = matrices[i]
        ranks[i, i + 1] = int(product.rank())
        for j in range(i + 1, len(matrices)):
            product = matrices[j] * product
            ranks[i, j + 1] = int(product.rank()) if ranks[i, j] else 0
    return at_products(widths, ranks)


def _spanned(inputs: Any, targets: Any, matrices: Sequence[flint.fmpq_mat]) -> flint.fmpq_mat:
    """A basis of the space of the inputs, as columns, once the targets are met."""
    width, outputs = matrices[0].ncols(), matrices[-1].nrows()
    if targets is None:
        rows = _matrix(exact_rows(inputs, width, "inputs", "input_dim"))
    else:
        exact_inputs, exact_targets = exact_samples(inputs, targets, width, outputs)
        rows = _matrix(exact_inputs)
        values = rows.transpose()
        for matrix in matrices:
            values = matrix * values
        for i in range(len(exact_targets)):
            for o in range(outputs):
                residual = values[o, i] - as_fmpq(exact_targets[i, o])
                if residual != 0:
                    raise no_zero(f"sample {i + 1}, output {o + 1}", residual)
    echelon, rank = rows.rref()
    return flint.fmpq_mat([[echelon[i, j] for j in range(width)] for i in range(rank)]).transpose() if rank else (
        flint.fmpq_mat(width, 0)
    )  # fmt: skip


def _matrix(rows: Any) -> flint.fmpq_mat:
    return flint.fmpq_mat([[as_fmpq(value) for value in row] for row in rows])
