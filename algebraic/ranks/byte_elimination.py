"""Rows eliminated modulo a prime below 256, as they come, with products of bytes: eight times as many as of float64.

What is kept is an echelon form U of the rows so far, half a byte for each entry of a square matrix. New rows lose their
multiples of U's rows, and what is left of them extends U (``byte_rows.c``). A rank modulo a small prime proves as much
from below as one modulo a large one; but it is more often smaller than over the rational numbers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ..modular import ModularRank, as_nmod, modular_rank
from ..shell import Missing
from .byte_kernel import (
    EXTEND,
    LOSE,
    TILE,
    balanced,
    call,
    find_byte_kernel,
    multiples_width,
    pack,
    padded,
    places,
    unpacked,
)

PROBES = 4  # random vectors
ROWS = 512  # that are eliminated at a time; a multiple of TILE


@dataclass(frozen=True, eq=False)
class Step:
    """What some rows added to an elimination in which all rows so far are independent, and what shows it.

    With ``rows`` A, the echelon form U before them and the square S of what is left of them at their pivots:
    A − X·U = S·D⁻¹·(new rows), D being the new rows at the same pivots.

    Attributes:
        echelon: the new rows of U, shape (count, num_columns), residues in [0, p), columns as in the matrix.
        order: the columns, those of all pivots first.
        multiples: X, shape (count, rank before), residues in [0, p).
        square: S, shape (count, count), residues in [0, p).
    """

    echelon: np.ndarray
    order: np.ndarray
    multiples: np.ndarray
    square: np.ndarray

    @staticmethod
    def size(count: int, rank: int, num_columns: int) -> int:
        """Bytes of :meth:`as_bytes`."""
        return count * (num_columns + rank + count) + 4 * num_columns

    def as_bytes(self) -> np.ndarray:
        """All numbers one after the other, shape (1, size)."""
        parts = (self.echelon, self.multiples, self.square, self.order.astype("<i4").view(np.uint8))
        return np.concatenate([np.ascontiguousarray(part).ravel() for part in parts])[None, :]

    @classmethod
    def read(cls, stored: np.ndarray, count: int, rank: int, num_columns: int) -> Step:
        """The step that :meth:`as_bytes` wrote."""
        ends = np.cumsum([count * num_columns, count * rank, count * count])
        echelon, multiples, square, order = np.split(stored[0], ends)
        shaped = (part.reshape(count, -1) for part in (multiples, square))
        return cls(echelon.reshape(count, num_columns), order.copy().view("<i4"), *shaped)


def rank_by_bytes(
    matrix: np.ndarray, prime: int, *, progress: Callable[[int, int], None] = lambda done, total: None
) -> ModularRank | None:
    """Rank of a matrix modulo a prime below 256 as by :func:`algebraic.modular.eliminate`, by products of bytes.

    The columns are eliminated one after the other, so that those are found that do not depend on the ones before them.
    Besides the matrix it needs room for half a byte for each entry of a square.

    Args:
        matrix: shape (num_rows, num_columns), integers in [0, p), of any type.
        progress: called with the number of columns that are done, and of all. What it raises ends the elimination.

    Returns:
        ``None`` where there is no compiler, or the processor does not multiply bytes.

    >>> found = rank_by_bytes(np.array([[1, 2, 3], [2, 4, 6], [0, 1, 5]]), 101)
    >>> found is None or (found.rank, found.pivot_columns.tolist()) == (2, [0, 1])
    True
    """
    if find_byte_kernel() is None:
        return None
    num_rows, num_columns = matrix.shape
    elimination = ByteElimination(num_columns, num_rows, prime)
    for begin in range(0, num_columns, ROWS):
        progress(begin, num_columns)
        elimination.add(np.ascontiguousarray(matrix[:, begin : begin + ROWS].T).astype(np.uint8))
        if elimination.rank == num_rows:
            break
    progress(num_columns, num_columns)
    rank = elimination.rank
    columns = np.array(elimination.pivot_rows, dtype=np.int64)
    return ModularRank(rank, prime, elimination.order[:rank].astype(np.int64), columns)


class ByteElimination:
    """The elimination of a matrix modulo a prime below 256 whose rows come one block after the other.

    Args:
        num_rows, num_columns: of the whole matrix.
        threads: that take rows of one block; by default OMP_NUM_THREADS, or as many as there are processors. The result
            does not depend on it.

    Raises:
        Missing: there is no compiler, or the processor does not multiply bytes.

    Attributes:
        pivot_rows: the rows that do not depend on those before them, ascending.
        order: the columns in the order of the echelon form: those of the pivots first.
    """

    def __init__(self, num_rows: int, num_columns: int, prime: int, *, threads: int | None = None) -> None:
        self._kernel = find_byte_kernel()
        if self._kernel is None:
            words = "no kernel for products of bytes: it needs a C compiler and a processor with AVX512-VNNI"
            raise Missing(words, hint="take a prime between 2^21 and 2^22", kind="byte_kernel_missing")
        self.prime, self.num_columns, self.num_done = prime, num_columns, 0
        self.pivot_rows: list[int] = []
        self.order = np.arange(num_columns, dtype=np.int32)
        # What tries a step that is gone on from, and the rows of U times it: one block for each step.
        self._probes = np.random.default_rng().integers(0, prime, (num_columns, PROBES)).astype(np.float64)
        self._images: list[np.ndarray] = []
        self._threads = threads or int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
        self._where = places(num_columns, min(num_rows, num_columns))
        self._echelon = np.zeros(self._where[-1] + 4 * TILE, dtype=np.uint8)  # the kernel reads whole groups of rows

    @property
    def rank(self) -> int:
        """Of the rows so far."""
        return len(self.pivot_rows)

    def add(self, rows: np.ndarray, *, keep: bool = False) -> Step | None:
        """Eliminate the next rows.

        Args:
            rows: integers in [0, p), shape (count, num_columns).
            keep: whether to return what a later run can go on from.

        Returns:
            with ``keep``, the step, where all rows so far are independent.
        """
        kept: Step | None = None
        for begin in range(0, len(rows), ROWS):
            kept = self._add(rows[begin : begin + ROWS], keep)
        return kept

    def _add(self, given: np.ndarray, keep: bool) -> Step | None:
        count, rank, width = len(given), self.rank, self.num_columns
        rows = np.zeros((count, padded(width)), dtype=np.int8)
        moved = bool((self.order != np.arange(width)).any())
        rows[:, :width] = balanced(given[:, self.order] if moved else given, self.prime)
        which, state = np.zeros(count, dtype=np.int32), np.array([rank], dtype=np.int32)
        multiples = np.zeros((count, multiples_width(rank)), dtype=np.int8)

        def step(begin: int, end: int, what: int) -> None:
            arrays = (rows[begin:end], self._echelon, self._where, self.order, which, state, multiples[begin:end])
            call(self._kernel, (arrays, (end - begin, width, self.prime, what)))

        parts = np.linspace(0, count, min(self._threads, count) + 1).astype(int).tolist()
        with ThreadPoolExecutor(self._threads) as pool:
            for _ in pool.map(step, parts[:-1], parts[1:], [LOSE] * (len(parts) - 1)):
                pass
        before, left = self.order.copy(), rows.copy() if keep else rows
        step(0, count, EXTEND)
        found = int(state[0]) - rank
        self.pivot_rows += (self.num_done + np.sort(which[:found])).tolist()
        self.num_done += count
        if not keep or self.rank < self.num_done or count % TILE or rank % TILE:
            return None
        echelon = np.empty((count, width), dtype=np.uint8)
        echelon[:, self.order] = unpacked(self._echelon, self._where, rank, rank + count, width)
        self._images.append(self._image(echelon))
        place = np.empty(width, dtype=np.int64)
        place[before] = np.arange(width)
        square = left[:, place[self.order[rank : rank + count]]]
        return Step(
            echelon,
            self.order.copy(),
            *((part % np.int16(self.prime)).astype(np.uint8) for part in (multiples[:, :rank], square)),
        )

    def restore(self, step: Step, rows: np.ndarray) -> bool:
        """Go on as if the next rows had been eliminated, if a step is shown to be theirs, and all before were kept.

        The equation of :class:`Step` is tried on random vectors that nobody may foresee: a wrong one passes with a
        probability of at most p^-4. S and D being invertible, the rows of U with the new ones then span what they did
        with the given ones.

        Args:
            rows: integers in [0, p), shape (count, num_columns).
        """
        count, rank, prime, order = len(rows), self.rank, self.prime, step.order
        new = self._structured(step, count)
        if new is None:
            return False
        image = self._image(step.echelon)
        known = np.vstack([*self._images, np.zeros((0, PROBES))])
        diagonal, right = (as_nmod(part.astype(np.int64), prime) for part in (new[:, rank : rank + count], image))
        solved = np.array([int(x) for x in diagonal.solve(right).entries()], dtype=np.float64).reshape(count, PROBES)
        found = step.square.astype(np.float64) @ solved + step.multiples.astype(np.float64) @ known
        if ((found - self._image(rows)) % prime).any() or modular_rank(step.square.astype(np.int64), prime) < count:
            return False
        if (order != self.order).any():
            before = np.empty((rank, self.num_columns), dtype=np.uint8)
            before[:, self.order] = unpacked(self._echelon, self._where, 0, rank, self.num_columns)
            pack(self._echelon, self._where, 0, before[:, order])
            self.order = order.astype(np.int32)
        pack(self._echelon, self._where, rank, new)
        self._images.append(image)
        self.pivot_rows += range(self.num_done, self.num_done + count)
        self.num_done += count
        return True

    def _image(self, rows: np.ndarray) -> np.ndarray:
        """Rows times the random vectors, modulo p; exact: num_columns · 255² < 2^53."""
        return np.asarray(rows.astype(np.float64) @ self._probes % self.prime)

    def _structured(self, step: Step, count: int) -> np.ndarray | None:
        """The new rows in the order of U, if they go on with it: zero below a diagonal whose tiles are the identity."""
        rank, width, order = self.rank, self.num_columns, step.order
        if rank % TILE or count % TILE or not rank == self.num_done == sum(map(len, self._images)):
            return None
        if not (np.sort(order) == np.arange(width)).all() or (order[:rank] != self.order[:rank]).any():
            return None
        new = step.echelon[:, order]
        identity = np.eye(TILE, dtype=np.uint8)
        for begin in range(0, count, TILE):
            tile = new[begin : begin + TILE]
            if tile[:, : rank + begin].any() or (tile[:, rank + begin : rank + begin + TILE] != identity).any():
                return None
        return None if (new >= self.prime).any() else new
