"""What a task needs, before it is trained: memory by an estimate, time by some steps on images of noise."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod

import numpy as np
import torch

from ..models import NetworkSpec, walk
from ..shell import check_device, random_stream
from .chunks import bytes_per_sample, chunk_size
from .evaluation import passes
from .loop import begin
from .tasks import TrainTask

PROCESS = 400 * 2**20  # bytes of a process with torch in it
DATA_COPIES = 3  # of the images: as they are read, prepared, and as tensors
WEIGHT_COPIES = 4  # weights, gradients, velocities, and one in hand
TIMED_SAMPLES = 200  # at most, of a step or an evaluation
LEAST = 0.2  # seconds to measure for
MOST_TIMED = 5  # networks; what others take is taken from the nearest by their multiplications


def memory_of(task: TrainTask, device: str, num_train: int, num_test: int) -> int:
    """Bytes that a task takes where it is trained: process, images, weights, a batch or a chunk, what is recorded."""
    size = 8 if task.dtype == "float64" else 4
    models, one = len(task.models), bytes_per_sample(task.network, task.dtype)
    images = (num_train + num_test) * prod(task.data.shape) * size * DATA_COPIES
    weights = task.network.num_params * models * size * WEIGHT_COPIES
    most = chunk_size(task.network, device, task.dtype, models)
    batch = min(task.batch_size or num_train, num_train, most) * models * one
    evaluated = min(max(num_train, num_test), chunk_size(task.network, device, task.dtype)) * one
    return PROCESS + images + weights + max(batch, evaluated) + recorded_bytes(task)


def recorded_bytes(task: TrainTask) -> int:
    """Bytes of the trajectories of a task."""
    records = 2 + task.epochs // task.record_every
    nodes = walk(task.network.layers, task.network.input_shape)
    size = 8 if task.dtype == "float64" else 4
    return records * len(task.models) * size * sum(prod(nodes[layer - 1].weight) for layer in task.record_layers)


def multiplications(network: NetworkSpec) -> int:
    """Of one sample, forward."""
    return sum(node.multiplications for node in walk(network.layers, network.input_shape))


def seconds_of(
    tasks: Sequence[TrainTask], device: str, num_train: Sequence[int], num_test: Sequence[int]
) -> list[float]:
    """Seconds that each task takes, evaluations included: some of them are timed, the others taken from the nearest.

    Raises:
        Missing: no such device.
    """
    if check_device(device) == "cpu":
        torch.set_num_threads(1)
    costs = [multiplications(task.network) for task in tasks]
    order = sorted(range(len(tasks)), key=lambda place: costs[place])
    step = max(1, (len(order) - 1) / max(MOST_TIMED - 1, 1))
    chosen = sorted({order[min(round(k * step), len(order) - 1)] for k in range(min(MOST_TIMED, len(order)))})
    rates = {place: _rates(tasks[place], device) for place in chosen}
    found = []
    for place, task in enumerate(tasks):
        near = min(chosen, key=lambda other: abs(costs[other] - costs[place]))
        scale = costs[place] / costs[near] if near != place and costs[near] else 1.0
        per_sample, per_evaluation = rates[near]
        evaluations = 2 + task.epochs // task.evaluate_every
        evaluated = evaluations * (num_train[place] + num_test[place]) * per_evaluation
        found.append(scale * len(task.models) * (task.epochs * num_train[place] * per_sample + evaluated))
    return found


def _rates(task: TrainTask, device: str) -> tuple[float, float]:
    """Seconds for a model and a sample: of a step, and of an evaluation."""
    kind = getattr(torch, task.dtype)
    batch = min(task.batch_size or TIMED_SAMPLES, TIMED_SAMPLES)
    models = len(task.models)
    timed = replace(task, network=task.network.for_models(task.models), start=None, velocity=None)
    weights, update, step = begin(timed, device)
    update.begin(1)
    noise = random_stream(task.seed, "timing").standard_normal((models, batch, *task.data.shape), np.float32)
    inputs = torch.from_numpy(noise).to(device, kind)
    labels = torch.zeros(models, batch, dtype=torch.long, device=device)
    training = _measured(lambda: step(inputs, labels), device) / (models * batch)
    one = {name: tensor[:1] for name, tensor in weights.items()}
    evaluating = _measured(lambda: list(passes(timed.network.for_place(0), one, inputs[0], inputs[0])), device) / (
        2 * batch
    )
    return training, evaluating


def _measured(call: Callable[[], object], device: str) -> float:
    """Seconds of a call, after two that are not counted."""

    def wait() -> None:
        if device != "cpu":
            torch.cuda.synchronize(device)

    for _ in range(2):
        call()
    wait()
    clock = time.process_time if device == "cpu" else time.perf_counter  # what others do on the machine counts not
    begun, count = clock(), 0
    while clock() - begun < LEAST or not count:
        call()
        wait()
        count += 1
    return (clock() - begun) / count
