"""Networks of squares with weight decay: minima that are a circle, for every γ > 0 (T3 §4.2).

x ∈ R² goes to g = v1 (w1·x)² + v2 (w2·x)², and for each further layer to its square times a weight; no biases. On four
points of the unit circle with Σ xxᵀ = 2I, all with the target y, the point v = 1, w1 = (1, 1), w2 = (1, −1) and
further weights 1 is critical for L_γ = ½ Σ (f − y)² + γ‖W‖², if f − y is right, and turning w1 and w2 together changes
neither f nor the norm: v1 w1 w1ᵀ + v2 w2 w2ᵀ = 2I. All derivatives are taken from power series along lines, exactly.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any, TypedDict, final

import flint
import numpy as np

from ...instruments import PlainMatrix, matrix, rational

CIRCLE = [["1", "0"], ["0", "1"], ["3/5", "4/5"], ["4/5", "-3/5"]]
AT = [1, 1, 1, -1, 1, 1]  # w1, w2, v1, v2; then 1 for each further layer


@final
class Squares(TypedDict):
    """γ, points one a row, their targets, the number of further layers, and the weights."""

    gamma: str
    points: PlainMatrix
    targets: list[str]
    further: int
    weights: list[str]


def draw_squares(stream: np.random.Generator, gamma: str) -> Squares:
    """The network without or with a further layer."""
    return circle_of_minima(gamma, int(stream.integers(2)))


def circle_of_minima(gamma: str, further: int) -> Squares:
    """With this γ and so many further layers, 0 or 1; f − y is such that the derivative by the last weight is 0."""
    f = 2 * 2**further
    residual = -rational(gamma) / (2 if further == 0 else 8)  # then all derivatives are
    return {
        "gamma": gamma,
        "points": CIRCLE,
        "targets": [str(f - residual)] * 4,
        "further": further,
        "weights": [str(k) for k in [*AT, *[1] * further]],
    }


def _loss(instance: Squares, weights: list[Any]) -> Any:
    """L_γ of weights that are numbers or power series."""
    nothing: Any = flint.fmpq_series([0], 1, 3)
    total = sum((w * w for w in weights), nothing) * rational(instance["gamma"])
    x = matrix(instance["points"])
    for i, y in enumerate(instance["targets"]):
        first, second = (weights[k] * x[i, 0] + weights[k + 1] * x[i, 1] for k in (0, 2))
        value = weights[4] * first * first + weights[5] * second * second
        for w in weights[6:]:
            value = w * value * value
        rest = value - rational(y)
        total += rest * rest / 2
    return total


def derivatives(instance: Squares) -> tuple[list[flint.fmpq], flint.fmpq_mat]:
    """Gradient and Hessian of L_γ, from power series along the axes and their bisectors."""
    here = [rational(w) for w in instance["weights"]]
    size = len(here)

    def along(entries: set[int]) -> Any:
        return _loss(instance, [flint.fmpq_series([w, int(k in entries)], 1, 3) for k, w in enumerate(here)])

    single = [along({k}) for k in range(size)]
    hessian = flint.fmpq_mat(size, size)
    for k, series in enumerate(single):
        hessian[k, k] = 2 * series[2]
    for i, j in combinations(range(size), 2):
        hessian[i, j] = hessian[j, i] = along({i, j})[2] - single[i][2] - single[j][2]
    return [series[1] for series in single], hessian


def turning(instance: Squares) -> list[flint.fmpq]:
    """The tangent of turning w1 and w2 by the same angle."""
    w = [rational(each) for each in instance["weights"]]
    return [-w[1], w[0], -w[3], w[2], *[flint.fmpq(0)] * (len(w) - 4)]
