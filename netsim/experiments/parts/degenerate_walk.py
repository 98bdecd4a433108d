"""The walk of perturbed models along the degenerate directions of a linear regression (T3, 4.1)."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...probes import null_projector, power_law, slope
from ...runs import Arrays
from ...shell import random_stream
from .regressions import Walk

DRAWS = 400  # of the bootstrap


def random_walk(features: np.ndarray, steps: int, seed: int, walks: int) -> Arrays:
    """Perturbations of norm one, each followed by gradient descent to its limit, which moves the rest alone.

    Returns:
        ``squares``: ‖P(w_m − w_0)‖² on the degenerate directions, (steps, walks).
    """
    project = null_projector(features)
    squares = np.empty((steps, walks))
    for walk in range(walks):
        noise = random_stream(seed, "random walk", len(project), walk).standard_normal((steps, len(project)))
        noise /= np.linalg.norm(noise, axis=1, keepdims=True)
        squares[:, walk] = (np.cumsum(noise @ project, axis=0) ** 2).sum(1)
    return {"squares": squares}


def walk_calls(problems: list[np.ndarray], steps: int, seed: int, walks: int) -> list[partial[Arrays]]:
    """One call of :func:`random_walk` for the features of each problem."""
    walk = partial(random_walk, steps=steps, seed=seed, walks=walks)
    return [partial(walk, features=features) for features in problems]


def laws_of(problems: list[np.ndarray], found: list[Arrays], seed: int) -> Walk:
    """How the norm grows with the steps, by problem, and how the constant depends on the dimension."""
    sizes = [features.shape[1] for features in problems]
    nullity = np.array(sizes) - len(problems[0])
    steps, walks = found[0]["squares"].shape
    times = np.arange(1, steps + 1)[:, None]
    picks = random_stream(seed, "bootstrap of the constants").integers(walks, size=(DRAWS, walks))
    slopes = []
    for pick in [np.arange(walks), *picks]:
        constants = [np.sqrt((arrays["squares"][:, pick] / times).mean()) for arrays in found]
        slopes.append(float(slope(np.log(nullity), np.log(constants))))
    return {
        "num_params": sizes,
        "nullity": nullity,
        "fits": [power_law(arrays["squares"], seed=seed) for arrays in found],
        "curves": [np.sqrt(arrays["squares"].mean(1)) for arrays in found],
        "expected_constant": np.sqrt(nullity / np.array(sizes)),
        "constant_exponent": slopes[0],
        "constant_interval": np.quantile(slopes[1:], (0.025, 0.975)),
    }
