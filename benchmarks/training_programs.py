"""Ways to train several models, each timed after a warm-up in a process that runs nothing else.

Every program gets the same task and does the same: the loss of every model on the training set, all epochs, the loss
once more. Batches are the same ones in the same order, so that the last losses are, too, up to rounding.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from netsim.models import initial_weights
from netsim.runs.executors import open_executor, width_of
from netsim.shell.seeding import random_stream
from netsim.training import TrainTask

MIN_SECONDS = 1.0  # a shorter call is repeated for about this long and averaged
JOBS = 2

Train = Callable[[TrainTask], np.ndarray]  # the last loss of each model


@contextmanager
def loop():  # type: ignore[no-untyped-def]
    """One ``torch.nn`` model after the other; torch has its default number of threads."""
    yield _loop


def _loop(task: TrainTask) -> np.ndarray:
    import torch

    from netsim.training.tensors import dataset_of
    from tests.reference.plain_training import Plain, loss_of, plain_train

    data, weights = dataset_of(task.data), initial_weights(task.network, task.models, task.seed)
    inputs, labels = torch.tensor(data.train_inputs), torch.tensor(data.train_labels)

    @torch.no_grad()
    def losses(models: Any) -> np.ndarray:
        return np.array([loss_of(task.loss, model(inputs), labels).item() for model in models])

    losses(Plain(task.network, weights, place) for place in range(len(task.models)))
    return losses(plain_train(task, weights, data.train_inputs, data.train_labels))


@contextmanager
def loop_alone():  # type: ignore[no-untyped-def]
    """The same with one thread."""
    yield _loop_alone


@contextmanager
def loops():  # type: ignore[no-untyped-def]
    """The same with half of the models in each of two processes, which have one thread each."""
    with open_executor("processes", JOBS) as pool:

        def train_all(task: TrainTask) -> np.ndarray:
            half = len(task.models) // 2
            parts = [task.part(slice(0, half)), task.part(slice(half, None))]
            return np.concatenate(list(pool.map(_loop_alone, parts)))

        yield train_all


def _loop_alone(task: TrainTask) -> np.ndarray:
    import torch

    torch.set_num_threads(1)
    return _loop(task)


@contextmanager
def vmapped():  # type: ignore[no-untyped-def]
    """``torch.func``: the gradient of a functional call, mapped over stacked weights and batches."""
    yield _vmapped


def _vmapped(task: TrainTask) -> np.ndarray:
    import torch
    from torch.func import functional_call, grad, stack_module_state, vmap
    from torch.nn.functional import cross_entropy

    from netsim.training.tensors import dataset_of
    from tests.reference.plain_training import Plain

    data, weights = dataset_of(task.data), initial_weights(task.network, task.models, task.seed)
    inputs, labels = torch.tensor(data.train_inputs), torch.tensor(data.train_labels)
    models = [Plain(task.network, weights, place) for place in range(len(task.models))]
    params, buffers = stack_module_state(models)
    params = {name: tensor.detach() for name, tensor in params.items()}

    def loss(one: Any, x: Any, y: Any) -> Any:
        return cross_entropy(functional_call(models[0], (one, buffers), (x,)), y)

    losses = vmap(loss, in_dims=(0, None, None))
    gradients = vmap(grad(loss))
    with torch.no_grad():
        losses(params, inputs, labels)
        for epoch in range(1, task.epochs + 1):
            streams = [random_stream(task.seed, "batches", task.stage, model, epoch) for model in task.models]
            orders = torch.from_numpy(np.stack([stream.permutation(len(labels)) for stream in streams]))
            for chosen in orders.split(task.batch_size, dim=1):
                for name, slope in gradients(params, inputs[chosen], labels[chosen]).items():
                    params[name].sub_(slope, alpha=task.learning_rate)
        return losses(params, inputs, labels).numpy()


@contextmanager
def ours_in(executor: str):  # type: ignore[no-untyped-def]
    """A run, checkpoints and all: ``here`` with one thread, or in ``processes``.

    It decides how many models are trained as one: convolutions on the CPU one by one.
    """
    from netsim.runs.run import Run

    with tempfile.TemporaryDirectory() as folder:
        run: Run[Any] = Run(
            Path(folder), {}, open_pool=partial(open_executor, executor, JOBS), width=width_of(executor, JOBS)
        )
        calls = 0

        def train_all(task: TrainTask) -> np.ndarray:
            nonlocal calls
            calls += 1  # a task that was finished would not be trained again
            return run.train({f"call{calls}": task})[f"call{calls}"].final("train_loss")

        try:
            yield train_all
        finally:
            run.close()


def time_program(program: Callable[[], Any], task: TrainTask, limit: float) -> dict[str, Any]:
    """Wall and CPU seconds of one call after a warm-up of one epoch, threads, and the losses; in a new process.

    Where all of it takes longer than ``limit`` seconds the process group is ended: ``{"failed": …}``.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(program, task, sender))
    process.start()
    sender.close()
    assert process.pid is not None
    try:
        return receiver.recv() if receiver.poll(limit) else {"failed": f"not done after {limit:g} s"}
    except EOFError:
        return {"failed": "the process died"}
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()


def _child(program: Callable[[], Any], task: TrainTask, sender: Any) -> None:
    os.setsid()
    import torch

    try:
        with program() as train_all:
            train_all(replace(task, epochs=1, evaluate_every=1))
            calls, wall, cpu = 0, perf_counter(), _cpu_seconds()
            while not calls or perf_counter() - wall < MIN_SECONDS:
                losses = train_all(task)
                calls += 1
            wall, cpu = (perf_counter() - wall) / calls, (_cpu_seconds() - cpu) / calls
            found = {"wall": wall, "cpu": cpu, "threads": torch.get_num_threads(), "losses": losses.tolist()}
        sender.send(found)
    except Exception as problem:
        sender.send({"failed": repr(problem)[:200]})


def _cpu_seconds() -> float:
    """Of this process; workers do not count before they end."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
