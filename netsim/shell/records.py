"""JSON, and arrays with their identity (safetensors, never pickle), each written whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from .errors import WrongInput
from .files import write_text, write_whole

ORDER = "order of the arrays"  # a key of the text in a file


def write_json(target: Path, data: Any) -> None:
    """One JSON document, with lists of numbers on one line."""
    text = json.dumps(data, indent=1, allow_nan=False) + "\n"
    text = re.sub(
        r"\[[^][{}\"]*\]", lambda found: re.sub(r"\s+", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text
    )
    write_text(target, text)


def write_arrays(target: Path, arrays: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Arrays by name, with text beside them, and their order, which the format does not keep."""
    from safetensors.numpy import save_file

    tidy = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    text = metadata | {ORDER: json.dumps(list(arrays))}

    def save(path: Path) -> None:
        try:
            save_file(tidy, path, text)
        except Exception as problem:  # safetensors hides the operating system's error in one of its own
            if "No space left" in str(problem):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from problem
            raise

    write_whole(target, save)


def read_arrays(source: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """What :func:`write_arrays` wrote, in the order in which it was given.

    Raises:
        WrongInput: the file is damaged.
    """
    from safetensors import SafetensorError, safe_open

    if not source.is_file() or source.is_symlink():
        raise WrongInput(
            f"{source} is damaged: it is no plain file", hint="remove it: the run makes it again", kind="wrong_value"
        )
    try:
        with safe_open(source, framework="numpy") as stored:
            metadata = dict(stored.metadata() or {})
            names = _order(metadata.pop(ORDER, "null"), stored.keys())
            return {name: stored.get_tensor(name) for name in names}, metadata
    except (SafetensorError, OSError, ValueError, TypeError, KeyError, RecursionError) as problem:
        raise WrongInput(
            f"{source} is damaged: {problem}", hint="remove it: the run makes it again", kind="wrong_value"
        ) from problem


def _order(text: str, names: list[str]) -> list[str]:
    order = json.loads(text)
    if not isinstance(order, list) or not all(isinstance(name, str) for name in order):
        raise ValueError("the order of its arrays is missing")
    if sorted(order) != sorted(names):
        raise ValueError("the order of its arrays has other names")
    return order


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
