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
    exponents = np.polyfit(np.log(times), np.log(means) / 2, 1)[0]
    return {
        "exponent": float(exponents[0]),
        "interval": np.quantile(exponents[1:], (0.025, 0.975)).tolist(),
        "constant": float(np.sqrt((squares / times[:, None]).mean())),
    }
