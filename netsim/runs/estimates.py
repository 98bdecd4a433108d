"""What a run needs, before it starts: time, memory and disk space, from the networks that it trains first.

An experiment is begun with a run that writes down what is to be trained, and ends there. What comes later (further
stages, retraining) is taken to be like it, in proportion to the sample passes; probes are not counted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypedDict

from ..shell import OutOfBudget, all_memory, check_device, free_disk, free_memory, in_bytes, in_words
from ..training import TrainResult, TrainTask, memory_of, recorded_bytes, seconds_of
from .executors import Here
from .experiment import Experiment, SomeMeasured
from .options import SomeOptions
from .pieces import Arrays
from .run import Run
from .session import Spec
from .spans import num_train_of, training_piece

MOST_TEST = 10_000  # images, where a task takes all
UNKNOWN = "no network is trained at first: time and memory are not estimated"


class Estimate(TypedDict):
    """What a run needs, and what there is; ``None`` where it is not known.

    ``seconds`` are of training and its evaluations with that many workers; ``worker_bytes`` is the memory of the
    largest of them, ``memory_bytes`` of all together.
    """

    sample_passes: int
    seconds: float | None
    workers: int
    worker_bytes: int | None
    memory_bytes: int | None
    disk_bytes: int | None
    free_memory_bytes: int | None
    free_disk_bytes: int
    fits: bool
    said: list[str]


class _PlannedError(Exception):
    """What is trained first is known."""


class _Plan(Run[SomeOptions]):
    """Trains nothing: it keeps what would be trained first, in the groups in which it would be."""

    groups: list[TrainTask]

    def train(self, tasks: Mapping[str, TrainTask]) -> dict[str, TrainResult]:
        self.groups = [group for task in tasks.values() for group in self._groups(task)]
        raise _PlannedError

    def map(self, name: str, calls: Sequence[partial[Arrays]]) -> list[Arrays]:
        raise _PlannedError


def planned(experiment: Experiment[SomeOptions, SomeMeasured], spec: Spec[SomeOptions]) -> list[TrainTask]:
    """The groups of models that are trained first; none where something else comes first."""
    plan = _Plan(Path(), spec.options, seed=spec.seed, device=spec.device, open_pool=Here)
    plan.groups = []
    assert experiment.run is not None
    with contextlib.suppress(_PlannedError):
        experiment.run(plan)
    return plan.groups


def estimate(
    experiment: Experiment[SomeOptions, SomeMeasured], spec: Spec[SomeOptions], out: Path, *, jobs: int
) -> Estimate:
    """What a run needs. Networks are timed for a second or two.

    Raises:
        Missing: no such device.
    """
    device = check_device(spec.device)
    passes, disk_free, memory_free = spec.options.sample_passes(), free_disk(out), free_memory(device)
    unknown: Estimate = {"sample_passes": passes, "seconds": None, "workers": jobs, "worker_bytes": None,
                         "memory_bytes": None, "disk_bytes": None, "free_memory_bytes": memory_free,
                         "free_disk_bytes": disk_free, "fits": True, "said": [UNKNOWN]}  # fmt: skip
    try:
        groups = planned(experiment, spec)
    except OutOfBudget as problem:  # the experiment itself knows that it does not fit
        return {**unknown, "fits": False, "said": [UNKNOWN, problem.message]}
    if not groups:
        return unknown
    trains = [num_train_of(task) for task in groups]
    tests = [task.data.num_test or MOST_TEST for task in groups]
    workers = 1 if device != "cpu" else max(1, min(jobs, len(groups)))
    one = max(memory_of(*each) for each in zip(groups, [device] * len(groups), trains, tests, strict=True))
    first = sum(count * task.epochs * len(task.models) for count, task in zip(trains, groups, strict=True))
    share = max(passes / first, 1.0) if first else 1.0
    disk = round(share * sum(map(_disk_of, groups)))
    fitting = workers if memory_free is None else max(1, min(workers, int(memory_free - disk) // one))
    seconds = share * sum(seconds_of(groups, device, trains, tests)) / fitting
    long = "less than a second" if seconds < 1 else f"about {in_words(seconds)}"
    said = [f"{long} of training and evaluations (probes not counted)"]
    whom = f"each of {fitting} workers" if fitting > 1 else "the worker"
    said.append(f"{in_bytes(one)} of memory for {whom}, {in_bytes(disk)} on the disk")
    if fitting < workers:
        said.append(f"{workers} workers do not fit in the {in_bytes(memory_free or 0)} that are free")
    fits, there = True, all_memory(device)
    if there is not None and one > there:
        fits = False
        said.append(f"one worker does not fit in the memory of {in_bytes(there)}")
    if disk > disk_free:
        fits = False
        said.append(f"the disk has {in_bytes(disk_free)} free")
    return {"sample_passes": passes, "seconds": round(seconds, 1), "workers": fitting, "worker_bytes": one,
            "memory_bytes": one * fitting + disk, "disk_bytes": disk, "free_memory_bytes": memory_free,
            "free_disk_bytes": disk_free, "fits": fits, "said": said}  # fmt: skip


def refuse_what_does_not_fit(found: Estimate) -> None:
    """Say so before anything is computed.

    Raises:
        OutOfBudget: memory or disk space would run out.
    """
    if not found["fits"]:
        raise OutOfBudget(
            f"the run does not fit: {'; '.join(found['said'][1:])}",
            hint="fewer images (--set num_train=…), another --out or --device",
            kind="does_not_fit",
        )


def _disk_of(task: TrainTask) -> int:
    """Bytes of the checkpoints of a group, and of what is recorded."""
    spans = len(training_piece("", task, "cpu").calls)
    size = 8 if task.dtype == "float64" else 4
    return spans * task.network.num_params * len(task.models) * size + recorded_bytes(task)
