"""Linear algebra modulo a prime below 2^31, by python-flint."""

from __future__ import annotations

import flint
import numpy as np

from ..shell import UNLIMITED, Budget


def modular_rank(matrix: np.ndarray, prime: int, budget: Budget = UNLIMITED) -> int:
    """Rank of an integer matrix modulo a prime below 2^31 (python-flint).

    >>> modular_rank(np.array([[1, 2], [3, 6]]), 7)
    1
    """
    if 0 in matrix.shape:
        return 0
    rows, columns = matrix.shape
    seconds = rows * columns * min(rows, columns) / 2e9  # it cannot be interrupted: ask beforehand
    remaining = budget.remaining()
    if remaining is not None and seconds > remaining:
        raise budget.out_of_time(f"a rank of {rows} × {columns} was due, which takes about {seconds:.0f} s")
    return int(as_nmod(matrix, prime).rank())


def as_nmod(matrix: np.ndarray, prime: int) -> flint.nmod_mat:
    """An int64 array with entries in [0, prime) as a python-flint matrix."""
    rows, columns = matrix.shape
    return flint.nmod_mat(rows, columns, np.ascontiguousarray(matrix).ravel().tolist(), prime)
