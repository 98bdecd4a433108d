"""The loss on planes through the space of weights: two random directions, or through three models.

Random directions show a surface that does not depend on how a network is scaled only when they are scaled like the
network (Li et al., *Visualizing the Loss Landscape of Neural Nets*, 2018): each filter of a direction, that is the
incoming weights of one unit or channel, gets the norm of the same filter of the model.

Under batch normalisation every point of a plane has statistics of its own: the function that evaluates computes
them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, TypeAlias

import numpy as np

from ..models import Weights, by_layer, check_same_shapes, in_order, num_models
from ..shell import ANumber, OneOf, Range, Seed, WrongInput, held, random_stream

NORMALISATIONS = ("filter", "layer", "none")
BIASES = ("zero", "own", "with_filter")


Normalisation: TypeAlias = Annotated[str, OneOf(NORMALISATIONS, kind="unknown_option")]
Biases: TypeAlias = Annotated[str, OneOf(BIASES, kind="unknown_option")]
Places: TypeAlias = Annotated[Sequence[float], ANumber()]
Size: TypeAlias = Annotated[int, Range(1)]


@held
def random_directions(
    weights: Weights,
    *,
    seed: Seed,
    index: Annotated[int, Range(0)] = 0,
    normalisation: Normalisation = "filter",
    biases: Biases = "zero",
    orthogonalise: bool = True,
) -> Weights:
    """Two Gaussian directions at one model, scaled group by group to the norm of the model's weights.

    The groups are the filters, the layers, or everything together without any scaling (``none``).

    ``biases`` says what happens to them, which a scaling of weights alone leaves open:

    * ``zero``, the default: the plane moves no bias. A bias is not scaled with its filter: when a layer is multiplied
      by c and the next one divided by c, a ReLU network stays the same, the next layer's filters shrink and its
      biases do not. A Gaussian bias direction would dominate small filters, and biases at zero have no norm to take.
    * ``own``: the bias of a filter is a group of its own, so that with ``filter`` each moves by ± its own value. This,
      too, is invariant under such scaling.
    * ``with_filter``: a bias is one more entry of its filter. Not invariant where biases are not zero.

    With ``orthogonalise`` the second direction is made orthogonal to the first within every group before it is scaled:
    so both hold exactly, and a circle is drawn as a circle. A group of one entry (a single bias, or the filters of a
    network with one input) has one direction only, and the second is 0 there.

    Args:
        weights: one model, arrays (1, …).
        seed, index: which pair of directions; they and an array's name decide its draws.

    Returns:
        Arrays (2, …) float64.

    Raises:
        WrongInput: unknown options, several models, weights that are not finite, or a direction that is 0 altogether.

    >>> weights = {"layer1.weight": np.array([[[3.0, 4.0], [0.0, 0.0]]])}
    >>> np.linalg.norm(random_directions(weights, seed=0)["layer1.weight"], axis=2).round(9).tolist()
    [[5.0, 0.0], [5.0, 0.0]]
    """
    _check_one_model(weights)
    directions: Weights = {}
    for name, array in weights.items():
        stream = random_stream(seed, f"directions of {name}", index)
        shape = (2, *array.shape[1:])
        directions[name] = np.zeros(shape) if _fixed(name, biases) else stream.standard_normal(shape)
    for names in _blocks(weights, normalisation, biases):
        by_filter = normalisation == "filter"
        drawn = np.concatenate([_groups(directions[name], by_filter) for name in names], axis=2)
        model = np.concatenate([_groups(weights[name], by_filter) for name in names], axis=2)
        if orthogonalise:
            drawn[1] = _without(drawn[1], drawn[0])
        if normalisation != "none":
            norms = np.linalg.norm(drawn, axis=2, keepdims=True)
            drawn *= np.linalg.norm(model, axis=2, keepdims=True) / np.where(norms > 0, norms, 1.0)
        start = 0
        for name in names:
            width = _groups(weights[name], by_filter).shape[2]
            directions[name] = drawn[:, :, start : start + width].reshape(directions[name].shape)
            start += width
    for which in range(2):
        if not any(array[which].any() for array in directions.values()):
            raise WrongInput(
                "a direction is zero",
                hint="the weights are, or there are too few: change the options",
                kind="wrong_value",
            )
    return directions


def _fixed(name: str, biases: str) -> bool:
    return biases == "zero" and name.endswith(".bias")


def _blocks(weights: Weights, normalisation: str, biases: str) -> Iterator[list[str]]:
    """Names of the arrays whose groups are joined."""
    moved = [[name for name in names if not _fixed(name, biases)] for names in by_layer(weights).values()]
    if normalisation == "none":
        yield [name for names in moved for name in names]
    elif biases == "with_filter":
        yield from moved
    else:
        yield from ([name] for names in moved for name in names)


def _groups(array: np.ndarray, by_filter: bool) -> np.ndarray:
    """(models, filters, entries), or (models, 1, entries)."""
    return array.reshape(len(array), array.shape[1] if by_filter else 1, -1).astype(np.float64)


def _without(second: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Rows of ``second`` without their parts along those of ``first``."""
    if first.shape[1] == 1:
        return np.zeros_like(second)
    for _ in range(2):  # once leaves a part of the size of rounding
        second = second - (second * first).sum(1, keepdims=True) / np.square(first).sum(1, keepdims=True) * first
    return second


