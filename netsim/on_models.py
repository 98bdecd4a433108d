"""What is asked of models that were trained: their losses, a picture of their paths, the loss around one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import numpy as np

from .models import Weights, in_order, num_models, one_model
from .probes import Embedding, embed_trajectories, loss_surface, random_directions
from .shell import ANumber, OneOf, Range, Seed, WrongInput, check_value, held, plain, shown_value
from .training import TrainResult, TrainTask, evaluate_weights

MEASURES = ("train_loss", "train_error", "test_loss", "test_error")
Measure: TypeAlias = Annotated[str, OneOf(MEASURES, kind="unknown_measure")]
Places: TypeAlias = Annotated[Sequence[float], ANumber()]
Number: TypeAlias = Annotated[int, Range(0)]


@held
def evaluate(task: TrainTask, weights: Weights, *, device: str = "cpu") -> dict[str, np.ndarray]:
    """Losses and errors of models on the data of a task.

    Args:
        task: of which network, data, loss and type of the numbers count.
        weights: the models first, such as ``.weights`` of what ``train`` and ``perturb`` give, or of ``interpolate``.

    Returns:
        ``train_loss``, ``train_error``, ``test_loss`` and ``test_error`` (num_models,), and which samples are right,
        ``train_correct`` and ``test_correct`` (num_models, num_samples).

    Raises:
        WrongInput: weights of another network.
        Missing: no such device.
    """
    return evaluate_weights(task.network, weights, task.data, loss=task.loss, device=device, dtype=task.dtype)


def embed(
    models: TrainResult | Weights, *, layer: int = 1, metric: str = "cosine", kind: str = "classical", dim: int = 2
) -> Embedding:
    """Models as points of a plane, by the weights of one layer (without its biases).

    Args:
        models: a result with the trajectories of that layer (``record_layers`` of its task), whose points are then
            model by model and epoch by epoch; or weights, the models first.
        metric, kind, dim: see :func:`netsim.probes.embed_trajectories`.

    Raises:
        WrongInput: the layer is not there, or was not recorded.
    """
    check_value("layer", plain(layer), Range(1, whole=True))
    if isinstance(models, TrainResult):
        if layer not in models.trajectories:
            known = ", ".join(map(str, models.trajectories)) or "none"
            raise WrongInput(
                f"layer {shown_value(layer)} was not recorded (recorded: {known})",
                hint=f"record_layers=({shown_value(layer)},) in the task, or give weights",
                kind="not_measured",
            )
        paths = models.trajectories[layer]
        return embed_trajectories(paths.reshape(-1, paths.shape[-1]), metric=metric, kind=kind, dim=dim)
    count = num_models(models)
    if f"layer{layer}.weight" not in models:
        raise WrongInput(
            f"there is no layer {shown_value(layer)}",
            hint=f"there are {', '.join(in_order(models))}",
            kind="wrong_value",
        )
    points = models[f"layer{layer}.weight"].reshape(count, -1)
    return embed_trajectories(points, metric=metric, kind=kind, dim=dim)


@held
def surface(
    task: TrainTask,
    weights: Weights,
    a_values: Places,
    b_values: Places,
    *,
    model: Number = 0,
    directions: Weights | None = None,
    seed: Seed = 0,
    measure: Measure = "train_loss",
    device: str = "cpu",
) -> np.ndarray:
    """The loss on a grid of the plane w + a·u + b·v through a model.

    Args:
        task: as for :func:`evaluate`.
        weights: the models first; ``model`` is the number of the one in the middle.
        directions: u and v, arrays (2, …); random ones with filter normalisation by the seed when not given, see
            :func:`netsim.probes.random_directions`.
        measure: ``train_loss``, ``train_error``, ``test_loss`` or ``test_error``.

    Returns:
        (len(a_values), len(b_values)) float64.

    Raises:
        WrongInput: no such model or measure, other directions, or no points.
    """
    middle = one_model(weights, model)
    found = random_directions(middle, seed=seed) if directions is None else directions
    return loss_surface(lambda at: evaluate(task, at, device=device)[measure], middle, found, a_values, b_values)
