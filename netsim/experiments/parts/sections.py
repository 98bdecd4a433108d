"""The loss on sections through a trained model: planes, rays in sections of any dimension, and Gaussian noise.

What computes losses are functions of a module with plain arguments, so that a run spreads them over its workers; the
others say what the losses on a grid or along rays mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

import numpy as np

from ...models import Weights
from ...probes import loss_surface, perturb, random_directions
from ...runs import Arrays
from ...shell import random_stream
from ...training import TrainTask

LEVEL = 0.01  # a minimum within one per cent of the lowest loss on the grid is no sub-optimal region
NEGATIVE = 0.1  # an eigenvalue below this fraction of the other, with a minus, is clearly negative
ROUNDING = 1e-5  # of a loss in float32, and so of its second differences


class DescentEnds(TypedDict):
    """Where steepest descent on a grid ends.

    Attributes:
        minima: interior local minima that are sub-optimal, that is more than one per cent above the lowest loss.
        trapped: the share of points from which the descent ends in one of them.
        leaves: the share from which it ends in another point of the window's edge than the lowest.
        lowest, highest: losses on the grid.
    """

    minima: int
    trapped: float
    leaves: float
    lowest: float
    highest: float


def training_losses(task: TrainTask, weights: Weights, device: str) -> np.ndarray:
    """The loss on the whole training set of each of the models, (num_models,)."""

    from ...training import evaluate_weights

    found = evaluate_weights(task.network, weights, task.data, loss=task.loss, device=device, dtype=task.dtype)
    return found["train_loss"]


def plane_losses(
    task: TrainTask,
    weights: Weights,
    directions: Weights,
    a_values: Sequence[float],
    b_values: Sequence[float],
    device: str = "cpu",
) -> Arrays:
    """``loss`` (len(a_values), len(b_values)) of the models w + a·u + b·v."""
    surface = loss_surface(
        lambda models: training_losses(task, models, device), weights, directions, a_values, b_values
    )
    return {"loss": surface}


def ray_losses(
    task: TrainTask,
    weights: Weights,
    dim: int,
    rays: Sequence[int],
    num_rays: int,
    radii: Sequence[float],
    seed: int,
    device: str = "cpu",
) -> Arrays:
    """The loss along rays of a random section of this dimension through a model.

    A section is spanned by ``dim`` Gaussian directions with filters of the model's norms; sections of smaller
    dimension lie in those of larger. A ray is a combination of them with coefficients on the unit sphere of R^dim, so
    that a radius is a distance in multiples of the model's norm, nearly. In dimension 1 the two rays are ± and in
    dimension 2 they are spread evenly, else they are random.

    Args:
        rays: which of the ``num_rays`` rays.

    Returns:
        ``loss`` (len(rays), len(radii)) and ``coefficients`` (len(rays), dim).
    """
    coefficients = unit_vectors(dim, num_rays, seed)[list(rays)]
    directions = list(_section(weights, dim, seed))
    losses = []
    for row in coefficients:
        along = {name: sum(c * d[name] for c, d in zip(row, directions, strict=True)) for name in weights}
        models = {
            name: (array + _columns(radii, array) * along[name]).astype(array.dtype) for name, array in weights.items()
        }
        losses.append(training_losses(task, models, device))
    return {"loss": np.stack(losses), "coefficients": coefficients}


def noise_losses(
    task: TrainTask, weights: Weights, scale: float, draws: Sequence[int], seed: int, device: str = "cpu"
) -> Arrays:
    """``loss`` (len(draws),) of a model with Gaussian noise of ``scale`` times each layer's standard deviation."""
    found = [training_losses(task, perturb(weights, scale, seed=seed, index=i).weights, device) for i in draws]
    return {"loss": np.concatenate(found)}


def unit_vectors(dim: int, count: int, seed: int) -> np.ndarray:
    """Points of the unit sphere, (count, dim): all two in dimension 1, evenly spread ones in dimension 2, else random.

    >>> unit_vectors(1, 2, 0).tolist()
    [[1.0], [-1.0]]
    """
    if dim == 1:
        return np.array([[1.0], [-1.0]])
    if dim == 2:
        angles = 2 * np.pi * np.arange(count) / count
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = random_stream(seed, "rays of a section", dim).standard_normal((count, dim))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def exit_radii(radii: Sequence[float], losses: np.ndarray, level: float) -> np.ndarray:
    """Where each ray first leaves {loss ≤ level}, (num_rays,): inf where it never does.

    Between the radii the loss is taken as linear in r², which is exact for a quadratic function.

    Args:
        radii: increasing, from 0.
        losses: (num_rays, num_radii). What is not finite is above every level.

    >>> exit_radii([0, 1, 2], np.array([[0.0, 1.0, 4.0], [0.0, 0.5, 0.5]]), 2.25).tolist()
    [1.5, inf]
    """
    squares, heights = np.square(radii), np.where(np.isfinite(losses), losses, np.inf)
    found = np.full(len(heights), np.inf)
    for i, row in enumerate(heights):
        above = np.flatnonzero(row > level)
        if len(above):
            k = above[0]
            share = (level - row[k - 1]) / (row[k] - row[k - 1]) if k else 0.0
            found[i] = np.sqrt(squares[k - 1] + share * (squares[k] - squares[k - 1])) if k else 0.0
    return found


