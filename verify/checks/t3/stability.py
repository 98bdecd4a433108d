"""Stability of a linear gradient system by its eigenvalues (T3 §4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    grow,
    inertia,
    kernel_basis,
    matrix,
    matrix_trace,
    plain_matrix,
    random_matrix,
    rational,
)
from ...vary import entries_moved


class OneHessian(TypedDict):
    """H = ∇²L(W*)."""

    H: PlainMatrix


def draw(stream: np.random.Generator, settings: Settings) -> OneHessian:
    """Hessians: 2JᵀJ at a zero minimiser (degenerate or not); a saddle or no positive trace if dropped."""
    drop = settings.drop
    size = grow(settings.scale, 1, 5, stream) + (1 if drop == "minimum" else 0)
    rows = 1 + int(stream.integers(0, size + 1))
    jacobian = matrix(random_matrix(stream, rows, size, bound=3))
    if not any(jacobian.entries()):
        jacobian[0, 0] = 1
    values = 2 * jacobian.transpose() * jacobian
    if drop == "trace":
        values = 0 * values
    elif drop == "minimum":
        values[0, 0] = -1
        values[1, 1] += 3
    return {"H": plain_matrix(values)}


def _not_decaying(values: flint.fmpq_mat) -> flint.fmpq_mat | None:
    """A vector v with vᵀHv ≤ 0, along which ‖δ‖² does not decrease at first; ``None`` if H is positive definite."""
    null = kernel_basis(values)
    if null:
        return null[0]
    for k in range(1, values.nrows() + 1):
        if _leading(values, k).det() > 0:
            continue
        v = flint.fmpq_mat(values.nrows(), 1)
        v[k - 1, 0] = 1
        if k > 1:
            top = -1 * _leading(values, k - 1).inv() * column_vector(values[i, k - 1] for i in range(k - 1))
            for i, entry in enumerate(top.entries()):
                v[i, 0] = entry
        return v
    return None


def _leading(values: flint.fmpq_mat, size: int) -> flint.fmpq_mat:
    """The leading block of this size."""
    return flint.fmpq_mat([row[:size] for row in values.tolist()[:size]])


def stability(instance: OneHessian, *, guaranteed: bool) -> Finding:
    """Whether δ → 0 for all solutions of (6) where that is guaranteed."""
    values = matrix(instance["H"])
    total = -matrix_trace(values)
    positive, zero, negative = inertia(values)
    v = _not_decaying(values)
    stable = positive == values.nrows()
    measured = {"sum_of_eigenvalues_of_-H": str(total), "inertia": [positive, zero, negative], "stable": stable}
    if stable != (v is None) or (v is not None and (v.transpose() * values * v)[0, 0] > 0):
        return Finding(False, "exact", measured, "the leading minors and the characteristic polynomial disagree")
    if guaranteed and v is not None:
        kind = "constant" if not any((values * v).entries()) else "not decreasing at first, hence never tending to 0"
        why = f"eigenvalues of −H sum to {total}, and the solution from δW = {[str(a) for a in v.entries()]} is {kind}"
        return Finding(False, "exact", measured, why)
    return Finding(True, "exact", measured)


@hypothesis
def trace(instance: OneHessian) -> str | None:
    """the sum of the eigenvalues of −H is negative"""
    total = -matrix_trace(matrix(instance["H"]))
    return None if total < 0 else f"the eigenvalues of −H sum to {total}"


@hypothesis
def minimum(instance: OneHessian) -> str | None:
    """H has no negative eigenvalue (W* is a minimum)"""
    negative = inertia(matrix(instance["H"]))[2]
    return f"{negative} negative eigenvalues of H" if negative else None


@claim(
    "T3-05",
    "Asymptotic stability from the sum of the eigenvalues",
    source="T3 §4.1, after eq. (6)",
    quantifier="for all",
    field="real",
    letters={"H": "∇²L(W*), here the Hessian of ‖Jw‖²", "δW": "a perturbation of W*"},
    hypotheses=(trace, minimum),
    draw=draw,
    num_instances=40,
    witness=Witness(
        "H = (1 1; 1 1): −H has the eigenvalues −2 and 0, whose sum is negative, and δW(t) = (−1, 1) is a solution.",
        {"H": [["1", "1"], ["1", "1"]]},
    ),
    note="The sum is negative for every H ≠ 0 at a minimum, degenerate or not. The instances keep to minima, in "
    "favour of the statement (the paper does “not consider unstable critical points”); without that (--drop "
    "minimum) a saddle such as diag(3, −1) refutes it, too.",
)
def negative_trace(instance: OneHessian) -> Finding:
    """asymptotic stability in the sense of Liapunov is guaranteed for (6), δẆ = −H δW, if the sum of the eigenvalues of
    −H is negative
    """
    return stability(instance, guaranteed=True)  # the sum is looked at before, as a hypothesis


BOUNDARIES: tuple[OneHessian, ...] = (
    {"H": [[0]]},
    {"H": [["1/1000000"]]},
    {"H": [["-1/1000000"]]},
    {"H": [[10**6, 0], [0, 0]]},  # degenerate, of a large positive trace
    {"H": [[10**6, 0], [0, "-1/1000000"]]},  # the trace is large, and one eigenvalue is just negative
    {"H": [[1, 1], [1, 1]]},  # degenerate, and no entry is 0
    {"H": [[1, "999999/1000000"], ["999999/1000000", 1]]},  # just definite
    {"H": [[2, -1, 0], [-1, 2, -1], [0, -1, 2]]},
    {"H": [[0, 1], [1, 0]]},  # a saddle with the trace 0
)


def distance(instance: OneHessian) -> float:
    """Of the smallest eigenvalue from 0, where stability ends, relative to the largest."""
    values = np.linalg.eigvalsh(np.array([[float(rational(v)) for v in row] for row in instance["H"]]))
    return float(abs(values[0]) / max(abs(values).max(), 1e-300))


def another(stream: np.random.Generator, instance: OneHessian, size: float) -> OneHessian:
    """A symmetric matrix near this one."""
    moved: OneHessian = entries_moved("H")(stream, instance, size)
    return {"H": [[moved["H"][max(i, j)][min(i, j)] for j in range(len(moved["H"]))] for i in range(len(moved["H"]))]}


def small_cases() -> Iterator[OneHessian]:
    """All symmetric matrices of size 2 with entries from −2 to 2."""
    for a, b, c in product(range(-2, 3), repeat=3):
        yield {"H": [[a, b], [b, c]]}


@negative_trace.corrected_at(*BOUNDARIES, search=Search(distance, another, cases=small_cases))
def largest(instance: OneHessian) -> Finding:
    """δẆ = −H δW, H symmetric, is asymptotically stable if and only if every eigenvalue of −H is negative, that is, H
    is positive definite; never at the degenerate minima of §4, where H is singular
    """
    values = matrix(instance["H"])
    definite = all(_leading(values, k).det() > 0 for k in range(1, values.nrows() + 1))
    found = stability(instance, guaranteed=definite)
    if found.holds and definite != found.measured["stable"]:
        return Finding(False, "exact", found.measured, "asymptotically stable, and an eigenvalue of −H is not negative")
    return found


@largest.false(because="constant")
def not_unstable(instance: OneHessian) -> Finding:
    """(6) is asymptotically stable if no eigenvalue of −H is positive and H is not 0"""
    positive, _, negative = inertia(matrix(instance["H"]))
    return stability(instance, guaranteed=positive > 0 and not negative)


@negative_trace.false(because="constant")
def all_but_one(instance: OneHessian) -> Finding:
    """all eigenvalues of −H but one are negative"""
    positive = inertia(matrix(instance["H"]))[0]
    return stability(instance, guaranteed=positive >= len(instance["H"]) - 1)


@negative_trace.broken(because="constant")
def semidefinite(instance: OneHessian) -> Finding:
    """semidefinite taken for definite"""
    return stability(instance, guaranteed=inertia(matrix(instance["H"]))[2] == 0)
