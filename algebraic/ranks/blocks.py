"""A large Jacobian modulo a prime, formed block by block; with a folder, an interrupted run goes on where it was."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from array_api_compat import array_namespace, to_device

from ..data import IntegerData
from ..shell import UNLIMITED, Budget, TooLarge, WrongInput, write_text, write_whole
from .float64_passes import ModularJacobian

BLOCK = 512  # samples in one file
OVERHEAD_GB = 0.5  # the interpreter, the libraries, one block
PLAN = "plan.json"


class BlockFolder:
    """A folder of finished blocks of rows, and of what they belong to.

    Raises:
        WrongInput: it cannot be written, or it holds the blocks of another run.
    """

    def __init__(self, folder: Path, plan: dict[str, str | int]) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            found = json.loads((folder / PLAN).read_text()) if (folder / PLAN).exists() else None
            if found is None:
                if any(folder.iterdir()):
                    raise _bad_folder(folder, "holds other files")
                write_text(folder / PLAN, json.dumps(plan, indent=1))
        except OSError as problem:
            raise _bad_folder(folder, f"cannot be used: {problem.strerror}") from None
        except ValueError:
            raise _bad_folder(folder, f"holds a {PLAN} that is not JSON") from None
        different = sorted(key for key in plan if found is not None and found.get(key) != plan[key])
        if different:
            raise _bad_folder(folder, f"holds the blocks of another run (other {', '.join(different)})")

    def load(self, num_columns: int, start: int) -> np.ndarray | None:
        """A finished block, int32; ``None`` where there is none, or none that can be read."""
        try:
            return np.asarray(np.load(self._path(num_columns, start), allow_pickle=False))
        except (OSError, ValueError, EOFError):
            return None

    def save(self, num_columns: int, start: int, block: np.ndarray) -> None:
        """Write a block, whole or not at all."""
        content = io.BytesIO()  # written to a file at once, numpy would not say that the disk is full
        np.save(content, block)
        write_whole(self._path(num_columns, start), lambda path: path.write_bytes(content.getbuffer()))

    def clear(self) -> None:
        """Remove the blocks, the plan and the folder, when the result is there."""
        for path in [*self.folder.glob("columns-*-sample-*.npy"), self.folder / PLAN]:
            path.unlink(missing_ok=True)
        with suppress(OSError):  # something else lies in it
            self.folder.rmdir()

    def _path(self, num_columns: int, start: int) -> Path:
        return self.folder / f"columns-{num_columns}-sample-{start}.npy"


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
    outputs, prime = jacobian.network.output_dim, jacobian.prime
    matrix = jacobian.zeros((len(samples) * outputs, jacobian.num_columns))
    digest = hashlib.sha256()
    for start in range(0, len(samples), BLOCK):
        budget.check(f"row {start * outputs:,} of {len(matrix):,} was being formed")
        report(f"rows of the Jacobian: {start * outputs:,} of {len(matrix):,}")
        chosen = samples[start : start + BLOCK]
        target = matrix[start * outputs : (start + len(chosen)) * outputs, :]
        stored = folder.load(jacobian.num_columns, start) if folder else None
        if stored is not None and stored.shape == target.shape and stored.dtype == np.dtype("<i4"):
            target[:, :] = jacobian.array(stored)
        else:
            step = jacobian.batch_size()
            for first in range(0, len(chosen), step):
                some = chosen[first : first + step]
                rows = jacobian.rows(data.residues(some, prime))
                target[first * outputs : (first + len(some)) * outputs, :] = rows
            stored = canonical_residues(target, prime)
            if folder:
                folder.save(jacobian.num_columns, start, stored)
        digest.update(stored.tobytes())
    return matrix, digest.hexdigest()


def canonical_residues(values: Any, prime: int) -> np.ndarray:
    """Residues in [0, p), 32-bit little-endian, as a numpy array.

    >>> canonical_residues(np.array([[-1.0, 3.0, 9.0]]), 7)
    array([[6, 3, 2]], dtype=int32)
    """
    xp = array_namespace(values)
    return np.asarray(to_device(xp.astype(xp.remainder(values, prime), xp.int32), "cpu"), dtype="<i4")


def matrix_gb(num_rows: int, num_columns: int, data: IntegerData) -> float:
    """Memory, in GB, that the elimination of such a matrix needs, about."""
    block = 3 * BLOCK * num_columns
    return (8 * (num_rows * num_columns + block) + data.inputs.nbytes) / 1e9 + OVERHEAD_GB


def check_memory(num_rows: int, num_columns: int, outputs: int, data: IntegerData, memory_gb: float | None) -> None:
    """Refuse a matrix that would not fit.

    Raises:
        TooLarge: it names the need, the limit and the way out.
    """
    needed = matrix_gb(num_rows, num_columns, data)
    machine = physical_memory_gb()
    limit = min(limit for limit in (memory_gb, machine, float("inf")) if limit is not None)
    if needed <= limit:
        return
    room = max(0.0, limit - OVERHEAD_GB - data.inputs.nbytes / 1e9) * 1e9 / 8
    samples = max(1, int((max(0.0, room - 3 * BLOCK * room**0.5) * num_rows / num_columns) ** 0.5) // outputs)
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


def _bad_folder(folder: Path, cause: str) -> WrongInput:
    return WrongInput(
        f"--resume {str(folder)!r} {cause}",
        hint="give a new folder, or the options of the run that the blocks belong to",
        kind="bad_resume",
    )