@held
def directions_through(weights: Weights) -> tuple[Weights, np.ndarray]:
    """The plane through three models, with orthonormal directions; the first model is its origin.

    Args:
        weights: three models, arrays (3, …).

    Returns:
        Directions, arrays (2, …) float64, and the models' coordinates (3, 2): (0, 0), (|u|, 0), (x, y) with y > 0.

    Raises:
        WrongInput: another number of models, or three on a line up to the rounding of their weights.

    >>> models = {"layer1.weight": np.array([[[0.0, 0, 1]], [[2.0, 0, 1]], [[1.0, 3, 1]]])}
    >>> directions_through(models)[1].tolist()
    [[0.0, 0.0], [2.0, 0.0], [1.0, 3.0]]
    """
    if num_models(weights) != 3:
        raise WrongInput(f"a plane through {num_models(weights)} models", hint="give three", kind="wrong_value")
    names = in_order(weights)
    flat = np.concatenate([weights[name].reshape(3, -1).astype(np.float64) for name in names], axis=1)
    if not np.isfinite(flat).all():
        raise WrongInput("weights that are not finite", hint="leave out models that have diverged", kind="diverged")
    rounding = 8 * np.linalg.norm(flat, axis=1).max() * max(_epsilon(array) for array in weights.values())
    first, second = flat[1] - flat[0], flat[2] - flat[0]
    length = np.linalg.norm(first)
    if length <= rounding:
        raise WrongInput("the first two models are the same", hint="give three different ones", kind="wrong_value")
    first = first / length
    along = second @ first
    second = second - along * first
    second -= (second @ first) * first
    height = np.linalg.norm(second)
    if height <= rounding:
        raise WrongInput("the three models lie on a line", hint="use netsim.probes.interpolation", kind="wrong_value")
    basis = np.stack([first, second / height])
    directions, start = {}, 0
    for name in names:
        array = weights[name]
        width = array[0].size
        directions[name] = basis[:, start : start + width].reshape(2, *array.shape[1:])
        start += width
    return directions, np.array([[0.0, 0.0], [length, 0.0], [along, height]])


def _epsilon(array: np.ndarray) -> float:
    return float(np.finfo(array.dtype).eps)


def grid(
    weights: Weights, directions: Weights, a_values: Sequence[float], b_values: Sequence[float], *, chunk_size: int = 64
) -> Iterator[Weights]:
    """The models w + a·u + b·v, at most ``chunk_size`` at a time, b changing fastest.

    Args:
        weights: w, arrays (1, …).
        directions: u and v, arrays (2, …).

    Yields:
        Arrays (num_models, …) of the dtypes of ``weights``.

    >>> weights, directions = {"w": np.array([[10.0]])}, {"w": np.array([[1.0], [0.1]])}
    >>> [chunk["w"].ravel().tolist() for chunk in grid(weights, directions, [0, 1], [0, 5], chunk_size=3)]
    [[10.0, 10.5, 11.0], [11.5]]
    """
    _check_one_model(weights)
    check_same_shapes(weights, directions)
    if num_models(directions) != 2 or chunk_size < 1:
        raise WrongInput(
            f"{num_models(directions)} directions, chunks of {chunk_size}", hint="2 and at least 1", kind="wrong_value"
        )
    places = [(float(a), float(b)) for a in a_values for b in b_values]
    for start in range(0, len(places), chunk_size):
        a, b = np.array(places[start : start + chunk_size]).T
        yield {name: _moved(array, directions[name], a, b) for name, array in weights.items()}


def _moved(array: np.ndarray, directions: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = (steps.reshape(-1, *[1] * (array.ndim - 1)) for steps in (a, b))
    return (array + a * directions[0] + b * directions[1]).astype(array.dtype)


def _check_one_model(weights: Weights) -> None:
    if num_models(weights) != 1:
        raise WrongInput(
            f"a plane around {num_models(weights)} models", hint="give one, as arrays (1, …)", kind="wrong_value"
        )
    for name, array in weights.items():
        if not np.isfinite(array).all():
            raise WrongInput(f"{name} is not finite", hint="the model has diverged: take another one", kind="diverged")


@held
def loss_surface(
    evaluate: Callable[[Weights], np.ndarray],
    weights: Weights,
    directions: Weights,
    a_values: Places,
    b_values: Places,
    *,
    chunk_size: Size = 64,
) -> np.ndarray:
    """Losses on a grid of the plane w + a·u + b·v.

    Args:
        evaluate: takes arrays (num_models, …) and returns (num_models,) losses. Losses that are not finite stay so.
        weights, directions, chunk_size: see :func:`grid`.

    Returns:
        (len(a_values), len(b_values)) float64.

    Raises:
        WrongInput: no grid points, or ``evaluate`` returns another shape.

    >>> weights, directions = {"w": np.array([[1.0]])}, {"w": np.array([[1.0], [2.0]])}
    >>> loss_surface(lambda w: w["w"][:, 0] ** 2, weights, directions, [-1, 0], [0, 1]).tolist()
    [[0.0, 4.0], [1.0, 9.0]]
    """
    if not len(a_values) or not len(b_values):
        raise WrongInput(
            f"a grid of {len(a_values)} × {len(b_values)} points", hint="give at least one of each", kind="wrong_value"
        )
    losses = []
    for chunk in grid(weights, directions, a_values, b_values, chunk_size=chunk_size):
        found = np.asarray(evaluate(chunk), np.float64)
        if found.shape != (num_models(chunk),):
            raise WrongInput(
                f"losses of shape {found.shape} for {num_models(chunk)} models", hint="one for each", kind="wrong_value"
            )
        losses.append(found)
    return np.concatenate(losses).reshape(len(a_values), len(b_values))
