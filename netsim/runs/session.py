"""From options to a finished run folder, and the figures of one that is finished."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Generic

from ..shell import (
    Missing,
    NetsimError,
    Progress,
    WrongInput,
    check_device,
    describe,
    read_json,
    remove,
    tidy_numbers,
    write_json,
    write_text,
)
from .drawing import draw_figures
from .executors import open_executor, width_of
from .experiment import Check, Experiment, Outcome, SomeMeasured
from .limit import alarm
from .nothing import decided, measured_by
from .options import SomeOptions
from .pieces import WORK_VERSION, not_a_number
from .results import Decision, Environment, Result, SpecDocument, read_finished, read_spec, write_done
from .run import Run
from .shards import Shard

log = logging.getLogger(__name__)

RESULT_VERSION = 4  # raised when an experiment measures something else, though finished pieces of work stay
LIBRARIES = ("zerolocus", "torch", "numpy", "scipy", "scikit-learn", "safetensors", "matplotlib")


@dataclass(frozen=True)
class Spec(Generic[SomeOptions]):
    """Everything that determines the numbers."""

    experiment: str
    size: str
    options: SomeOptions
    seed: int
    device: str

    def document(self) -> SpecDocument:
        """The content of ``spec.json``."""
        return {
            "experiment": self.experiment,
            "size": self.size,
            "options": self.options.as_dict(),
            "seed": self.seed,
            "device": self.device,
        }

    @property
    def run_id(self) -> str:
        """The first digits of the hash of the document."""
        return sha256(json.dumps(self.document(), sort_keys=True).encode()).hexdigest()[:10]


def make_spec(
    experiment: Experiment[SomeOptions, SomeMeasured], size: str, options: SomeOptions, seed: int, device: str
) -> Spec[SomeOptions]:
    """The specification of one run.

    >>> from netsim.runs import Experiment, Options
    >>> len(make_spec(Experiment("E02", "", ""), "smoke", Options(), 0, "cpu").run_id)
    10
    """
    return Spec(experiment.id, size, options, seed, device)


def folder_of(spec: Spec[SomeOptions], out: Path) -> Path:
    """The run's folder inside ``out``."""
    return out / f"{spec.experiment}-{spec.size}-{spec.run_id}"


def execute(
    experiment: Experiment[SomeOptions, SomeMeasured],
    spec: Spec[SomeOptions],
    out: Path,
    *,
    executor: str = "processes",
    jobs: int = 1,
    timeout: float | None = None,
    progress: Progress | None = None,
    shard: Shard | None = None,
) -> Result:
    """Run, or resume, or do nothing where it is done; the content of ``result.json``.

    Raises:
        WrongInput: no executor has this name, or the folder holds another specification.
        OutOfBudget: time, memory or disk space ran out; the same call resumes. What is being computed when the time is
            up is interrupted, and worker processes are killed. Or all is done of a shard, and not of the others.
    """
    width_of(executor, jobs)  # refuses what is no executor, whether the run is done or not
    begun, folder = time.monotonic(), folder_of(spec, out)
    notes: list[str] = []
    if (found := _finished(spec, folder, notes)) is not None:
        # Checks are decided on what was measured, so that they are those of the code as it is now.
        log.info("%s is done, in %s", spec.experiment, folder)
        return {**found, "checks": decide_checks(experiment, found["measured"], spec.size)}
    device = check_device(spec.device)
    where = executor if device == "cpu" else "here"
    _claim_folder(folder, spec, notes)
    log.info("%s %s runs in %s", spec.experiment, spec.size, folder)
    write_json(folder / "env.json", environment(device, executor, jobs))
    opened: Callable[[], Executor] = partial(open_executor, where, jobs)
    deadline = None if timeout is None else begun + timeout
    run = Run(
        folder,
        spec.options,
        seed=spec.seed,
        device=device,
        open_pool=opened,
        width=width_of(where, jobs),
        deadline=deadline,
        progress=progress,
        shard=shard,
    )
    run.notes += notes
    try:
        with alarm(deadline), not_a_number():
            measured = tidy_numbers(measured_by(experiment, run))
    except BaseException:
        run.stop()
        raise
    run.close()
    lines = "".join(json.dumps(tidy_numbers(line, 9)) + "\n" for line in run.metrics())
    write_text(folder / "metrics.jsonl", lines)
    result: Result = {
        **spec.document(),
        "title": experiment.title,
        "source": experiment.source,
        "run_id": spec.run_id,
        "environment": read_json(folder / "env.json"),
        "seconds": round(time.monotonic() - begun, 1),
        "cpu_seconds": round(run.cpu_seconds, 1),  # of all the work; seconds are those of the last session
        "sample_passes": run.passes,
        "notes": run.notes,
        "measured": measured,
        "checks": decide_checks(experiment, measured, spec.size),
        "figures": sorted(experiment.figures),
    }
    write_json(folder / "result.json", result)
    draw_figures(experiment, measured, folder / "figures", runs=[result])
    write_done(folder, _made_by())
    log.info("%s is done after %.1f s", folder, time.monotonic() - begun)
    return result


