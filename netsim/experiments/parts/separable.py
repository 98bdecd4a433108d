"""Separable points, gradient descent of the logistic loss on them, and the direction that it tends to."""

from __future__ import annotations

import numpy as np

from ...runs import Arrays
from ...shell import random_stream


def separable_points(count: int, dim: int, margin: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points on both sides of a random hyperplane through 0, none nearer than ``margin``; labels ±1; float64.

    >>> inputs, labels = separable_points(20, 3, 0.5, seed=0)
    >>> inputs.shape, sorted(set(labels.tolist()))
    ((20, 3), [-1.0, 1.0])
    """
    random = random_stream(seed, "separable points")
    normal = random.standard_normal(dim)
    normal /= np.linalg.norm(normal)
    inputs = random.standard_normal((count, dim))
    along = inputs @ normal
    labels = np.where(along >= 0, 1.0, -1.0)
    return inputs + np.outer(labels * margin, normal), labels


def logistic_descent(signed: np.ndarray, start: np.ndarray, rate: float, steps: int) -> Arrays:
    """w ← w + (rate/n) Σ y x σ(−y w·x), literally, for all starts at once.

    Args:
        signed: y·x, (num_samples, dim); start: (dim, num_starts).

    Returns:
        ``steps`` (powers of √2), ``weights`` (num_records, dim, num_starts), ``loss`` (num_records, num_starts).
    """
    from scipy.special import expit

    wanted = sorted({0, steps, *(int(2 ** (k / 2)) for k in range(int(2 * np.log2(steps)) + 1))})
    weights, records, losses = start.copy(), [], []
    keep, push = set(wanted), rate / len(signed) * signed.T
    for step in range(steps + 1):
        if step:
            weights += push @ expit(-(signed @ weights))
        if step in keep:
            records.append(weights.copy())
            losses.append(np.logaddexp(0, -(signed @ weights)).mean(0))
    return {"steps": np.array(wanted), "weights": np.stack(records), "loss": np.stack(losses)}


def max_margin(inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The shortest w with y w·x ≥ 1 for all points; its margin is 1/‖w‖.

    Lawson and Hanson's least distance programming: with the residual r of the non-negative least squares problem
    [signedᵀ; 1ᵀ] α ≈ (0, …, 0, 1), w = −r[:-1] / r[-1]. The points must be separable.

    >>> max_margin(np.array([[2.0, 0.0], [-2.0, 0.0]]), np.array([1.0, -1.0])).round(12).tolist()
    [0.5, 0.0]
    """
    from scipy.optimize import nnls

    signed = inputs * labels[:, None]
    matrix = np.vstack([signed.T, np.ones(len(signed))])
    target = np.append(np.zeros(inputs.shape[1]), 1.0)
    residual = matrix @ nnls(matrix, target)[0] - target
    return -residual[:-1] / residual[-1]
