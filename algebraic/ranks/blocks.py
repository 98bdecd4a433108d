"""A large Jacobian modulo a prime, formed block by block; with a folder, an interrupted run goes on where it was.

A block from the folder is believed only if it sends random vectors to where the Jacobian does: another one does so
with probability below 2^-20, whoever wrote it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from math import ceil, log2, sqrt
from typing import Any

import numpy as np
from array_api_compat import array_namespace, to_device

from ..data import IntegerData
from ..shell import UNLIMITED, Budget, TooLarge
from .block_folder import RESIDUES, BlockFolder, Kind
from .float64_passes import ModularJacobian

BLOCK = 512  # samples in one file
CERTAIN_BITS = 21  # one random vector modulo a prime that is drawn, three modulo one of 8 bits
OVERHEAD_GB = 0.5  # the interpreter, the libraries, one block


def form_matrix(
    jacobian: ModularJacobian,
    data: IntegerData,
    samples: np.ndarray,
    *,
    folder: BlockFolder | None = None,
    budget: Budget = UNLIMITED,
    report: Callable[[str], None] = lambda text: None,
) -> tuple[Any, str]:
    """The rows of some samples, shape (len(samples) · output_dim, num_columns), and the SHA-256 of the residues.

    The digest is that of the residues in [0, p), row by row, as 32-bit little-endian integers. The matrix is float64,
    of the kind of the arrays of ``jacobian``.
    """
    matrix = jacobian.zeros((len(samples) * jacobian.network.output_dim, jacobian.num_columns))
    digest = hashlib.sha256()
    for _, stored in form_rows(jacobian, data, samples, matrix, folder=folder, budget=budget, report=report):
        digest.update(stored.tobytes())
    return matrix, digest.hexdigest()


def form_rows(
    jacobian: ModularJacobian,
    data: IntegerData,
    samples: np.ndarray,
    matrix: Any = None,
    *,
    kind: Kind = RESIDUES,
    folder: BlockFolder | None = None,
    budget: Budget = UNLIMITED,
    report: Callable[[str], None] = lambda text: None,
) -> Iterator[tuple[int, np.ndarray]]:
    """The rows of some samples, block by block: the number of the first, and residues as :func:`canonical_residues`.

    Args:
        matrix: where float64 residues of all of them are written, too; else they are not kept.
        kind: as what they are kept in the folder.
    """
    outputs, prime, width = jacobian.network.output_dim, jacobian.prime, jacobian.num_columns
    num_rows = len(samples) * outputs
    block = jacobian.zeros((min(BLOCK, len(samples)) * outputs, width)) if matrix is None else matrix
    for start in range(0, len(samples), BLOCK):
        budget.check(f"row {start * outputs:,} of {num_rows:,} was being formed")
        report(f"rows of the Jacobian: {start * outputs:,} of {num_rows:,}")
        chosen = samples[start : start + BLOCK]
        count = len(chosen) * outputs
        top = 0 if matrix is None else start * outputs
        target = block[top : top + count, :]
        stored = folder.load(width, start, target.shape, kind) if folder else None
        if folder and stored is not None and not _is_part(jacobian, stored, data.residues(chosen, prime)):
            folder.refuse(width, start, "it is no part of this Jacobian", kind)
            stored = None
        if stored is not None:
            stored = stored.astype("<i4", copy=False)
            if matrix is not None:
                target[:, :] = jacobian.array(stored)
        else:
            step = jacobian.batch_size()
            for first in range(0, len(chosen), step):
                some = chosen[first : first + step]
                rows = jacobian.rows(data.residues(some, prime))
                target[first * outputs : (first + len(some)) * outputs, :] = rows
            stored = canonical_residues(target, prime)
            if folder:
                folder.save(width, start, stored, kind)
        yield start * outputs, stored


def _is_part(jacobian: ModularJacobian, stored: np.ndarray, inputs: np.ndarray) -> bool:
    """Whether residues in [0, p) send random vectors to where these rows of the Jacobian do."""
    if stored.min(initial=0) < 0 or stored.max(initial=0) >= jacobian.prime:
        return False
    stream, there = np.random.default_rng(), jacobian.array(stored)  # nobody may foresee it
    for _ in range(ceil(CERTAIN_BITS / log2(jacobian.prime))):
        direction = stream.integers(0, jacobian.prime, jacobian.num_columns)
        expected = canonical_residues(jacobian.along(inputs, direction), jacobian.prime)
        product = jacobian.product(there, jacobian.array(direction)[:, None])
        if not np.array_equal(canonical_residues(product[:, 0], jacobian.prime), expected):
            return False
    return True


def canonical_residues(values: Any, prime: int) -> np.ndarray:
    """Residues in [0, p), 32-bit little-endian, as a numpy array.

    >>> canonical_residues(np.array([[-1.0, 3.0, 9.0]]), 7)
    array([[6, 3, 2]], dtype=int32)
    """
    xp = array_namespace(values)
    return np.asarray(to_device(xp.astype(xp.remainder(values, prime), xp.int32), "cpu"), dtype="<i4")


def matrix_gb(num_rows: int, num_columns: int, data: IntegerData, entry: float = 8.0) -> float:
    """Memory, in GB, that the elimination of such a matrix needs, about, with so many bytes for each entry."""
    block = 8 * 3 * BLOCK * num_columns
    return (entry * num_rows * num_columns + block + data.inputs.nbytes) / 1e9 + OVERHEAD_GB


def check_memory(
    num_rows: int,
    num_columns: int,
    outputs: int,
    data: IntegerData,
    memory_gb: float | None,
    entry: float = 8.0,
) -> None:
    """Refuse a matrix that would not fit, with so many bytes for each entry.

    Raises:
        TooLarge: it names the need, the limit and the way out.
    """
    needed = matrix_gb(num_rows, num_columns, data, entry)
    machine = physical_memory_gb()
    limit = min(limit for limit in (memory_gb, machine, float("inf")) if limit is not None)
    if needed <= limit:
        return
    room = max(0.0, limit - OVERHEAD_GB - data.inputs.nbytes / 1e9) * 1e9 * num_rows / num_columns
    block = 8 * 3 * BLOCK  # entry · n² + block · n = room
    samples = max(1, int(0.99 * (sqrt(block**2 + 4 * entry * room) - block) / (2 * entry)) // outputs)
    larger = f"pass --memory {ceil(needed)} or more, or " if machine is None or needed < machine else ""
    raise TooLarge(
        f"a Jacobian of {num_rows:,} equations and {num_columns:,} columns needs about {needed:.1f} GB "
        f"(limit {limit:.1f} GB)",
        hint=f"{larger}take about {samples:,} samples",
        kind="too_large_for_memory",
    )


def physical_memory_gb() -> float | None:
    """Memory of this machine; ``None`` where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return None
