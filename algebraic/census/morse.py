"""Loss and Morse index of a real critical point, proved on its box.

The index is the number of negative eigenvalues of the Hessian. By Sylvester's law of inertia it is the number of
negative pivots of H = L D Lᵀ, or of Tᵀ H T for any regular T; in balls a pivot whose ball does not contain 0 has a
proved sign.
"""

from __future__ import annotations

from dataclasses import dataclass

import flint
import numpy as np

from ..ideals import CriticalProblem
from ..networks import Balls, Network, forward
from ..proofs import BallSystem, Box, precision_of, read_box
from ..shell import ROLE_CONGRUENCES, object_array, random_stream

NUM_CONGRUENCES = 3


@dataclass(frozen=True)
class CriticalValues:
    """Values at a critical point.

    Attributes:
        loss: ½ Σ (f − y)²; ``objective``: with the ridge.
        index: of Morse, where it is proved.
    """

    loss: float | None = None
    objective: float | None = None
    index: int | None = None


def morse_index(system: BallSystem, box: Box) -> int | None:
    """The number of negative eigenvalues of the Jacobian of a gradient on a real box; ``None`` without a proof."""
    with flint.ctx.workprec(precision_of(box)):
        _, slopes = system.evaluate(read_box(box)[1])
        size = slopes.nrows()
        # In units of the weights, which the radii have: a change of coordinates mixes what is of one size then.
        units = [flint.arb(radius) if flint.arb(radius) > 0 else flint.arb(1) for _, _, radius in box]
        hessian = flint.arb_mat([[slopes[i, j].real * units[i] * units[j] for j in range(size)] for i in range(size)])
        stream = random_stream(0, ROLE_CONGRUENCES, 0)
        for _ in range(NUM_CONGRUENCES):
            index = negative_pivots(hessian)
            if index is not None:
                return index
            # A pivot may vanish although the matrix is regular: change the coordinates.
            change = flint.fmpq_mat(size, size, stream.integers(-9, 10, size * size).tolist())
            if change.rank() == size:
                regular = flint.arb_mat(change)
                hessian = regular.transpose() * hessian * regular
        return None


def negative_pivots(matrix: flint.arb_mat) -> int | None:
    """Negative pivots of a symmetric matrix of balls by elimination without exchanges; ``None`` if a sign is open.

    >>> negative_pivots(flint.arb_mat([[2, 3], [3, 1]]))
    1
    """
    rows = matrix.tolist()
    negative = 0
    for k in range(len(rows)):
        pivot = rows[k][k]
        if pivot.contains(0):
            return None
        negative += pivot < 0
        for i in range(k + 1, len(rows)):
            factor = rows[i][k] / pivot
            for j in range(k + 1, len(rows)):
                rows[i][j] = rows[i][j] - factor * rows[k][j]
    return int(negative)


def losses(
    network: Network, inputs: np.ndarray, targets: np.ndarray, ridge: np.ndarray, box: Box
) -> tuple[flint.arb, flint.arb]:
    """½ Σ (f − y)² and the same with ½ Σ Λ_k w_k² added, enclosed on a real box (exact rational data)."""
    with flint.ctx.workprec(precision_of(box)):
        ring = Balls()
        w = object_array([value.real for value in read_box(box)[1]])
        residuals = forward(network, ring, w, ring.array(inputs)).output - ring.array(targets)
        half = flint.arb(1) / 2
        loss = half * sum((r * r for r in residuals.ravel()), flint.arb(0))
        penalty = half * sum((c * v * v for c, v in zip(ring.array(ridge), w, strict=True)), flint.arb(0))
        return loss, loss + penalty


def critical_values(problem: CriticalProblem, box: Box, real: bool) -> CriticalValues:
    """The values of a critical point; ``None`` where it is not real."""
    if not real:
        return CriticalValues()
    data = problem.given()
    loss, objective = losses(problem.network, data.inputs, data.targets, problem.penalties, box)
    return CriticalValues(float(loss.mid()), float(objective.mid()), morse_index(problem.exact, box))
