"""The global minimisers of a one-hidden-layer linear network (T3 §6.2.2)."""

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
    PlainMatrix,
    column_vector,
    grow,
    half_square,
    identity,
    kernel_basis,
    kronecker,
    least_loss,
    matrix,
    pseudo_inverse,
    random_matrix,
)
from ...vary import all_matrices


class Shapes(TypedDict):
    """X (d, n), Y (d', n) and W2 (d', N)."""

    X: PlainMatrix
    Y: PlainMatrix
    W2: PlainMatrix


class StationaryPoint(Shapes):
    """K (N, d) and B (d', d) say which point it is."""

    K: PlainMatrix
    B: PlainMatrix


def draw(stream: np.random.Generator, settings: Settings) -> StationaryPoint:
    """Shapes with N, d ≥ n ≥ d'; dependent or zero data now and then; W2 of any rank."""
    drop = settings.drop
    outputs = grow(settings.scale, 1, 3, stream)
    n = outputs + int(stream.integers(0, 2))
    d, width = n + int(stream.integers(0, 2)), n + int(stream.integers(0, 2))
    if drop == "outputs":
        outputs = n + 1 + int(stream.integers(0, 2))
        d, width = n + 1, n
    elif drop == "width":
        n = 2 + int(stream.integers(0, 2))
        outputs, d, width = n - int(stream.integers(0, 2)), n, n - 1
    elif drop == "dimension":
        n = d + 1
        width = max(width, n)
    x = random_matrix(stream, d, n, bound=4)
    if stream.random() < 0.25:
        x[-1] = list(x[0]) if d > 1 and stream.random() < 0.7 else [0] * n
    w2 = random_matrix(stream, outputs, width, bound=3)
    if stream.random() < 0.4:
        w2[-1] = [-v for v in w2[0]] if outputs > 1 and stream.random() < 0.5 else [0] * width
    if drop == "nonzero":
        w2 = [[0] * width for _ in range(outputs)]
    elif not any(v for row in w2 for v in row):
        w2[0][0] = 1
    return {
        "X": x,
        "Y": random_matrix(stream, outputs, n, bound=4),
        "W2": w2,
        "K": random_matrix(stream, width, d, bound=2),
        "B": random_matrix(stream, outputs, d, bound=2),
    }


@hypothesis
def nonzero(instance: Shapes) -> str | None:
    """W2 ≠ 0"""
    return None if any(matrix(instance["W2"]).entries()) else "W2 = 0"


@hypothesis
def width(instance: Shapes) -> str | None:
    """N ≥ n"""
    return _less("N", len(instance["W2"][0]), "n", len(instance["Y"][0]))


@hypothesis
def dimension(instance: Shapes) -> str | None:
    """d ≥ n"""
    return _less("d", len(instance["X"]), "n", len(instance["Y"][0]))


@hypothesis
def outputs(instance: Shapes) -> str | None:
    """n ≥ d'"""
    return _less("n", len(instance["Y"][0]), "d'", len(instance["Y"]))


def _less(more: str, a: int, less: str, b: int) -> str | None:
    return None if a >= b else f"{more} = {a}, {less} = {b}"


SHAPES = (width, dimension, outputs)


def data(instance: StationaryPoint) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """X and Y."""
    return matrix(instance["X"]), matrix(instance["Y"])


def printed_minimiser(instance: StationaryPoint) -> flint.fmpq_mat:
    """YXᵀ(XXᵀ)⁺."""
    x, y = data(instance)
    return y * x.transpose() * pseudo_inverse(x * x.transpose())


