"""How far into an activation the neurons of trained models go: a polynomial is near ReLU only on [−R, R]."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..models import Weights, num_models, radius_of
from ..shell import held
from ..training import TrainTask, check_weights

if TYPE_CHECKING:
    import torch


@held
def activation_ranges(task: TrainTask, weights: Weights, device: str = "cpu") -> dict[str, np.ndarray]:
    """What the polynomial activations of each model and hidden layer are applied to.

    Batch normalisation takes the statistics of the whole training set, for test samples, too. So a training value is
    at most √(N − 1), where N is the number of values that a channel has in the training set; a test value may be
    anything.

    Args:
        task: of which network, data and dtype count.
        weights: the models first.

    Returns:
        ``train_largest`` and ``test_largest``: the largest |z|, float64 (num_models, num_hidden); ``train_outside``
        and ``test_outside``: the share of values with |z| > R, the same shape. What is not finite counts as outside.

    Raises:
        WrongInput: the activation has no radius.
        Missing: no such device.
    """
    import torch

    from ..shell import check_device
    from ..training import passes, samples_of, to_tensors

    check_weights(task.network, weights, num_models(weights), "weights")
    radius = radius_of(task.network.activation)
    if check_device(device) == "cpu":
        torch.set_num_threads(1)
    train, test = samples_of(task.data, device, task.dtype)
    found: dict[str, list[list[float]]] = {}
    for model in range(weights["layer1.weight"].shape[0]):
        one = to_tensors({name: array[model : model + 1] for name, array in weights.items()}, device, task.dtype)
        seen: dict[str, list[list[tuple[float, int, int]]]] = {"train": [], "test": []}
        for part in passes(task.network, one, train.inputs, test.inputs, keep=True):
            seen["train" if part.is_reference else "test"].append([_seen(z, radius) for z in part.before])
        for role, chunks in seen.items():
            layers = list(zip(*chunks, strict=True))
            largest = [np.max([chunk[0] for chunk in layer]) for layer in layers]  # nan, where one is
            inside = [sum(chunk[1] for chunk in layer) / sum(chunk[2] for chunk in layer) for layer in layers]
            found.setdefault(f"{role}_largest", []).append([float(z) for z in largest])
            found.setdefault(f"{role}_outside", []).append([1 - share for share in inside])
    return {name: np.array(rows) for name, rows in found.items()}


def _seen(z: torch.Tensor, radius: float) -> tuple[float, int, int]:
    """The largest magnitude, how many are inside, and how many there are."""
    return float(z.abs().max()), int((z.abs() <= radius).sum()), z.numel()
