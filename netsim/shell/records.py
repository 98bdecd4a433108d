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

from .errors import OutOfBudget, WrongInput


def write_whole(target: Path, write: Callable[[Path], None]) -> None:
    """Write to a temporary name beside the target, then rename.

    Raises:
        OutOfBudget: the disk is full; nothing half-written stays behind.
        WrongInput: the folder cannot be written to.
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
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OutOfBudget(
                f"the disk is full: {target} was not written",
                hint="free some space and run the same command again: it resumes",
                kind="disk_full",
            ) from problem
        raise WrongInput(f"{target} cannot be written: {problem.strerror}", hint="give another --out") from problem
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def write_text(target: Path, text: str) -> None:
    """A text file."""

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    write_whole(target, write)


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
        WrongInput: it is not JSON.
    """
    try:
        return json.loads(source.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as problem:
        raise WrongInput(f"{source} is not a JSON document: {problem}", kind="bad_record") from problem


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