def log_volume_ratio(inner: np.ndarray, outer: np.ndarray, dim: int) -> tuple[float, float]:
    """log of the ratio of the volumes of two star-shaped sets, ∫ r^d over the sphere, with its standard error.

    Args:
        inner, outer: (num_rays,) exit radii along the same rays.

    Returns:
        The estimate and its jackknife standard error.

    Of a quadratic function's levels ℓ and 2ℓ it is −(d/2) log 2 whatever the function:

    >>> radii = np.array([1.0, 2.0])
    >>> bool(np.isclose(log_volume_ratio(radii, radii * 2**0.5, 4)[0], -2 * np.log(2)))
    True
    """
    first, second = dim * np.log(inner), dim * np.log(outer)

    def ratio(kept: np.ndarray) -> float:
        return float(np.logaddexp.reduce(first[kept]) - np.logaddexp.reduce(second[kept]))

    everyone = np.arange(len(first))
    left_out = np.array([ratio(np.delete(everyone, i)) for i in everyone]) if len(first) > 1 else np.zeros(1)
    error = np.sqrt((len(left_out) - 1) * left_out.var())
    return ratio(everyone), float(error)


def descent_ends(losses: np.ndarray) -> DescentEnds:
    """Where steepest descent on a grid (to the lowest of the eight neighbours) ends, from every point of it.

    Losses that are not finite are above all others.

    >>> valley = np.abs(np.subtract.outer(np.arange(5.0), [2, 2, 2]))
    >>> descent_ends(valley)["trapped"]
    0.0
    """
    heights = np.where(np.isfinite(losses), losses, np.inf)
    rows, columns = heights.shape
    padded = np.pad(heights, 1, constant_values=np.inf)
    moves = [(0, 0), *((i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0))]
    around = np.stack([padded[1 + i : 1 + i + rows, 1 + j : 1 + j + columns] for i, j in moves])
    best = around.argmin(axis=0)  # the first: no neighbour is strictly lower
    target = np.arange(heights.size).reshape(heights.shape)
    steps = np.array([i * columns + j for i, j in moves])
    target = (target + steps[best]).ravel()
    for _ in range(heights.size.bit_length()):  # pointer doubling
        target = target[target]
    ends = np.unique(target)
    row, column = np.divmod(ends, columns)
    edge = (row == 0) | (row == rows - 1) | (column == 0) | (column == columns - 1)
    lowest = heights.min()
    optimal = heights.ravel()[ends] <= (1 + LEVEL) * lowest
    trapping = ends[~edge & ~optimal]
    return {
        "minima": len(trapping),
        "trapped": float(np.isin(target, trapping).mean()),
        "leaves": float(np.isin(target, ends[edge & ~optimal]).mean()),
        "lowest": float(lowest),
        "highest": float(np.nanmax(np.where(np.isfinite(losses), losses, np.nan))),
    }


def not_convex(losses: np.ndarray) -> float:
    """The share of inner grid points where the matrix of second differences has a clearly negative eigenvalue.

    >>> x = np.arange(-3.0, 4)
    >>> not_convex(np.add.outer(x**2, x**2)), not_convex(np.add.outer(x**2, -(x**2)))
    (0.0, 1.0)
    """
    heights = np.asarray(losses, float)
    centre = heights[1:-1, 1:-1]
    first = heights[2:, 1:-1] - 2 * centre + heights[:-2, 1:-1]
    second = heights[1:-1, 2:] - 2 * centre + heights[1:-1, :-2]
    mixed = (heights[2:, 2:] - heights[2:, :-2] - heights[:-2, 2:] + heights[:-2, :-2]) / 4
    middle, spread = (first + second) / 2, np.hypot((first - second) / 2, mixed)
    bound = np.maximum(NEGATIVE * np.abs(middle + spread), ROUNDING * np.abs(centre))
    return float(np.mean(~(middle - spread >= -bound)))


def _section(weights: Weights, dim: int, seed: int) -> Iterable[Weights]:
    for pair in range((dim + 1) // 2):
        directions = random_directions(weights, seed=seed, index=pair)
        for which in range(min(2, dim - 2 * pair)):
            yield {name: array[which] for name, array in directions.items()}


def _columns(radii: Sequence[float], array: np.ndarray) -> np.ndarray:
    return np.asarray(radii, float).reshape(-1, *[1] * (array.ndim - 1))
