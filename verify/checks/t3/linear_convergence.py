"""Where gradient descent on a one-hidden-layer linear network ends (T3 §6.2.2, Theorem 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    LINEAR_LETTERS,
    OneHiddenLayer,
    PlainMatrix,
    column_vector,
    data_and_weights,
    grow,
    least_loss,
    least_squares,
    linear_slopes,
    matrix,
    null_projector,
    random_matrix,
    rational,
    stack_rows,
)
from ...vary import all_matrices
from .linear_minimisers import SHAPES, nonzero
from .linear_row_space import draw as draw_descent, free_rows


class Start(OneHiddenLayer):
    """A network and the step of GD from it."""

    step: str


def draw(stream: np.random.Generator, settings: Settings) -> Start:
    """Starts from which the limit of GD is known: on a line (one sample, one output), at a solution, or with an
    output that is never learned."""
    drop = settings.drop
    kind = "rest" if drop in ("free_rows", "nonzero") else ("line", "line", "rest", "deaf")[int(stream.integers(0, 4))]
    if drop in ("width", "dimension", "outputs"):
        kind = "deaf"
    if kind == "line":
        d, width = (grow(settings.scale, 1, 3, stream) for _ in range(2))
        side = ([1], [2], [3, 4], [1, 2, 2], [2, 3, 6])[int(stream.integers(0, 5)) if d > 2 else int(d - 1)]
        x = [[v] for v in side] + [[0]] * (d - len(side))
        u = [1 + int(v) for v in stream.integers(0, 2, width)]
        squared, q2 = sum(v * v for v in u), sum(v * v for v in side)
        q, alpha = flint.fmpz(q2).isqrt(), flint.fmpq(1, int(stream.integers(1, 4)))
        height = q**3 * squared * alpha * alpha
        y = -int(stream.integers(1, 4)) if stream.random() < 0.5 else int(flint.fmpq(height).ceil()) + 1
        step = flint.fmpq(1, 4) / (q * (height + abs(y)))
        w1 = [[str(alpha * a * b) for (b,) in x] for a in u]
        return {"X": x, "Y": [[y]], "W1": w1, "W2": [[str(alpha * q * a) for a in u]], "step": str(step)}
    if kind == "deaf":
        return _deaf(stream, drop, grow(settings.scale, 2, 4, stream))
    instance = draw_descent(stream, replace(settings, drop="free_rows" if drop == "free_rows" else None))
    if drop == "nonzero":
        zero = [[0] * len(instance["X"])] * len(instance["W1"])
        rows = [[0] * len(zero)] * len(instance["Y"])
        return {"X": instance["X"], "Y": instance["Y"], "W1": zero, "W2": rows, "step": "1/8"}
    first, second = instance["solution"]["W1"], instance["solution"]["W2"]
    if not any(matrix(second).entries()):  # then Y is orthogonal to the data
        first = [[0] * len(instance["X"])] * len(instance["W1"])
        second = [[1] * len(first)] + [[0] * len(first)] * (len(instance["Y"]) - 1)
    return {"X": instance["X"], "Y": instance["Y"], "W1": first, "W2": second, "step": "1/8"}


def _deaf(stream: np.random.Generator, drop: str | None, n: int) -> Start:
    """Identity inputs, diagonal targets, the last row of W2 zero and the last column of W1 zero."""
    outputs, d, samples, width = n, n, n, n + int(stream.integers(0, 2))
    outputs += 1 if drop == "outputs" else -int(stream.integers(0, n - 1))
    samples += 1 if drop == "dimension" else 0
    width = max(width, samples)
    width = 1 if drop == "width" else width
    if drop == "outputs":
        samples, d = n, n
    last = min(outputs, n) - 1
    y = [[int(stream.integers(1, 5)) if i == j and i <= last else 0 for j in range(samples)] for i in range(outputs)]
    w1, w2 = random_matrix(stream, width, d, bound=2), random_matrix(stream, outputs, width, bound=2)
    for row in w1:
        row[last:] = [0] * (d - last)
    for row in w2[last:]:
        row[:] = [0] * width
    w2[0][0] = 1
    x = [[int(i == j) for j in range(samples)] for i in range(d)]
    return {"X": x, "Y": y, "W1": w1, "W2": w2, "step": "1/16"}


def _never_learned(instance: Start) -> list[int]:
    """Outputs k with W2_k = 0 and Y_kXᵀ orthogonal to every row that W1 can ever get: W2_k stays 0 for every step."""
    x, y, w1, w2 = data_and_weights(instance)
    gram, targets = x * x.transpose(), (y * x.transpose()).tolist()
    found = []
    for k, row in enumerate(w2.tolist()):
        if any(row) or not any(targets[k]):
            continue
        span = stack_rows(w1, *(flint.fmpq_mat([t]) for j, t in enumerate(targets) if j != k))
        while (wider := stack_rows(span, span * gram)).rank() > span.rank():
            span = flint.fmpq_mat(wider.rref()[0].tolist()[: wider.rank()])
        if not any((span * column_vector(targets[k])).entries()):
            found.append(k)
    return found


class Limit(NamedTuple):
    """Where GD ends.

    Attributes:
        proof: why; empty where it is not known.
        rank: of W2 in the limit, or an upper bound where an output is never learned.
        minimum_norm: whether the limit is YXᵀ(XXᵀ)⁺.
    """

    proof: str
    rank: int
    minimum_norm: bool


def _limit(instance: Start) -> Limit:
    """Where GD ends, if that can be proved."""
    x, y, w1, w2 = data_and_weights(instance)
    best, step = least_squares(x, y), rational(instance["step"])
    rise = linear_slopes(x, y, w1, w2)
    if not any(rise[0].entries()) and not any(rise[1].entries()):
        return Limit("the start is stationary", w2.rank(), w2 * w1 == best)
    deaf = _never_learned(instance)
    if deaf:
        return Limit(f"row {deaf[0]} of W2 is 0 for ever", w2.nrows() - len(deaf), False)
    if x.ncols() == y.nrows() == 1 and any(x.entries()):
        q2 = (x.transpose() * x)[0, 0]
        q = flint.fmpq(flint.fmpz(q2.p).isqrt(), flint.fmpz(q2.q).isqrt())
        if q * q == q2 and w1 * q2 == w2.transpose() * x.transpose() * q:  # W1‖x‖ = W2ᵀxᵀ, invariant; ‖x‖ = q
            top, target = (w2 * w1 * x)[0, 0], y[0, 0]
            rate, goal = step * q * (top - target), step * q * target
            if target <= 0 and 0 < rate < 1:
                return Limit("E ≥ −y ≥ 0 on the line W1‖x‖ = W2ᵀxᵀ: W1, W2 → 0", 0, not target)
            if target > 0 and 0 < top <= target and 0 < 2 * goal <= 1:
                return Limit("monotone on the line W1‖x‖ = W2ᵀxᵀ: W2W1x → y", 1, True)
    return Limit("", 0, False)


def _theorem_2(instance: Start, needed: int | None) -> Finding:
    """Whether GD ends in YXᵀ(XXᵀ)⁺ — if ``needed`` is given, only where W2 has that rank in the limit."""
    x, y, w1, w2 = data_and_weights(instance)
    end = _limit(instance)
    measured = end._asdict() | {"least_loss": str(least_loss(x, y)), "outputs": y.nrows(), "rank_W2": w2.rank()}
    if not end.proof:
        return Finding(None, "exact", measured, "the limit of GD from this start is not known exactly")
    if needed is not None and end.rank < needed:
        return Finding(True, "exact", measured | {"claimed": False})
    if not end.minimum_norm:
        return Finding(False, "exact", measured, f"{end.proof}: the limit is not YXᵀ(XXᵀ)⁺")
    if any((w1 * null_projector(x.transpose())).entries()):
        return Finding(False, "exact", measured, "the rows of W1 have elements in Null(Xᵀ)")
    return Finding(True, "exact", measured)


@claim(
    "T3-21",
    "Gradient descent converges to a minimum-norm solution",
    source="T3 §6.2.2, Theorem 2",
    quantifier="limit",
    field="real",
    letters=LINEAR_LETTERS,
    hypotheses=(free_rows, nonzero, *SHAPES),
    draw=draw,
    rests_on=("T3-19", "T3-20"),
    num_instances=30,
    witness=Witness(
        "f = w₂w₁x, x = 1, y = −1 from w₁ = w₂ = 1: both stay equal and positive, so that f > 0 > y, and "
        "tend to 0; the limit (0, 0) has f = 0.",
        {"X": [[1]], "Y": [[-1]], "W1": [["1"]], "W2": [["1"]], "step": "1/8"},
    ),
    note="Two different failures, both for every small step. (1) f = w2·w1·x at w1 = w2 = 1, x = 1, y = −1: the "
    "path stays on w1 = w2 > 0 and ends in the saddle (0, 0). (2) With two outputs a row of W2 that is zero, and "
    "whose targets are orthogonal to what W1 can become, stays zero; W2 ≠ 0 all the time and in the limit. "
    "Instances are starts whose limit is proved (scalar dynamics on an invariant line, an invariant subspace, or "
    "rest); both exceptional sets have measure zero. No condition on the step is named in the paper; the corrected "
    "statement needs steps of an infinite sum, which do not come to rest where ∇L ≠ 0; with η_t = η/(4(t + 1)²) GD "
    "stops short of the solution (planted).",
)
def theorem_2(instance: Start) -> Finding:
    """if the rows of W1 start with no element in Null(Xᵀ), and W2 ≠ 0, GD (and SGD) converges to a minimum-norm
    solution W2W1 = YXᵀ(XXᵀ)⁺
    """
    return _theorem_2(instance, None)


ONES: PlainMatrix = [[1, 0], [0, 1]]
FIRST: PlainMatrix = [[1, 0], [0, 0]]
BOUNDARIES: tuple[Start, ...] = (
    {"X": [[1]], "Y": [[1]], "W1": [[1]], "W2": [[1]], "step": "1/8"},  # a solution
    {"X": [[1]], "Y": [["-1/1000000"]], "W1": [[1]], "W2": [[1]], "step": "1/8"},  # ends in 0, and does not fit
    {"X": [[1]], "Y": [[0]], "W1": [[1]], "W2": [[1]], "step": "1/8"},  # ends in 0, and fits
    {"X": [[1]], "Y": [[2]], "W1": [[1]], "W2": [[1]], "step": "1/8"},
    {"X": [[1]], "Y": [[1]], "W1": [[0]], "W2": [[0]], "step": "1/8"},  # a saddle
    {"X": [[0]], "Y": [[1]], "W1": [[0]], "W2": [[1]], "step": "1/8"},  # no inputs
    {"X": [[1, 1]], "Y": [[1, 3]], "W1": [[2]], "W2": [[1]], "step": "1/8"},  # equal samples
    {"X": ONES, "Y": ONES, "W1": ONES, "W2": ONES, "step": "1/8"},
    {"X": ONES, "Y": ONES, "W1": FIRST, "W2": FIRST, "step": "1/8"},  # rank W2 = d' − 1 at a saddle
)


def small_rests() -> Iterator[Start]:
    """Points at rest with free rows: data and weights of 0 and ±1, one or two inputs, units, or outputs."""
    for d, width, outputs in ((1, 2, 1), (2, 1, 1), (1, 1, 2)):
        data = product(all_matrices(d, 1, (0, 1)), all_matrices(outputs, 1))
        for (x, y), w1, w2 in product(data, all_matrices(width, d), all_matrices(outputs, width)):
            start: Start = {"X": x, "Y": y, "W1": w1, "W2": w2, "step": "1/8"}
            slopes = linear_slopes(*data_and_weights(start))
            if free_rows.violated(start) is None and not any(v for slope in slopes for v in slope.entries()):
                yield start


@theorem_2.corrected_at(*BOUNDARIES, search=Search(cases=small_rests))
def full_row_rank_in_the_limit(instance: Start) -> Finding:
    """if L = ½‖W2W1X − Y‖², the rows of W1 start with no element in Null(Xᵀ), and GD with steps η_t > 0 whose sum is
    infinite converges to a point at which W2 has full row rank d' (for one output: W2 ≠ 0 in the limit), then
    W2W1 = YXᵀ(XXᵀ)⁺ there
    """
    return _theorem_2(instance, len(instance["Y"]))


@full_row_rank_in_the_limit.false(because="the steps have a finite sum")
def whatever_the_sum(instance: Start) -> Finding:
    """with steps η_t > 0 of any sum, such as η/(4(t + 1)²)"""
    x, y, w1, w2 = data_and_weights(instance)
    end = _limit(instance)
    if not end.proof.startswith("monotone"):
        return full_row_rank_in_the_limit(instance)
    # On the line f = |W2|²‖x‖ ≤ y, and W2 grows. With c = η_t‖x‖y a step takes the gap g = y − f to
    # g(1 − η_t‖x‖f(2 + η_t‖x‖g)) ≥ g(1 − c(2 + c)); so at least 1 − Σ c(2 + c) of it stays, and Σ 1/(t + 1)² < 2.
    q2 = (x.transpose() * x)[0, 0]
    rate = rational(instance["step"]) / 4 * flint.fmpq(flint.fmpz(q2.p).isqrt(), flint.fmpz(q2.q).isqrt()) * y[0, 0]
    left = (1 - 2 * rate * (2 + rate)) * (y - w2 * w1 * x)[0, 0]
    reason = f"the steps have a finite sum: y − W2W1x stays at {left} or above" if left > 0 else ""
    return Finding(not reason, "exact", {"gap_stays_above": str(left)}, reason)


@full_row_rank_in_the_limit.false(because="the limit is not")
def all_but_one(instance: Start) -> Finding:
    """rank d' − 1 of W2 in the limit is enough"""
    return _theorem_2(instance, len(instance["Y"]) - 1)


@theorem_2.false(because="for ever")
def limit(instance: Start) -> Finding:
    """W2 ≠ 0 in the limit is enough"""
    deaf = _limit(instance).proof.startswith("row")
    return _theorem_2(instance, None if deaf else 1)


@theorem_2.broken(because="not 2YXᵀ")
def twice(instance: Start) -> Finding:
    """compared with 2YXᵀ(XXᵀ)⁺"""
    found = full_row_rank_in_the_limit(instance)
    x, y, _, _ = data_and_weights(instance)
    if found.holds and "claimed" not in found.measured and 2 * least_squares(x, y) != least_squares(x, y):
        return Finding(False, "exact", found.measured, "the limit is not 2YXᵀ(XXᵀ)⁺")
    return found
