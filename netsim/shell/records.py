"""Files that are written whole or not at all: JSON, and arrays with their identity (safetensors, never pickle)."""

from __future__ import annotations

import errno
import json
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .errors import DISK_FULL, Missing, WrongInput, disk_full


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file in one step: one that exists stays as it was until the new one is complete. Its folder is made.

    Raises:
        OutOfBudget: the disk is full; nothing half-written stays behind.
        WrongInput: the file cannot be written.
    """
    temporary: str | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-", suffix=target.suffix)
        os.close(handle)
        write(Path(temporary))
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as problem:
        if problem.errno in DISK_FULL:
            raise disk_full(str(target)) from problem
        cause = f"{str(target)!r} cannot be written: {problem.strerror or problem}"
        raise WrongInput(cause, hint="choose another place", kind="bad_output") from problem
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def write_text(target: Path, text: str) -> None:
    """A text file, by :func:`write_whole`."""
    write_whole(target, lambda path: path.write_text(text, encoding="utf-8"))


def write_json(target: Path, data: Any) -> None:
    """One JSON document, with lists of numbers on one line."""
    text = json.dumps(data, indent=1, allow_nan=False) + "\n"
    text = re.sub(
        r"\[[^][{}\"]*\]", lambda found: re.sub(r"\s+", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text
    )
    write_text(target, text)


def read_json(source: Path) -> Any:
    """The document.

    Raises:
        Missing: the file cannot be read.
        WrongInput: it is not JSON.
    """
    try:
        return json.loads(source.read_text(encoding="utf-8"))
    except OSError as problem:
        raise Missing(f"{str(source)!r} cannot be read: {problem.strerror}", kind="data_missing") from None
    except ValueError as problem:
        raise WrongInput(f"{str(source)!r} is not JSON: {problem}", kind="bad_record") from None


def write_arrays(target: Path, arrays: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Arrays by name, with text beside them."""
    from safetensors.numpy import save_file

    tidy = {name: np.ascontiguousarray(array) for name, array in arrays.items()}

    def save(path: Path) -> None:
        try:
            save_file(tidy, path, metadata)
        except Exception as problem:  # safetensors hides the operating system's error in one of its own
            if "No space left" in str(problem):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from problem
            raise

    write_whole(target, save)


def read_arrays(source: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """What :func:`write_arrays` wrote.

    Raises:
        WrongInput: the file is damaged.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(source, framework="numpy") as stored:
            return {name: stored.get_tensor(name) for name in stored.keys()}, stored.metadata() or {}  # noqa: SIM118
    except SafetensorError as problem:
        raise WrongInput(f"{source} is damaged: {problem}", hint="remove it: the run makes it again") from problem


def tidy_numbers(value: Any, digits: int = 6) -> Any:
    """Plain data with floats rounded to some significant digits; what is not finite becomes text.

    >>> tidy_numbers({"a": np.float32(1 / 3), "b": [float("nan")], "c": np.arange(2)})
    {'a': 0.333333, 'b': ['nan'], 'c': [0, 1]}
    """
    if isinstance(value, dict):
        return {str(key): tidy_numbers(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [tidy_numbers(item, digits) for item in value]
    if isinstance(value, np.ndarray):
        return tidy_numbers(value.tolist(), digits)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.{digits}g}") if np.isfinite(value) else str(value)
    return value
