"""Whether the columns of a matrix are independent modulo a prime, block by block: code that the proof does not use.

A block of columns has as many independent rows, or the columns are dependent: python-flint finds these rows and inverts
the square B that they form with the block. The other rows minus (their part of the block) · B⁻¹ · (the rows found) have
zeros in the block, so the columns to its right are independent there exactly if all columns are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..modular import as_nmod

BLOCK = 96  # columns, at most
MORE_ROWS = 32  # that are looked through, beyond as many as there are columns
PRODUCT_ROWS = 256  # that are multiplied at a time
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
    total, work = matrix.shape[1], matrix.copy()  # what is left stands in its first rows: memory is taken once
    for done in range(0, total, size):
        progress(done, total)
        block, after = work[:, done : done + size], done + min(size, total - done)
        chosen = _independent_rows(block, prime)
        if chosen is None:
            return False
        inverse = as_nmod(block[chosen].astype(np.int64), prime).inv()
        entries = np.array([int(x) for x in inverse.entries()], dtype=np.float64).reshape(block.shape[1], -1)
        right = _residues(entries @ work[chosen, after:], prime)
        others = np.delete(np.arange(len(work)), chosen)
        step = max(1, CACHED_ENTRIES // max(1, right.shape[1]))
        for start in range(0, len(others), PRODUCT_ROWS):  # upwards: a row is read before it is written over
            rows = others[start : start + PRODUCT_ROWS]
            change = block[rows] @ right
            for first in range(0, len(rows), step):
                some = rows[first : first + step]
                part = work[some, after:]
                part -= change[first : first + step]
                work[start + first : start + first + len(some), after:] = _residues(part, prime)
        work = work[: len(others)]
    return True


def _residues(values: np.ndarray, prime: int) -> np.ndarray:
    """Of whole numbers up to 2^53 in size, in [0, prime): divided as integers, which rounds down."""
    whole = values.astype(np.int64)
    quotient = whole // prime
    quotient *= prime
    whole -= quotient
    return whole.astype(np.float64)


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
