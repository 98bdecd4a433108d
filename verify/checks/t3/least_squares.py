"""Least squares without a hidden layer (T3 §6.2.1): minimum norm, row and the row space."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    columns_of,
    grow,
    half_square,
    identity,
    kernel_basis,
    matrix,
    pseudo_inverse,
    random_batches,
    random_matrix,
    rational,
    rows_within,
)
from ...vary import all_matrices

LETTERS = {
    "d": "num_weights",
    "n": "num_samples",
    "X": "inputs, one row for each sample",
    "y": "labels",
    "w⁺": "Xᵀ(XXᵀ)⁻¹y",
    "η": "step (one for each iteration in T3-10, constant in T3-12)",
}


class Regression(TypedDict):
    """X with one row for each sample, y and a start as columns; constant steps of GD and SGD, and those of a path."""

    X: PlainMatrix
    y: PlainMatrix
    start: PlainMatrix
    step: str
    sgd_step: str
    steps: list[str]
    batches: list[list[int]]


def draw(stream: np.random.Generator, settings: Settings) -> Regression:
    """Full row rank, n < d; a dropped hypothesis gives n = d, a dependent row, or a start outside the row space."""
    drop = settings.drop
    n = grow(settings.scale, 1, 4, stream)
    d = n if drop == "more_weights" else n + 1 + int(stream.integers(0, 3))
    while True:
        x = random_matrix(stream, n, d, bound=5)
        if matrix(x).rank() == n:
            break
    if drop == "full_row_rank":
        x[-1] = [2 * v for v in x[0]] if n > 1 else [0] * d
    y = random_matrix(stream, n, 1) if stream.random() < 0.9 else [[0]] * n
    start = random_matrix(stream, d, 1, bound=3) if drop == "zero_start" else [[0]] * d
    if drop == "zero_start" and not any(v for (v,) in start):
        start[0] = [1]
    trace = max(1, sum(v * v for row in x for v in row))
    large = stream.random() < 0.3
    step = flint.fmpq(5 * n * n, 2 * trace) if large else flint.fmpq(int(stream.integers(1, 8)) * n, 4 * trace)
    longest = max(1, max(sum(v * v for v in row) for row in x))
    return {
        "X": x,
        "y": y,
        "start": start,
        "step": str(step),
        "sgd_step": str(flint.fmpq(int(stream.integers(1, 8)), 4 * longest)),
        "steps": [str(flint.fmpq(int(stream.integers(1, 9)), 4)) for _ in range(4)],
        "batches": random_batches(stream, n, 4),
    }


def system(instance: Regression) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    """Inputs, targets and start as exact matrices."""
    return matrix(instance["X"]), matrix(instance["y"]), matrix(instance["start"])


def vanishes(values: flint.fmpq_mat) -> bool:
    """Whether a matrix is zero."""
    return not any(values.entries())


def formula(x: flint.fmpq_mat, y: flint.fmpq_mat) -> flint.fmpq_mat | None:
    """The printed formula, or nothing where XXᵀ is singular."""
    gram = x * x.transpose()
    return None if gram.rank() < gram.nrows() else x.transpose() * gram.inv() * y


SINGULAR = Finding(False, "exact", {}, "XXᵀ is singular: the formula is not defined")


@hypothesis
def full_row_rank(instance: Regression) -> str | None:
    """rank X = n"""
    rank, n = matrix(instance["X"]).rank(), len(instance["X"])
    return None if rank == n else f"rank X = {rank} < n = {n}"


@hypothesis
def more_weights(instance: Regression) -> str | None:
    """d > n"""
    n, d = len(instance["X"]), len(instance["X"][0])
    return None if d > n else f"d = {d}, n = {n}"


@hypothesis
def zero_start(instance: Regression) -> str | None:
    """w_0 = 0"""
    return "w_0 ≠ 0" if any(str(v) != "0" for (v,) in instance["start"]) else None


least_squares_claim = partial(claim, field="real", letters=LETTERS, draw=draw, num_instances=40)


def small_cases() -> Iterator[Regression]:
    """One or two samples with components 0 and ±1 in one dimension more, targets 0, 1 and 2."""
    for n in (1, 2):
        for x in all_matrices(n, n + 1):
            for (y,) in all_matrices(1, n, (0, 1, 2)):
                yield {
                    "X": x,
                    "y": [[v] for v in y],
                    "start": [[0]] * (n + 1),
                    "step": "1/4",
                    "sgd_step": "1/4",
                    "steps": ["1", "3"],
                    "batches": [[0], [n - 1]],
                }


# Lemma 2


def minimum_norm(x: flint.fmpq_mat, y: flint.fmpq_mat, w: flint.fmpq_mat) -> Finding:
    """Whether w solves Xw = y and is orthogonal to Null(X): then it is the unique solution of minimum norm."""
    found = [str(v) for v in w.entries()]
    if not vanishes(x * w - y):
        return Finding(False, "exact", {"w": found}, "w does not solve Xw = y")
    null = kernel_basis(x)
    orthogonal = not any((w.transpose() * z)[0, 0] for z in null)
    least = half_square(pseudo_inverse(x) * y)  # the second route: no inverse of XXᵀ
    measured = {
        "w": found,
        "null_space": len(null),
        "orthogonal": orthogonal,
        "square_norm": str(2 * half_square(w)),
    }
    if not orthogonal or half_square(w) != least:
        return Finding(False, "exact", measured, f"a solution has a smaller norm: ‖X⁺y‖² = {2 * least}")
    return Finding(True, "exact", measured)


@least_squares_claim(
    "T3-09",
    "The minimum-norm solution of Xw = y",
    source="T3 §6.2.1, Lemma 2, eq. (11)",
    quantifier="for all",
    hypotheses=(full_row_rank, more_weights),
    search=Search(cases=small_cases),
    note="d > n is not needed: with d = n the statement holds, too (the solution is then unique). In the proof "
    "“Xŵ − X+” stands for Xŵ − Xw⁺.",
)
def lemma_2(instance: Regression) -> Finding:
    """w⁺ = Xᵀ(XXᵀ)⁻¹y solves Xw = y, and no solution has a smaller norm"""
    x, y, _ = system(instance)
    w = formula(x, y)
    return SINGULAR if w is None else minimum_norm(x, y, w)


@lemma_2.false(because="not solve")
def no_inverse(instance: Regression) -> Finding:
    """Xᵀ(XXᵀ)y, as the proof of Corollary 1 prints it"""
    x, y, _ = system(instance)
    return minimum_norm(x, y, x.transpose() * (x * x.transpose()) * y)


@lemma_2.broken(because="smaller norm")
def another(instance: Regression) -> Finding:
    """a solution with an element of Null(X)"""
    x, y, _ = system(instance)
    return minimum_norm(x, y, x.transpose() * (x * x.transpose()).inv() * y + kernel_basis(x)[0])


# Lemma 3


def _slope(x: flint.fmpq_mat, y: flint.fmpq_mat, w: flint.fmpq_mat) -> flint.fmpq_mat:
    """The gradient of ‖Xw − y‖²/(2n) by central differences, exact for a quadratic function."""
    units = [column_vector(row) for row in identity(w.nrows()).tolist()]
    rises = [half_square(x * (w + unit) - y) - half_square(x * (w - unit) - y) for unit in units]
    return column_vector(rise / (2 * x.nrows()) for rise in rises)


def _paths(instance: Regression) -> dict[str, list[flint.fmpq_mat]]:
    """The iterates of GD and of mini-batch SGD."""
    x, y, start = system(instance)
    everything = list(range(x.nrows()))
    paths = {}
    for name, batches in {"GD": [everything] * len(instance["steps"]), "SGD": instance["batches"]}.items():
        w, path = start, []
        for step, batch in zip(instance["steps"], batches, strict=True):
            chosen, wanted = (columns_of(m.transpose(), batch).transpose() for m in (x, y))
            w = w - _slope(chosen, wanted, w) * rational(step)
            path.append(w)
        paths[name] = path
    return paths


def in_row_space(instance: Regression, span: flint.fmpq_mat) -> Finding:
    """Whether every iterate lies in the row space of ``span``, by ranks; the gradient by differences of (10)."""
    outside = [
        f"{name} step {t + 1}"
        for name, path in _paths(instance).items()
        for t, w in enumerate(path)
        if not rows_within(w.transpose(), span)
    ]
    measured = {"iterates": 2 * len(instance["steps"]), "outside": outside}
    return Finding(not outside, "exact", measured, f"{outside[0]} is outside the row space of X" if outside else "")


@least_squares_claim(
    "T3-10",
    "Gradient descent from zero stays in the row space",
    source="T3 §6.2.1, Lemma 3, eq. (12)",
    quantifier="for all",
    hypotheses=(full_row_rank, more_weights, zero_start),
    search=Search(cases=small_cases),
    note="Neither rank X = n nor d > n is needed; a start in the row space does as well as zero.",
)
def lemma_3(instance: Regression) -> Finding:
    """from w_0 = 0 every iterate of GD and SGD for ‖Xw − y‖²/(2n) is Xᵀα for some α, with any steps"""
    return in_row_space(instance, matrix(instance["X"]))


@lemma_3.false(because="outside")
def one_row(instance: Regression) -> Finding:
    """the iterates are multiples of the first sample"""
    return in_row_space(instance, matrix(instance["X"][:1]))


@lemma_3.broken(because="outside")
def start(instance: Regression) -> Finding:
    """the iteration does not start at zero"""
    moved = [[1]] + [[0]] * (len(instance["start"]) - 1)
    return in_row_space({**instance, "start": moved}, matrix(instance["X"]))
