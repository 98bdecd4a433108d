"""Gradient descent of the cross-entropy on separable data: literal steps, and then log t for thousands of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MOST_STEPS = 4000  # of the integrator
FIRST, LAST = 1e-7, 0.25  # its steps in log s, relative to 1 + |log s|: the first and the longest
ERROR = 1e-3  # allowed in one of its steps, in units of 1/max ‖a_i‖ + (speed)/30: the first change no a_i·w by more


@dataclass(frozen=True)
class Loss:
    """L(w) = Σ_samples log(1 + Σ_i exp(−a_i·w)), i over the rows of the sample; the logistic loss with one row each.

    Attributes:
        rows: (num_rows, dim), those of a sample together. first: the index of the first row of each sample.

    >>> loss = Loss(np.array([[1.0], [1.0]]), np.array([0]))
    >>> loss.pulls(np.zeros(1)).round(3).tolist(), round(loss.log_value(np.zeros(1)), 3)
    ([0.333, 0.333], 0.094)
    """

    rows: np.ndarray
    first: np.ndarray

    def pulls(self, w: np.ndarray, tau: float = 0.0) -> np.ndarray:
        """exp(τ) p_i with −∇L = Σ p_i a_i, without overflow where exp(τ) and p_i alone would."""
        z = self.rows @ w
        whole = np.logaddexp(0, np.logaddexp.reduceat(-z, self.first))
        return np.exp(tau - z - np.repeat(whole, np.diff([*self.first, len(z)])))

    def log_value(self, w: np.ndarray) -> float:
        """log L."""
        each = np.logaddexp.reduceat(-(self.rows @ w), self.first)
        small = np.where(each < -30, each, np.log(np.log1p(np.exp(np.clip(each, -30, 700)))))
        return float(np.logaddexp.reduce(np.where(each > 700, np.log(np.maximum(each, 1)), small)))


@dataclass(frozen=True)
class Path:
    """Weights w at times s = (step size)·(number of steps), which are given by log s.

    Attributes:
        log_times, weights: (num_times,) and (num_times, dim).
        apart: how far gradient descent from the first of these weights can be from its gradient flow, at each time.
        error: the sum of the errors of the integrator's steps.
    """

    log_times: np.ndarray
    weights: np.ndarray
    apart: np.ndarray
    error: float


def descend(loss: Loss, start: np.ndarray, rate: float, num_steps: int) -> np.ndarray:
    """w ← w − rate ∇L, literally; all weights, (num_steps + 1, dim).

    >>> descend(Loss(np.array([[1.0]]), np.array([0])), np.zeros(1), 2.0, 1).tolist()
    [[0.0], [1.0]]
    """
    weights, w = [start], start
    for _ in range(num_steps):
        w = w + rate * (loss.pulls(w) @ loss.rows)
        weights.append(w)
    return np.array(weights)


def follow(loss: Loss, start: np.ndarray, rate: float, log_times: Sequence[float]) -> Path:
    """The gradient flow dw/dτ = −exp(τ) ∇L in τ = log s, from the first of these times on.

    The steps are those of Rosenbrock's two-stage method (ROS2, L-stable, with the exact Jacobian), so that their length
    is bound by accuracy alone; their error is taken against its first stage. L is convex, so that neither the flow nor
    gradient descent drives two points apart where rate ‖∇²L‖ ≤ 2: errors add, and one step of gradient descent is at
    most rate²/2 ‖∇²L‖‖∇L‖ away from the flow.

    Raises:
        ArithmeticError: the steps do not reach the last time.
    """
    gamma, rows = 1 + 0.5**0.5, loss.rows
    squares = (rows**2).sum(1)
    unit = 1 / float(squares.max()) ** 0.5
    of_sample = np.repeat(np.arange(len(loss.first)), np.diff([*loss.first, len(rows)]))
    members = of_sample[None, :] == np.arange(len(loss.first))[:, None]
    tau, w, apart, error = float(log_times[0]), np.array(start, float), 0.0, 0.0
    step, found, distances = FIRST, [w], [0.0]
    for _ in range(MOST_STEPS):
        target = log_times[len(found)]
        size = min(step, target - tau)
        pulls = loss.pulls(w, tau)
        value = pulls @ rows
        means = members @ (pulls[:, None] * rows)
        hessian = (rows.T * pulls) @ rows - means.T @ means * np.exp(-tau)
        system = np.eye(len(w)) + gamma * size * hessian
        with np.errstate(over="ignore", invalid="ignore"):  # such a step is refused
            first = np.linalg.solve(system, (1 + gamma * size) * value)  # ∂/∂τ of the slope is the slope
            at_end = loss.pulls(w + size * first, tau + size) @ rows
            second = np.linalg.solve(system, at_end - gamma * size * value - 2 * first)
            off = float(np.linalg.norm(first + second)) * size / 2
        allowed = ERROR * (unit + float(np.linalg.norm(value)) / 30)
        if not off <= allowed:
            step = size * max(0.2, 0.9 * (allowed / off) ** 0.5) if np.isfinite(off) else size / 10
            continue
        apart += rate / 2 * float(squares @ pulls) * float(np.linalg.norm(value)) * size * float(np.exp(-tau))
        error += off
        w, tau = w + size * (1.5 * first + 0.5 * second), tau + size
        step = min(size * min(5.0, 0.9 * (allowed / max(off, 1e-300)) ** 0.5), LAST * (1 + abs(tau)))
        if tau >= target - 1e-12 * abs(target):
            tau = target
            found.append(w)
            distances.append(apart)
            if len(found) == len(log_times):
                return Path(np.array(log_times), np.array(found), np.array(distances), error)
    raise ArithmeticError(f"after {MOST_STEPS} steps log s is {tau:.3g}")
