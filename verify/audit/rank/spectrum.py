"""Singular values of a Jacobian, and what they decide about its rank.

Rows and columns are scaled first, in turn, to norm 1: the rank stays, and inputs or targets in other units, with the
weights of the first or the last layer to match, change nothing. Then, with M of n rows (the smaller side):

* as long as it takes few operations: Mᵀ = QR, and the singular values of R, to about 2⁻⁵³ of the largest;
* else the Gram matrix MMᵀ and its eigenvalues: a square root has half the digits.

Let ν be the largest of what rounding in these steps can do to a singular value and of what it has done to J. The
rank is r

* if it can be no larger (a theorem), and the r-th singular value is at least 100ν; for r the smaller side this is
  "full";
* or if the values that exceed ν and 10ν are the same ones, and between the r-th and the next (or ν, which it may be)
  is a gap that counts by the rule of :mod:`verify.spectra`: 1000 wide, and 100 times as wide as any above it.

In all other cases it is undecided.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from ...spectra import GAP, gap_between

ROUNDS = 3  # of scaling rows and columns
QR_OPERATIONS = 1.5e11
WELL_ABOVE = 100.0
DECADE = 10.0
EPS = 2.0**-52


@dataclass(frozen=True)
class Spectrum:
    """Singular values of a matrix.

    Attributes:
        values: from the largest, those of the smaller side.
        floor: what rounding in their computation can do to them.
        method: how they were computed, in words.
        left: the singular vectors of the smaller side, as columns.
        of_rows: whether the smaller side is that of the rows.
    """

    values: np.ndarray
    floor: float
    method: str
    left: np.ndarray
    of_rows: bool


@dataclass(frozen=True)
class Verdict:
    """A rank that singular values show.

    Attributes:
        rank: the rank, or as many as exceed 10ν where nothing is decided.
        decided: whether it is.
        gap: of the last value that counts over the next one; ``None`` where all count.
        because: why, in words.
    """

    rank: int
    decided: bool
    gap: float | None
    because: str


def equilibrate(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale rows and columns of a matrix to norm 1, in turn and in place; returns the factors.

    >>> matrix = np.diag([1000.0, 0.001])
    >>> equilibrate(matrix)[0].shape, matrix.diagonal().tolist()
    ((2,), [1.0, 1.0])
    """
    rows, columns = np.ones(len(matrix)), np.ones(matrix.shape[1])
    for _ in range(ROUNDS):
        for axis, scales in ((0, columns), (1, rows)):
            norms = _norms(matrix, axis)
            factors = np.where(norms > 0, 1 / np.where(norms > 0, norms, 1.0), 1.0)
            matrix *= factors[None, :] if axis == 0 else factors[:, None]
            scales *= factors
    return rows, columns


def _norms(matrix: np.ndarray, axis: int) -> np.ndarray:
    """Along an axis, without overflow or underflow of squares."""
    largest = np.maximum(matrix.max(axis=axis, initial=0.0), -matrix.min(axis=axis, initial=0.0))
    safe = np.where(largest > 0, largest, 1.0)
    if largest.size and largest.max() < 1e140 and (largest[largest > 0] > 1e-140).all():
        return np.sqrt(np.einsum("ij,ij->j" if axis == 0 else "ij,ij->i", matrix, matrix))
    scaled = matrix / (safe[None, :] if axis == 0 else safe[:, None])
    return largest * np.sqrt(np.square(scaled).sum(axis=axis))


def decompose(matrix: np.ndarray, *, exact: bool | None = None) -> Spectrum:
    """The singular values of a matrix.

    Args:
        exact: QR and not the Gram matrix; by default where it takes few operations.

    >>> decompose(np.diag([3.0, 4.0])).values
    array([4., 3.])
    """
    of_rows = matrix.shape[0] <= matrix.shape[1]
    small, large = sorted(matrix.shape)
    if not small:
        return Spectrum(np.zeros(0), 0.0, "there is nothing to decompose", np.zeros((0, 0)), of_rows)
    if exact is None:
        exact = qr_operations(small, large) <= QR_OPERATIONS
    if exact:
        triangle = linalg.qr(matrix.T if of_rows else matrix, mode="r", check_finite=False)[0][:small]
        _, values, right = linalg.svd(triangle, full_matrices=False, check_finite=False, lapack_driver="gesdd")
        floor = large * EPS * float(values[0])
        return Spectrum(values, floor, "QR and singular values, in float64", right.T, of_rows)
    found, left = linalg.eigh(gram_matrix(matrix), overwrite_a=True, check_finite=False, driver="evd")
    values = np.sqrt(np.maximum(found[::-1], 0.0))
    floor = float(np.sqrt(max(small, np.sqrt(large)) * EPS)) * float(values[0])
    method = "eigenvalues of the Gram matrix of the smaller side, in float64 (half the digits)"
    return Spectrum(values, floor, method, left[:, ::-1], of_rows)


