"""Models on the line between two models, and how far the error rises there (Theory II, Fig. 4, 30 and 37).

Statistics of batch normalisation do not interpolate: whoever evaluates these models computes them anew for each, on
the training data. Those of an end model, or their means, can make a good model look like a wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import numpy as np

from ..models import Weights, check_same_shapes, num_models
from ..shell import ANumber, WrongInput, held

Numbers: TypeAlias = Annotated[Sequence[float], ANumber()]


@held
def interpolate(weights_a: Weights, weights_b: Weights, ratios: Numbers) -> Weights:
    """(1 − r)·a + r·b for each ratio r: the first model at 0, the second at 1, exactly (Theory II, Fig. 37).

    Args:
        weights_a, weights_b: one model each, arrays (1, …).
        ratios: any finite numbers; outside [0, 1] the line goes on.

    Returns:
        Arrays (num_ratios, …) of the dtypes of ``weights_a``.

    Raises:
        WrongInput: several models, different networks, or ratios that are not finite.

    >>> ends = [{"layer1.weight": np.array([[[value]]])} for value in (1.0, 3.0)]
    >>> interpolate(*ends, [0, 0.25, 1])["layer1.weight"].ravel().tolist()
    [1.0, 1.5, 3.0]
    """
    check_same_shapes(weights_a, weights_b)
    if num_models(weights_a) != 1 or num_models(weights_b) != 1:
        counts = f"{num_models(weights_a)} and {num_models(weights_b)} models"
        raise WrongInput(f"a line between {counts}", hint="give one model each, as arrays (1, …)", kind="wrong_value")
    steps = np.asarray(ratios, np.float64)
    if steps.ndim != 1 or not np.isfinite(steps).all():
        raise WrongInput(f"interpolation ratios {ratios}", hint="give a list of finite numbers", kind="wrong_value")
    return {name: _between(array, weights_b[name], steps) for name, array in weights_a.items()}


@held
def average(weights_a: Weights, weights_b: Weights) -> Weights:
    """(a + b) / 2, model by model: with epochs as models, two trajectories epoch by epoch (Theory II, Fig. 4).

    Raises:
        WrongInput: different networks, or different numbers of models.

    >>> ends = [{"layer1.weight": np.array([[[value]], [[5.0]]])} for value in (1.0, 3.0)]
    >>> average(*ends)["layer1.weight"].ravel().tolist()
    [2.0, 5.0]
    """
    check_same_shapes(weights_a, weights_b)
    if num_models(weights_a) != num_models(weights_b):
        raise WrongInput(
            f"{num_models(weights_a)} models to average with {num_models(weights_b)}",
            hint="give as many of both",
            kind="wrong_value",
        )
    return {name: _between(array, weights_b[name], np.array(0.5)) for name, array in weights_a.items()}


def _between(first: np.ndarray, second: np.ndarray, ratios: np.ndarray) -> np.ndarray:
    ratios = ratios.reshape(ratios.shape + (1,) * (first.ndim - ratios.ndim))
    return ((1 - ratios) * first.astype(np.float64) + ratios * second).astype(first.dtype)


@held
def excess(ratios: Numbers, values: Numbers) -> np.ndarray:
    """How far values along a line lie above the straight line between its ends: v(r) − (1 − r)·v(0) − r·v(1).

    Args:
        ratios: in [0, 1], increasing, both ends among them.
        values: errors or losses there. Infinite or undefined ones between the ends stay so.

    Returns:
        Array (num_ratios,), 0 at both ends; at 1/2, the error of the mean model above the mean error.

    Raises:
        WrongInput: other ratios, or ends that are not finite.

    >>> excess([0, 0.5, 1], [1.0, 5.0, 3.0]).tolist()
    [0.0, 3.0, 0.0]
    """
    places, heights = np.asarray(ratios, np.float64), np.asarray(values, np.float64)
    if places.ndim != 1 or len(places) < 2 or places[0] != 0 or places[-1] != 1 or not (np.diff(places) > 0).all():
        raise WrongInput(f"ratios {list(ratios)}", hint="increasing, from 0 to 1", kind="wrong_value")
    if heights.shape != places.shape:
        raise WrongInput(
            f"{len(heights)} values for {len(places)} ratios", hint="give one for each", kind="wrong_value"
        )
    if not np.isfinite(heights[[0, -1]]).all():
        raise WrongInput(
            f"the ends have the values {heights[0]} and {heights[-1]}",
            hint="an end model has diverged",
            kind="wrong_value",
        )
    return heights - ((1 - places) * heights[0] + places * heights[-1])


@held
def barrier(ratios: Numbers, values: Numbers) -> float:
    """The largest :func:`excess` along a line: 0 without a wall, never negative, nan if a value is.

    >>> barrier([0, 0.5, 1], [1.0, 0.0, 1.0])
    0.0
    """
    return float(excess(ratios, values).max())
