"""The kernel that eliminates rows of bytes: compiled once in a process, and tried out against python-flint."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..engines import Call, Calls, compile_for_cpu
from ..modular import modular_rank
from ..shell import ROLE_TRIALS, Budget, EngineFailed, Missing, random_stream

log = logging.getLogger(__name__)

BYTE_LIMIT = 2**8  # primes below
NAME = "eliminate_rows"
TILE = 64  # columns that stand together
OPTIONS = ("-O2", "-march=native")
COMPILER_SECONDS = 60.0
LOSE, EXTEND = 0, 1  # what the kernel does


@cache
def find_byte_kernel() -> Any:
    """The function ``eliminate_rows`` of ``byte_rows.c``; ``None`` where no compiler or processor is up to it.

    It needs products of bytes (AVX512-VNNI).
    """
    source = Path(__file__).with_name("byte_rows.c").read_text(encoding="utf-8")
    try:
        found = compile_for_cpu(source, NAME, OPTIONS, budget=Budget(COMPILER_SECONDS), trial=is_right)
    except (EngineFailed, Missing) as problem:
        log.info("rows of bytes are not eliminated: %s", problem)
        return None
    if found is None:
        log.info("rows of bytes are not eliminated: the compiler or the processor lacks what they need")
    return found


def call(kernel: Any, given: Call) -> None:
    """Call the kernel in this process."""
    arrays, numbers = given
    kernel(*(ctypes.c_void_p(array.ctypes.data) for array in arrays), *numbers)


def padded(num_columns: int) -> int:
    """Bytes from one row to the next: an odd number of tiles, so that rows fall into different places of a cache."""
    return (-(-num_columns // TILE) | 1) * TILE


def multiples_width(rank: int) -> int:
    """Bytes from the multiples of one row to those of the next."""
    return (rank // 128 + 1) * 128 + TILE


def places(num_columns: int, most: int) -> np.ndarray:
    """Where each tile of an echelon form of at most so many rows begins, and where the last one ends.

    >>> places(130, 100).tolist()
    [0, 4096, 12288, 20480]
    """
    tiles = np.arange(1, -(-num_columns // TILE) + 1, dtype=np.int64)
    heights = TILE * np.minimum(tiles, -(-most // TILE))
    return np.concatenate([[0], np.cumsum(TILE * heights)]).astype(np.int64)


def is_right(calls: Calls) -> bool:
    """Whether rows of planted ranks give echelon forms of these ranks whose rows they span."""
    prime = 251
    for rank, shape in ((70, (150, 200)), (130, (140, 190)), (3, (5, 9))):
        stream = random_stream(0, ROLE_TRIALS, rank)
        left, right = stream.integers(0, prime, (shape[0], rank)), stream.integers(0, prime, (rank, shape[1]))
        matrix = left @ right % prime
        matrix[:, stream.integers(0, shape[1], shape[1] // 3)] = 0  # pivots are not where they are looked for first
        expected = modular_rank(matrix, prime)
        echelon, order, found = _eliminated(calls, matrix, prime)
        spanned = np.vstack([matrix[:, order], echelon])
        if found != expected or modular_rank(echelon, prime) != found or modular_rank(spanned, prime) != expected:
            return False
    return True


def _eliminated(calls: Calls, matrix: np.ndarray, prime: int) -> tuple[np.ndarray, np.ndarray, int]:
    """The echelon form row by row, the columns in its order, and the rank, by two blocks of rows."""
    most, width = min(matrix.shape), matrix.shape[1]
    where = places(width, most)
    echelon, order = np.zeros(where[-1] + 4 * TILE, dtype=np.uint8), np.arange(width, dtype=np.int32)
    state = np.zeros(1, dtype=np.int32)
    for rows in np.array_split(matrix, 2):
        bytes_of_rows = np.zeros((len(rows), padded(width)), dtype=np.int8)
        bytes_of_rows[:, :width] = balanced(rows[:, order], prime)
        which = np.zeros(len(rows), dtype=np.int32)
        multiples = np.zeros((len(rows), multiples_width(int(state[0]))), dtype=np.int8)
        arrays = (bytes_of_rows, echelon, where, order, which, state, multiples)
        calls([(arrays, (len(rows), width, prime, what)) for what in (LOSE, EXTEND)])
    return unpacked(echelon, where, 0, int(state[0]), width), order, int(state[0])


def balanced(residues: np.ndarray, prime: int) -> np.ndarray:
    """Integers in [0, p) as bytes of size at most p/2.

    >>> balanced(np.array([[0, 3, 4, 6]]), 7).tolist()
    [[0, 3, -3, -1]]
    """
    numbers = residues.astype(np.uint8)
    numbers -= (numbers > prime // 2) * np.uint8(prime)  # modulo 256
    return numbers.view(np.int8)


def unpacked(echelon: np.ndarray, where: np.ndarray, begin: int, end: int, num_columns: int) -> np.ndarray:
    """Rows begin ≤ k < end of an echelon form, as integers in [0, p)."""
    out = np.zeros((end - begin, len(where) - 1, TILE), dtype=np.uint8)
    for tile, rows in enumerate(tiles_of(echelon, where)):
        last = min(end, rows.shape[0] * 4)
        if last > begin:
            part = rows[begin // 4 : -(-last // 4)].transpose(0, 2, 1).reshape(-1, TILE)
            out[: last - begin, tile] = part[begin % 4 :][: last - begin]
    return out.reshape(end - begin, out.shape[1] * TILE)[:, :num_columns]


def pack(echelon: np.ndarray, where: np.ndarray, begin: int, rows: np.ndarray) -> None:
    """Put rows, integers in [0, p), into an echelon form; ``begin`` and their number are multiples of four."""
    for tile, there in enumerate(tiles_of(echelon, where)):
        last = min(begin + len(rows), there.shape[0] * 4)
        part = rows[: max(0, last - begin), tile * TILE : (tile + 1) * TILE]
        some = there[begin // 4 : begin // 4 + len(part) // 4, : part.shape[1]]
        some[...] = part.reshape(-1, 4, part.shape[1]).transpose(0, 2, 1)


def tiles_of(echelon: np.ndarray, where: np.ndarray) -> Sequence[np.ndarray]:
    """Views of the tiles, shape (groups of four rows, columns, 4)."""
    return [
        echelon[begin:end].reshape(-1, TILE, 4) for begin, end in zip(where.tolist(), where[1:].tolist(), strict=False)
    ]
