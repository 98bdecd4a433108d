"""SGD on least squares over n points, n steps: its mean square, exactly from a closed recursion (T3 §6.1)."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import flint

from ...instruments import (
    PlainMatrix,
    column_vector,
    identity,
    inertia,
    kronecker,
    matrix,
    matrix_trace,
    pseudo_inverse,
    rational,
    stack_columns,
    stack_rows,
)

PARTS = 8  # the probabilities are multiples of 1/8
BITS = 256


class Population(TypedDict):
    """ρ with finitely many values, a start, and how training sets deviate from ρ.

    Attributes:
        X: the values of x, as rows.
        y: those of y.
        parts: the probability of each, in eighths.
        deviation: its sign for each value; the frequencies in a training set of n = 4^k points are off by
            k/(8·2^k) times it, more than almost every sequence of training sets is in the end.
        start: w₀.
    """

    X: PlainMatrix
    y: list[str]
    parts: list[int]
    deviation: list[int]
    start: list[str]


class Known(NamedTuple):
    """The covariance, the minimum-norm minimiser, the projector on the range, w₀ − w⁺."""

    covariance: flint.fmpq_mat
    best: flint.fmpq_mat
    inside: flint.fmpq_mat
    first: flint.fmpq_mat


class Rung(NamedTuple):
    """For n points and n steps, or others.

    Attributes:
        risk: the mean excess risk.
        square: the mean of ‖P(w_T − w⁺)‖², P the projector on the range of the covariance.
        outside: that of ‖(I − P)(w_T − w⁺)‖².
        bound: of ``square``, proved for these frequencies.
    """

    risk: flint.arb
    square: flint.arb
    outside: flint.arb
    bound: flint.arb


def moments(values: list[flint.fmpq_mat], targets: list[flint.fmpq], weights: list[flint.fmpq]) -> flint.fmpq_mat:
    """Σ p x xᵀ beside Σ p x y as the last column."""
    size = values[0].nrows()
    total = flint.fmpq_mat(size, size + 1)
    for x, y, p in zip(values, targets, weights, strict=True):
        total += x * matrix([[str(v) for v in (*x.entries(), y)]]) * p
    return total


def _columns(instance: Population) -> tuple[list[flint.fmpq_mat], list[flint.fmpq]]:
    return [column_vector(rational(v) for v in row) for row in instance["X"]], [rational(v) for v in instance["y"]]


def known(instance: Population) -> Known:
    """Of ρ.

    Raises:
        ValueError: the parts are no probabilities, or the deviations lead to none.
    """
    parts, deviation = instance["parts"], instance["deviation"]
    if min(parts) < 1 or sum(parts) != PARTS or sum(deviation) != 0 or max(abs(d) for d in deviation) > 1:
        raise ValueError(f"parts {parts} of {PARTS} and deviations {deviation}")
    values, targets = _columns(instance)
    both = moments(values, targets, [flint.fmpq(p, PARTS) for p in instance["parts"]])
    size = both.nrows()
    covariance = flint.fmpq_mat([row[:size] for row in both.tolist()])
    inverse = pseudo_inverse(covariance)
    best = inverse * column_vector(row[size] for row in both.tolist())
    return Known(covariance, best, covariance * inverse, column_vector(rational(v) for v in instance["start"]) - best)


def frequencies(instance: Population, level: int) -> list[flint.fmpq]:
    """In the training set of 4^level points."""
    off = flint.fmpq(level, PARTS * 2**level)
    return [flint.fmpq(p, PARTS) + off * d for p, d in zip(instance["parts"], instance["deviation"], strict=True)]


def one_step(instance: Population, weights: list[flint.fmpq], step: flint.fmpq) -> flint.fmpq_mat:
    """What a step does to (1, E v, E vec(vvᵀ)), v = w − w⁺: v becomes (I − ηxxᵀ)v + ηξx, with ξ = y − w⁺·x."""
    values, targets = _columns(instance)
    best, size = known(instance).best, len(instance["start"])
    total = flint.fmpq_mat(1 + size + size * size, 1 + size + size * size)
    for x, y, p in zip(values, targets, weights, strict=True):
        turn = identity(size) - x * x.transpose() * step
        push = x * (step * (y - (best.transpose() * x)[0, 0]))
        pairs = kronecker(turn, push) + kronecker(push, turn)
        means = stack_columns(push, turn, flint.fmpq_mat(size, size * size))
        squares = stack_columns(kronecker(push, push), pairs, kronecker(turn, turn))
        total += stack_rows(flint.fmpq_mat([[1] + [0] * (size + size * size)]), means, squares) * p
    return total


def rung(instance: Population, level: int, *, step: flint.fmpq | None = None, num_steps: int | None = None) -> Rung:
    """n = 4^level points, n steps of size 1/√n unless told otherwise: a power of the matrix of a step, in balls."""
    found, weights = known(instance), frequencies(instance, level)
    eta, steps = flint.fmpq(1, 2**level) if step is None else step, 4**level if num_steps is None else num_steps
    size = found.first.nrows()
    first = stack_rows(matrix([[1]]), found.first, kronecker(found.first, found.first))
    with flint.ctx.workprec(BITS):
        last = flint.arb_mat(one_step(instance, weights, eta)) ** steps * flint.arb_mat(first)
        second = flint.arb_mat(size, size, [last[1 + size + i, 0] for i in range(size * size)])
        inside = flint.arb_mat(found.inside)
        risk, square = _trace(flint.arb_mat(found.covariance) * second), _trace(inside * second)
        outside = _trace(flint.arb_mat(identity(size) - found.inside) * second)
        return Rung(risk, square, outside, _bound(instance, found, weights, flint.fmpq(1, 2**level), 4**level))


def by_all_picks(instance: Population, level: int) -> tuple[flint.fmpq, flint.fmpq]:
    """The mean of ‖w_2 − w⁺‖² and ‖mean of w_2 − w⁺‖² after two steps, over all pairs of picks: literally."""
    found, weights, step = known(instance), frequencies(instance, level), flint.fmpq(1, 2**level)
    values, targets = _columns(instance)
    ways = list(zip(values, targets, weights, strict=True))
    square, mean = flint.fmpq(0), found.first * 0
    for x, y, p in ways:
        once = _picked(found.first + found.best, x, y, step)
        for x2, y2, p2 in ways:
            off = _picked(once, x2, y2, step) - found.best
            square += p * p2 * (off.transpose() * off)[0, 0]
            mean += off * (p * p2)
    return square, (mean.transpose() * mean)[0, 0]


def _picked(w: flint.fmpq_mat, x: flint.fmpq_mat, y: flint.fmpq, step: flint.fmpq) -> flint.fmpq_mat:
    return w - x * (step * ((w.transpose() * x)[0, 0] - y))


def _trace(values: flint.arb_mat) -> flint.arb:
    return sum((values[i, i] for i in range(values.nrows())), flint.arb(0))


def _bound(instance: Population, found: Known, weights: list[flint.fmpq], step: flint.fmpq, steps: int) -> flint.arb:
    """(1 − ησ/4)^T ‖Pv₀‖² + 16δ²/σ² + 12ηBR²/σ: σ at most the least positive eigenvalue of the training covariance, δ =
    ‖mean of ξx‖, R the largest |ξ|, B the largest ‖x‖²; for ηB ≤ 1.

    From ‖v′‖² ≤ ‖v‖² − ½η(x·v)² + 2ηξ x·v + 3η²BR², whose last two are in the mean at most 2ηδ‖v‖ + 3η²BR².
    """
    values, targets = _columns(instance)
    errors = [y - (found.best.transpose() * x)[0, 0] for x, y in zip(values, targets, strict=True)]
    largest = max((x.transpose() * x)[0, 0] for x in values)
    if step * largest > 1:
        raise ValueError("the step is too long for the bound")
    if not any(found.covariance.entries()):
        return flint.arb(0)
    covariance = flint.fmpq_mat(found.covariance.nrows(), found.covariance.nrows())
    mean = flint.fmpq_mat(covariance.nrows(), 1)
    for x, e, p in zip(values, errors, weights, strict=True):
        covariance, mean = covariance + x * x.transpose() * p, mean + x * (e * p)
    sigma = matrix_trace(covariance)
    while inertia(covariance - found.inside * sigma)[2]:
        sigma = sigma * 3 / 4
    inside = found.inside * found.first
    start, drift = (flint.arb((v.transpose() * v)[0, 0]) for v in (inside, mean))
    noise = flint.arb(12 * step * largest * max(e * e for e in errors) / sigma)
    return flint.arb(1 - step * sigma / 4) ** steps * start + 16 * drift / flint.arb(sigma * sigma) + noise
