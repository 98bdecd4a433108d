"""How far eigenvalues can be from computed ones: bounds in float64 that are rounded outward.

Let H be symmetric, X of k columns, Θ diagonal and R = HX − XΘ. Then k eigenvalues of H, counted with multiplicity,
can be paired with the k entries of Θ so that no pair differs by more than ‖R‖₂ / σ_min(X) (W. Kahan; without
orthonormal columns and with the constant 1: Z.-H. Cao, J.-J. Xie, R.-C. Li, A sharp version of Kahan's theorem on
clustered eigenvalues, Linear Algebra and its Applications 245 (1996) 147–155). For one column that is the residual
bound ‖Hx − θx‖ / ‖x‖. Nothing is trusted: X and Θ are any floats.

With u = 2⁻⁵³, a computed R̂ differs from R by at most u|R̂| + 2u|XΘ| entry by entry, and from what it is for the true
HX by the radii of that. A computed XᵀX differs from the true one by at most (n + 2)u |X|ᵀ|X| (N. J. Higham, Accuracy
and Stability, 2nd ed., (3.5)). ``UP`` makes up for the rounding of the bounds themselves.
"""

from __future__ import annotations

import numpy as np

U = 2.0**-53
UP = 1 + 2.0**-30
TINY = 2.0**-500  # more than underflow loses


def norm(array: np.ndarray) -> float:
    """At least the Frobenius norm."""
    largest = float(np.max(np.abs(array), initial=0.0))
    if not 0 < largest < np.inf:
        return largest
    return float(np.linalg.norm(array / largest)) * largest * UP + TINY


def norms(array: np.ndarray) -> np.ndarray:
    """At least the norms of the columns."""
    return np.array([norm(array[:, k]) for k in range(array.shape[1])])


def residual_norms(
    products: np.ndarray, wide: np.ndarray | float, vectors: np.ndarray, values: np.ndarray
) -> np.ndarray:
    """Bounds of the norms of the columns of HX − XΘ.

    Args:
        products: the computed HX, (n, k).
        wide: bounds of the norms of the columns of its error, (k,), or one for all.
        vectors: X, (n, k).
        values: the diagonal of Θ, (k,).
    """
    turned = vectors * values
    found = norms(products - turned) * (1 + U) + 2 * U * norms(turned) + wide
    return np.asarray(found * UP + TINY)


def smallest_singular_value(vectors: np.ndarray) -> float:
    """A lower bound of σ_min(X), by ‖XᵀX − I‖; 0 where that decides nothing.

    >>> 0.999 < smallest_singular_value(np.eye(3)) <= 1
    True
    """
    if not np.isfinite(vectors).all():
        return 0.0
    square = vectors.T @ vectors - np.eye(vectors.shape[1])
    size = norm(vectors)
    off = (norm(square) * (1 + U) + (len(vectors) + 3) * U * size * size) * UP
    return float(np.sqrt(max(0.0, 1 - off * UP)) * (1 - 2.0**-50))


def pairing_bound(residuals: np.ndarray, vectors: np.ndarray) -> float:
    """How far k eigenvalues of H can be from the k values at most, for bounds of the norms of the columns of R."""
    least = smallest_singular_value(vectors)
    return float("inf") if least == 0 else norm(residuals) / least * UP
