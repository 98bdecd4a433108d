"""Data sets as exact rationals, checked before anything is computed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..networks import Network
from ..shell import TooLarge, WrongInput, exact_samples

LARGEST = 10**20  # of numbers with which float64 should do


@dataclass(frozen=True, eq=False)
class DataSet:
    """Samples as exact rationals.

    Attributes:
        inputs: object array of Fractions, shape (num_samples, input_dim).
        targets: object array of Fractions, shape (num_samples, output_dim).
        source: what they are and where they come from.
    """

    inputs: np.ndarray
    targets: np.ndarray
    source: str


def check_data(
    inputs: Any, targets: Any, network: Network, source: str = "given", *, repeated: bool = False
) -> DataSet:
    """Exact, finite, of the network's shape, and no input twice unless it may be.

    Two equal inputs give a zero-error equation twice, or two that contradict each other: both are refused. For critical
    points they are samples like others.

    Args:
        repeated: whether an input may be there more than once.

    >>> check_data([[1, 2]], [["1/3"]], Network.dense([2, 1])).targets[0, 0]
    Fraction(1, 3)
    """
    exact_inputs, exact_targets = exact_samples(inputs, targets, network.input_dim, network.output_dim)
    seen: dict[tuple[Fraction, ...], int] = {}
    for row, values in enumerate(map(tuple, exact_inputs.tolist())):
        if values in seen and not repeated:
            first = seen[values]
            same = (exact_targets[first] == exact_targets[row]).all()
            shown = [",".join(map(str, exact_targets[r])) for r in (first, row)]
            raise WrongInput(
                f"samples {first + 1} and {row + 1} have the same input ({','.join(map(str, values))}) "
                + (f"and the same target ({shown[0]})" if same else f"and the targets {shown[0]} and {shown[1]}"),
                hint="drop one of them: the equation is there twice"
                if same
                else "drop one of them: no network fits both",
                kind="duplicate_samples" if same else "conflicting_targets",
            )
        seen[values] = row
    return DataSet(exact_inputs, exact_targets, source)


@contextmanager
def within_float64(data: DataSet) -> Iterator[None]:
    """Numbers so large that float64 cannot hold what is computed with them are no defect, and no warnings.

    Raises:
        TooLarge: float64 failed, and the data are the reason.

    >>> with within_float64(DataSet(np.array([[Fraction(10**400)]]), np.array([[Fraction(1)]]), "")):
    ...     float(10**400)
    Traceback (most recent call last):
    algebraic.shell.errors.TooLarge: the data have a number with 401 digits, which float64 cannot follow (divide the ...
    """
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            yield
    except (ArithmeticError, ValueError) as problem:  # LinAlgError is a ValueError
        largest = max(abs(value) for table in (data.inputs, data.targets) for value in table.flat)
        if largest < LARGEST:
            raise
        raise TooLarge(
            f"the data have a number with {len(str(int(largest))):,} digits, which float64 cannot follow",
            hint="divide the data by a power of ten",
            kind="too_large_numbers",
        ) from problem
