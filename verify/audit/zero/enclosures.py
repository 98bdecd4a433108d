"""From balls to floats: the nearest float with a bound of what it is off by, and upper bounds of sizes.

Upper bounds hold for numbers of any size: what is too small for a float counts as ``TINY``, and 0 means 0.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from .rings import TINY, UP

Upper: TypeAlias = np.ndarray  # floats that are at least the sizes of what they stand for


def nearest(balls: Any) -> tuple[np.ndarray, np.ndarray]:
    """Floats, and upper bounds of the distance of every point of a ball to its float.

    >>> from flint import arb
    >>> floats, errors = nearest(np.array([arb(1) / 3], dtype=object))
    >>> float(floats[0]), bool(0 < errors[0] < 1e-16)
    (0.3333333333333333, True)
    """
    entries = balls.reshape(-1).tolist()
    floats = [float(entry) for entry in entries]
    errors = [float((entry - value).abs_upper()) for entry, value in zip(entries, floats, strict=True)]
    return np.array(floats).reshape(balls.shape), np.array(errors).reshape(balls.shape) * UP + TINY


def upper(balls: Any) -> Upper:
    """Upper bounds of |x| for all points of balls."""
    entries = [0.0 if entry.is_zero() else _above(entry) for entry in balls.reshape(-1).tolist()]
    return np.array(entries).reshape(balls.shape)


def _above(ball: Any) -> float:
    return float(ball.abs_upper()) * UP + TINY


def above(value: Any) -> Any:
    """More than a number ≥ 0 can be, if a few million operations with numbers ≥ 0 gave it in float64."""
    return value * UP + TINY


def length(values: Any) -> float:
    """An upper bound of the Euclidean length, over all entries; 0 only where all are 0.

    Args:
        values: floats, or upper bounds of sizes.

    >>> 5e-200 <= length(np.array([3e-200, 4e-200])) < 5.0001e-200, length(np.zeros(3))
    (True, 0.0)
    """
    values = np.asarray(values, dtype=np.float64)
    largest = float(abs(values).max(initial=0.0))
    if not 0 < largest < np.inf:
        return largest
    exponent = int(np.frexp(largest)[1])  # exact units, so that squares neither overflow nor vanish
    scaled = np.ldexp(values, -exponent)
    return float(np.ldexp(np.sqrt(np.square(scaled).sum()) * UP, exponent)) + TINY
