"""Least squares by GD and SGD: Lyapunov's equation decides convergence in mean square (T3 §6.2.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, TypedDict

import flint
import numpy as np

from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    half_square,
    identity,
    inertia,
    kronecker,
    matrix,
    matrix_trace,
    pseudo_inverse,
)
from ...vary import all_matrices


class Problem(NamedTuple):
    """(1/2n)‖Xw − y‖² in coordinates e = X_R w − y_R: independent rows of X, and x_i = Σ_j C_ij x_{R_j}.

    L is eᵀQe. A step of size η with the samples i, each with weight p_i, is e ↦ e − η Σ p_i X_R x_i C_i e.
    """

    rows: flint.fmpq_mat
    combinations: flint.fmpq_mat
    inputs: flint.fmpq_mat
    loss: flint.fmpq_mat
    error: flint.fmpq_mat
    solvable: bool
    least: flint.fmpq

    def size(self) -> int:
        """rank X."""
        return self.rows.nrows()

    def move(self, sample: int, step: flint.fmpq) -> flint.fmpq_mat:
        """The matrix of an update with one sample."""
        one = column_vector(self.inputs.tolist()[sample])
        combined = flint.fmpq_mat([self.combinations.tolist()[sample]])
        return identity(self.size()) - self.rows * one * combined * step

    def mean(self, step: flint.fmpq) -> flint.fmpq_mat:
        """The matrix of an update with all samples."""
        n = self.inputs.nrows()
        moves = (self.move(i, step) for i in range(n))
        return sum(moves, flint.fmpq_mat(self.size(), self.size())) / n


def problem_of(x: flint.fmpq_mat, y: flint.fmpq_mat, start: flint.fmpq_mat) -> Problem | None:
    """The problem in these coordinates; nothing for X = 0."""
    reduced, rank = x.transpose().rref()
    if not rank:
        return None
    pivots = [next(j for j in range(x.nrows()) if reduced[i, j]) for i in range(rank)]
    rows = flint.fmpq_mat([x.tolist()[j] for j in pivots])
    combinations = flint.fmpq_mat(reduced.tolist()[:rank]).transpose()
    best = pseudo_inverse(x) * y
    error = rows * (start - best)
    loss = combinations.transpose() * combinations / (2 * x.nrows())
    least = half_square(x * best - y) / x.nrows()
    return Problem(rows, combinations, x, loss, error, not least, least)


class Decrease(NamedTuple):
    """V = eᵀPe falls by L in each step, in the mean: V is the sum of the expected losses of all steps.

    Attributes:
        value: V at the start.
        rate: μ with V ≤ μL, so that E L(w_t) ≤ V(1 − 1/μ)^t.
    """

    value: flint.fmpq
    rate: flint.fmpq

    def steps(self, epsilon: flint.fmpq) -> int:
        """T with V(1 − 1/μ)^T ≤ ε, as (1 − 1/μ)^μ < 1/2."""
        halvings = 0
        while self.value > epsilon * 2**halvings:
            halvings += 1
        return int(self.rate.ceil()) * halvings


Moves = Sequence[tuple[flint.fmpq, flint.fmpq_mat]]  # with their probabilities


def second_moment(moves: Moves) -> flint.fmpq_mat:
    """E A⊗A, which takes the rows of E eeᵀ, one after the other, to those after the step."""
    return sum((kronecker(a, a) * p for p, a in moves[1:]), kronecker(moves[0][1], moves[0][1]) * moves[0][0])


def decrease(problem: Problem, moves: Moves) -> Decrease | None:
    """From P = E AᵀPA + Q, if P is positive definite; if it is not, or there is none, E L does not tend to 0 from every
    start, as M ↦ E AMAᵀ maps positive semidefinite matrices to such: then its spectral radius is at least 1."""
    size = problem.size()
    whole = identity(size * size) - second_moment(moves).transpose()
    if whole.rank() < size * size:
        return None
    solved = whole.solve(column_vector(problem.loss.entries())).entries()
    p = flint.fmpq_mat(size, size, solved)
    if p != p.transpose() or inertia(p)[0] < size:
        return None
    value = (problem.error.transpose() * p * problem.error)[0, 0]
    return Decrease(value, matrix_trace(p * problem.loss.inv()))


def loss_after(problem: Problem, moves: Moves, steps: int) -> flint.arb:
    """E L(w_T), in a ball: by the T-th power of E A⊗A, and without P."""
    power = flint.arb_mat(second_moment(moves)) ** steps
    square = problem.error * problem.error.transpose()
    moment = power * flint.arb_mat(column_vector(square.entries()))
    return sum((flint.arb(q) * m for q, m in zip(problem.loss.entries(), moment.entries(), strict=True)), flint.arb(0))


def shrinks(problem: Problem, moves: Moves) -> bool:
    """Whether E AᵏIAᵏᵀ < I was found for some k, in balls: the spectral radius is below 1 then."""
    size = problem.size()
    power = flint.arb_mat(second_moment(moves))
    unit = flint.arb_mat(column_vector(identity(size).entries()))
    for _ in range(60):
        moment = power * unit
        if sum((moment[i * size + i, 0] for i in range(size)), flint.arb(0)) < 1:
            return True
        power = power * power
    return False


class Descent(TypedDict):
    """X with one row for each sample, y and a start as columns, ε, and steps.

    ``chances``: sample i is drawn in proportion to this. ``summable``: the steps are η/(t+1)² instead of η.
    """

    X: PlainMatrix
    y: PlainMatrix
    start: PlainMatrix
    epsilon: str
    chances: list[int]
    step: str
    sgd_step: str
    summable: bool


MovesOf = Callable[[flint.fmpq], Moves]


def problem_at(instance: Descent) -> Problem | None:
    return problem_of(*(matrix(instance[key]) for key in ("X", "y", "start")))


def moves_of(instance: Descent, problem: Problem) -> dict[str, MovesOf]:
    """For GD and for SGD: what a step of a given size does to e, with its probabilities."""
    total = sum(instance["chances"])

    def sgd(size: flint.fmpq) -> Moves:
        return [(flint.fmpq(c, total), problem.move(i, size)) for i, c in enumerate(instance["chances"])]

    return {"GD": lambda size: [(flint.fmpq(1), problem.mean(size))], "SGD": sgd}


def safe_steps(problem: Problem) -> dict[str, flint.fmpq]:
    """n/‖X‖² for GD and 1/max‖x_i‖² for SGD."""
    longest = max(sum((v * v for v in row), flint.fmpq(0)) for row in problem.inputs.tolist())
    return {"GD": problem.inputs.nrows() / (2 * half_square(problem.inputs)), "SGD": 1 / longest}


def largest_step(problem: Problem, moves: MovesOf, low: flint.fmpq) -> str:
    """Between which steps the largest one lies, to 7 %: with a smaller step convergence in mean square is kept."""
    high = 2 * low
    while decrease(problem, moves(high)):
        low, high = high, 2 * high
    for _ in range(4):
        middle = (low + high) / 2
        low, high = (middle, high) if decrease(problem, moves(middle)) else (low, middle)
    return f"{low} to {high}"


def stays_above(problem: Problem, step: flint.fmpq) -> Finding:
    """L(w_t) ≥ ¼(1 − η‖X‖²/n)²L(w_0) for η_t = η/(t + 1)²; six steps are looked at."""
    room = 1 - step * 2 * half_square(problem.inputs) / problem.inputs.nrows()
    if room < 0 or step < 0:
        return Finding(None, "exact", {}, "η is not between 0 and n/‖X‖²")
    error, losses = problem.error, []
    for t in range(7):
        losses.append((error.transpose() * problem.loss * error)[0, 0])
        error = problem.mean(step / (t + 1) ** 2) * error
    above = min(losses) >= losses[0] * room * room / 4
    return Finding(above, "exact", {"least_loss": str(min(losses))}, "" if above else "L falls below the bound")


def below_one(instance: Descent) -> float:
    """1 minus the spectral radius of SGD in mean square, in floats; for steps below 2/max‖x_i‖² alone."""
    x = np.array([[float(Fraction(v)) for v in row] for row in instance["X"]])
    step, chances = float(Fraction(instance["sgd_step"])), np.array(instance["chances"]) / sum(instance["chances"])
    span = np.linalg.svd(x)[2][: np.linalg.matrix_rank(x)]
    if not len(span) or not 0 < step * max(np.sum(x * x, axis=1)) < 2:
        return float("inf")
    singles = [np.eye(len(span)) - step * np.outer(span @ row, span @ row) for row in x]
    whole = sum(p * np.kron(a, a) for p, a in zip(chances, singles, strict=True))
    return float(1 - max(abs(np.linalg.eigvals(whole))))


def small_descents() -> Iterator[Descent]:
    """Two samples of two inputs with entries −1, 0, 1, and steps around both limits."""
    for x in all_matrices(2, 2):
        for step in ("1/2", "1", "2", "3"):
            y: PlainMatrix = [[row[0] + 2 * row[1]] for row in x]
            yield {
                "X": x,
                "y": y,
                "start": [[1], [-1]],
                "epsilon": "1/10",
                "chances": [1, 2],
                "step": step,
                "sgd_step": step,
                "summable": False,
            }
