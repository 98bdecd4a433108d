"""What a person gives from Python, as the exact numbers that it means, or an error that says what was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .errors import WrongInput
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
        raise WrongInput(f"the {what} are {_shown(values)}", hint=TABLES, kind="bad_data")
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
                    f"sample {i + 1} has {_shown(entry)} among its {what}, which is not a finite number",
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


def check_seed(seed: object) -> None:
    """Refuse what is no seed.

    Raises:
        WrongInput: it is no whole number from 0 on.

    >>> check_seed(3), check_seed(np.int64(3))
    (None, None)
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise WrongInput(
            f"the seed is {_shown(seed)}",
            hint="give a whole number from 0 on: everything random is drawn from it, and the result names it",
            kind="bad_seed",
        )


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


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
