"""Data by name: scikit-learn's digits, or the arrays of an npz file. Nothing is unpickled."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO

import numpy as np

from algebraic.shell import Missing, WrongInput, shown_path
from netsim.shell import free_memory, in_bytes

DIGITS = "digits"
MOST_HEADER = 10_000  # bytes of the description of an array
KINDS = "fiub"  # of numbers


@dataclass(frozen=True, eq=False)
class GivenData:
    """Inputs by name and targets, the samples first.

    Attributes:
        inputs: one array ``inputs``, or several by the names of the module's arguments.
        targets: numbers or classes.
        shapes: other shapes of a sample, of which the first is taken that the model reads.
        name: where they are from.
    """

    inputs: Mapping[str, np.ndarray]
    targets: np.ndarray
    shapes: tuple[tuple[int, ...], ...] = ()
    name: str = "given"


def load_data(name: str) -> GivenData:
    """The data that ``--data`` names.

    ``digits`` are scikit-learn's 1,797 images, as rows of 64 whole numbers from 0 to 16 (as images of 1×8×8 where the
    model reads no rows), in its order, with their classes.

    Raises:
        Missing: there is no such file.
        WrongInput: it is no npz file of plain arrays, or has no ``targets``.

    >>> digits = load_data("digits")
    >>> digits.inputs["inputs"].shape, digits.shapes
    ((1797, 64), ((64,), (1, 8, 8)))
    """
    if name == DIGITS:
        from sklearn.datasets import load_digits

        pixels, labels = load_digits(return_X_y=True)
        return GivenData({"inputs": pixels.astype(np.int64)}, labels.astype(np.int64), ((64,), (1, 8, 8)), DIGITS)
    if not name.lower().endswith(".npz"):
        raise bad_data(f"--data is {shown_path(name)}", "give digits, or a file that ends in .npz")
    arrays = read_npz(Path(name))
    targets = arrays.pop("targets", None)
    if targets is None or not arrays:
        there = ", ".join(sorted([*arrays, *(["targets"] if targets is not None else [])])) or "nothing"
        raise bad_data(f"{shown_path(name)} holds {there}", "give the arrays inputs and targets")
    return GivenData(arrays, targets, name=os.path.basename(name))


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a file, their sizes checked before anything is allocated.

    Raises:
        Missing: there is no such file, or it cannot be read.
        WrongInput: it is no npz file of plain arrays, or larger than the free memory.
    """
    shown = shown_path(path)
    if not path.is_file():
        what = "it is no plain file" if path.exists() else "there is no such file"
        raise Missing(f"{shown} cannot be read: {what}", hint="give an .npz file", kind="data_missing")
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = [_announced(archive, member, shown) for member in archive.infolist()]
        free = free_memory()
        if free is not None and 2 * sum(sizes) > free:
            raise bad_data(
                f"{shown} holds {in_bytes(sum(sizes))} of numbers, and {in_bytes(free)} of memory are free",
                "give fewer samples",
            )
        with np.load(path, allow_pickle=False, max_header_size=MOST_HEADER) as stored:
            return {name: np.asarray(stored[name]) for name in stored.files}
    except OSError as problem:
        said = problem.strerror or str(problem)
        raise Missing(f"{shown} cannot be read: {said}", hint="is it yours to read?", kind="data_missing") from None
    except (ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError) as problem:
        raise bad_data(f"{shown} is no npz file of plain arrays: {problem}", "write it with numpy.savez") from None


def _announced(archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str) -> int:
    """How many bytes an array needs, which must be what the archive says that it has.

    Raises:
        ValueError: it is none, or has objects, or other numbers than announced.
    """
    if not member.filename.endswith(".npy"):
        raise ValueError(f"{member.filename} is no array")
    with archive.open(member) as stream:
        shape, dtype, header = _header(stream)
    if dtype.hasobject:
        raise ValueError(f"{member.filename} holds objects, which only pickle reads")
    if dtype.kind not in KINDS:
        raise ValueError(f"{member.filename} has the type {dtype}, which is none of numbers")
    needed = prod(shape) * dtype.itemsize
    if header + needed != member.file_size:
        raise ValueError(f"{member.filename} says {needed:,} bytes of numbers, and has {member.file_size - header:,}")
    return needed


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype, int]:
    """Shape and type of an array, and how many bytes say so."""
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(stream, max_header_size=MOST_HEADER)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(stream, max_header_size=MOST_HEADER)
    else:
        raise ValueError(f"an array of the version {version}")
    return shape, dtype, stream.tell()


def bad_data(cause: str, hint: str) -> WrongInput:
    """The error about data that cannot be used."""
    return WrongInput(cause, hint=hint, kind="bad_data")
