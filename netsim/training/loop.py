"""The steps of :func:`netsim.training.train` on tensors: the only room that runs them, and all of it needs torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import torch

from ..models import forward, in_order
from ..shell import check_device, random_stream
from .chunks import gradients_in_chunks, size_for
from .crops import crop_images
from .cuda_graph import CudaRecorder, ReplayedStep, Step
from .evaluation import evaluate, mean_losses
from .tasks import TrainResult, TrainTask, start_weights
from .tensors import Samples, Tensors, samples_of, to_arrays, to_tensors
from .updates import Update


def train_together(task: TrainTask, device: str, span: tuple[int, int]) -> TrainResult:
    """One span of epochs.

    Raises:
        MemoryError: these models do not fit together.
    """
    if check_device(device) == "cpu":
        torch.set_num_threads(1)
    try:
        # On a GPU: float32 products as they are, not rounded to TF32, and algorithms that repeat their results.
        with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):
            return _train(task, device, span)
    except RuntimeError as problem:  # the CPU allocator has no exception of its own
        if isinstance(problem, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(problem):
            if device != "cpu":
                torch.cuda.empty_cache()
            raise MemoryError from None
        raise


def _train(task: TrainTask, device: str, span: tuple[int, int]) -> TrainResult:
    samples, test = samples_of(task.data, device, task.dtype)
    task = replace(task, network=task.network.for_models(task.models))
    weights, update, step = begin(task, device)
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
        update.begin(epoch)
        _one_epoch(task, step, samples, epoch)
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
        velocity=to_arrays(update.velocity),
    )


def begin(task: TrainTask, device: str) -> tuple[Tensors, Update, Step]:
    """The weights to start from on the device, how they are updated, and a step that does it."""
    weights = to_tensors(start_weights(task), device, task.dtype)
    update = Update(task, weights)
    return weights, update, _make_step(task, weights, update, device)


def _batches(task: TrainTask, samples: Samples, epoch: int) -> Sequence[torch.Tensor]:
    """Sample numbers of each step, (num_models, batch)."""
    streams = [random_stream(task.seed, "batches", task.stage, model, epoch) for model in task.models]
    orders = np.stack([stream.permutation(len(samples.labels)) for stream in streams])
    return torch.from_numpy(orders).to(samples.labels.device).split(task.batch_size, dim=1)


def _one_epoch(task: TrainTask, step: Step, samples: Samples, epoch: int) -> None:
    if not task.batch_size:
        step(samples.inputs.unsqueeze(0), samples.labels.unsqueeze(0))
        return
    for number, chosen in enumerate(_batches(task, samples, epoch)):
        inputs = samples.rows(chosen)
        if task.augment:
            streams = [random_stream(task.seed, "augment", task.stage, m, epoch, number) for m in task.models]
            inputs = crop_images(inputs, streams)
        step(inputs, samples.labels[chosen])


def _make_step(task: TrainTask, weights: Tensors, update: Update, device: str) -> Step:
    """One gradient step of every model on its own batch, as a function of the batch."""
    step = partial(_step, task, weights, update)
    if device == "cpu" or not task.batch_size:  # a full batch takes so long that starting its kernels is no matter
        return step
    return ReplayedStep(step, CudaRecorder(device))


def _step(task: TrainTask, weights: Tensors, update: Update, inputs: torch.Tensor, labels: torch.Tensor) -> None:
    gradients: Sequence[torch.Tensor]
    if inputs.shape[1] > (size := size_for(task.network, weights)):
        gradients = gradients_in_chunks(task.network, weights, inputs, labels, partial(mean_losses, task.loss), size)
    else:
        losses = mean_losses(task.loss, forward(task.network, weights, inputs), labels)
        gradients = torch.autograd.grad(losses.sum(), list(weights.values()))
    with torch.no_grad():
        update(gradients)


def _measure(task: TrainTask, weights: Tensors, samples: Samples, test: Samples) -> Tensors:
    found = evaluate(task.network, weights, samples, test, task.loss)
    del found["train_correct"], found["test_correct"]
    squares = {
        name: weights[name].detach().flatten(1).square().sum(1, dtype=torch.float64) for name in in_order(weights)
    }
    for number in range(1, len(task.network.layers) + 1):
        mine = [square for name, square in squares.items() if name.startswith(f"layer{number}.")]
        found[f"norm.layer{number}"] = sum(mine, start=torch.zeros_like(mine[0])).sqrt()
    found["norm"] = sum(squares.values(), start=torch.zeros_like(next(iter(squares.values())))).sqrt()
    return found
