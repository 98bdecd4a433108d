"""All eigenvalues of a matrix of floats with their vectors, and what their residuals are at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bounds import U, norm, norms, residual_norms


@dataclass(frozen=True, eq=False)
class Pairs:
    """Computed eigenvalues with their vectors, and what their residuals are at most.

    Attributes:
        values: (k,), the largest first. vectors: (n, k).
        residuals: bounds of the norms of HX − XΘ by columns, for the exact H or, without proof, for the computed one.
        whole: whether these are all eigenvalues.
        matrix: H, where it was computed as a whole.
    """

    values: np.ndarray
    vectors: np.ndarray
    residuals: np.ndarray
    whole: bool
    matrix: np.ndarray | None = None


def dense_pairs(matrix: np.ndarray) -> Pairs:
    """All eigenvalues of a symmetric matrix of floats, with bounds of the residuals for exactly this matrix."""
    values, vectors = np.linalg.eigh(matrix)
    values, vectors = values[::-1].copy(), np.ascontiguousarray(vectors[:, ::-1])
    rounding = (len(matrix) + 2) * U * norm(matrix) * norms(vectors)  # |Σ h x| ≤ ‖H‖_F ‖x‖
    return Pairs(values, vectors, residual_norms(matrix @ vectors, rounding, vectors, values), True, matrix)
