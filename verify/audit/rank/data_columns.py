"""What a layer sees of the data: columns that span all others, in few samples each, and how many rows they can reach.

A layer that reads data a_i (a vector for each sample, or for each sample and patch) with h units has the derivatives

    J[(i, k), (u, j)] = Σ_patches δ_i[k, u, patch] a_i[patch, j]

by its weight (u, j), δ being the derivatives of the outputs by the values of the units. Two theorems about the h
columns J_j of an input column j, whatever δ is:

1. If column j of the data is Σ_b c_b times column b, for all samples and patches, then J_j = Σ_b c_b J_b. So columns
   that span those of the data suffice.
2. J_j is zero in the rows of samples where column j is zero. For every set S of columns, those of S together have
   rank at most Σ over the samples that one of S is lit in of min(m, h), and the others at most h each.

The number that the second one gives is as good as the set S is well chosen, and true for each: the choice is that of
a minimal cut between columns and samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flint
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from algebraic.modular import eliminate, random_small_prime

MAX_ENTRIES = 6_000_000  # of data that dependences are looked for in
MAX_EXACT = 1_000_000  # numbers that an exact dependence is checked on
MAX_BITS = 400  # of the integers that a column of floats becomes
MAX_EDGES = 300_000  # of the graph whose cut is looked for
MANTISSA = 53


@dataclass(frozen=True)
class SpanningColumns:
    """Columns of the data that span all of them.

    Attributes:
        columns: their places, those with few lit samples first.
        lit: shape (num_samples, num_columns): where each is not zero.
        num_all: how many columns there are in all; ``num_dead`` of them are zero, ``num_repeated`` repeat another.
        num_dependent: how many others are combinations of these.
    """

    columns: tuple[int, ...]
    lit: np.ndarray
    num_all: int
    num_dead: int
    num_repeated: int
    num_dependent: int

    @property
    def rank(self) -> int:
        """An upper bound of the rank of the data (the rank itself, where every dependence was found)."""
        return len(self.columns)


def spanning_columns(data: np.ndarray) -> SpanningColumns:
    """Columns that span all, found greedily: those that are lit in few samples first.

    Independence is decided modulo a prime, which proves it; a dependence is proved over the rational numbers (floats
    count as the binary fractions they are), and a column whose dependence is not proved is kept.

    Args:
        data: shape (num_samples, num_patches, num_columns), finite floats.

    >>> found = spanning_columns(np.array([[[1.0, 2.0, 0.0]], [[2.0, 4.0, 0.0]], [[0.0, 0.0, 0.0]]]))
    >>> found.columns, found.num_dead, found.num_dependent
    ((0,), 1, 1)
    """
    num_columns = data.shape[2]
    lit = (data != 0).any(axis=1)
    rows = distinct_rows(data.reshape(-1, num_columns) + 0.0)  # −0 becomes 0
    order = np.argsort(lit.sum(axis=0), kind="stable")
    alive = [int(j) for j in order if lit[:, j].any()]
    first: dict[bytes, int] = {}
    for j in alive:
        first.setdefault(np.ascontiguousarray(rows[:, j]).tobytes(), j)
    kept = list(first.values())
    spanning = _independent(rows[:, kept]) if rows.size <= MAX_ENTRIES and kept else list(range(len(kept)))
    chosen = [kept[k] for k in spanning]
    return SpanningColumns(
        tuple(chosen),
        lit[:, chosen],
        num_columns,
        num_columns - len(alive),
        len(alive) - len(kept),
        len(kept) - len(chosen),
    )


def reachable_rank(lit: np.ndarray, units: int, per_sample: int) -> int:
    """An upper bound of the rank of all columns J_j together, by the second theorem above.

    Args:
        lit: shape (num_samples, num_columns), where a column of the data is not zero.
        units: h.
        per_sample: the rank of the rows of one sample is at most this.

    >>> lit = np.array([[True, True, True], [False, False, True], [False, False, True]])
    >>> reachable_rank(lit, 3, 2)  # the first two columns see one sample only: 2, and the third 3
    5
    """
    counts = lit.sum(axis=0)
    best = int(np.minimum(units, per_sample * counts).sum())
    for chosen in _promising(lit, counts, units, per_sample):
        others = int((~chosen & (counts > 0)).sum())
        best = min(best, units * others + per_sample * int(lit[:, chosen].any(axis=1).sum()))
    return best


def _promising(lit: np.ndarray, counts: np.ndarray, units: int, per_sample: int) -> list[np.ndarray]:
    """Sets S of columns: all, the rare ones, and those of a minimal cut."""
    sets = [counts >= 0, counts * per_sample < units]
    num_samples, num_columns = lit.shape
    edges = int(lit.sum())
    if not 0 < edges <= MAX_EDGES or (counts * per_sample >= units * num_columns).all():
        return sets
    samples, columns = np.nonzero(lit)
    source, sink = num_samples + num_columns, num_samples + num_columns + 1
    start = np.concatenate([np.full(num_columns, source), num_samples + columns, np.arange(num_samples)])
    end = np.concatenate([num_samples + np.arange(num_columns), samples, np.full(num_samples, sink)])
    room = np.concatenate([np.full(num_columns, units), np.full(edges, units), np.full(num_samples, per_sample)])
    network = sparse.csr_matrix((room.astype(np.int32), (start, end)), shape=(sink + 1, sink + 1))
    left = network - maximum_flow(network, source, sink).flow
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    reached = breadth_first_order(left, source, return_predecessors=False)
    cut = np.zeros(num_columns, dtype=bool)
    cut[reached[(reached >= num_samples) & (reached < source)] - num_samples] = True
    return [*sets, cut]


def distinct_rows(rows: np.ndarray) -> np.ndarray:
    """Each row once: what depends in these depends in all."""
    first: dict[bytes, int] = {}
    for k, row in enumerate(np.ascontiguousarray(rows)):
        first.setdefault(row.tobytes(), k)
    return rows[list(first.values())]


def _independent(rows: np.ndarray) -> list[int]:
    """Places of columns that span all: pivots modulo a prime, and the columns whose dependence was not proved."""
    prime = random_small_prime(0)
    mantissas, exponents = binary_fractions(rows)
    found = eliminate(residues_of_fractions(mantissas, exponents, prime), prime)
    pivots = [int(j) for j in found.pivot_columns]
    rest = [j for j in range(rows.shape[1]) if j not in set(pivots)]
    if not rest or found.rank == len(rows):
        return pivots
    if not _depend(mantissas, exponents, [int(i) for i in found.pivot_rows], pivots, rest):
        return sorted([*pivots, *rest])
    return pivots


def binary_fractions(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Floats as mantissa · 2^exponent, both integers."""
    fraction, exponent = np.frexp(values)
    return (fraction * 2.0**MANTISSA).astype(np.int64), exponent.astype(np.int64) - MANTISSA


