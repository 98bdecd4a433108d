"""Least squares by gradient descent from zero: where it converges to, and for which steps (T3 §6.2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import flint
import numpy as np

from ...claims import Search, Witness
from ...declare import exact
from ...evidence import Finding
from ...instruments import PlainMatrix, column_vector, identity, inertia, matrix, rational, rows_within, stack_columns
from ...vary import all_matrices, entries_moved
from .least_squares import (
    SINGULAR,
    Regression,
    formula,
    full_row_rank,
    least_squares_claim,
    minimum_norm,
    more_weights,
    system,
    vanishes,
    zero_start,
)


def _gd_converges(x: flint.fmpq_mat, residual: flint.fmpq_mat, step: flint.fmpq) -> tuple[bool, bool]:
    """Whether (I − ηXXᵀ/n)^t r → 0: all eigenvalues on the Krylov space of r lie below 2n/η; by two exact routes."""
    gram = x * x.transpose() / x.nrows()
    basis, v = residual, gram * residual
    if vanishes(residual):
        return True, True
    while (wider := stack_columns(basis, v)).rank() > basis.ncols():
        basis, v = wider, gram * v
    size, turned = basis.ncols(), basis.transpose()
    form = turned * (identity(x.nrows()) * 2 - gram * step) * basis
    restricted = (turned * basis).inv() * turned * (identity(x.nrows()) * 2 - gram * step) * basis
    return inertia(form)[0] == size, inertia(restricted)[0] == size


def _sgd_contracts(x: flint.fmpq_mat, step: flint.fmpq) -> bool:
    """Whether I − E(I − ηx_ix_iᵀ)² = Σ(2η − η²‖x_i‖²)x_ix_iᵀ/n is positive definite on the row space of X."""
    n, form = x.nrows(), flint.fmpq_mat(x.nrows(), x.nrows())
    for row in x.tolist():
        sample = column_vector(row)
        square = (sample.transpose() * sample)[0, 0]
        form += x * sample * (x * sample).transpose() * (2 * step - step * step * square)
    return inertia(form)[0] == n


def _dynamics(instance: Regression, *, loose: bool = False) -> tuple[str, dict[str, bool | str]]:
    """Why GD or SGD does not converge to w⁺ (empty if both do), and what was measured."""
    x, y, start = system(instance)
    step, sgd_step = rational(instance["step"]), rational(instance["sgd_step"])
    form, roots = _gd_converges(x, y - x * start, step / 2 if loose else step)
    longest = max(sum((v * v for v in row), flint.fmpq(0)) for row in x.tolist())
    leaves = not rows_within(start.transpose(), x)
    measured: dict[str, bool | str] = {
        "gd_converges": form,
        "two_routes_agree": form == roots,
        "sgd_step_times_longest": str(sgd_step * longest),
        "start_in_row_space": not leaves,
    }
    if form != roots:
        return "the two routes to the convergence of GD disagree", measured
    if not form:
        return f"GD with η = {step} does not converge: an eigenvalue of ηXXᵀ/n that y meets is at least 2", measured
    return ("the limit keeps the part of the start in the null space of X" if leaves else ""), measured


def _corollary(instance: Regression, w: flint.fmpq_mat | None, *, conditional: bool, loose: bool = False) -> Finding:
    """Whether w is the minimum-norm solution, and GD and SGD converge to it: for every step, or where they should."""
    x, y, _ = system(instance)
    if w is None:
        return SINGULAR
    formula = minimum_norm(x, y, w)
    why, dynamics = _dynamics(instance, loose=loose)
    true_why = why if not loose else _dynamics(instance)[0]
    measured = {**dynamics, **formula.measured}
    if not formula.holds:
        return Finding(False, "exact", measured, "the formula for w* fails: " + formula.reason)
    if why and conditional and "does not converge" in why:
        return Finding(True, "exact", measured | {"step_condition_met": False})
    if why or true_why:
        return Finding(False, "exact", measured, why or true_why)
    if not _sgd_contracts(x, rational(instance["sgd_step"])):
        return Finding(None, "exact", measured, "SGD: no contraction in mean square, as η‖x_i‖² ≥ 2 for some sample")
    return Finding(True, "exact", measured)


def _size(instance: Regression) -> float:
    """Small, and with a modest step: so that the smallest counterexample of T3-12 is one to its formula."""
    trace = sum(v * v for row in matrix(instance["X"]).tolist() for v in row)
    large = rational(instance["step"]) * trace >= 2 * len(instance["X"])
    return len(str(instance)) + 10**6 * large


@least_squares_claim(
    "T3-12",
    "Gradient descent from zero converges to the minimum-norm solution",
    source="T3 §6.2.1, Corollary 1 and its proof",
    quantifier="limit",
    hypotheses=(full_row_rank, more_weights, zero_start),
    misprint=True,
    rests_on=("T3-09", "T3-10"),
    size=_size,
    reading="with steps for which gradient descent converges at all, as the paper names none",
    witness=Witness(
        "X = (1 1), y = 1: XXᵀ = 2, so that w = Xᵀ(XXᵀ)y = (2, 2) has Xw = 4; w⁺ = (½, ½).",
        {
            "X": [[1, 1]],
            "y": [[1]],
            "start": [[0], [0]],
            "step": "3/10",
            "sgd_step": "1/10",
            "steps": ["1", "1", "1", "1"],
            "batches": [[0], [0], [0], [0]],
        },
    ),
    note="The proof prints Xᵀα* = Xᵀ(XXᵀ)y: the inverse is missing, it is there in (11) and in the proof of Lemma "
    "2. (Should our copy of the text have lost it, only the condition on the step remains: with a step that is "
    "too large GD diverges.) d > n is not needed; a start outside the row space keeps its part in Null(X). GD: "
    "the limit is decided from the spectrum on the Krylov space of y, by two exact routes; SGD: E‖w_{t+1} − w⁺‖² "
    "= E‖w_t − w⁺‖² − Σ(2η − η²‖x_i‖²)E(x_iᵀ(w_t − w⁺))²/n.",
)
def corollary_1(instance: Regression) -> Finding:
    """from w_0 = 0, GD and SGD, with steps for which they converge, converge to w* = Xᵀα* = Xᵀ(XXᵀ)y = w⁺"""
    x, y, _ = system(instance)
    return _corollary(instance, x.transpose() * (x * x.transpose()) * y, conditional=True)


@corollary_1.reading("unused")
def whatever_the_steps(instance: Regression) -> Finding:
    """whatever the steps are, and with the inverse"""
    return _corollary(instance, formula(*system(instance)[:2]), conditional=False)


def _at(x: PlainMatrix, y: list[str], step: str, sgd_step: str) -> Regression:
    return {
        "X": x,
        "y": [[v] for v in y],
        "start": [[0]] * len(x[0]),
        "step": step,
        "sgd_step": sgd_step,
        "steps": [],
        "batches": [],
    }


BOUNDARIES = (
    _at([[1]], ["1"], "2", "1"),  # N = d = 1, ηλ/n = 2
    _at([[1]], ["1"], "1999999/1000000", "1999999/1000000"),  # just below
    _at([[1]], ["1"], "2000001/1000000", "1"),
    _at([[1]], ["0"], "5", "1"),  # y meets no eigenspace
    _at([[1, 0], [0, 2]], ["1", "0"], "3", "1/4"),  # the step is too large for λ = 4 alone, which y does not meet
    _at([[1, 0], [0, 2]], ["1", "1/1000000"], "3", "1/4"),  # and which it meets here
    _at([[1, 0], [0, 2]], ["1", "0"], "4", "1/4"),  # at the bound for the eigenvalue that y meets
    _at([[1, 1, 0], [1, "1000001/1000000", 0]], ["1", "-1"], "1/2", "1/2"),  # nearly equal samples
    _at([[10**6, 0, 1]], ["1/1000000"], "1/1000000000001", "1/1000000000001"),
)


def distance(instance: Regression) -> float:
    """Of ηλ/n from 2, where convergence ends, for the largest eigenvalue of XXᵀ that y meets, in floats."""
    x, y = (np.array([[float(rational(v)) for v in row] for row in instance[key]]) for key in ("X", "y"))
    values, vectors = np.linalg.eigh(x @ x.T)
    met = values[abs(vectors.T @ y).ravel() > 1e-9]
    return float(abs(float(rational(instance["step"])) * met.max() / len(x) - 2)) if met.size else inf


def another(stream: np.random.Generator, instance: Regression, size: float) -> Regression | None:
    """Another step of GD and other targets."""
    moved: Regression = entries_moved("step", "y")(stream, instance, size)
    return moved if rational(moved["step"]) > 0 else None


def small_cases() -> Iterator[Regression]:
    """Two samples of components 0 and ±1, targets 0 and ±1, and steps at and around 2n/λ."""
    for x in all_matrices(2, 2):
        if matrix(x).rank() == 2:
            for (y,) in all_matrices(1, 2, (0, 1)):
                for step in ("1/2", "1", "4/3", "2", "4"):
                    yield _at(x, [str(v) for v in y], step, "1/2")


@corollary_1.corrected_at(*BOUNDARIES, search=Search(distance, another, cases=small_cases))
def inverse_and_steps(instance: Regression) -> Finding:
    """Let rank X = n, L = ‖Xw − y‖²/(2n) and w_0 = 0. GD with a constant step η converges to w⁺ = Xᵀ(XXᵀ)⁻¹y if and
    only if 0 < ηλ/n < 2 for every eigenvalue λ of XXᵀ whose eigenspace y meets (always for 0 < η < 2n/λ_max); SGD with
    single samples, drawn uniformly, in mean square if 0 < η‖x_i‖² < 2 for all i
    """
    return _corollary(instance, formula(*system(instance)[:2]), conditional=True)


@inverse_and_steps.false(because="agree with the spectrum")
def largest_eigenvalue(instance: Regression) -> Finding:
    """GD converges only if 0 < η < 2n/λ_max"""
    x, y, start = system(instance)
    step, gram = rational(instance["step"]), x * x.transpose()
    small = inertia(identity(len(instance["X"])) * 2 - gram * (step / x.nrows()))[0] == x.nrows()
    found, _ = _gd_converges(x, y - x * start, step)
    return exact(
        found == small, "GD converges with a larger step, which does not agree with the spectrum of all of XXᵀ"
    )


@corollary_1.false(because="does not converge")
def any_step(instance: Regression) -> Finding:
    """with the inverse, and still any step"""
    return _corollary(instance, formula(*system(instance)[:2]), conditional=False)


@corollary_1.broken(because="does not converge")
def loose(instance: Regression) -> Finding:
    """a bound on the step twice too large"""
    return _corollary(instance, formula(*system(instance)[:2]), conditional=True, loose=True)
