"""A folder of finished blocks of a large Jacobian and of its elimination, to go on from after an interruption.

A block is a ``.npy`` file with a SHA-256 behind it, of the residues and of all that they belong to: network, data,
prime, seed, the version of the code, the place in the matrix. What is damaged, cut off, from elsewhere, or no plain
file counts as not there, with a note. A digest can be forged: whoever takes a block checks it against the network, too
(:func:`algebraic.ranks.form_matrix`, ``byte_elimination.py``).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..engines import package_version
from ..shell import WrongInput, write_text, write_whole

PLAN = "plan.json"
MAX_PLAN = 2**20  # bytes
BLOCK_FORMAT = 3  # raised when the same plan gives other blocks
OWN_FILES = re.compile(r"columns-\d+-(sample|byte-sample|byte-row)-\d+\.npy|\.part-.*|plan\.json")


@dataclass(frozen=True)
class Kind:
    """What a block is: the name of what it begins with, and the type of its numbers."""

    name: str
    dtype: str


RESIDUES = Kind("sample", "<i4")  # rows of the Jacobian
BYTES = Kind("byte-sample", "|u1")  # the same modulo a prime below 256
STEPS = Kind("byte-row", "|u1")  # of an elimination modulo a prime below 256


class BlockFolder:
    """A folder of finished blocks of rows, and of what they belong to.

    Attributes:
        notes: what was found in it that could not be used.

    Raises:
        WrongInput: it cannot be written, or it holds the blocks of another run, or other files.
    """

    def __init__(self, folder: Path, plan: dict[str, str | int | None]) -> None:
        self.folder, self.notes = folder, list[str]()
        self._plan = {**plan, "version": f"{package_version('zerolocus')}, format {BLOCK_FORMAT}"}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            found = self._read_plan()
            if found is None and not all(OWN_FILES.fullmatch(path.name) for path in folder.iterdir()):
                raise _bad_folder(folder, "holds other files")
        except OSError as problem:
            raise _bad_folder(folder, f"cannot be used: {problem.strerror}") from None
        different = sorted(key for key in plan if found is not None and found.get(key) != plan[key])
        if different:
            raise _bad_folder(folder, f"holds the blocks of another run (other {', '.join(different)})")
        if found != self._plan:
            _free(folder / PLAN)
            write_text(folder / PLAN, json.dumps(self._plan, indent=1))

    def load(self, num_columns: int, start: int, shape: tuple[int, int], kind: Kind = RESIDUES) -> np.ndarray | None:
        """A finished block; ``None`` where there is none, or none that can be trusted to be what was saved."""
        path = self._path(num_columns, start, kind)
        header = _header(shape, kind)
        length = len(header) + np.dtype(kind.dtype).itemsize * shape[0] * shape[1]
        try:
            content = read_plain(path, length + hashlib.sha256().digest_size)
        except FileNotFoundError:
            return None
        except OSError as problem:
            self.refuse(num_columns, start, problem.strerror or "it cannot be read", kind)
            return None
        body = memoryview(content)[:length]
        if content[: len(header)] != header or content[length:] != self._digest(path, body):
            self.refuse(num_columns, start, "it is damaged, or from another run or version", kind)
            return None
        return np.frombuffer(body[len(header) :], dtype=kind.dtype).reshape(shape)

    def refuse(self, num_columns: int, start: int, cause: str, kind: Kind = RESIDUES) -> None:
        """Note that a block is made again."""
        self.notes.append(f"{self._path(num_columns, start, kind).name} was made again: {cause}")

    def save(self, num_columns: int, start: int, block: np.ndarray, kind: Kind = RESIDUES) -> None:
        """Write a block, whole or not at all; where something else is in its place, with a note.

        Raises:
            OutOfBudget: the disk is full.
        """
        body = _header(block.shape, kind) + np.ascontiguousarray(block, dtype=kind.dtype).tobytes()
        path = self._path(num_columns, start, kind)
        content = body + self._digest(path, body)
        try:
            _free(path)
            write_whole(path, lambda part: part.write_bytes(content))
        except WrongInput as problem:
            self.notes.append(f"{path.name} was not kept: {problem.message}")

    def clear(self) -> None:
        """Remove the blocks, the plan and the folder, when the result is there."""
        for path in [path for path in self.folder.iterdir() if OWN_FILES.fullmatch(path.name)]:
            with suppress(OSError):  # a folder of this name
                path.unlink()
        with suppress(OSError):  # something else lies in it
            self.folder.rmdir()

    def _path(self, num_columns: int, start: int, kind: Kind) -> Path:
        return self.folder / f"columns-{num_columns}-{kind.name}-{start}.npy"

    def _digest(self, path: Path, body: bytes | memoryview) -> bytes:
        digest = hashlib.sha256(json.dumps([self._plan, path.name], sort_keys=True).encode() + b"\n")
        digest.update(body)
        return digest.digest()

    def _read_plan(self) -> dict[str, object] | None:
        """The plan, or ``None`` without one that can be read."""
        try:
            found = json.loads(read_plain(self.folder / PLAN, MAX_PLAN, exactly=False))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        self.notes.append(f"{PLAN} was made again: it is damaged")
        return None


def _free(path: Path) -> None:
    """Remove a link or a special file that has the name of a file of ours: what is written must not go through it."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(kind := path.lstat().st_mode) and not stat.S_ISDIR(kind):
            path.unlink()


def read_plain(path: Path, size: int, *, exactly: bool = True) -> bytes:
    """A plain file of this size, or of this size at most; links and devices are not followed.

    Raises:
        OSError: it is something else, or cannot be read.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(0, "it is no plain file")
        if about.st_size > size or (exactly and about.st_size != size):
            raise OSError(0, f"it has {about.st_size:,} bytes, not {size:,}")
        with os.fdopen(os.dup(handle), "rb") as stream:
            return stream.read(size)
    finally:
        os.close(handle)


def _header(shape: tuple[int, ...], kind: Kind) -> bytes:
    """What ``numpy.save`` writes before the numbers of an array of this shape."""
    content = io.BytesIO()
    description = {"descr": kind.dtype, "fortran_order": False, "shape": tuple(map(int, shape))}
    np.lib.format.write_array_header_1_0(content, description)
    return content.getvalue()


def _bad_folder(folder: Path, cause: str) -> WrongInput:
    return WrongInput(
        f"--resume {str(folder)!r} {cause}",
        hint="give a new folder, or the options of the run that the blocks belong to",
        kind="bad_resume",
    )
