"""Least squares without a hidden layer (T3 §6.2.1): minimum norm, row and the row space."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import grow, half_square, kernel, matrix, pseudo_inverse, random_matrix, rows_within

LETTERS = {
    "d": "num_weights",
    "n": "num_samples",
    "X": "inputs, one row for each sample",
    "y": "labels",
    "w⁺": "Xᵀ(XXᵀ)⁻¹y",
    "η": "step (one for each iteration in T3-10, constant in T3-12)",
}


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
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
        "batches": [
            sorted(int(i) for i in stream.choice(n, int(stream.integers(1, n + 1)), replace=False)) for _ in range(4)
        ],
    }


def system(instance: Instance) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    """Inputs, targets and start as exact matrices."""
    return matrix(instance["X"]), matrix(instance["y"]), matrix(instance["start"])


def number(text: str) -> flint.fmpq:
    """An exact number from plain data."""
    return matrix([[text]])[0, 0]


def vanishes(values: flint.fmpq_mat) -> bool:
    """Whether a matrix is zero."""
    return not any(values.entries())


# Lemma 2


def minimum_norm(x: flint.fmpq_mat, y: flint.fmpq_mat, w: flint.fmpq_mat) -> Finding:
    """Whether a solution has the smallest norm."""
    measured: dict[str, Any] = {"w": [str(v) for v in w.entries()]}
    if not vanishes(x * w - y):
        return Finding(False, "exact", measured, "w does not solve Xw = y")
    null = kernel(x)
    overlaps = [(w.transpose() * z)[0, 0] for z in null]
    least = half_square(pseudo_inverse(x) * y)  # the second route: no inverse of XXᵀ
    measured |= {"null_space": len(null), "orthogonal": not any(overlaps), "square_norm": str(2 * half_square(w))}
    if any(overlaps) or half_square(w) != least:
        return Finding(False, "exact", measured, f"a solution has a smaller norm: ‖X⁺y‖² = {2 * least}")
    return Finding(True, "exact", measured)


def formula(x: flint.fmpq_mat, y: flint.fmpq_mat) -> flint.fmpq_mat | None:
    """The printed formula, or nothing where XXᵀ is singular."""
    gram = x * x.transpose()
    return None if gram.rank() < gram.nrows() else x.transpose() * gram.inv() * y


SINGULAR = Finding(False, "exact", {}, "XXᵀ is singular: the formula is not defined")


def decide_9(instance: Instance) -> Finding:
    """(11): solves Xw = y and is orthogonal to the null space of X, hence the unique solution of minimum norm."""
    x, y, _ = system(instance)
    w = formula(x, y)
    return SINGULAR if w is None else minimum_norm(x, y, w)


def decide_9_no_inverse(instance: Instance) -> Finding:
    """A planted falsehood: Xᵀ(XXᵀ)y."""
    x, y, _ = system(instance)
    return minimum_norm(x, y, x.transpose() * (x * x.transpose()) * y)


def decide_9_broken(instance: Instance) -> Finding:
    """A broken check: another solution, with an element of the null space."""
    x, y, _ = system(instance)
    return minimum_norm(x, y, x.transpose() * (x * x.transpose()).inv() * y + kernel(x)[0])


# Lemma 3


def _slope(x: flint.fmpq_mat, y: flint.fmpq_mat, w: flint.fmpq_mat) -> flint.fmpq_mat:
    """The gradient of ‖Xw − y‖²/(2n) by central differences, exact for a quadratic function."""
    found = flint.fmpq_mat(w.nrows(), 1)
    for i in range(w.nrows()):
        unit = flint.fmpq_mat(w.nrows(), 1)
        unit[i, 0] = 1
        rise = half_square(x * (w + unit) - y) - half_square(x * (w - unit) - y)
        found[i, 0] = rise / (2 * x.nrows())
    return found


def _paths(instance: Instance) -> dict[str, list[flint.fmpq_mat]]:
    x, y, start = system(instance)
    samples = list(range(x.nrows()))
    paths = {}
    for name, batches in {"GD": [samples] * len(instance["steps"]), "SGD": instance["batches"]}.items():
        w, path = start, []
        for step, batch in zip(instance["steps"], batches, strict=True):
            chosen = [flint.fmpq_mat([m.tolist()[i] for i in batch]) for m in (x, y)]
            w = w - _slope(chosen[0], chosen[1], w) * number(step)
            path.append(w)
        paths[name] = path
    return paths


def _in_rows(instance: Instance, span: flint.fmpq_mat) -> Finding:
    outside = [
        f"{name} step {t + 1}"
        for name, path in _paths(instance).items()
        for t, w in enumerate(path)
        if not rows_within(w.transpose(), span)
    ]
    measured = {"iterates": 2 * len(instance["steps"]), "outside": outside}
    if outside:
        return Finding(False, "exact", measured, f"{outside[0]} is outside the row space of X")
    return Finding(True, "exact", measured)


def decide_10(instance: Instance) -> Finding:
    """rank [X; wᵀ] = rank X for every iterate of GD and of mini-batch SGD, the gradient by differences of (10)."""
    return _in_rows(instance, matrix(instance["X"]))


def decide_10_fewer(instance: Instance) -> Finding:
    """A planted falsehood: the iterates live in the span of the first row alone."""
    return _in_rows(instance, matrix(instance["X"][:1]))


def decide_10_broken(instance: Instance) -> Finding:
    """A broken implementation: the iteration starts at (1, 0, …)."""
    moved = [[1]] + [[0]] * (len(instance["start"]) - 1)
    return _in_rows({**instance, "start": moved}, matrix(instance["X"]))


def _rank_lost(instance: Instance) -> str | None:
    rank, n = matrix(instance["X"]).rank(), len(instance["X"])
    return None if rank == n else f"rank X = {rank} < n = {n}"


def _few_weights(instance: Instance) -> str | None:
    n, d = len(instance["X"]), len(instance["X"][0])
    return None if d > n else f"d = {d}, n = {n}"


def _started(instance: Instance) -> str | None:
    return "w_0 ≠ 0" if any(str(v) != "0" for (v,) in instance["start"]) else None


RANK = Hypothesis("full_row_rank", "rank X = n", _rank_lost)
MORE = Hypothesis("more_weights", "d > n", _few_weights)
ZERO = Hypothesis("zero_start", "w_0 = 0", _started)


CLAIMS = (
    Claim(
        id="T3-09",
        title="The minimum-norm solution of Xw = y",
        source="T3 §6.2.1, Lemma 2, eq. (11)",
        statement="w⁺ = Xᵀ(XXᵀ)⁻¹y solves Xw = y, and no solution has a smaller norm",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        hypotheses=(RANK, MORE),
        draw=draw,
        decide=decide_9,
        planted=(
            Variant("no inverse", "Xᵀ(XXᵀ)y, as the proof of Corollary 1 prints it", decide_9_no_inverse, "not solve"),
            Variant("another", "broken: a solution with an element of Null(X)", decide_9_broken, "smaller norm"),
        ),
        num_instances=40,
        note="d > n is not needed: with d = n the statement holds, too (the solution is then unique). In the proof "
        "“Xŵ − X+” stands for Xŵ − Xw⁺.",
    ),
    Claim(
        id="T3-10",
        title="Gradient descent from zero stays in the row space",
        source="T3 §6.2.1, Lemma 3, eq. (12)",
        statement="from w_0 = 0 every iterate of GD and SGD for ‖Xw − y‖²/(2n) is Xᵀα for some α, with any steps",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        hypotheses=(RANK, MORE, ZERO),
        draw=draw,
        decide=decide_10,
        planted=(
            Variant("one row", "the iterates are multiples of the first sample", decide_10_fewer, "outside"),
            Variant("start", "broken: the iteration does not start at zero", decide_10_broken, "outside"),
        ),
        num_instances=40,
        note="Neither rank X = n nor d > n is needed; a start in the row space does as well as zero.",
    ),
)
