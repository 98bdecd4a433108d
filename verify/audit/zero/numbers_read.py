"""Numbers of a document that is not trusted."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import numpy as np

MAX_NUMBERS = 2**27  # in one array that a document has
LARGEST = 2**1000  # a coefficient


def whole_number(value: Any, low: int, high: int) -> int:
    """A whole number within two ends.

    Raises:
        ValueError: it is none.
    """
    if type(value) is not int or not low <= value <= high:
        raise ValueError(f"{value!r} is no whole number from {low} to {high}")
    return value


def exact_number(value: Any) -> Fraction:
    """A rational number: a number of JSON as it is, or text like -3/4.

    Raises:
        ValueError: it is none, or too long.
    """
    if type(value) is not str:
        if type(value) not in (int, float, Fraction):
            raise ValueError("a coefficient is a number, or text like -3/4")
    elif not re.fullmatch(r"-?\d{1,400}(/\d{1,400})?", value, re.ASCII):
        raise ValueError("a coefficient is a number, or text like -3/4")
    found = Fraction(value)
    if abs(found) > LARGEST:
        raise ValueError("a coefficient is too large for a float")
    return found


def finite_numbers(values: Any, count: int) -> np.ndarray:
    """Floats from rows of numbers.

    Args:
        values: as JSON has them, or an array.
        count: how many there must be.

    Raises:
        ValueError: they are no numbers, not finite, or others.
    """
    found = np.asarray(values)
    if found.dtype.kind not in "fiu":
        raise ValueError("its constants are numbers, each row of them as long as the others")
    found = found.astype(np.float64).reshape(-1)
    if len(found) != count or not np.isfinite(found).all():
        raise ValueError(f"a list of {len(found)} where {count} finite numbers are needed")
    return found
