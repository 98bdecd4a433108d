"""Laws fitted to what was measured, with intervals."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from ..shell import random_stream


class PowerLaw(TypedDict):
    """c·mᵖ: the exponent p with its 95 % interval, and c if p is 1/2, the root mean square of √(square / m)."""

    exponent: float
    interval: list[float]
    constant: float


def slope(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The slope of the line y = a + b·x by least squares, for each column of y; nan where there is none.

    There is none with fewer than two different x, or where a number is not finite: ``numpy.polyfit`` gives a number
    for the first, with a warning, and an error for the second.

    Args:
        x: (num_points,); y: (num_points, …).

    >>> slope(np.array([0.0, 1.0, 2.0]), np.array([[1.0, 5.0], [3.0, 5.0], [5.0, np.inf]])).round(9).tolist()
    [2.0, nan]
    >>> slope(np.array([3.0, 3.0]), np.array([1.0, 2.0])).tolist()
    nan
    """
    columns = np.reshape(y, (len(x), -1)).astype(float)
    found = np.full(columns.shape[1], np.nan)
    sound = np.isfinite(columns).all(axis=0)
    if sound.any() and np.isfinite(x).all() and np.ptp(x) > 0:
        found[sound] = np.polyfit(x, columns[:, sound], 1)[0]
    return found.reshape(np.shape(y)[1:])


def power_law(squares: np.ndarray, seed: int, draws: int = 400) -> PowerLaw:
    """The exponent and the constant of c·mᵖ, fitted to root mean squares for m = 1, 2, … by least squares of logs.

    Args:
        squares: (num_steps, num_repeats), positive. The interval is a bootstrap over the repeats.

    >>> found = power_law(np.outer(np.arange(1, 9), [4.0, 4.0]), seed=0)
    >>> round(found["exponent"], 6), round(found["constant"], 6)
    (0.5, 2.0)
    """
    times = np.arange(1, len(squares) + 1)
    repeats = squares.shape[1]
    picks = random_stream(seed, "bootstrap").integers(repeats, size=(draws, repeats))
    means = np.stack([squares.mean(1), *(squares[:, pick].mean(1) for pick in picks)], axis=1)
    exponents = slope(np.log(times), np.log(means) / 2)
    return {
        "exponent": float(exponents[0]),
        "interval": np.quantile(exponents[1:], (0.025, 0.975)).tolist(),
        "constant": float(np.sqrt((squares / times[:, None]).mean())),
    }
