"""A degenerate direction of the one-hidden-layer linear network, and whether training follows it (T3 §6.2.2)."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import flint
import numpy as np

from ...claims import Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    LINEAR_LETTERS,
    PlainMatrix,
    column_vector,
    columns_of,
    data_and_weights,
    grow,
    identity,
    inertia,
    kernel_basis,
    kronecker,
    linear_hessian,
    linear_slopes,
    network_size,
    rational,
    stack_rows,
)
from .linear_hessian import SMALL, LinearDescent, fill


def draw_wide(stream: np.random.Generator, settings: Settings) -> LinearDescent:
    """More hidden units than outputs; at most as many when that hypothesis is dropped."""
    d, few, n = (grow(settings.scale, 1, 3, stream) for _ in range(3))
    many = few + (0 if settings.drop == "wide" else 1) + int(stream.integers(0, 2))
    outputs, width = (many, few) if settings.drop == "wide" else (few, many)
    return fill(stream, d, width, outputs, n)


class Ranks(NamedTuple):
    """What is measured of the Hessian and of its first block W2ᵀW2 ⊗ XXᵀ."""

    weights: int
    rank_first_block: int
    size_first_block: int
    rank_hessian: int
    inertia: tuple[int, int, int]
    directions: int


def _direction(left: flint.fmpq_mat, right: flint.fmpq_mat, w2: flint.fmpq_mat) -> flint.fmpq_mat:
    """v = (left ⊗ right, 0)."""
    return stack_rows(kronecker(left, right), flint.fmpq_mat(w2.nrows() * w2.ncols(), 1))


def _pairs(w2: flint.fmpq_mat, d: int) -> list[tuple[flint.fmpq_mat, flint.fmpq_mat]]:
    """w1 over a basis of Null(W2), w2 over the unit vectors."""
    return [(first, column_vector(unit)) for first in kernel_basis(w2) for unit in identity(d).tolist()]


def _degenerate(instance: LinearDescent) -> tuple[str, Ranks, flint.fmpq_mat]:
    """What fails of the first block and of wᵀ∇²L w = 0 (empty if nothing does), the ranks, and the Hessian."""
    x, y, w1, w2 = data_and_weights(instance)
    square, whole = w2.transpose() * w2, linear_hessian(x, y, w1, w2)
    block = kronecker(square, x * x.transpose())
    directions = [_direction(first, second, w2) for first, second in _pairs(w2, w1.ncols())]
    ranks = Ranks(whole.nrows(), block.rank(), block.nrows(), whole.rank(), inertia(whole), len(directions))
    if square.rank() == square.nrows():
        return "W2ᵀW2 is non-singular", ranks, whole
    if ranks.rank_first_block == ranks.size_first_block:
        return "the first block is non-singular", ranks, whole
    curved = any(any((v.transpose() * whole * v).entries()) for v in directions)
    return ("wᵀ∇²L w ≠ 0 for a direction" if curved else ""), ranks, whole


@hypothesis
def wide(instance: LinearDescent) -> str | None:
    """d' < N"""
    outputs, width = len(instance["W2"]), len(instance["W1"])
    return None if outputs < width else f"d' = {outputs}, N = {width}"


wide_claim = partial(
    claim, quantifier="for all", field="real", letters=LINEAR_LETTERS, hypotheses=(wide,), draw=draw_wide
)


