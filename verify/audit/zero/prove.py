"""What is proved about a network at given weights: balls for its numbers, norms for its curvature.

Nothing here searches. :func:`measure` takes weights w0 = floats + corrections, steps, the radius of a ball and a number
σ, and bounds, with every rounding accounted for: ‖F(w0)‖ from above, whether the smallest singular value of J(w0) is at
least σ, a Lipschitz constant of J on the ball. What follows from these is in :mod:`verify.audit.zero.kantorovich`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx

from .definite import prove_definite, rounding
from .enclosures import above, length, nearest, upper
from .layers import Layer
from .lipschitz import lipschitz_constant
from .passes import Forward, forward, reverse
from .pieces import Piece, frobenius, gram_matrix, pieces_of, row_sizes
from .rings import UP, Balls, Unsteady

BITS = 128
CHUNK = 200_000  # numbers of one layer at a time


@dataclass(frozen=True)
class Problem:
    """A network with its data, at weights.

    Attributes:
        layers: of the network.
        inputs: for each name an array of floats, shape (N, size).
        targets: shape (N, outputs).
        weights: floats, one array for each parameter.
        corrections: added to them, exactly.
        steps: a power of two for each parameter: its unit of length.
    """

    layers: tuple[Layer, ...]
    inputs: Mapping[str, np.ndarray]
    targets: np.ndarray
    weights: tuple[np.ndarray, ...]
    corrections: tuple[np.ndarray, ...]
    steps: tuple[float, ...]

    @property
    def num_equations(self) -> int:
        """Samples times outputs."""
        return int(self.targets.size)

    @property
    def num_params(self) -> int:
        """All weights."""
        return sum(array.size for array in self.weights)

    @property
    def moved(self) -> float:
        """An upper bound of the length of the corrections."""
        return length([length(array) for array in self.corrections])


@dataclass(frozen=True)
class Measured:
    """Bounds on a ball.

    Attributes:
        residual: ≥ ‖F(w0)‖.
        lipschitz: ≥ the Lipschitz constant of J, or nan.
        onto: whether the smallest singular value of J is proved to be at least σ at the weights.
        kink: the distance of the nearest kink, as a value in the network, less what the ball moves it; ``None``: none.
        because: what stands in the way, or nothing.
    """

    residual: float
    lipschitz: float
    onto: bool
    kink: float | None
    because: str = ""


@contextmanager
def precision() -> Iterator[None]:
    """Balls of ``BITS`` bits."""
    before = ctx.prec
    ctx.prec = BITS
    try:
        yield
    finally:
        ctx.prec = before


def residuals_in_balls(problem: Problem) -> Any:
    """F at the weights with their corrections, shape (N, outputs).

    Raises:
        Unsteady: the weights lie on a kink.
    """
    ring = Balls()
    weights = _balls(ring, problem, 0.0)
    rows = []
    for part in _parts(problem, 1):
        run = _run(problem, ring, weights, part)
        rows.append(run.values[-1] - ring.numbers(problem.targets[part]))
    return np.concatenate(rows)


def norm_above(values: Any) -> float:
    """An upper bound of the Euclidean length of an array of balls."""
    return length(upper(values))


def measure(problem: Problem, ball: float, sigma: float) -> Measured:
    """Bounds at the weights and on the ball around them.

    Args:
        problem: with weights and corrections.
        ball: radius, in steps.
        sigma: what the smallest singular value of J (by weights in steps) is asked to reach.
    """
    with precision(), np.errstate(all="ignore"):
        try:
            residual, pieces, off = _at_weights(problem)
            ring = Balls()
            values, slopes = _on_ball(problem, ring, ball)
        except Unsteady as error:
            return Measured(math.nan, math.nan, False, None, str(error))
        radii = [
            above(step * ball + length(array)) for step, array in zip(problem.steps, problem.corrections, strict=True)
        ]
        lipschitz = lipschitz_constant(problem.layers, values, slopes, problem.weights, radii, problem.steps)
        gram, count, lost = gram_matrix(pieces)
        sizes = above(float(np.square(row_sizes(pieces)).sum()))
        least = above(above(sigma + off) ** 2)
        onto = sigma > 0 and prove_definite(gram, least, above(rounding(count, sizes) + lost))
        return Measured(residual, lipschitz, onto, ring.kink, "" if onto else "J is not proved to be onto")


def residual_above(problem: Problem) -> float:
    """An upper bound of ‖F‖ at the weights with their corrections.

    Raises:
        Unsteady: the weights lie on a kink.
    """
    with precision(), np.errstate(all="ignore"):
        return norm_above(residuals_in_balls(problem))


def _balls(ring: Balls, problem: Problem, ball: float) -> list[Any]:
    """The weights with their corrections, each entry a ball of its step times the radius."""
    found = []
    for array, more, step in zip(problem.weights, problem.corrections, problem.steps, strict=True):
        around = arb(0, step * ball * UP) if ball else arb(0)
        found.append(ring.numbers(array) + ring.numbers(more) + around)
    return found


def _parts(problem: Problem, count: int) -> Iterator[slice]:
    """Samples side by side: as many as fit."""
    widest = max(max(n.size, n.index.size if n.index is not None else 0) for n in problem.layers)
    wide = max(1, CHUNK // (widest * count))
    for start in range(0, len(problem.targets), wide):
        yield slice(start, start + wide)


def _at_weights(problem: Problem) -> tuple[float, list[Piece], float]:
    """‖F‖ from above, the Jacobian as pieces of floats, and what they are off by in the Frobenius norm."""
    ring = Balls()
    weights, outputs = _balls(ring, problem, 0.0), problem.targets.shape[1]
    parts: list[list[Piece]] = []
    residuals, errors = [], []
    for part in _parts(problem, outputs):
        run = _run(problem, ring, weights, part)
        residuals.append(norm_above(run.values[-1] - ring.numbers(problem.targets[part])))
        found, off = _floats(problem.layers, ring, run, weights, outputs, problem.steps)
        parts.append(found)
        errors.append(off)
    return length(residuals), _joined(parts), length(errors)


def _on_ball(problem: Problem, ring: Balls, ball: float) -> tuple[list[np.ndarray], dict[int, np.ndarray]]:
    """Sizes of values and slopes."""
    weights = _balls(ring, problem, ball)
    runs = []
    for part in _parts(problem, 1):
        run = _run(problem, ring, weights, part)
        runs.append(([upper(v) for v in run.values], {place: upper(slope) for place, slope in run.slopes.items()}))
    values = [np.concatenate(column) for column in zip(*(run[0] for run in runs), strict=True)]
    return values, {place: np.concatenate([run[1][place] for run in runs]) for place in runs[0][1]}


def _run(problem: Problem, ring: Balls, weights: list[Any], part: slice) -> Forward:
    inputs = {name: ring.numbers(values[part]) for name, values in problem.inputs.items()}
    return forward(problem.layers, ring, inputs, weights)


def _floats(
    layers: Sequence[Layer], ring: Balls, run: Forward, weights: Sequence[Any], outputs: int, steps: Sequence[float]
) -> tuple[list[Piece], float]:
    """Pieces of floats for some samples, and what they are off by in the Frobenius norm."""
    num_samples = len(run.values[-1])
    seeds = ring.numbers(np.tile(np.eye(outputs), (num_samples, 1, 1)))
    exact = pieces_of(layers, ring, run, reverse(layers, ring, run, weights, seeds), steps)
    found, rows = [], np.zeros((num_samples, outputs))
    known: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for piece in exact:
        if id(piece.back) not in known:
            known[id(piece.back)] = nearest(piece.back)
        (back, back_off), (read, read_off) = known[id(piece.back)], nearest(piece.read)
        found.append(Piece(piece.parameter, back, read))
        b, x = frobenius(back, 2), frobenius(read, 1)[:, None]
        b_off, x_off = frobenius(back_off, 2), frobenius(read_off, 1)[:, None]
        rows += above(b_off * x + (b + b_off) * x_off)
    return found, length(rows)


def _joined(parts: Sequence[Sequence[Piece]]) -> list[Piece]:
    """Pieces of all samples from those of some."""
    found, known = [], {}
    for column in zip(*parts, strict=True):
        ids = tuple(id(piece.back) for piece in column)
        if ids not in known:
            known[ids] = np.concatenate([piece.back for piece in column])
        read = np.concatenate([piece.read for piece in column])
        found.append(Piece(column[0].parameter, known[ids], read))
    return found
