"""From balls to floats: the nearest float with a bound of what it is off by, and upper bounds of sizes."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from .rings import UP

Upper: TypeAlias = np.ndarray  # floats that are at least the sizes of what they stand for

TINY = 2.0**-1000  # more than is lost where a float is too small for its exponent


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
    entries = [float(entry.abs_upper()) for entry in balls.reshape(-1).tolist()]
    return np.array(entries).reshape(balls.shape) * UP + TINY
