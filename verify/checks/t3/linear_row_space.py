"""Gradient descent on a one-hidden-layer linear network keeps the rows of W1 in Col(X) (T3 §6.2.2, Lemma 4)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    LINEAR_LETTERS,
    OneHiddenLayer,
    PlainMatrix,
    column_vector,
    columns_of,
    data_and_weights,
    grow,
    kernel_basis,
    least_squares,
    linear_slopes,
    matrix,
    null_projector,
    plain_matrix,
    random_batches,
    random_matrix,
    rational,
    rows_within,
)


class WeightMatrices(TypedDict):
    """The two layers."""

    W1: PlainMatrix
    W2: PlainMatrix


class Descent(OneHiddenLayer):
    """A network at its start, a solution, and three mini-batches and steps."""

    solution: WeightMatrices
    batches: list[list[int]]
    steps: list[str]


def draw(stream: np.random.Generator, settings: Settings) -> Descent:
    """A start and a solution, both with the rows of W1 in Col(X); with elements of Null(Xᵀ) when that is dropped."""
    outputs = grow(settings.scale, 1, 2, stream)
    n = outputs + int(stream.integers(0, 2))
    d, width = n + int(stream.integers(0, 3)), n + int(stream.integers(0, 2))
    x = random_matrix(stream, d, n, bound=3)
    drop = settings.drop == "free_rows"
    if stream.random() < 0.25 or (drop and d == n):
        x[-1] = [0] * n
    data, targets = matrix(x), matrix(random_matrix(stream, outputs, n, bound=3))
    w1, s1 = (matrix(random_matrix(stream, width, n, bound=1)) * data.transpose() for _ in range(2))
    if drop:
        null = kernel_basis(data.transpose())[0]
        extra = column_vector(1 + int(v) for v in stream.integers(0, 2, width)) * null.transpose()
        w1, s1 = w1 + extra, s1 + extra
    s2 = matrix(random_matrix(stream, outputs, width, bound=2))
    slack = targets * null_projector(data)  # E with EXᵀ = 0
    batches = random_batches(stream, n, 3)
    return {
        "X": x,
        "Y": plain_matrix(s2 * s1 * data + slack),
        "W1": plain_matrix(w1),
        "W2": random_matrix(stream, outputs, width, bound=2),
        "solution": {"W1": plain_matrix(s1), "W2": plain_matrix(s2)},
        "batches": batches,
        "steps": [str(flint.fmpq(int(stream.integers(1, 5)), 8)) for _ in range(3)],
    }


def _iterates(instance: Descent) -> dict[str, list[tuple[flint.fmpq_mat, flint.fmpq_mat]]]:
    """Three steps of GD and of SGD on both layers, with gradients by differences."""
    x, y, w1, w2 = data_and_weights(instance)
    everything = list(range(x.ncols()))
    found = {}
    for name, batches in {"GD": [everything] * 3, "SGD": instance["batches"]}.items():
        path = [(w1, w2)]
        for batch, text in zip(batches, instance["steps"], strict=True):
            step = rational(text)
            rise = linear_slopes(columns_of(x, batch), columns_of(y, batch), *path[-1])
            path.append((path[-1][0] - rise[0] * step, path[-1][1] - rise[1] * step))
        found[name] = path
    return found


def both_bullets(instance: Descent, *, span: flint.fmpq_mat | None = None, norm: str = "A") -> Finding:
    """Whether the rows of W1 move within Col(X) (or ``span``), and a solution with rows there has minimum norm.

    Args:
        norm: that of A = W2W1, or ``w`` for that of the weights.
    """
    x, y, w1, _ = data_and_weights(instance)
    inside = x.transpose() if span is None else span
    for name, path in _iterates(instance).items():
        for t, (first, _) in enumerate(path):
            if not rows_within(first - w1, inside):
                return Finding(False, "exact", {}, f"{name} step {t} adds an element outside the span to a row of W1")
    s1, s2 = matrix(instance["solution"]["W1"]), matrix(instance["solution"]["W2"])
    slope = (s2 * s1 * x - y) * x.transpose()
    best = least_squares(x, y)
    basis = flint.fmpq_mat(x.transpose().rref()[0].tolist()[: x.rank()]) if x.rank() else None
    # A = MB with rows in Col(X) and AXXᵀ given: one solution, since BXXᵀ has full row rank
    unique = basis is None or (basis * x * x.transpose()).rank() == x.rank()
    solved = not any(slope.entries())
    measured = {
        "iterates": 6,
        "solution_is_minimum": solved,
        "A_of_the_solution": plain_matrix(s2 * s1),
        "YXᵀ(XXᵀ)⁺": plain_matrix(best),
        "unique_in_Col_X": unique,
    }
    if solved and s2 * s1 != best:
        return Finding(False, "exact", measured, "GD stays at this solution, and W2W1 is not of minimum norm")
    if not unique:
        return Finding(False, "exact", measured, "two solutions have rows in Col(X)")
    if norm == "w" and any(s1.entries()) and any(s2.entries()):
        squares = [sum((v * v for v in m.entries()), flint.fmpq(0)) for m in (s1, s2)]
        ratio = 2 if squares[0] < squares[1] else flint.fmpq(1, 2)
        other = squares[0] * ratio * ratio + squares[1] / (ratio * ratio)
        if other < sum(squares, flint.fmpq(0)):
            return Finding(False, "exact", measured, f"({ratio}·W1, W2/({ratio})) is a solution with a smaller ‖w‖")
    return Finding(True, "exact", measured)


@hypothesis
def free_rows(instance: Descent) -> str | None:
    """the rows of W1 start with no element in Null(Xᵀ)"""
    x, _, w1, _ = data_and_weights(instance)
    starts = [w1] + ([matrix(instance["solution"]["W1"])] if "solution" in instance else [])  # T3-21 has none
    free = null_projector(x.transpose())
    return "a row of W1 has an element of Null(Xᵀ)" if any(any((w * free).entries()) for w in starts) else None


def small_cases() -> Iterator[Descent]:
    """Two inputs, one sample, one unit, one output: all inputs of 0 and ±1, a start and a solution in Col(X)."""
    for p, q, a, c, b, e in product((-1, 0, 1), repeat=6):
        yield {
            "X": [[p], [q]],
            "Y": [[e * b * (p * p + q * q)]],
            "W1": [[a * p, a * q]],
            "W2": [[c]],
            "solution": {"W1": [[b * p, b * q]], "W2": [[e]]},
            "batches": [[0]] * 3,
            "steps": ["1/2", "1", "3"],
        }


@claim(
    "T3-19",
    "Gradient descent adds nothing from Null(Xᵀ) to the first layer",
    source="T3 §6.2.2, Lemma 4",
    quantifier="for all",
    field="real",
    letters=LINEAR_LETTERS,
    hypotheses=(free_rows,),
    search=Search(cases=small_cases),
    draw=draw,
    rests_on=("T3-18",),
    num_instances=30,
    reading="of the norm of A = W2W1, for which the paper defines “the minimum norm solution”",
    note="The norm is that of A = W2W1, for which the paper defines “the minimum norm solution”; it is not that "
    "of w. The first bullet needs no hypothesis. “A solution” is a global minimum. The limit stays in the closed "
    "set {rows of W1 in Col(X)}, in which YXᵀ(XXᵀ)⁺ is the only minimiser (decided by rank), and every solution "
    "in it is the limit of the sequence that starts there.",
)
def lemma_4(instance: Descent) -> Finding:
    """GD and SGD with any mini-batches add no element of Null(Xᵀ) to the rows of W1; hence, if the rows of W1 have
    none, and the sequence converges to a solution, then to a minimum-norm solution, that is, to a pair with
    W2W1 = YXᵀ(XXᵀ)⁺
    """
    return both_bullets(instance)


@lemma_4.reading("unused")
def norm_of_the_weights(instance: Descent) -> Finding:
    """of the norm of the weights (W1, W2)"""
    return both_bullets(instance, norm="w")


@lemma_4.false(because="smaller ‖w‖")
def weights(instance: Descent) -> Finding:
    """the norm of (W1, W2) is least, too"""
    return both_bullets(instance, norm="w")


@lemma_4.broken(because="outside the span")
def fewer(instance: Descent) -> Finding:
    """the span of all samples but one"""
    inputs = matrix(instance["X"]).transpose().tolist()
    return both_bullets(instance, span=flint.fmpq_mat([*inputs[:-1], [0] * len(inputs[0])]))
