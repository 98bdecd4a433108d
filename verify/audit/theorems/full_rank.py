"""Whether a matrix that is known up to small errors has full row rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .boxes import UNIT, Box


@dataclass(frozen=True)
class FullRank:
    """Whether all rows are proved to be independent.

    Attributes:
        proved: they are; otherwise nothing is said.
        smallest: the singular value in float64 that would be 0 if they were not; largest: the largest one.
        size: how many rows there are.
    """

    proved: bool
    smallest: float
    largest: float
    size: int


def full_rank(matrix: Box) -> FullRank:
    """Prove it by an approximate right inverse B: ‖I − AB‖ < 1 in the norm of row sums, with all rounding counted.

    >>> full_rank(Box(np.array([[1.0, 0.0], [1.0, 1e-9]]), np.full((2, 2), 1e-12))).proved
    True
    >>> full_rank(Box(np.array([[1.0, 0.0], [1.0, 1e-9]]), np.full((2, 2), 1e-8))).proved
    False
    """
    rows, columns = matrix.centre.shape
    singular = np.linalg.svd(matrix.centre, compute_uv=False)
    smallest, largest = float(singular[rows - 1]) if columns >= rows else 0.0, float(singular.max(initial=0.0))
    if smallest <= 0:
        return FullRank(False, smallest, largest, rows)
    right = np.linalg.pinv(matrix.centre, rcond=0.0)
    off = np.abs(np.eye(rows) - matrix.centre @ right)
    off += matrix.radius @ np.abs(right) + (columns + 4) * UNIT * (np.abs(matrix.centre) @ np.abs(right) + 1)
    return FullRank(bool((off.sum(axis=1) * (1 + 1e-9) < 1).all()), smallest, largest, rows)