@wide_claim(
    "T3-16",
    "More hidden units than outputs: zero eigenvalues",
    source="T3 §6.2.2, “Degeneracy of the dynamics”",
    rests_on=("T3-15",),
    size=network_size,
    num_instances=60,
    witness=Witness(
        "f = w₂₁w₁₁ + w₂₂w₁₂ (N = 2, d = d' = n = 1, x = y = 1) at W1 = (1, 0), W2 = (0, 1): the Hessian "
        "in (w₁₁, w₁₂, w₂₁, w₂₂) is (0 0 −1 0; 0 1 1 −1; −1 1 1 0; 0 −1 0 0), of determinant 1, though "
        "wᵀHw = 0 for w = (1, 0, 0, 0).",
        {"X": [[1]], "Y": [[1]], "W1": [[1], [0]], "W2": [[0, 1]], "batches": [[0], [0], [0]], "step": "1/2"},
    ),
    note="A vector with wᵀHw = 0 need not be in the kernel of an indefinite H. The paper restricts neither w nor "
    "the sizes here; the conclusion is right at zero error, at d' < d, and at n < d.",
)
def null_direction(instance: LinearDescent) -> Finding:
    """if d' < N, W2ᵀW2 ⊗ XXᵀ has a zero eigenvalue, and in turn ∇²L(w) has one, at any w; for w = (w1 ⊗ w2, 0) with w1
    in Null(W2), wᵀ∇²L w = 0
    """
    why, ranks, _ = _degenerate(instance)
    if not why and ranks.rank_hessian == ranks.weights:
        why = f"∇²L is non-singular, of rank {ranks.rank_hessian}, although wᵀ∇²L w = 0: it is indefinite"
    return Finding(not why, "exact", ranks._asdict(), why)


def _at(x: PlainMatrix, y: PlainMatrix, w1: PlainMatrix, w2: PlainMatrix) -> LinearDescent:
    return {"X": x, "Y": y, "W1": w1, "W2": w2, "batches": [[0]] * 3, "step": "1/8"}


BOUNDARIES = (
    _at([[1]], [[0]], [[0], [0]], [[1, 0]]),  # E = 0
    _at([[1]], [["1/1000000"]], [[0], [0]], [[1, 0]]),  # E just not 0, rank EXᵀ = d = 1: non-singular
    _at([[1]], [[10**6]], [[0], [0]], [[0, 0]]),  # W2 = 0
    _at([[0]], [[1]], [[1], [1]], [[1, 1]]),  # X = 0
    _at([[1, 1], [0, 0]], [[1, -1]], [[0, 0], [0, 0]], [[1, 1]]),  # equal samples whose errors cancel: EXᵀ = 0
    _at([[1, 2], [1, 2]], [[1, 1]], [[0, 0], [0, 0]], [[1, 1]]),  # collinear samples
    _at([[1, 0], [0, 1]], [[1, 0], [0, 1]], [[0, 0]] * 3, [[1, 0, 0], [0, 1, 0]]),  # d = d' = n = 2, rank EXᵀ = d
    _at([[1, 0], [0, 1]], [[1, 0], [0, 0]], [[0, 0]] * 3, [[1, 0, 0], [0, 1, 0]]),  # rank EXᵀ = d − 1
    _at([[1]], [[1], [0]], [[0]] * 3, [[1, 0, 0], [0, 1, 0]]),  # rank EXᵀ = d < d': singular all the same
    _at([[1], [0], [0]], [[1], [1]], [[0, 0, 0]] * 3, [[1, 0, 0], [1, 0, 0]]),  # n < d
)


@null_direction.corrected_at(*BOUNDARIES, search=SMALL)
def kernel(instance: LinearDescent) -> Finding:
    """Let d' < N, W2 w1 = 0 and w1 ≠ 0. Then W2ᵀW2 ⊗ XXᵀ is singular, and vᵀ∇²L v = 0 for v = (w1 ⊗ w2, 0), which is in
    the kernel of ∇²L if and only if EXᵀw2 = 0. So ∇²L has a zero eigenvalue if rank EXᵀ < d (if E = 0, or d' < d, or
    n < d); if EXᵀ ≠ 0 it has a negative eigenvalue, and if rank EXᵀ = d it can be non-singular
    """
    why, ranks, whole = _degenerate(instance)
    if why:
        return Finding(False, "exact", ranks._asdict(), why)
    x, y, w1, w2 = data_and_weights(instance)
    slope = (w2 * w1 * x - y) * x.transpose()
    measured = ranks._asdict() | {"rank_EXt": slope.rank()}
    known = [(first, second) for first in kernel_basis(w2) for second in kernel_basis(slope)]
    for first, second in _pairs(w2, w1.ncols()) + known:
        if any((whole * _direction(first, second, w2)).entries()) != any((slope * second).entries()):
            return Finding(False, "exact", measured, "∇²L v = 0 and E Xᵀ w2 = 0 do not go together")
    singular, negative = ranks.rank_hessian < ranks.weights, ranks.inertia[2] > 0
    if slope.rank() < w1.ncols() and not singular:
        return Finding(False, "exact", measured, "rank EXᵀ < d, and ∇²L is non-singular")
    if slope.rank() and not negative:
        return Finding(False, "exact", measured, "EXᵀ ≠ 0, and ∇²L has no negative eigenvalue")
    return Finding(True, "exact", measured)


