"""An ensemble is trained as one model, or in groups where memory does not hold it."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from ..shell import OutOfBudget, WrongInput, all_memory, check_device, in_bytes, shown_value
from .tasks import TrainResult, TrainTask, join

log = logging.getLogger(__name__)


def train(task: TrainTask, device: str = "cpu", span: tuple[int, int] | None = None) -> TrainResult:
    """Train, in smaller groups of models where memory runs out.

    Args:
        span: only the epochs after the first number up to the second; ``task.start`` are the weights there.

    On the CPU one thread is used: processes share the cores better than threads, and a sum does not depend on how
    many there are.

    Raises:
        WrongInput: no task, or no span of its epochs.
        OutOfBudget: one model alone does not fit.
        Missing: no such device.
    """
    from .loop import train_together

    if not isinstance(task, TrainTask):
        raise WrongInput(f"the task is {shown_value(task)}", hint="give a netsim.training.TrainTask", kind="bad_task")
    if span is not None and not _is_span(span, task.epochs):
        raise WrongInput(
            f"the span is {shown_value(span)}", hint=f"give two numbers from 0 to {task.epochs}", kind="bad_span"
        )
    _check_memory(task, device)
    begun, epochs = time.monotonic(), span or (0, task.epochs)
    log.info("%d models are trained on %s, epochs %d to %d", len(task.models), device, *epochs)
    try:
        result = train_together(task, device, epochs)
        log.info("%d models were trained in %.2f s", len(task.models), time.monotonic() - begun)
        return result
    except MemoryError:
        half = len(task.models) // 2
        if not half:
            raise OutOfBudget(
                f"one model of {task.network.num_params} parameters does not fit in the memory of {device}",
                hint="smaller batches, or fewer samples for full-batch training",
                kind="out_of_memory",
            ) from None
    parts = [train(task.part(places), device, span) for places in (slice(0, half), slice(half, None))]
    note = f"memory ran out with {len(task.models)} models at once: trained in groups of {half}"
    return replace(join(parts), notes=(note, *parts[0].notes))


def _check_memory(task: TrainTask, device: str) -> None:
    """Refuse a model that cannot fit, before anything is computed: its weights, their gradients and velocities.

    Raises:
        OutOfBudget: it says how much is needed.
    """
    copies = 3 if task.momentum else 2
    needed = copies * task.network.num_params * (8 if task.dtype == "float64" else 4)
    there = all_memory(check_device(device))
    if there is not None and needed > there:
        raise OutOfBudget(
            f"one model of {task.network.num_params:,} parameters needs {in_bytes(needed)} to be trained, and {device} "
            f"has {in_bytes(there)}",
            hint="a smaller network, or another device",
            kind="out_of_memory",
        )


def _is_span(span: object, epochs: int) -> bool:
    if not isinstance(span, tuple | list) or len(span) != 2:
        return False
    whole = all(isinstance(number, int) and not isinstance(number, bool) for number in span)
    return whole and 0 <= span[0] <= span[1] <= epochs
