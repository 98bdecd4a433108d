"""What is decided of the data exactly: which samples are equal, their classes, their ranks over the rationals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import frexp

import flint
import numpy as np

MOST_BITS = 4000  # of an entry, once all are integers
MOST_ENTRIES = 400_000  # of a matrix whose rank is computed exactly


def rows_of(inputs: Mapping[str, np.ndarray]) -> np.ndarray:
    """One row of numbers for each sample."""
    return np.concatenate([each.reshape(len(each), -1).astype(float) for each in inputs.values()], axis=1)


def first_of_each(rows: np.ndarray) -> np.ndarray:
    """For every row the number of the first that is equal to it.

    >>> first_of_each(np.array([[1.0, 0.0], [2.0, 0.0], [1.0, -0.0]])).tolist()
    [0, 1, 0]
    """
    plain = np.ascontiguousarray(rows.astype(float) + 0.0)  # −0 becomes 0
    known: dict[bytes, int] = {}
    return np.array([known.setdefault(row.tobytes(), k) for k, row in enumerate(plain)], dtype=int)


@dataclass(frozen=True)
class Repeats:
    """Equal samples.

    Attributes:
        count: how many equal an earlier one.
        pair: the first two that are equal.
        contradiction: the first two with equal inputs and different targets.
    """

    count: int
    pair: tuple[int, int] | None
    contradiction: tuple[int, int] | None


def repeats_in(rows: np.ndarray, targets: np.ndarray) -> Repeats:
    """Which samples are repeated, and whether their targets are."""
    first = first_of_each(rows)
    again = np.flatnonzero(first != np.arange(len(first)))
    own = targets.reshape(len(targets), -1)
    other = [k for k in again if not np.array_equal(own[k], own[first[k]])]
    return Repeats(
        len(again),
        (int(first[again[0]]), int(again[0])) if len(again) else None,
        (int(first[other[0]]), int(other[0])) if other else None,
    )


@dataclass(frozen=True)
class Labels:
    """The class of each sample; for one output +1 and −1.

    Attributes:
        classes: ``None`` if the targets stand for no classes.
        why: how they were read, or why not.
    """

    classes: np.ndarray | None
    why: str


def labels_of(targets: np.ndarray, loss: str, output_dim: int) -> Labels:
    """The classes that targets stand for: given as such, or as rows that differ from a constant at the class alone."""
    if loss == "cross-entropy" and output_dim == 1:
        return Labels(None, "with one output there is one class, and nothing to classify")
    if loss == "cross-entropy" and targets.ndim == 1:
        return Labels(targets.astype(int), "the targets are classes")
    if loss != "square":
        return Labels(None, f"nothing is known of the loss {loss}")
    own = targets.reshape(len(targets), -1)
    if output_dim == 1:
        size = np.abs(own).max(initial=0.0)
        if size and np.array_equal(np.abs(own), np.full(own.shape, size)):
            return Labels(np.sign(own[:, 0]).astype(int), f"the targets are ±{size:g}")
        return Labels(None, "the targets are numbers, not two classes ±c")
    high, low = own.max(axis=1, initial=-np.inf), own.min(axis=1, initial=np.inf)
    once = ((own == high[:, None]).sum(axis=1) == 1).all() and (
        (own == low[:, None]).sum(axis=1) == output_dim - 1
    ).all()
    if len(own) and once and (high == high[0]).all() and (low == low[0]).all():
        return Labels(own.argmax(axis=1), f"the targets are {high[0]:g} at the class and {low[0]:g} elsewhere")
    return Labels(None, "the targets are numbers, not vectors of classes")


def exact_matrix(rows: np.ndarray) -> flint.fmpz_mat | None:
    """Float64 numbers, which are rational, times a power of two that makes all integers.

    ``None``: the matrix is too large, or its entries would be.
    """
    if rows.size > MOST_ENTRIES or not np.isfinite(rows).all():
        return None
    numbers = rows[rows != 0]
    if not numbers.size:
        return flint.fmpz_mat(*rows.shape)
    lowest = max(float(v).as_integer_ratio()[1].bit_length() - 1 for v in numbers)
    if frexp(float(np.abs(numbers).max()))[1] + lowest > MOST_BITS:
        return None
    scale = 1 << lowest
    return flint.fmpz_mat([[_scaled(float(v), scale) for v in row] for row in rows])


def _scaled(value: float, scale: int) -> int:
    top, bottom = value.as_integer_ratio()
    return top * (scale // bottom)


def exact_rank(rows: np.ndarray) -> int | None:
    """The rank over the rationals.

    >>> exact_rank(np.array([[0.5, 1.0], [0.25, 0.5], [0.0, 3.0]])), exact_rank(np.array([[0.1, 0.3], [0.2, 0.6]]))
    (2, 1)
    """
    found = exact_matrix(rows)
    return None if found is None else int(found.rank())
