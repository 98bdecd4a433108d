"""Whole vectors that solve homogeneous linear equations."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import flint


def whole_kernel(ties: Sequence[Sequence[int]], count: int) -> list[list[int]]:
    """Whole vectors whose combinations meet all ties, enough to span the space of these.

    Args:
        ties: equations Σ_j tie[j] · v[j] = 0, each with ``count`` coefficients.

    >>> whole_kernel([(2, -1, 0)], 3)
    [[1, 2, 0], [0, 0, 1]]
    """
    matrix, rank = flint.fmpq_mat(len(ties), count, [v for tie in ties for v in tie]).rref()
    rows = [[Fraction(int(v.p), int(v.q)) for v in row] for row in matrix.tolist()[:rank]]
    pivots = [next(i for i, v in enumerate(row) if v) for row in rows]
    basis = []
    for free in sorted(set(range(count)) - set(pivots)):
        vector = [Fraction(int(i == free)) for i in range(count)]
        for pivot, row in zip(pivots, rows, strict=True):
            vector[pivot] = -row[free]
        whole = lcm(*(v.denominator for v in vector))
        basis.append([int(v * whole) for v in vector])
    return basis
