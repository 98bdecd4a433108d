"""Arrays of images in an npz file: no pickle, of limited size, and checked to be a data set."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..shell import Missing, WrongInput, shown_path

MOST_BYTES = 2**34  # of all arrays, unpacked
MOST_CLASSES = 10_000
WHOLE = ("inputs", "labels")
APART = ("train_inputs", "train_labels", "test_inputs", "test_labels")
CHANNELS = (1, 3, 4)


@dataclass(frozen=True, eq=False)
class Arrays:
    """Images (num, channels, height, width), uint8 or float32, labels int64; no test images: not chosen yet."""

    train_inputs: np.ndarray
    train_labels: np.ndarray
    test_inputs: np.ndarray
    test_labels: np.ndarray
    classes: tuple[str, ...] = ()
    split: str = "as the file says"


def bad_data(cause: str, hint: str) -> WrongInput:
    """The error about what is no data set."""
    return WrongInput(cause, hint=hint, kind="bad_data")


def read_npz(path: Path) -> Arrays:
    """The arrays of a file.

    Raises:
        Missing: it cannot be read.
        WrongInput: it is no npz file, too large, or no data set.
    """
    shown = shown_path(path)
    if not path.is_file():
        raise Missing(f"{shown} cannot be read: it is no plain file", hint="give an .npz file", kind="data_missing")
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > MOST_BYTES:
            raise bad_data(f"{shown} holds {unpacked:,} bytes (limit {MOST_BYTES:,})", "give fewer images")
        with np.load(path, allow_pickle=False) as stored:
            found = {name: stored[name] for name in stored.files if name in (*WHOLE, *APART)}
            others = [name for name in stored.files if name not in (*WHOLE, *APART)]
    except OSError as problem:
        raise Missing(f"{shown} cannot be read: {problem.strerror or problem}", hint="is it there, and yours to read?",
                      kind="data_missing") from None  # fmt: skip
    except (
        ValueError,
        EOFError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        MemoryError,
    ) as problem:
        said = "it holds objects, which only pickle reads" if "pickle" in str(problem) else str(problem)
        raise bad_data(f"{shown} is no npz file of plain arrays: {said}", "write it with numpy.savez") from None
    names: tuple[str, ...] | None = next((each for each in (APART, WHOLE) if set(each) <= set(found)), None)
    if names is None or len(found) != len(names):
        there = ", ".join(sorted([*found, *others])[:20]) or "nothing"
        raise bad_data(f"{shown} holds {there}", f"give the arrays {', '.join(APART)}, or {' and '.join(WHOLE)}")
    if not all(isinstance(found[name], np.ndarray) for name in names):
        raise bad_data(f"{shown} is no npz file of plain arrays: not all in it are arrays", "write it with numpy.savez")
    train = _inputs(found[names[0]], f"{names[0]} of {shown}")
    labels = _labels(found[names[1]], len(train), f"{names[1]} of {shown}")
    if names is WHOLE:
        return Arrays(train, labels, train[:0], labels[:0])
    test = _inputs(found[names[2]], f"{names[2]} of {shown}")
    if test.shape[1:] != train.shape[1:] or test.dtype != train.dtype:
        raise bad_data(
            f"test images have the shape {test.shape[1:]} and the type {test.dtype}, training images {train.shape[1:]} "
            f"and {train.dtype}",
            "give both alike",
        )
    return Arrays(train, labels, test, _labels(found[names[3]], len(test), f"{names[3]} of {shown}"))


def _inputs(array: np.ndarray, what: str) -> np.ndarray:
    """(num, channels, height, width), uint8 where they are grey levels, else float32."""
    if array.dtype.kind not in "uifb" or array.ndim not in (2, 3, 4):
        raise bad_data(
            f"{what} has the shape {array.shape} and the type {array.dtype}",
            "give numbers (num, channels, height, width), (num, height, width) or (num, features)",
        )
    if not array.size:
        raise bad_data(f"{what} has the shape {array.shape}: there is nothing in it", "give at least one image")
    if array.ndim == 4 and array.shape[3] in CHANNELS and array.shape[1] not in CHANNELS:
        array = np.moveaxis(array, 3, 1)
    elif array.ndim == 3:
        array = array[:, None]
    elif array.ndim == 2:
        array = array[:, None, None]
    if array.dtype.kind == "f":
        with np.errstate(over="ignore"):
            array = np.ascontiguousarray(array, np.float32)
        if not np.isfinite(array).all():
            raise bad_data(f"{what} has numbers that are not finite in float32", "replace them, or leave them out")
        return array
    if array.min() < 0 or array.max() > 255:
        raise bad_data(f"{what} has whole numbers from {array.min()} to {array.max()}", "grey levels are from 0 to 255")
    return np.ascontiguousarray(array, np.uint8)


def _labels(array: np.ndarray, count: int, what: str) -> np.ndarray:
    if array.dtype.kind not in "ui" or array.shape != (count,):
        raise bad_data(
            f"{what} has the shape {array.shape} and the type {array.dtype}", f"give {count} whole numbers from 0 on"
        )
    if array.min() < 0 or array.max() >= MOST_CLASSES:
        raise bad_data(
            f"{what} has labels from {array.min()} to {array.max()}", f"give labels from 0 to {MOST_CLASSES - 1}"
        )
    return array.astype(np.int64)
