"""The steps of :func:`netsim.training.train` on tensors: the only room that runs them, and all of it needs torch."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from .data.augment import augment
from .devices import check_device
from .evaluation import evaluate, mean_losses
from .networks import forward
from .seeding import random_stream
from .tensors import Samples, Tensors, samples_of, to_arrays, to_tensors
from .training import TrainResult, TrainTask, start_weights


def train(task: TrainTask, device: str, span: tuple[int, int]) -> TrainResult:
    """One span of epochs.

    Raises:
        MemoryError: these models do not fit together.
    """
    if check_device(device) == "cpu":
        torch.set_num_threads(1)
    try:
        return _train(task, device, span)
    except RuntimeError as problem:  # the CPU allocator has no exception of its own
        if isinstance(problem, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(problem):
            if device != "cpu":
                torch.cuda.empty_cache()
            raise MemoryError from None
        raise


def _train(task: TrainTask, device: str, span: tuple[int, int]) -> TrainResult:
    samples, test = samples_of(task.data, device, task.dtype)
    weights = to_tensors(start_weights(task), device, task.dtype)
    evaluations: list[dict[str, torch.Tensor]] = []
    epochs: list[int] = []
    records: list[Tensors] = []
    record_epochs: list[int] = []

    def look(epoch: int) -> None:
        at_end = epoch == task.epochs
        if epoch == 0 or at_end or epoch % task.evaluate_every == 0:
            epochs.append(epoch)
            evaluations.append(_measure(task, weights, samples, test))
        if task.record_layers and (epoch == 0 or at_end or epoch % task.record_every == 0):
            record_epochs.append(epoch)
            # Cloned: the weights themselves go on changing.
            records.append(
                {str(k): weights[f"layer{k}.weight"].detach().flatten(1).clone() for k in task.record_layers}
            )

    first, last = span
    if first == 0:
        look(0)
    for epoch in range(first + 1, last + 1):
        _one_epoch(task, weights, samples, epoch)
        look(epoch)
    history = {
        name: torch.stack([found[name] for found in evaluations], dim=1).cpu().numpy()
        for name in (evaluations[0] if evaluations else ())
    }
    history["epoch"] = np.array(epochs, np.int64)
    return TrainResult(
        weights=to_arrays(weights),
        history=history,
        trajectories={
            k: torch.stack([r[str(k)] for r in records], dim=1).cpu().numpy() for k in task.record_layers if records
        },
        record_epochs=np.array(record_epochs, np.int64),
    )


def _batches(task: TrainTask, num_samples: int, epoch: int) -> Iterator[np.ndarray]:
    """Sample numbers of each step, (num_models, batch)."""
    orders = np.stack(
        [random_stream(task.seed, "batches", task.stage, m, epoch).permutation(num_samples) for m in task.models]
    )
    for begin in range(0, num_samples, task.batch_size):
        yield orders[:, begin : begin + task.batch_size]


def _one_epoch(task: TrainTask, weights: Tensors, samples: Samples, epoch: int) -> None:
    if not task.batch_size:
        _step(task, weights, samples.inputs.unsqueeze(0), samples.labels.unsqueeze(0))
        return
    for step, chosen in enumerate(_batches(task, len(samples.labels), epoch)):
        index = torch.from_numpy(chosen).to(samples.labels.device)
        inputs = samples.inputs[index.flatten()].unflatten(0, index.shape)
        if task.augment:
            inputs = _augmented(task, inputs, epoch, step)
        _step(task, weights, inputs, samples.labels[index])


def _augmented(task: TrainTask, inputs: torch.Tensor, epoch: int, step: int) -> torch.Tensor:
    found = [
        augment(batch, random_stream(task.seed, "augment", task.stage, model, epoch, step))
        for model, batch in zip(task.models, inputs.cpu().numpy(), strict=True)
    ]
    return torch.from_numpy(np.stack(found)).to(inputs)


def _step(task: TrainTask, weights: Tensors, inputs: torch.Tensor, labels: torch.Tensor) -> None:
    """One gradient step of every model on its own batch."""
    leaves = list(weights.values())
    outputs = forward(task.network, weights, inputs)
    losses = mean_losses(task.loss, outputs, labels)
    gradients = torch.autograd.grad(losses.sum(), leaves)
    with torch.no_grad():
        if task.weight_decay:
            gradients = torch._foreach_add(gradients, leaves, alpha=2 * task.weight_decay)
        if isinstance(task.learning_rate, tuple):
            rates = torch.tensor(task.learning_rate, device=outputs.device, dtype=outputs.dtype)
            gradients = [g * rates.view(-1, *[1] * (g.ndim - 1)) for g in gradients]
            torch._foreach_sub_(leaves, gradients)
        else:
            torch._foreach_add_(leaves, gradients, alpha=-task.learning_rate)


def _measure(task: TrainTask, weights: Tensors, samples: Samples, test: Samples) -> Tensors:
    found = evaluate(task.network, weights, samples, test, task.loss)
    del found["train_correct"], found["test_correct"]
    squares = {name: w.detach().flatten(1).square().sum(1, dtype=torch.float64) for name, w in weights.items()}
    for number in range(1, len(task.network.layers) + 1):
        mine = [square for name, square in squares.items() if name.startswith(f"layer{number}.")]
        found[f"norm.layer{number}"] = sum(mine, start=torch.zeros_like(mine[0])).sqrt()
    found["norm"] = sum(squares.values(), start=torch.zeros_like(next(iter(squares.values())))).sqrt()
    return found
