"""The Hessian of the one-hidden-layer linear network, block by block (T3 §6.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    LINEAR_LETTERS,
    OneHiddenLayer,
    column_vector,
    data_and_weights,
    grow,
    identity,
    kronecker,
    linear_hessian,
    plain_matrix,
    random_batches,
    random_matrix,
    stack_columns,
)


class LinearDescent(OneHiddenLayer):
    """A network with mini-batches and a step for training it."""

    batches: list[list[int]]
    step: str


def small_networks() -> Iterator[LinearDescent]:
    """One input, one sample, two hidden units, one output: all data and weights of 0 and ±1."""
    for x, y, a, b, c, d in product((-1, 0, 1), repeat=6):
        yield {"X": [[x]], "Y": [[y]], "W1": [[a], [b]], "W2": [[c, d]], "batches": [[0]] * 3, "step": "1/2"}


SMALL = Search(cases=small_networks)


def draw(stream: np.random.Generator, settings: Settings) -> LinearDescent:
    """Any shapes from 1 on; now and then zero error or a zero matrix, dependent rows in W2."""
    sizes = [grow(settings.scale, 1, 3, stream) for _ in range(4)]
    return fill(stream, *sizes)


def fill(stream: np.random.Generator, input_dim: int, width: int, output_dim: int, num_samples: int) -> LinearDescent:
    """Data, weights, mini-batches and a step of these sizes; sometimes zero weights, equal rows or a zero residual."""
    instance: LinearDescent = {
        "X": random_matrix(stream, input_dim, num_samples, bound=4),
        "Y": random_matrix(stream, output_dim, num_samples, bound=4),
        "W1": random_matrix(stream, width, input_dim, bound=3),
        "W2": random_matrix(stream, output_dim, width, bound=3),
        "batches": random_batches(stream, num_samples, 3),
        "step": str(flint.fmpq(int(stream.integers(1, 5)), 8)),
    }
    kind = stream.random()
    if kind < 0.15:
        x, _, w1, w2 = data_and_weights(instance)
        instance["Y"] = plain_matrix(w2 * w1 * x)
    elif kind < 0.2:
        instance["W2"] = [[0] * width for _ in range(output_dim)]
    elif kind < 0.25:
        instance["W1"] = [[0] * input_dim for _ in range(width)]
    elif kind < 0.35:
        instance["W2"] = [list(instance["W2"][0]) for _ in range(output_dim)]
    return instance


def printed(instance: LinearDescent, *, with_error: bool = True, turned: bool = False) -> dict[str, flint.fmpq_mat]:
    """The printed blocks, with or without the second bracket of C; with ``turned`` the first in the other order."""
    x, y, w1, w2 = data_and_weights(instance)
    gram, error, width = x * x.transpose(), w2 * w1 * x - y, w1.nrows()
    mixed = kronecker(w2.transpose(), gram * w1.transpose())
    if with_error:
        columns = (error * x.transpose()).tolist()  # X (Eᵀ)•i
        mixed += stack_columns(*(kronecker(identity(width), column_vector(column)) for column in columns))
    square = w2.transpose() * w2
    first = kronecker(gram, square) if turned else kronecker(square, gram)
    return {"first": first, "C": mixed, "last": kronecker(identity(w2.nrows()), w1 * gram * w1.transpose())}


def compare(instance: LinearDescent, blocks: dict[str, flint.fmpq_mat]) -> Finding:
    """Whether the blocks are those of the exact second differences of the loss."""
    true = linear_hessian(*data_and_weights(instance)).tolist()
    cut = len(instance["W1"]) * len(instance["X"])
    wanted = {
        "first": flint.fmpq_mat([row[:cut] for row in true[:cut]]),
        "C": flint.fmpq_mat([row[cut:] for row in true[:cut]]),
        "last": flint.fmpq_mat([row[cut:] for row in true[cut:]]),
    }
    wrong = {
        name: sum(a != b for a, b in zip(block.entries(), wanted[name].entries(), strict=True))
        for name, block in blocks.items()
    }
    measured = {"weights": len(true), "entries_that_differ": wrong}
    bad = [name for name, count in wrong.items() if count]
    if bad:
        return Finding(False, "exact", measured, f"block {', '.join(bad)} differs from the second derivatives")
    return Finding(True, "exact", measured)


@claim(
    "T3-15",
    "The Hessian of a one-hidden-layer linear network",
    source="T3 §6.2.2, “Gradient dynamics and Hessian”, the display after (14)",
    quantifier="for all",
    field="real",
    letters=LINEAR_LETTERS | {"(Eᵀ)•i": "column i of Eᵀ: the residuals of output i"},
    draw=draw,
    num_instances=40,
    search=SMALL,
    note="The last block is damaged in our copy of the text (“Id0 ⊗ XX> W1 XX> W1”, no product of these shapes); "
    "it is decided as I_d' ⊗ W1XXᵀW1ᵀ. The first block and C are decided as printed.",
)
def hessian_blocks(instance: LinearDescent) -> Finding:
    """∇²L(w) = [W2ᵀW2 ⊗ XXᵀ, C; Cᵀ, I_d' ⊗ W1XXᵀW1ᵀ] for w = vec(W1ᵀ, W2ᵀ), with
    C = [W2ᵀ ⊗ XXᵀW1ᵀ] + [I_N ⊗ X(Eᵀ)•1, …, I_N ⊗ X(Eᵀ)•d']
    """
    return compare(instance, printed(instance))


@hessian_blocks.false(because="block C")
def no_error(instance: LinearDescent) -> Finding:
    """C = W2ᵀ ⊗ XXᵀW1ᵀ alone"""
    return compare(instance, printed(instance, with_error=False))


@hessian_blocks.broken(because="block first")
def turned(instance: LinearDescent) -> Finding:
    """XXᵀ ⊗ W2ᵀW2, the other convention of vec"""
    return compare(instance, printed(instance, turned=True))