def qr_operations(small: int, large: int) -> float:
    """About how many additions and multiplications the singular values take by QR."""
    return 2.0 * small * small * large + 20.0 * small**3


def gram_operations(small: int, large: int) -> float:
    """The same by the Gram matrix, half of which is computed, and its eigenvalues.

    >>> gram_operations(1000, 100_000) < qr_operations(1000, 100_000)
    True
    """
    return 1.0 * small * small * large + 10.0 * small**3


def gram_matrix(matrix: np.ndarray) -> np.ndarray:
    """The products of all pairs of rows, or of columns, of the smaller side; only the lower half is filled.

    >>> gram_matrix(np.array([[3.0, 4.0]]))
    array([[25.]])
    """
    of_rows = matrix.shape[0] <= matrix.shape[1]
    source = np.asfortranarray(matrix.T) if matrix.flags.c_contiguous else matrix  # a view: the transpose of C order
    if matrix.flags.c_contiguous:  # source is the transpose: its columns are the rows of the matrix
        return linalg.blas.dsyrk(1.0, source, trans=1 if of_rows else 0, lower=1)
    return linalg.blas.dsyrk(1.0, np.asfortranarray(matrix), trans=0 if of_rows else 1, lower=1)


def decide(values: np.ndarray, noise: float, bound: int) -> Verdict:
    """The rank that singular values show, if they do.

    Args:
        values: from the largest.
        noise: ν.
        bound: the rank is at most this.

    >>> decide(np.array([1.0, 0.5, 1e-17]), 1e-15, 3).rank
    2
    >>> decide(np.array([1.0, 0.5, 1e-14]), 1e-15, 3).decided
    False
    """
    size = len(values)
    rank = int((values > DECADE * noise).sum())
    if not size or not values[0] > 0:
        return Verdict(0, True, None, "all derivatives are zero")
    if rank > bound:
        words = (
            f"{rank:,} singular values stand out of rounding, and the rank is at most {bound:,}: one of both is wrong"
        )
        return Verdict(rank, False, None, words)
    last = float(values[rank - 1]) if rank else 0.0
    rest = float(values[rank]) if rank < size else 0.0
    gap = last / rest if rest > 0 else None
    relative = last / float(values[0])
    if rank == bound and last >= WELL_ABOVE * noise:
        words = f"singular value number {rank:,} is {relative:.1e} of the largest, and a larger rank is excluded"
        return Verdict(rank, True, gap if rank < size else None, words)
    low = int((values > noise).sum())
    if low == rank == size and last >= WELL_ABOVE * noise:
        words = f"all count: singular value number {rank:,} is {relative:.1e} of the largest"
        return Verdict(rank, True, None, words)
    seen = gap_between(values[:rank], max(rest, noise))
    if low == rank < size and seen.counts:
        words = (
            f"singular value number {rank:,} is {relative:.1e} of the largest, the next {rest / float(values[0]):.1e}"
        )
        return Verdict(rank, True, gap, words)
    if low == rank < size and seen.wide:
        words = (
            f"singular value number {rank:,} is {relative:.1e} of the largest, the next {rest / float(values[0]):.1e}, "
            f"but a gap of {seen.inner:.1e} is among those that count, too"
        )
        return Verdict(rank, False, gap, words)
    words = (
        f"{low:,} singular values exceed the level of rounding, {rank:,} ten times that level, and there is no gap of "
        f"{GAP:,.0f} between those that count and the others"
    )
    return Verdict(rank, False, gap, words)
