"""Numpy's files ``.npy`` and ``.npz``, of plain real numbers: what a header claims is compared with what is there.

numpy's own reader makes room for what a header claims, and lets through whatever its parser, zipfile or zlib raise.
"""

from __future__ import annotations

import ast
import io
import math
import re
import struct
import warnings
import zipfile
from pathlib import Path

import numpy as np

from ..shell import WrongInput, ZerolocusError, read_file, shown_path

MAX_BYTES = 2**28  # of a file, and of what is compressed in it
MAX_HEADER = 10_000  # bytes, numpy's own limit
MAX_DIRECTORY = 2**20  # bytes of the list of an archive's members

_MAGIC = re.compile(rb"\x93NUMPY([\x01-\x03])\x00")
_DTYPE = re.compile(r"[<>=|]?(b1|[iu][1248]|f[248])")
_END = struct.Struct("<4s4H2LH")  # of an archive: the last record
_LOCATOR = 20  # bytes, of a record before it, by which zipfile finds another one
_PLAIN_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def read_npy(path: Path) -> np.ndarray:
    """The array in a ``.npy`` file.

    Raises:
        Missing: the file cannot be read.
        WrongInput: it is no such file, holds other things than real numbers, or another number of them than it claims.
    """
    return _array(read_file(path, MAX_BYTES, kind="bad_data"), shown_path(path))


def read_npz(path: Path, wanted: tuple[str, ...]) -> list[np.ndarray]:
    """Arrays of a ``.npz`` file, by their names.

    Raises:
        Missing: the file cannot be read.
        WrongInput: it is no such file, lacks an array, or as :func:`read_npy`.
    """
    content, shown = read_file(path, MAX_BYTES, kind="bad_data"), shown_path(path)
    _check_directory(content, shown)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            missing = [name for name in wanted if names.count(f"{name}.npy") != 1]
            if missing:
                held = ", ".join(name.removesuffix(".npy")[:40] for name in names[:20]) or "no named arrays"
                raise _wrong(shown, f"holds {held}", hint=f"a .npz file holds the arrays {' and '.join(wanted)}")
            return [_array(_member(archive, f"{name}.npy", shown), f"{name} in {shown}") for name in wanted]
    except ZerolocusError:
        raise
    except Exception as problem:  # whatever zipfile and zlib make of a damaged archive
        raise _wrong(shown, f"is damaged: {problem or type(problem).__name__}") from None


def _check_directory(content: bytes, shown: str) -> None:
    """zipfile reads the whole list of members, however long, before anything can be asked."""
    place = content.rfind(b"PK\x05\x06")
    if place < 0 or len(content) < place + _END.size:
        raise _wrong(shown, "is not a numpy file: it has no list of arrays")
    size = _END.unpack_from(content, place)[5]
    if size > MAX_DIRECTORY:
        raise _wrong(shown, f"has a list of arrays of {size:,} bytes (limit {MAX_DIRECTORY:,})")
    if content[max(0, place - _LOCATOR) : place].startswith(b"PK\x06\x07"):  # it would say another size
        raise _wrong(shown, "has a list of arrays in the 64-bit format, which numpy needs for none so small")


def _member(archive: zipfile.ZipFile, name: str, shown: str) -> bytes:
    found = archive.getinfo(name)
    if found.flag_bits & 1:
        raise _wrong(shown, f"is encrypted: {name}")
    if found.compress_type not in _PLAIN_WAYS:
        raise _wrong(shown, f"compresses {name} in a way that numpy does not")
    if found.file_size > MAX_BYTES:
        raise _wrong(shown, f"has {found.file_size:,} bytes in {name} (limit {MAX_BYTES:,})")
    with archive.open(found) as member:
        content = member.read(found.file_size + 1)
    if len(content) != found.file_size:
        raise _wrong(shown, f"claims {found.file_size:,} bytes for {name} and has others")
    return content


def _array(content: bytes, shown: str) -> np.ndarray:
    magic = _MAGIC.match(content)
    if not magic:
        raise _wrong(shown, "is not a numpy file of plain numbers")
    width = "<H" if magic[1] == b"\x01" else "<I"
    start = magic.end() + struct.calcsize(width)
    size = struct.unpack_from(width, content, magic.end())[0] if len(content) >= start else 0
    if not 0 < size <= MAX_HEADER or len(content) < start + size:
        raise _wrong(shown, "is not a numpy file: its header is cut off or too long")
    dtype, in_columns, shape = _header(content[start : start + size], shown)
    claimed, there = math.prod(shape) * dtype.itemsize, len(content) - start - size
    if claimed != there:
        raise _wrong(shown, f"has {there:,} bytes of numbers, and its header says {claimed:,}")
    numbers = np.frombuffer(content, dtype=dtype, offset=start + size)
    return numbers.reshape(shape, order="F" if in_columns else "C")


def _header(text: bytes, shown: str) -> tuple[np.dtype, bool, tuple[int, ...]]:
    try:
        with warnings.catch_warnings(action="ignore"):  # of Python's parser, about 1or 2
            header = ast.literal_eval(text.decode("utf-8").strip())
        descr, in_columns, shape = header["descr"], header["fortran_order"], header["shape"]
    except (ValueError, TypeError, KeyError, SyntaxError, RecursionError, MemoryError):
        raise _wrong(shown, "is not a numpy file: its header cannot be read") from None
    if not isinstance(descr, str) or not _DTYPE.fullmatch(descr):
        kinds = {"O": "objects", "c": "complex numbers", "U": "texts", "S": "texts"}
        held = next((words for mark, words in kinds.items() if mark in str(descr)), f"{str(descr)[:60]!r}")
        hint = "save real numbers of at most 64 bits, with numpy.save or numpy.savez"
        raise _wrong(shown, f"holds {held}, not plain real numbers", hint=hint)
    plain = isinstance(shape, tuple) and all(type(n) is int and 0 <= n <= MAX_BYTES for n in shape) and len(shape) < 33
    if not plain or not isinstance(in_columns, bool):
        raise _wrong(shown, f"claims the shape {str(shape)[:60]}")
    return np.dtype(descr), in_columns, shape


def _wrong(shown: str, what: str, *, hint: str = "save it again with numpy.save or numpy.savez") -> WrongInput:
    return WrongInput(f"{shown} {what}", hint=hint, kind="bad_data")
