"""What Python may ask for: the experiments, and a run of one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .runs import AnyExperiment, Experiment, Result, execute, experiments, find_experiment, make_spec, read_shard
from .shell import WrongInput, shown_value

MAX_WHOLE = 10**1000  # what is larger cannot be written into a record
WORDS = {"size": "laptop", "device": "cpu", "executor": "processes"}


def list_experiments() -> list[AnyExperiment]:
    """All experiments of the papers, in order.

    >>> [experiment.id for experiment in list_experiments()][:3]
    ['E01', 'E02', 'E03']
    """
    return list(experiments().values())


def run_experiment(
    name: str | AnyExperiment,
    size: str = "laptop",
    *,
    seed: int = 0,
    device: str = "cpu",
    out: str | os.PathLike[str] = "runs",
    executor: str = "processes",
    jobs: int = 1,
    timeout: float | None = None,
    shard: str | None = None,
    **options: Any,
) -> Result:
    """Run an experiment, or go on with it, or read it where it is done, as ``python -m netsim run`` does.

    Args:
        name: such as ``E02``, or what ``list_experiments`` has.
        size: ``smoke``, ``laptop`` or ``paper``.
        device: ``cpu``, ``cuda`` or ``cuda:N``.
        out: the folder in which the run has its own.
        executor: ``processes``, or ``dask=ADDRESS``.
        jobs: processes.
        timeout: wall time in seconds; the same call goes on afterwards.
        shard: such as ``2/4``: only every fourth piece of work, from the second on; see the manual.
        options: of the experiment, as ``python -m netsim show`` lists them; several values as a list.

    Returns:
        What ``result.json`` holds.

    Raises:
        WrongInput: an unknown experiment, size or option, or a value out of its range.
        OutOfBudget: time, memory or disk space ran out; or the pieces of the shard are done, and others are not.
    """
    _whole("seed", seed, 0)
    _whole("jobs", jobs, 1)
    for key, value in (("size", size), ("device", device), ("executor", executor)):
        if not isinstance(value, str):
            raise WrongInput(
                f"the {key} is {shown_value(value)}", hint=f"give text, such as {WORDS[key]!r}", kind=f"bad_{key}"
            )
    if not isinstance(out, str | os.PathLike) or not isinstance(os.fspath(out), str):
        raise WrongInput(f"out is {shown_value(out)}", hint="give the folder of the runs", kind="bad_out")
    is_number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if timeout is not None and not (is_number and 0 < timeout < float("inf")):
        raise WrongInput(
            f"timeout is {shown_value(timeout)}", hint="give a positive number of seconds", kind="bad_timeout"
        )
    if shard is not None and not isinstance(shard, str):
        raise WrongInput(f"the shard is {shown_value(shard)}", hint="give text, such as '1/4'", kind="bad_shard")
    share = None if shard is None else read_shard(shard)
    experiment = _experiment(name)
    values = experiment.options(size, {key: _as_text(value) for key, value in options.items()})
    spec = make_spec(experiment, size, values, seed, device)
    return execute(experiment, spec, Path(out), executor=executor, jobs=jobs, timeout=timeout, shard=share)


def _experiment(name: object) -> AnyExperiment:
    """By its id, or itself: one that was changed is none of the papers'."""
    if isinstance(name, Experiment) and experiments().get(name.id) is name:
        return name
    if not isinstance(name, str):
        hint = "give its id, such as E02, or an experiment of list_experiments()"
        raise WrongInput(f"an experiment {shown_value(name)}", hint=hint, kind="unknown_experiment")
    return find_experiment(name)


def _whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value < MAX_WHOLE:
        raise WrongInput(
            f"the {name} is {shown_value(value)}", hint=f"a whole number from {least} on", kind=f"bad_{name}"
        )


def _as_text(value: Any) -> str:
    """As it is written behind ``--set KEY=``."""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
