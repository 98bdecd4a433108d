"""What a person gives from Python, as the exact numbers that it means, or an error that says what was wrong."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from .budget import MAX_SEED
from .errors import WrongInput, shown_value
from .exact import as_fraction

TABLES = "give nested lists, an array, a tensor or a data frame"


def exact_rows(values: Any, columns: int, what: str, dimension: str) -> np.ndarray:
    """Samples as exact rationals: lists, tuples, arrays, tensors, data frames, or rows of these.

    Floats count with their exact binary value; a row of several axes (an image) is flattened, the last axis fastest.

    Args:
        what: the name of the values in an error.
        dimension: the name of ``columns`` there.

    Returns:
        Object array of Fractions, shape (num_samples, columns).

    Raises:
        WrongInput: it names the sample and the value.

    >>> exact_rows(np.array([[0.5, 2], [1, 0]]), 2, "inputs", "input_dim")[0].tolist()
    [Fraction(1, 2), Fraction(2, 1)]
    """
    rows = _as_list(values)
    if rows is None:
        raise WrongInput(f"the {what} are {shown_value(values)}", hint=TABLES, kind="bad_data")
    if not rows:
        raise WrongInput(f"the data set is empty: no {what}", hint="give at least one sample", kind="bad_data")
    out = np.empty((len(rows), columns), dtype=object)
    for i, row in enumerate(rows):
        entries = list(_flat(row))
        if len(entries) != columns:
            raise WrongInput(
                f"sample {i + 1} has {len(entries)} {what}, and the network has {dimension} {columns}",
                hint="check the widths and the columns of the data",
                kind="bad_shape",
            )
        for j, entry in enumerate(entries):
            try:
                out[i, j] = as_fraction(entry)
            except (ValueError, TypeError, OverflowError, ZeroDivisionError):
                raise WrongInput(
                    f"sample {i + 1} has {shown_value(entry)} among its {what}, which is not a finite number",
                    hint="remove the sample or mend the value",
                    kind="bad_value",
                ) from None
    return out


def exact_samples(inputs: Any, targets: Any, input_dim: int, output_dim: int) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets by :func:`exact_rows`, as many of the ones as of the others.

    Raises:
        WrongInput: data that do not fit.

    >>> exact_samples([[1, 2]], [3], 2, 1)[1].tolist()
    [[Fraction(3, 1)]]
    """
    exact_inputs = exact_rows(inputs, input_dim, "inputs", "input_dim")
    exact_targets = exact_rows(targets, output_dim, "targets", "output_dim")
    if len(exact_inputs) != len(exact_targets):
        raise WrongInput(
            f"{len(exact_inputs)} inputs and {len(exact_targets)} targets", hint="give one target each", kind="bad_data"
        )
    return exact_inputs, exact_targets


def check_seed(seed: object) -> int:
    """The seed as an ``int``, from 0 to 2⁶³ − 1 as for the commands.

    Raises:
        WrongInput: it is no whole number from 0 on, or it is too large.

    >>> check_seed(3), check_seed(np.int64(3))
    (3, 3)
    """
    whole = _whole(seed)
    if whole is None or not 0 <= whole <= MAX_SEED:
        raise WrongInput(
            f"the seed is {shown_value(seed)}",
            hint="the limit is 2^63 − 1"
            if whole is not None and whole > MAX_SEED
            else "give a whole number from 0 on: everything random is drawn from it, and the result names it",
            kind="bad_seed",
        )
    return whole


def check_whole(name: str, value: object, least: int, most: int, *, kind: str | None = None) -> int:
    """A whole number as an ``int``: what Python takes for an index, such as those of numpy, but no truth value.

    Raises:
        WrongInput: it is no whole number, or outside of the range.

    >>> check_whole("points", np.int32(5), 0, 10)
    5
    >>> check_whole("points", 1.0, 0, 10)
    Traceback (most recent call last):
    algebraic.shell.errors.WrongInput: points is 1.0 (give a whole number from 0 on)
    """
    whole = _whole(value)
    if whole is None or not least <= whole <= most:
        above = whole is not None and whole > most
        raise WrongInput(
            f"{name} is {shown_value(value)}",
            hint=f"the limit is {most:,}" if above else f"give a whole number from {least} on",
            kind=kind or f"bad_{name}",
        )
    return whole


def check_truth(name: str, value: object) -> bool:
    """A truth value as a ``bool``; what is neither, such as "no", which Python takes for true, is refused.

    >>> check_truth("degree", np.bool_(True))
    True
    >>> check_truth("degree", "no")
    Traceback (most recent call last):
    algebraic.shell.errors.WrongInput: degree is 'no' (give True or False)
    """
    if not isinstance(value, bool | np.bool_):
        raise WrongInput(f"{name} is {shown_value(value)}", hint="give True or False", kind=f"bad_{name}")
    return bool(value)


def check_word(name: str, value: object, example: str) -> None:
    """Refuse what is no text.

    >>> check_word("ridge", None, "entrywise")
    Traceback (most recent call last):
    algebraic.shell.errors.WrongInput: ridge is None (give text such as 'entrywise')
    """
    if not isinstance(value, str):
        raise WrongInput(f"{name} is {shown_value(value)}", hint=f"give text such as {example!r}", kind=f"bad_{name}")


def check_path(value: object) -> str:
    """The path as text.

    Raises:
        WrongInput: it is neither text nor a path.

    >>> check_path(3)
    Traceback (most recent call last):
    algebraic.shell.errors.WrongInput: the path is 3 (give text or a pathlib.Path)
    """
    path = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(path, str):
        raise WrongInput(f"the path is {shown_value(value)}", hint="give text or a pathlib.Path", kind="bad_path")
    return path


def _whole(value: object) -> int | None:
    try:
        return None if isinstance(value, bool | np.bool_) else operator.index(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError):  # of arrays and tensors with more than one number, too
        return None


def _as_list(values: Any) -> list[Any] | None:
    """The entries of the first axis; ``None`` of what has none, or is no table of numbers."""
    if hasattr(values, "detach"):  # a tensor, which may have gradients or lie on a GPU
        values = values.detach().cpu().tolist()
    elif hasattr(values, "to_numpy"):  # a data frame, or a column of one
        values = values.to_numpy()
    if isinstance(values, np.ndarray) and values.ndim:
        values = values.tolist()
    return list(values) if isinstance(values, list | tuple | range) else None


def _flat(row: Any) -> Iterator[Any]:
    entries = _as_list(row)
    if entries is None:
        yield row
        return
    for entry in entries:
        yield from _flat(entry)
