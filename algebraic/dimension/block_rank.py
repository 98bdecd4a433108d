"""Whether the columns of a matrix are independent modulo a prime, block by block: code that the proof does not use.

A block of columns has as many independent rows, or the columns are dependent: python-flint finds these rows and inverts
the square B that they form with the block. The other rows minus (their part of the block) · B⁻¹ · (the rows found) have
zeros in the block, so the columns to its right are independent there exactly if all columns are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..modular import as_nmod

BLOCK = 256  # columns, at most
MORE_ROWS = 32  # that are looked through, beyond as many as there are columns
CACHED_ENTRIES = 2**16  # of what is reduced at a time
EXACT = 2**53  # integers up to here are float64 numbers


def columns_independent(
    matrix: np.ndarray, prime: int, progress: Callable[[int, int], None] = lambda done, total: None
) -> bool:
    """Whether the columns are independent modulo a prime below 2^23.

    Args:
        matrix: float64, entries in [0, prime), shape (num_rows, num_columns).
        progress: called with the number of columns that are done, and of all. What it raises ends the work.

    >>> columns_independent(np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]]), 7)
    True
    >>> columns_independent(np.array([[1.0, 2.0], [3.0, 6.0], [0.0, 0.0]]), 7)
    False
    """
    size = min(BLOCK, EXACT // prime**2 - 1)  # a residue minus so many products is exact
    total = matrix.shape[1]
    while matrix.shape[1]:
        progress(total - matrix.shape[1], total)
        block = matrix[:, :size]
        chosen = _independent_rows(block, prime)
        if chosen is None:
            return False
        inverse = as_nmod(block[chosen].astype(np.int64), prime).inv()
        entries = np.array([int(x) for x in inverse.entries()], dtype=np.float64).reshape(block.shape[1], -1)
        right = ((entries @ matrix[chosen, size:]).astype(np.int64) % prime).astype(np.float64)
        others = np.delete(np.arange(len(matrix)), chosen)
        rest = np.empty((len(others), right.shape[1]))
        step = max(1, CACHED_ENTRIES // max(1, right.shape[1]))
        for start in range(0, len(others), step):
            rows = others[start : start + step]
            part = matrix[rows, size:] - matrix[rows, :size] @ right
            rest[start : start + step] = part.astype(np.int64) % prime
        matrix = rest
    return True


def _independent_rows(block: np.ndarray, prime: int) -> np.ndarray | None:
    """As many independent rows as there are columns; ``None`` where there are not so many."""
    size = block.shape[1]
    looked = size + MORE_ROWS
    while True:
        echelon, rank = as_nmod(np.ascontiguousarray(block[:looked].T, dtype=np.int64), prime).rref()
        if rank == size:
            leading, place = [], 0
            for row in range(rank):
                while echelon[row, place] == 0:
                    place += 1
                leading.append(place)
            return np.array(leading)
        if looked >= len(block):
            return None
        looked *= 2