def made_earlier(experiment: Experiment[SomeOptions, SomeMeasured], spec: Spec[SomeOptions], out: Path) -> Result:
    """The result of a run that is done, with the checks of the code as it is now; nothing is run.

    Raises:
        Missing: it was not made, or is not finished.
        WrongInput: it was damaged, or another version of the code made it.
    """
    folder = folder_of(spec, out)
    if not os.path.lexists(folder / "DONE"):
        state = "is not finished" if folder.is_dir() else "was not made"
        raise Missing(f"{spec.experiment} {spec.size}, seed {spec.seed}, {state} in {out}", hint="`netsim run` does it")
    found = read_finished(folder, made_by=_made_by())
    if any(found.get(key) != value for key, value in spec.document().items()):
        raise WrongInput(f"{folder} is of another specification", kind="bad_record")
    return {**found, "checks": decide_checks(experiment, found["measured"], spec.size)}


def _finished(spec: Spec[SomeOptions], folder: Path, notes: list[str]) -> Result | None:
    """The result of a run that is done, ``None`` if it is not, or not the one that was written; then with a note."""
    if not os.path.lexists(folder / "DONE"):
        return None
    try:
        done = read_finished(folder, made_by=_made_by())
        if any(done.get(key) != value for key, value in spec.document().items()):
            raise WrongInput("it is of another specification", kind="bad_record")
    except NetsimError as problem:  # of ours, about the file: any other is a defect, and stays one
        notes.append(f"the result is made again: {problem.message}")
        remove(folder / "DONE")
        return None
    return done


def _made_by() -> str:
    """What a result must come from to be taken as it is: later versions may measure something else."""
    return f"zerolocus {_version('zerolocus')}, work {WORK_VERSION}, result {RESULT_VERSION}"


def decide_checks(
    experiment: Experiment[SomeOptions, SomeMeasured], measured: SomeMeasured, size: str
) -> list[Decision]:
    """Every check, from the measured data; in size ``smoke`` none agrees or contradicts."""
    with not_a_number():
        return [_decision(check, decided(check, measured, size)) for check in experiment.checks]


def _decision(check: Check[SomeMeasured], found: Outcome) -> Decision:
    return {
        "claim": check.claim,
        "name": check.name,
        "statement": check.statement,
        "outcome": found.outcome,
        "measured": tidy_numbers(found.measured),
        "reason": found.reason,
    }


def environment(device: str, executor: str, jobs: int) -> Environment:
    """Versions, device and how the work was spread."""
    return {
        "python": sys.version.split()[0],
        "libraries": {name: _version(name) for name in LIBRARIES},
        "device": device,
        "device_name": describe(device),
        "executor": executor if device == "cpu" else "here",
        "jobs": jobs,
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _claim_folder(folder: Path, spec: Spec[SomeOptions], notes: list[str]) -> None:
    """Write the specification, or see that the one there is the same; a damaged one is written again, with a note."""
    path = folder / "spec.json"
    try:
        found = read_spec(path) if os.path.lexists(path) else spec.document()
    except NetsimError as problem:
        notes.append(f"the specification is written again: {problem.message}")
        remove(path)
        found = spec.document()
    if found != spec.document():
        raise WrongInput(
            f"{path} holds another specification", hint="give another --out, or remove the folder", kind="other_spec"
        )
    write_json(path, spec.document())
