"""A lower bound of the smallest eigenvalue of a symmetric matrix of floats, by one factorisation that is checked.

For any floats R, R Rᵀ has no negative eigenvalue. So with A = G − s

    smallest eigenvalue of G ≥ s − ‖A − R Rᵀ‖₂,

whatever a library did to find R (after S. M. Rump, Verification of positive definiteness, BIT 46 (2006) 433–452, who
trusts the factorisation and bounds its error beforehand). A − R Rᵀ is computed in blocks of columns; every entry of
R Rᵀ is off by at most γ_n ‖r_i‖ ‖r_j‖ with n = columns of a block + blocks, all of them by γ_n ‖R‖_F² in norm; and what
is subtracted from stays below ‖A‖_F + ‖R‖_F² ≤ ‖A − R Rᵀ‖_F + 2 ‖R‖_F².
"""

from __future__ import annotations

import numpy as np

from .rings import UP

U = 2.0**-53
BLOCK = 256
TINY = 2.0**-400  # more than lengths lose by squares that are too small for their exponent, in units of the largest


def rounding(count: int, size: float) -> float:
    """γ_count · size, rounded up; γ_n = nu / (1 − nu)."""
    return 1.001 * count * U * size if count < 2**40 else float("inf")


def _roundings(size: int) -> int:
    return min(BLOCK, size) + size // BLOCK + 3


def prove_definite(gram: np.ndarray, least: float, error: float) -> bool:
    """Whether all symmetric matrices within ``error`` (in the spectral norm) of a matrix have eigenvalues ≥ ``least``.

    Args:
        gram: symmetric, floats.
        least: > 0.
        error: what ``gram`` may be off by.

    >>> prove_definite(np.diag([2.0, 1.0]), 0.99, 1e-3), prove_definite(np.diag([2.0, 1.0]), 1.01, 1e-3)
    (True, False)
    """
    size = len(gram)
    exponent = int(np.frexp(abs(np.diagonal(gram)).max())[1])  # exact units: squares neither overflow nor vanish
    if not abs(exponent) < 1000 or not least > 0:
        return False
    least, error = (float(np.ldexp(value, -exponent)) * UP + TINY for value in (least, error))
    shifted = np.ldexp(gram, -exponent)
    trace = float(abs(np.diagonal(shifted)).sum()) * UP
    if not np.isfinite(trace + least + error):
        return False
    shift = (least + error + 4 * rounding(_roundings(size), trace)) * (1 + 2.0**-28)
    shifted[np.diag_indices(size)] -= shift
    moved = U * (trace + size * shift) * UP  # at least the Frobenius norm of what the subtraction rounded
    try:
        root = np.linalg.cholesky(shifted)
    except np.linalg.LinAlgError:
        return False
    total = float(np.square(root).sum()) * UP
    for start in range(0, size, BLOCK):
        columns = root[start:, start : start + BLOCK]
        shifted[start:, start:] -= columns @ columns.T
    rest = float(np.linalg.norm(shifted)) * UP + TINY
    off = rounding(_roundings(size), 2 * total + rest) + moved
    return bool(shift * (1 - 8 * U) - rest - off - error >= least * UP)


def smallest_eigenvalue(gram: np.ndarray) -> float:
    """Roughly, from above, by the power method with the inverse; 0 where there is none. It proves nothing."""
    from scipy.linalg import cho_factor, cho_solve

    try:
        factor = cho_factor(gram, lower=True)
    except np.linalg.LinAlgError:
        return 0.0
    vector = np.cos(np.arange(len(gram)) * 1.7 + 0.3)
    vector /= np.linalg.norm(vector)
    found = float("inf")
    for _ in range(40):
        image = cho_solve(factor, vector)
        size = float(np.linalg.norm(image))
        if not np.isfinite(size) or not size:
            return 0.0
        before, found = found, 1 / size
        vector = image / size
        if abs(before - found) < 1e-3 * found:
            break
    return found
