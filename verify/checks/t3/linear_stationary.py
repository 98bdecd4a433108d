"""Points of a one-hidden-layer linear network that are stationary in the first layer (T3 §6.2.2, Lemma 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import flint

from ...claims import Search, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    LINEAR_LETTERS,
    columns_of,
    half_square,
    least_loss,
    least_squares,
    linear_slopes,
    matrix,
    null_projector,
    plain_matrix,
    pseudo_inverse,
)
from ...vary import all_matrices
from .linear_minimisers import SHAPES, StationaryPoint, data, draw, nonzero


def _known_loss(x: flint.fmpq_mat, y: flint.fmpq_mat, width: int) -> flint.fmpq:
    """The least loss over W1, W2 if N ≥ min(d, d'); else the loss of a good point: W2 of columns of the targets."""
    if width >= min(x.nrows(), y.nrows()):
        return least_loss(x, y)
    fitted = y * pseudo_inverse(x) * x
    second = [columns_of(fitted, chosen) for chosen in combinations(range(y.ncols()), min(width, y.ncols()))]
    return min(half_square(v * pseudo_inverse(v) * fitted - y) for v in second)


def _stationary(instance: StationaryPoint) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    """X, Y, W1, W2 with ∂L/∂W1 = 0, W2 as given: W1 = W2⁺(YX⁺ + B·null) + (I − W2⁺W2)K."""
    (x, y), w2 = data(instance), matrix(instance["W2"])
    target = least_squares(x, y) + matrix(instance["B"]) * null_projector(x.transpose())
    return x, y, pseudo_inverse(w2) * target + null_projector(w2) * matrix(instance["K"]), w2


def _is_minimum(instance: StationaryPoint, claimed_rank: int | None, *, broken: bool = False) -> Finding:
    """Whether the stationary point is a global minimum wherever rank W2 ≥ ``claimed_rank``."""
    x, y, w1, w2 = _stationary(instance)
    if broken:
        w1 = w1 + (pseudo_inverse(w2) * y * x.transpose())
    here = half_square(w2 * w1 * x - y)
    excess = here - _known_loss(x, y, w2.ncols())
    full = w2.ncols() >= min(x.nrows(), y.nrows())
    moving = any(linear_slopes(x, y, w1, w2)[0].entries())
    measured = {
        "rank_W2": w2.rank(),
        "outputs": y.nrows(),
        "stationary": not moving,
        "excess_loss": str(excess),
        "W1": plain_matrix(w1),
    }
    if moving:
        return Finding(False, "exact", measured, "∂L/∂W1 ≠ 0")
    if claimed_rank is not None and w2.rank() < claimed_rank:
        return Finding(True, "exact", measured | {"claimed": False})
    if excess <= 0 and not full:
        return Finding(None, "exact", measured, "N < min(d, d'): the least loss over W1, W2 is not known exactly")
    if excess:
        why = f"stationary in W1, with the loss {excess} above its minimum: rank W2 = {w2.rank()}, d' = {y.nrows()}"
        return Finding(False, "exact", measured, why)
    return Finding(True, "exact", measured)


@claim(
    "T3-20",
    "Stationary in the first layer implies a global minimum",
    source="T3 §6.2.2, Lemma 5",
    quantifier="for all",
    field="real",
    letters=LINEAR_LETTERS | {"D": "[W2 ⊗ Xᵀ]"},
    hypotheses=(nonzero, *SHAPES),
    draw=draw,
    rests_on=("T3-18",),
    num_instances=60,
    witness=Witness(
        "n = d = N = d' = 2, X = Y = I, W2 = diag(1, 0), W1 = diag(1, 0): ∂L/∂W1 = W2ᵀ(W2W1 − I) = 0, L "
        "= ½, and L = 0 for W1 = W2 = I.",
        {
            "X": [[1, 0], [0, 1]],
            "Y": [[1, 0], [0, 1]],
            "W2": [[1, 0], [0, 0]],
            "K": [[0, 0], [0, 0]],
            "B": [[0, 0], [0, 0]],
        },
    ),
    note="The proof's “If W2 ≠ 0, we obtain Col(D) = Col(Xᵀ)” compares subspaces of spaces of dimension d'n and n; "
    "for d' > 1 the right space is that of all Y-shaped matrices with rows in the row space of X, and it needs "
    "rank W2 = d'. With d' = 1 the lemma holds as printed. The shapes N, d ≥ n ≥ d' are not needed.",
)
def lemma_5(instance: StationaryPoint) -> Finding:
    """if W2 ≠ 0, every stationary point with respect to W1 is a global minimum"""
    return _is_minimum(instance, None)


BOUNDARIES: tuple[StationaryPoint, ...] = (
    {"X": [[1]], "Y": [[1]], "W2": [["1/1000000"]], "K": [[0]], "B": [[0]]},
    {"X": [[0]], "Y": [[1]], "W2": [[1]], "K": [[5]], "B": [[1]]},  # no inputs
    {"X": [[1, 1], [2, 2]], "Y": [[1, -1]], "W2": [[1]], "K": [[1, 1]], "B": [[1, 2]]},  # equal samples, collinear
    {"X": [[1, 0], [0, 1]], "Y": [[1, 0], [0, 1]], "W2": [[1, 1], [1, 1]], "K": [[0, 0]] * 2, "B": [[0, 0]] * 2},
    {"X": [[1, 0], [0, 1]], "Y": [[1, 0], [0, 1]], "W2": [[1, 1], [1, "1000001/1000000"]], "K": [[0, 0]] * 2,
     "B": [[0, 0]] * 2},  # just of full rank, as the one before is not
    {"X": [[1], [0]], "Y": [[1], [2]], "W2": [[1, 0, 5], [0, 1, 5]], "K": [[1, 1]] * 3, "B": [[1, 2], [3, 4]]},
    {"X": [[10**6, 1]], "Y": [["1/1000000", 10**6]], "W2": [[10**6, -1]], "K": [[1], [2]], "B": [[0]]},
)  # fmt: skip


def small_cases() -> Iterator[StationaryPoint]:
    """Two outputs, two hidden units, one input and one sample: all W2 and targets of 0 and ±1, some K."""
    for w2 in all_matrices(2, 2):
        for (y,) in all_matrices(1, 2):
            yield {"X": [[1]], "Y": [[y[0]], [y[1]]], "W2": w2, "K": [[1], [y[0]]], "B": [[1], [1]]}


@lemma_5.corrected_at(*BOUNDARIES, search=Search(cases=small_cases))
def full_row_rank(instance: StationaryPoint) -> Finding:
    """if W2 has full row rank d' (for one output: W2 ≠ 0), every stationary point with respect to W1 of
    L = ½‖W2W1X − Y‖² is a global minimum of L: W2ᵀEXᵀ = 0 gives EXᵀ = 0
    """
    return _is_minimum(instance, len(instance["Y"]))


@full_row_rank.false(because="above its minimum")
def no_zero_row(instance: StationaryPoint) -> Finding:
    """no row of W2 may be zero, that is all"""
    if not all(any(matrix([row]).entries()) for row in instance["W2"]):
        return Finding(True, "exact", {"claimed": False})
    return _is_minimum(instance, None)


@lemma_5.false(because="above its minimum")
def almost(instance: StationaryPoint) -> Finding:
    """rank W2 ≥ d' − 1 is enough"""
    return _is_minimum(instance, len(instance["Y"]) - 1)


@lemma_5.broken(because="∂L/∂W1 ≠ 0")
def moving(instance: StationaryPoint) -> Finding:
    """a point that is not stationary"""
    return _is_minimum(instance, len(instance["Y"]), broken=True)
