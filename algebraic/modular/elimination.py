"""Gaussian elimination modulo a prime at the speed of float64 matrix products.

The CUP decomposition of Jeannerod, Pernet and Storjohann (Rank-profile revealing Gaussian elimination and the CUP
matrix decomposition, 2013): A = C·U with U a unit upper echelon form, recursively over the columns, so that nearly all
the work is in products of matrices of residues (:mod:`algebraic.modular.residues`). Of U nothing is kept, and C stands
in place of A. The arrays decide where it runs: numpy, or torch on the CPU or on a GPU.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from ..shell import WrongInput
from .residues import check_integers, check_prime, longest_inner, reduce_in_place

PANEL = 48  # columns that are eliminated one by one
PRODUCT_ENTRIES = 2**21  # of a product that is formed at a time (16 MB)
CACHED_ENTRIES = 2**16  # of what is reduced at a time on a CPU
GPU_ENTRIES = 2**26  # of both on a GPU
FEWEST_ROWS = 256  # of a product: with fewer BLAS is slow


@dataclass(frozen=True)
class ModularRank:
    """A rank modulo a prime: the minor of these rows and columns is not zero, and no larger one is.

    Attributes:
        rank: the rank modulo ``prime``; over the rational numbers it is at least as large.
        prime: the prime.
        pivot_rows: shape (rank,), int64, in the order of the elimination.
        pivot_columns: shape (rank,), int64, ascending: the columns that do not depend on those before them.
    """

    rank: int
    prime: int
    pivot_rows: np.ndarray
    pivot_columns: np.ndarray


def eliminate(
    residues: Any, prime: int, *, overwrite: bool = True, progress: Callable[[int, int], None] | None = None
) -> ModularRank:
    """Rank of a matrix modulo a prime, in place: for a matrix that fills most of the memory.

    Besides the matrix it needs room for a hundred of its columns, some hundred of its rows and 16 MB (1 GB on a GPU).
    :func:`algebraic.ranks.rank_mod_prime` takes matrices of any integers.

    Args:
        residues: shape (num_rows, num_columns), float64, numpy or torch, on any device, best with its rows one after
            the other in memory; any integers up to 2^52 in size.
        prime: a prime below 2^23.
        overwrite: whether ``residues`` may be destroyed; else a copy is.
        progress: called with the number of columns that are done, and of all. What it raises ends the elimination.

    Raises:
        WrongInput: this is no float64 matrix of such integers, or no such prime.

    >>> eliminate(np.array([[1.0, 2.0], [3.0, 6.0]]), 7).rank
    1
    """
    prime, xp = check_prime(prime), array_namespace(residues)
    if residues.ndim != 2 or residues.dtype != xp.float64:
        raise WrongInput(
            f"an array of type {residues.dtype} and shape {tuple(residues.shape)}",
            hint="give a float64 matrix, or call rank_mod_prime",
            kind="bad_matrix",
        )
    return _Elimination(residues if overwrite else xp.asarray(residues, copy=True), prime, progress).run()


class _Elimination:
    """The state of an elimination.

    The first ``rank`` columns hold C below the diagonal, its rows in the order of the pivots; on the diagonal each
    panel's square block of C has been replaced by its inverse. The other columns to the left of the current one hold
    nothing. Those to the right hold, as far as the recursion has come, the Schur complement in the rows from ``rank``.
    """

    def __init__(self, matrix: Any, prime: int, progress: Callable[[int, int], None] | None) -> None:
        self.xp, self.matrix, self.prime, self.progress = array_namespace(matrix), matrix, prime, progress
        self.num_rows, self.num_columns = matrix.shape
        self.reduce = partial(reduce_in_place, self.xp, prime=prime)
        self.new_array = partial(self.xp.zeros, dtype=matrix.dtype, device=device(matrix))
        on_cpu = str(device(matrix)).startswith("cpu")
        self.cached_entries = CACHED_ENTRIES if on_cpu else GPU_ENTRIES
        self.product_entries = PRODUCT_ENTRIES if on_cpu else GPU_ENTRIES
        self.longest = longest_inner(prime)
        self.rows = np.arange(self.num_rows)  # which row of the input stands where
        self.pivot_columns: list[int] = []
        self.blocks: list[int] = []  # where the square blocks on the diagonal begin

    @property
    def rank(self) -> int:
        return len(self.pivot_columns)

    def run(self) -> ModularRank:
        for part in self._cut(self.matrix):
            check_integers(part)
            self.reduce(part)
        if self.num_rows and self.num_columns:
            self._eliminate(0, self.num_columns, 0)
        columns = np.array(self.pivot_columns, dtype=np.int64)
        return ModularRank(self.rank, self.prime, self.rows[: self.rank].astype(np.int64), columns)

    def _cut(self, block: Any) -> list[Any]:
        """Views of some rows each, few enough for the cache."""
        step = max(1, self.cached_entries // max(1, block.shape[1]))
        return [block[begin : begin + step, :] for begin in range(0, block.shape[0], step)]

    def _eliminate(self, begin: int, end: int, pending: int) -> None:
        """Eliminate these columns, which are up to date, but ``pending`` products were not reduced."""
        if end - begin <= PANEL:
            self._eliminate_panel(begin, end, pending)
            if self.progress:
                self.progress(end, self.num_columns)
            return
        middle, first, block = (begin + end) // 2, self.rank, len(self.blocks)
        self._eliminate(begin, middle, pending)
        if self.rank == self.num_rows:
            return
        if self.rank > first:
            right = self.matrix[:, middle:end]
            self._solve(block, len(self.blocks), right, pending)
            pending = self._subtract_product(self.rank, self.num_rows, first, self.rank, right, pending)
        self._eliminate(middle, end, pending)

    def _subtract_product(self, top: int, bottom: int, first: int, last: int, right: Any, pending: int) -> int:
        """right[top:bottom] −= C[top:bottom, first:last] · right[first:last], reduced where it would become too large.

        Args:
            pending: of how many products of residues an entry of right[top:bottom] is the sum, beside a residue.

        Returns:
            the same afterwards.
        """
        step = max(FEWEST_ROWS, self.product_entries // right.shape[1])
        for inner in range(first, last, self.longest):
            until = min(inner + self.longest, last)
            too_many = pending + until - inner > self.longest
            for start in range(top, bottom, step):
                stop = min(start + step, bottom)
                product = self.matrix[start:stop, inner:until] @ right[inner:until, :]
                for part, change in zip(self._cut(right[start:stop, :]), self._cut(product), strict=True):
                    if too_many:
                        self.reduce(part)
                    part -= change
            pending = until - inner + (0 if too_many else pending)
        return pending

    def _reduce_block(self, block: Any) -> None:
        for part in self._cut(block):
            self.reduce(part)

    def _solve(self, begin: int, end: int, right: Any, pending: int) -> None:
        """Replace the rows of these diagonal blocks in ``right`` by L⁻¹ times them, L being the triangle of C there.

        Those rows become residues; before, they are as :meth:`_subtract_product` leaves them.
        """
        if end - begin > 1:
            half, bounds = (begin + end) // 2, [*self.blocks, self.rank]
            self._solve(begin, half, right, pending)
            after = self._subtract_product(bounds[half], bounds[end], bounds[begin], bounds[half], right, pending)
            self._solve(half, end, right, after)
            return
        first, last = [*self.blocks, self.rank][begin : begin + 2]
        inverse, step = self.matrix[first:last, first:last], self.product_entries // PANEL
        if pending:
            self._reduce_block(right[first:last, :])
        for start in range(0, right.shape[1], step):
            solved = inverse @ right[first:last, start : start + step]
            self.reduce(solved)
            right[first:last, start : start + step] = solved

    def _eliminate_panel(self, begin: int, end: int, pending: int) -> None:
        """Eliminate some columns one by one (Crout), in an array whose rows they are."""
        xp, done, width = self.xp, self.rank, end - begin
        columns = self.new_array((width, self.num_rows - done))
        columns[:, :] = self.matrix[done:, begin:end].T
        if pending:
            self._reduce_block(columns)
        factor = self.new_array((width, self.num_rows - done))  # its rows are columns of C
        # For each pivot: its row of U in these columns, and its row of the inverse of the square block of C.
        echelon = self.new_array((width, 2 * width))
        pivots: list[int] = []
        for place in range(width):
            count = len(pivots)
            column = columns[place, :] - echelon[:count, place] @ factor[:count, :]
            self.reduce(column)  # rows that have had their pivot become zero
            row = int(xp.argmax(xp.astype(column != 0, xp.int8)))
            pivot = int(column[row])
            if not pivot:
                continue
            new = echelon[count, :]
            new[:width] = columns[:, row]
            new[width + count] = 1.0
            new -= factor[:count, row] @ echelon[:count, :]
            self.reduce(new)
            new *= float(pow(pivot, -1, self.prime))
            self.reduce(new)
            factor[count, :] = column
            pivots.append(row)
            self.pivot_columns.append(begin + place)
            if done + len(pivots) == self.num_rows:
                break
        count = len(pivots)
        if count:
            self.blocks.append(done)
            self.matrix[done:, done : done + count] = factor[:count, :].T
            self._move_up(done, pivots)
            self.matrix[done : done + count, done : done + count] = echelon[:count, width : width + count]

    def _move_up(self, done: int, pivots: list[int]) -> None:
        """Exchange rows so that these pivots, numbered from row ``done``, come first; the others stay if they can."""
        count = len(pivots)
        left_behind = sorted(row for row in pivots if row >= count)
        target = np.array([*range(count), *left_behind]) + done
        source = np.array([*pivots, *sorted(set(range(count)) - set(pivots))]) + done
        if (target == source).all():
            return
        self.rows[target] = self.rows[source]
        to, of = (self.xp.asarray(rows, device=device(self.matrix)) for rows in (target, source))
        self.matrix[to, :] = self.matrix[of, :]
