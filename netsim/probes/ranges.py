"""How far into an activation the neurons of trained models go: a polynomial is near ReLU only on [−R, R]."""

from __future__ import annotations

import numpy as np

from ..models import Weights, forward, radius_of
from ..training import TrainTask


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
    from ..training import samples_of, to_tensors

    radius = radius_of(task.network.activation)
    if check_device(device) == "cpu":
        torch.set_num_threads(1)
    train, test = samples_of(task.data, device, task.dtype)
    found: dict[str, list[list[float]]] = {}
    for model in range(weights["layer1.weight"].shape[0]):
        one = to_tensors({name: array[model : model + 1] for name, array in weights.items()}, device, task.dtype)
        collected: list[tuple[torch.Tensor, torch.Tensor]] = []
        for role, samples in (("train", train), ("test", test)):
            statistics = collected if role == "test" and task.network.batch_norm else None
            before: list[torch.Tensor] = []
            with torch.no_grad():
                inputs = samples.inputs.unsqueeze(0)
                forward(task.network, one, inputs, statistics, collected if role == "train" else None, before)
            found.setdefault(f"{role}_largest", []).append([float(z.abs().max()) for z in before])
            inside = [float((z.abs() <= radius).double().mean()) for z in before]
            found.setdefault(f"{role}_outside", []).append([1 - share for share in inside])
    return {name: np.array(rows) for name, rows in found.items()}