@kernel.false(because="singular although rank EXᵀ = d", name="singular only below d")
def only_below(instance: LinearDescent) -> Finding:
    """∇²L has a zero eigenvalue only if rank EXᵀ < d"""
    _, ranks, _ = _degenerate(instance)
    x, y, w1, w2 = data_and_weights(instance)
    slope = ((w2 * w1 * x - y) * x.transpose()).rank()
    if slope < x.nrows() or ranks.rank_hessian == ranks.weights:
        return Finding(True, "exact", ranks._asdict())
    return Finding(False, "exact", ranks._asdict(), "∇²L is singular although rank EXᵀ = d")


@null_direction.false(because="lacks")
def regular(instance: LinearDescent) -> Finding:
    """the first block is non-singular"""
    _, ranks, _ = _degenerate(instance)
    short = ranks.size_first_block - ranks.rank_first_block
    return Finding(not short, "exact", ranks._asdict(), f"the first block lacks {short} in rank" if short else "")


@null_direction.broken(because="for a direction")
def order(instance: LinearDescent) -> Finding:
    """w2 ⊗ w1 in place of w1 ⊗ w2"""
    x, y, w1, w2 = data_and_weights(instance)
    whole = linear_hessian(x, y, w1, w2)
    for first, second in _pairs(w2, w1.ncols()):
        v = _direction(second, first, w2)
        if any((v.transpose() * whole * v).entries()):
            return Finding(False, "exact", {}, "wᵀ∇²L w ≠ 0 for a direction")
    return Finding(True, "exact")


# T3-39


def _steps(instance: LinearDescent, against: str) -> Finding:
    """Whether vᵀ ∂L/∂W1 = 0 at three steps of GD and of SGD, for v in Null(W2): now, at the start or after the step."""
    x, y, w1, w2 = data_and_weights(instance)
    everything = list(range(x.ncols()))
    step = rational(instance["step"])
    for name, batches in {"GD": [everything] * 3, "SGD": instance["batches"]}.items():
        first, second = w1, w2
        for t, batch in enumerate(batches):
            rise = linear_slopes(columns_of(x, batch), columns_of(y, batch), first, second)
            moved = second - rise[1] * step
            seen = {"now": second, "start": w2, "next": moved}[against]
            for v in kernel_basis(seen):
                if any((v.transpose() * rise[0]).entries()):
                    what = "W2 has moved: " if against != "now" else ""
                    return Finding(False, "exact", {}, f"{what}{name} step {t + 1} adds to W1 along Null(W2)")
            first, second = first - rise[0] * step, moved
    return Finding(True, "exact", {"steps": 6, "null_space": w2.ncols() - w2.rank()})


@wide_claim(
    "T3-39",
    "Gradient descent adds nothing along the degenerate direction",
    source="T3 §6.2.2, “Degeneracy of the dynamics”, last sentence",
    rests_on=("T3-13",),
    num_instances=30,
    search=SMALL,
    note="It holds for each step, with W2 as it is at that step. Nothing is conserved along a path: W2 moves, and "
    "with it Null(W2) (the planted variant). d' < N is needed only for a null space to be there at all W2.",
)
def nothing_added(instance: LinearDescent) -> Finding:
    """every step of GD and SGD adds to W1 a matrix with columns in Col(W2ᵀ), orthogonal to Null(W2)"""
    return _steps(instance, "now")


@nothing_added.false(because="W2 has moved")
def start(instance: LinearDescent) -> Finding:
    """so the part of W1 along Null(W2(0)) never changes"""
    return _steps(instance, "start")


@nothing_added.broken(because="W2 has moved")
def next_(instance: LinearDescent) -> Finding:
    """the null space of W2 after the step"""
    return _steps(instance, "next")
