"""What several experiments share: weights taken apart and put together, embeddings as plain data, pictures of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from ...models import NetworkSpec, Weights, theory2_dcnn, theory3_cnn
from ...probes import embed_trajectories
from ...shell import WrongInput

if TYPE_CHECKING:
    from matplotlib.axes import Axes

IMAGE_SHAPES = {"digits": (1, 8, 8), "patches": (3, 32, 32), "cifar10": (3, 32, 32), "mnist": (1, 28, 28)}


def image_shape(data: str) -> tuple[int, int, int]:
    """(channels, height, width) of a data set of images.

    Raises:
        WrongInput: there is none of this name; the nearest is named.
    """
    if data not in IMAGE_SHAPES:
        near = get_close_matches(data, IMAGE_SHAPES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(IMAGE_SHAPES)}"
        raise WrongInput(f"unknown data set of images {data!r}", hint=hint, kind="unknown_data")
    return IMAGE_SHAPES[data]


def copies(weights: Weights, model: int, count: int) -> Weights:
    """One of the models, so many times."""
    return {name: np.repeat(array[model : model + 1], count, axis=0) for name, array in weights.items()}


def together(parts: Iterable[Weights]) -> Weights:
    """Several stacks of models as one."""
    parts = list(parts)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def one_model(weights: Weights, model: int) -> Weights:
    """A stack of one."""
    return {name: array[model : model + 1] for name, array in weights.items()}


def dcnn(options: dict[str, Any]) -> NetworkSpec:
    """The network of Theory II for the images of ``options["data"]``, with ``options["activation"]``."""
    return theory2_dcnn(image_shape(options["data"]), activation=options["activation"])


def cnn(options: dict[str, Any], channels: Sequence[int]) -> NetworkSpec:
    """The 5-layer network of Theory III for the images of ``options["data"]``."""
    return theory3_cnn(tuple(channels), image_shape(options["data"]), activation=options["activation"])


def embedded(trajectories: np.ndarray, **options: Any) -> dict[str, Any]:
    """Trajectories (num_models, num_records, num_weights) embedded together, as plain data.

    Returns:
        ``points`` (num_models, num_records, 2), ``stress``, ``explained`` (the two leading eigenvalues' shares) and
        ``negative_mass``.
    """
    found = embed_trajectories(trajectories.reshape(-1, trajectories.shape[-1]), **options)
    return {
        "points": found.points.reshape(*trajectories.shape[:2], -1),
        "stress": found.stress,
        "explained": found.explained,
        "negative_mass": found.negative_mass,
    }


def draw_trajectories(axes: Axes, embedding: dict[str, Any], labels: Sequence[str] | None = None, **style: Any) -> None:
    """One coloured line for each model, its end marked."""
    points = np.asarray(embedding["points"], float)
    for number, path in enumerate(points):
        label = None if labels is None else labels[number]
        (line,) = axes.plot(*path.T, marker=".", markersize=3, linewidth=0.8, label=label, **style)
        axes.plot(*path[-1], marker="o", markersize=6, color=line.get_color())
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(f"stress {embedding['stress']:.2f}", fontsize=8)
