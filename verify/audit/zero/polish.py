"""Towards a zero in float64: steps of Levenberg and Marquardt, each of minimal length.

With G = J Jᵀ, the step −Jᵀ (G + μ)⁻¹ F is the shortest one with its effect; as μ goes to 0 it becomes that of Gauss and
Newton, −J⁺F. Lengths are those of weights in units of their steps. Whether something is a zero is not decided here.

How many steps are taken depends on the sizes alone and on no clock, so that an answer is the same on every machine.
They do not end earlier because residuals fall slowly: on the way to a zero they may do so for tens of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .passes import Forward, forward, reverse
from .pieces import gram_matrix, pieces_of, transposed_product
from .prove import Problem
from .rings import Floats

MAX_STEPS = 400
MIN_STEPS = 40  # however much work they are
MAX_WORK = 8e10  # operations in all steps: ten seconds of a core
WINDOW = 50  # steps in which the residuals must fall to half
FIRST_DAMPING = 1e-2  # of the mean eigenvalue of G
LEAST_DAMPING = 1e-14
MOST_DAMPING = 1e8
CLOSE = 1e-13  # residuals over the size of what they are differences of: then more steps are of no use
NEAR = 1e-7  # likewise: then a proof is tried
LEAST_SHARE = 0.02  # of the damping that is left after a step


@dataclass(frozen=True)
class Polished:
    """Where the steps ended.

    Attributes:
        weights: one array for each parameter.
        residual: ‖F‖ there, in float64.
        scale: the size of what the residuals are differences of.
        first: ‖F‖ at the beginning, where targets that are all 0 leave no other size.
        steps: how many were taken.
        reason: why they ended.
    """

    weights: tuple[np.ndarray, ...]
    residual: float
    scale: float
    first: float
    steps: int
    reason: str

    @property
    def near_zero(self) -> bool:
        """Whether the residuals are small enough for a proof to be tried."""
        return self.residual <= NEAR * max(self.scale, self.first, 1e-300)


def run_floats(problem: Problem, weights: Sequence[np.ndarray]) -> Forward:
    """A pass forward in float64."""
    return forward(problem.layers, Floats(), problem.inputs, weights)


def float_gram(problem: Problem, weights: Sequence[np.ndarray]) -> np.ndarray:
    """J Jᵀ in float64, by weights in units of their steps."""
    run = run_floats(problem, weights)
    num_samples, outputs = problem.targets.shape
    seeds = np.tile(np.eye(outputs), (num_samples, 1, 1))
    backs = reverse(problem.layers, Floats(), run, weights, seeds)
    return gram_matrix(pieces_of(problem.layers, Floats(), run, backs, problem.steps))[0]


def pull_back(problem: Problem, weights: Sequence[np.ndarray], combination: np.ndarray) -> list[np.ndarray]:
    """The step of the weights, not in units, that belongs to Jᵀ y: one array for each parameter."""
    run = run_floats(problem, weights)
    seeds = combination.reshape(len(problem.targets), 1, -1)
    backs = reverse(problem.layers, Floats(), run, weights, seeds)
    pieces = pieces_of(problem.layers, Floats(), run, backs, problem.steps)
    found = transposed_product(pieces, [array.shape for array in weights])
    return [array * step for array, step in zip(found, problem.steps, strict=True)]


def most_steps(problem: Problem) -> int:
    """How many steps may be taken: n³/3 operations for a factor of n equations, and those of their Gram matrix.

    Args:
        problem: of any size.
    """
    size = problem.num_equations
    columns = 0
    for layer in problem.layers:
        if layer.parameters != (None, None):
            place = layer.parameters[0]
            dense = layer.index is None or place is None
            columns += layer.size if dense else problem.weights[place].size  # type: ignore[index]
    work = size**3 / 3 + 2.0 * size**2 * columns
    return max(MIN_STEPS, min(MAX_STEPS, int(MAX_WORK / work)))


@np.errstate(all="ignore")
def polish(problem: Problem, report: Callable[[int, float], None] | None = None) -> Polished:
    """Steps from the weights of a problem until the residuals are rounding errors, or fall no more.

    Args:
        problem: its corrections are not looked at.
        report: is told the number of every step and ‖F‖.
    """
    weights = problem.weights
    residuals, scale = _residuals(problem, weights)
    norm = float(np.linalg.norm(residuals))
    damping, growth = FIRST_DAMPING, 2.0
    most = most_steps(problem)
    taken, norms, reason = 0, [norm], f"more steps than {most} are not taken for equations and weights of these numbers"
    gram, mean = np.zeros((0, 0)), 0.0
    while taken < most:
        if not np.isfinite(norm):
            reason = "numbers grew out of range"
            break
        if norm == 0:
            reason = "the residuals are zero in float64"
            break
        if not len(gram):
            gram = float_gram(problem, weights)
            mean = float(np.trace(gram)) / len(gram)
        if not 0 < mean < np.inf:
            reason = "no weight moves an output"
            break
        if damping > MOST_DAMPING:
            reason = "no step makes the residuals smaller"
            break
        solution = _solve(gram, damping * mean, residuals)
        if solution is None:
            damping = max(damping * 100, LEAST_DAMPING)
            continue
        steps = pull_back(problem, weights, solution)
        moved = tuple(array - step for array, step in zip(weights, steps, strict=True))
        after, scale_after = _residuals(problem, moved)
        norm_after = float(np.linalg.norm(after))
        if norm_after < norm:
            # The model of the step has the residuals μ (G + μ)⁻¹ F; H. B. Nielsen's rule for the next μ
            model = float(np.linalg.norm(damping * mean * solution))
            gain = (norm - norm_after) * (norm + norm_after) / max(norm**2 - model**2, 1e-300)
            close, slow = norm_after <= CLOSE * scale_after, norm_after > 0.5 * norm
            weights, residuals, norm, scale, gram = moved, after, norm_after, scale_after, np.zeros((0, 0))
            damping = max(damping * max(LEAST_SHARE, 1 - (2 * min(gain, 1e6) - 1) ** 3), LEAST_DAMPING)
            taken, growth = taken + 1, 2.0
            if report:
                report(taken, norm)
            norms.append(norm)
            if len(norms) > WINDOW and norm > 0.5 * norms[-1 - WINDOW]:
                reason = "they fall ever slower, as they do where a zero is singular, or at infinity"
                break
            if not (close and slow):
                continue
        elif norm > CLOSE * scale:
            damping, growth = damping * growth, growth * 2
            continue
        reason = "the residuals are rounding errors"
        break
    return Polished(tuple(weights), norm, scale, norms[0], taken, reason)


def _solve(gram: np.ndarray, shift: float, right: np.ndarray) -> np.ndarray | None:
    from scipy.linalg import cho_factor, cho_solve

    damped = gram.copy()
    damped[np.diag_indices(len(gram))] += shift
    try:
        factor = cho_factor(damped, lower=True, overwrite_a=True)
    except (np.linalg.LinAlgError, ValueError):
        return None
    return np.asarray(cho_solve(factor, right))


def _residuals(problem: Problem, weights: Sequence[np.ndarray]) -> tuple[np.ndarray, float]:
    outputs = run_floats(problem, weights).values[-1]
    scale = float(np.linalg.norm(outputs) + np.linalg.norm(problem.targets))
    return (outputs - problem.targets).reshape(-1), scale