def residues_of_fractions(mantissas: np.ndarray, exponents: np.ndarray, prime: int) -> np.ndarray:
    """Binary fractions modulo an odd prime, as the floats that :func:`algebraic.modular.eliminate` takes."""
    known, where = np.unique(exponents, return_inverse=True)
    powers = np.array([pow(2, int(e), prime) for e in known], dtype=np.int64)[where].reshape(exponents.shape)
    return (mantissas % prime * powers % prime).astype(np.float64)


def _depend(
    mantissas: np.ndarray, exponents: np.ndarray, pivot_rows: list[int], pivots: list[int], rest: list[int]
) -> bool:
    """Whether the columns ``rest`` are proved to be combinations of the pivots: solved in some rows, checked in all."""
    if mantissas.size > MAX_EXACT:
        return False
    used = [*pivots, *rest]
    lowest = np.where(mantissas == 0, np.iinfo(np.int64).max, exponents).min(axis=0)
    shifts = np.where(mantissas == 0, 0, exponents - lowest)
    if shifts.max() > MAX_BITS:
        return False
    whole = [
        [int(mantissas[i, j]) << int(shifts[i, j]) for j in used] for i in range(len(mantissas))
    ]  # each column times a power of two
    count = len(pivots)
    square = flint.fmpz_mat([whole[i][:count] for i in pivot_rows])
    wanted = flint.fmpz_mat([whole[i][count:] for i in pivot_rows])
    factors: Any = square.solve(wanted)
    left = flint.fmpq_mat(flint.fmpz_mat([row[:count] for row in whole]))
    product = left * flint.fmpq_mat(factors)
    return bool(product == flint.fmpq_mat(flint.fmpz_mat([row[count:] for row in whole])))
