"""Distances between models from their weights: Euclidean, and 1 − cosine.

Both come from one product of matrices in float64: n²p floating-point operations for n points with p weights.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..shell import WrongInput

BLOCK = 4096  # weights taken at a time
LARGEST = 1e150  # its square is still a float64


def cosine_dissimilarity(points: np.ndarray) -> np.ndarray:
    """1 − ⟨u, v⟩ / (|u||v|) for all pairs of rows.

    In float64, from scaled rows after their mean is taken away. So the error is a few 1e-16 times the square of the
    cloud's radius, and near models keep their digits where 1 minus a computed cosine has lost them.

    Args:
        points: (num_points, num_weights).

    Returns:
        (num_points, num_points) float64, symmetric, diagonal 0, entries in [0, 2].

    Raises:
        WrongInput: entries that are not finite, or a row of zeros.

    >>> cosine_dissimilarity(np.array([[1.0, 0.0], [0.0, 5.0], [-2.0, 0.0]])).round(12).tolist()
    [[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]]
    """
    points = _check(points)
    lengths = np.sqrt(sum(np.square(block).sum(axis=1) for block in _blocks(points)))
    if not lengths.all():
        raise WrongInput(
            f"the weights of point {int(np.argmin(lengths))} are all zero",
            hint="they have no cosine",
            kind="wrong_value",
        )
    return np.minimum(_squared_distances(points, lengths) / 2, 2.0)


def euclidean_distances(points: np.ndarray) -> np.ndarray:
    """|u − v| for all pairs of rows: (num_points, num_points) float64, in the manner of :func:`cosine_dissimilarity`.

    >>> euclidean_distances(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist()
    [[0.0, 5.0], [5.0, 0.0]]
    """
    points = _check(points)
    return np.sqrt(_squared_distances(points, np.ones(len(points))))


def _blocks(points: np.ndarray) -> Iterator[np.ndarray]:
    """Some columns at a time as float64, so that there is never a second copy of all weights."""
    return (points[:, i : i + BLOCK].astype(np.float64, order="C") for i in range(0, points.shape[1], BLOCK))


def _squared_distances(points: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    products = np.zeros((len(points), len(points)))
    for block in _blocks(points):
        block /= lengths[:, None]
        block -= block.mean(axis=0)
        products += block @ block.T
    norms = np.diag(products)
    squares = np.maximum(norms[:, None] + norms - 2 * products, 0.0)
    np.fill_diagonal(squares, 0.0)
    return squares


def _check(points: np.ndarray) -> np.ndarray:
    points = np.asarray(points)
    if points.ndim != 2 or 0 in points.shape:
        raise WrongInput(f"points of shape {points.shape}", hint="give (num_points, num_weights)", kind="wrong_value")
    sizes = np.maximum(points.max(axis=1), -points.min(axis=1)).astype(np.float64)
    if not (sizes < LARGEST).all():
        worst = int(np.argmin(sizes < LARGEST))
        raise WrongInput(
            f"weights of point {worst} as large as {sizes[worst]}",
            hint="it has diverged: leave it out",
            kind="diverged",
        )
    return points
