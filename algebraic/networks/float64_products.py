"""Products of matrices of residues by BLAS, which knows no integers: exact as long as every sum stays below 2^53."""

from __future__ import annotations

import numpy as np

EXACT = 2**53  # integers up to here are float64 numbers
FEW_ENTRIES = 100  # for which one call is quicker than three
CACHED_ENTRIES = 2**14  # that are divided at a time
WORTHWHILE = 64  # products that a sum must hold for BLAS to be quicker than integers


def exact_terms(prime: int) -> int:
    """How many products of two residues in [0, prime) have an exact sum, in whatever order they are added.

    >>> exact_terms(2**21)
    2048
    """
    return int(EXACT // prime**2)


def product_by_float64(a: np.ndarray, b: np.ndarray, prime: int) -> np.ndarray:
    """Matrix product over the last two axes, modulo a prime below 2^26.

    Args:
        a, b: int64, entries in [0, prime).

    Returns:
        int64, entries in [0, prime).

    >>> product_by_float64(np.array([[2, 3]]), np.array([[4], [5]]), 7)
    array([[2]])
    """
    longest = exact_terms(prime)
    a, b = a.astype(np.float64, order="C"), b.astype(np.float64, order="C")
    starts = range(0, max(1, a.shape[-1]), longest)
    parts = (a[..., start : start + longest] @ b[..., start : start + longest, :] for start in starts)
    total = reduced(next(parts).astype(np.int64), prime)
    for part in parts:
        total = reduced(total + part.astype(np.int64), prime)
    return total


def reduced(values: np.ndarray, prime: int) -> np.ndarray:
    """Non-negative int64 numbers modulo a prime, in place: numpy divides by a number faster than it takes remainders.

    >>> reduced(np.array([0, 6, 7, 23]), 7)
    array([0, 6, 0, 2])
    """
    if values.size <= FEW_ENTRIES:
        values %= prime
        return values
    if values.size <= CACHED_ENTRIES or not values.flags.c_contiguous:
        values -= values // prime * prime
        return values
    flat, buffer = values.reshape(-1), np.empty(CACHED_ENTRIES, dtype=np.int64)
    for start in range(0, flat.size, CACHED_ENTRIES):
        part = flat[start : start + CACHED_ENTRIES]
        quotient = buffer[: part.size]
        np.floor_divide(part, prime, out=quotient)
        quotient *= prime
        part -= quotient
    return values