def _minimisers(instance: StationaryPoint, smallest: flint.fmpq_mat, free: list[flint.fmpq_mat]) -> Finding:
    """Whether {smallest + B : rows of B in the span of ``free``} are the global minimisers, the first of least norm."""
    (x, y), b = data(instance), matrix(instance["B"])
    outputs, width, d = y.nrows(), len(instance["W2"][0]), x.nrows()
    lift = kronecker(identity(outputs), x * x.transpose())  # the normal equations, A row by row
    dimension = lift.ncols() - lift.rank()
    moved = smallest
    for k, z in enumerate(free):
        moved += column_vector(b[i, k] for i in range(outputs)) * z.transpose()
    measured: dict[str, int | str] = {"dimension": dimension, "rank_X": x.rank(), "least_loss": str(least_loss(x, y))}
    for a in (smallest, moved):
        if any(((a * x - y) * x.transpose()).entries()) or half_square(a * x - y) != least_loss(x, y):
            return Finding(False, "exact", measured, "the normal equation (AX − Y)Xᵀ = 0 fails")
    if len(free) * outputs != dimension:
        return Finding(False, "exact", measured, f"the minimisers have dimension {dimension}")
    if any((smallest * z).entries() != [0] * outputs for z in free):
        return Finding(False, "exact", measured, "the minimiser is not orthogonal to the free part: not of least norm")
    rank = min(outputs, d) if free else smallest.rank()
    measured["largest_rank_of_a_minimiser_at_most"] = rank
    if width < min(outputs, d):
        return Finding(False, "exact", measured, f"not every A is W2W1: N = {width} < min(d, d') = {min(outputs, d)}")
    return Finding(True, "exact", measured)


def small_cases() -> Iterator[StationaryPoint]:
    """Two inputs, one sample, one output: all data and all B of 0 and ±1."""
    for x, y, b in product(all_matrices(2, 1), all_matrices(1, 1), all_matrices(1, 2)):
        yield {"X": x, "Y": y, "W2": [[1, 0]], "K": [[0, 0]] * 2, "B": b}


@claim(
    "T3-18",
    "The global minimisers and the one of minimum norm",
    source="T3 §6.2.2, “GD and SGD converge to the Minimum Norm Solution”",
    quantifier="for all",
    field="real",
    letters=LINEAR_LETTERS | {"B_X": "printed “BX” in our copy: a matrix of the shape of A"},
    hypotheses=SHAPES,
    draw=draw,
    num_instances=40,
    search=Search(cases=small_cases),
    note="In our copy “A = YXᵀ(XXᵀ)⁺ + BX : BX X = 0” has lost its subscripts; read as a product BX the shapes do "
    "not match. d ≥ n is not needed; N ≥ n ≥ d' can be weakened to N ≥ min(d, d'), without which not every A is a "
    "W2W1. “With its rows not in Null(Xᵀ)” is read as: with no element of it in its rows, as in Lemma 4.",
)
def minimisers(instance: StationaryPoint) -> Finding:
    """the global minimisers are {A = YXᵀ(XXᵀ)⁺ + B_X : B_X X = 0}, the one without elements of Null(Xᵀ) in its rows has
    minimum norm and is YXᵀ(XXᵀ)⁺, and every A is a product W2W1
    """
    x, _ = data(instance)
    return _minimisers(instance, printed_minimiser(instance), kernel_basis(x.transpose()))


@minimisers.false(because="have dimension")
def unique(instance: StationaryPoint) -> Finding:
    """the minimiser is unique"""
    return _minimisers(instance, printed_minimiser(instance), [])


@minimisers.false(
    because="not orthogonal",
    printed="T3 §6.2.2: the minimum norm solution is “the global minimum A* with its rows not in Null(Xᵀ)”",
    instead="Its rows have no part in Null(Xᵀ), that is, they lie in Col(X): a row outside Null(Xᵀ) may have one.",
)
def rows_not_in_null(instance: StationaryPoint) -> Finding:
    """a global minimum whose rows are not in Null(Xᵀ) has minimum norm"""
    free = kernel_basis(data(instance)[0].transpose())
    other = printed_minimiser(instance)
    for z in free:
        other += column_vector([1] * other.nrows()) * z.transpose()
    if any(not any((flint.fmpq_mat([row]) * data(instance)[0]).entries()) for row in other.tolist()):
        return Finding(None, "exact", {}, "a row is in Null(Xᵀ)")
    return _minimisers(instance, other, free)


@minimisers.broken(because="normal equation")
def ridge(instance: StationaryPoint) -> Finding:
    """(XXᵀ + I)⁻¹ for (XXᵀ)⁺"""
    x, y = data(instance)
    ridge = (x * x.transpose() + identity(x.nrows())).inv()
    return _minimisers(instance, y * x.transpose() * ridge, kernel_basis(x.transpose()))
