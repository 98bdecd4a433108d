"""Runs resume with the same numbers, wherever the work is done and whoever dies."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import numpy as np
import pytest

from netsim.models.architectures import mlp, theory3_cnn
from netsim.runs.executors import Here, open_executor
from netsim.runs.run import Run
from netsim.shell import OutOfBudget, Progress
from netsim.training.ensemble import train
from netsim.training.tasks import DataSpec, TrainTask

pytestmark = pytest.mark.torch

DIGITS = DataSpec("digits", num_train=50, num_test=20)
DENSE = TrainTask(mlp(64, (8,), 10), DIGITS, tuple(range(5)), epochs=4)
IMAGES = TrainTask(theory3_cnn((2, 2, 2, 2), (1, 8, 8)), DIGITS, (0, 1, 2), epochs=4, record_layers=(2,))


class Watched(Progress):
    """Tells of what is done, restored or not."""

    def __init__(self, tell):
        super().__init__("", 0)
        self.advance = tell


def here(folder, **options):
    return Run(folder, {}, open_pool=Here, **options)


def same(first, second):
    assert first.weights.keys() == second.weights.keys()
    for group in ("weights", "history", "trajectories"):
        for name, array in getattr(first, group).items():
            assert np.array_equal(array, getattr(second, group)[name]), (group, name)


@pytest.fixture
def short_spans(monkeypatch):
    monkeypatch.setattr("netsim.runs.spans.SPAN_PASSES", 60)  # one epoch each
    monkeypatch.setattr("netsim.runs.run.DENSE_CHUNK", 2)


def test_a_run_gives_what_training_gives(tmp_path, short_spans):
    run = here(tmp_path)
    results = run.train({"dense": DENSE, "images": IMAGES})
    one_by_one = [train(IMAGES.part(slice(i, i + 1))) for i in range(3)]
    for i, alone in enumerate(one_by_one):
        for name, array in alone.weights.items():
            assert np.array_equal(results["images"].weights[name][i : i + 1], array)
        assert np.array_equal(results["images"].trajectories[2][i : i + 1], alone.trajectories[2])
    assert run.passes == 5 * 4 * 50 + 3 * 4 * 50
    lines = list(run.metrics())
    assert len(lines) == (5 + 3) * 5  # epochs 0 to 4 of each model
    assert lines[0]["task"] == "dense"
    assert lines[0]["train_error"] == results["dense"].history["train_error"][0, 0]


def test_a_run_that_stops_anywhere_resumes_with_the_same_numbers(tmp_path, short_spans):
    whole = here(tmp_path / "whole").train({"images": IMAGES})["images"]
    stops = 0
    while True:
        left = [stops % 3 + 1]

        def on_progress(passes, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        try:
            result = here(tmp_path / "cut", progress=Watched(on_progress)).train({"images": IMAGES})["images"]
            break
        except KeyboardInterrupt:
            stops += 1
            # What was restored counts as progress, too: let every session come a little further.
            if stops > 40:
                result = here(tmp_path / "cut").train({"images": IMAGES})["images"]
                break
    assert stops > 3
    same(whole, result)


def test_pieces_of_another_task_are_made_again(tmp_path):
    here(tmp_path).train({"dense": DENSE})
    from dataclasses import replace

    run, other = here(tmp_path), replace(DENSE, learning_rate=0.02)
    same(run.train({"dense": other})["dense"], here(tmp_path / "alone").train({"dense": other})["dense"])
    assert any("another specification" in note for note in run.notes)


@pytest.mark.parametrize("damage", ["cut", "changed", "link"])
def test_damaged_pieces_are_made_again(tmp_path, damage):
    from netsim.shell import read_arrays, write_arrays

    whole = here(tmp_path).train({"dense": DENSE})["dense"]
    path = sorted((tmp_path / "work").iterdir())[0]
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-9])
    elif damage == "changed":
        arrays, metadata = read_arrays(path)
        write_arrays(path, {name: array * 0 for name, array in arrays.items()}, metadata)
    else:
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    run = here(tmp_path)
    same(whole, run.train({"dense": DENSE})["dense"])
    assert any("is made again" in note for note in run.notes)


def test_two_tasks_of_one_name(tmp_path):
    run = here(tmp_path)
    run.train({"dense": DENSE})
    with pytest.raises(ValueError, match="two pieces of work"):
        run.train({"dense": DENSE})


def test_the_time_is_up(tmp_path, short_spans):
    with pytest.raises(OutOfBudget, match="the time is up"):
        here(tmp_path, deadline=time.monotonic() - 1).train({"dense": DENSE})


def test_probes_are_stages_as_training_is(tmp_path):
    told = []
    watch = Watched(told.append)
    watch.stage = lambda name, done, pieces, *, trains: told.append((name, done, pieces, trains))
    run = here(tmp_path, progress=watch)
    run.train({"dense": DENSE})
    run.map("probe", [partial(dict, value=np.array(i)) for i in range(3)])
    assert told == [("dense", 0, 1, True), 5 * 4 * 50, ("probe", 0, 3, False), 0, 0, 0]
    del told[:]
    here(tmp_path, progress=watch).train({"dense": DENSE})
    assert told == [5 * 4 * 50, ("dense", 1, 1, True)]


def _die_once(path, value):
    """Kill this process the first time."""
    if not os.path.exists(path):
        open(path, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"value": np.array(value)}


def test_a_killed_worker_process_loses_nothing(tmp_path):
    run = Run(tmp_path / "run", {}, open_pool=lambda: open_executor("processes", 2), width=4)
    calls = [partial(_die_once, path=str(tmp_path / "died"), value=i) for i in range(6)]
    try:
        found = run.map("calls", calls)
    finally:
        run.close()
    assert [int(arrays["value"]) for arrays in found] == list(range(6))
    assert (tmp_path / "died").exists()


def _always_die():
    os.kill(os.getpid(), signal.SIGKILL)


def test_workers_that_always_die_end_the_run(tmp_path):
    run = Run(tmp_path, {}, open_pool=lambda: ProcessPoolExecutor(1), width=2)
    with pytest.raises(OutOfBudget, match="worker processes died"):
        run.map("calls", [partial(_always_die)])


class _Rarely(Here):
    """Its workers die before every third call, so to speak."""

    calls = 0

    def submit(self, function, /, *arguments, **options):
        _Rarely.calls += 1
        if _Rarely.calls % 3 == 0:
            raise BrokenProcessPool
        return super().submit(function, *arguments, **options)


def test_workers_that_die_now_and_then_end_nothing(tmp_path):
    """Ten deaths, and something finished between any two of them."""
    calls = [partial(dict, value=np.array(i)) for i in range(20)]
    found = Run(tmp_path, {}, open_pool=_Rarely).map("calls", calls)
    assert [int(arrays["value"]) for arrays in found] == list(range(20))
    assert _Rarely.calls == 29


@pytest.mark.slow
def test_several_processes_give_what_one_gives(tmp_path, short_spans):
    alone = here(tmp_path / "one").train({"dense": DENSE, "images": IMAGES})
    run = Run(tmp_path / "two", {}, open_pool=lambda: open_executor("processes", 2), width=4)
    try:
        both = run.train({"dense": DENSE, "images": IMAGES})
    finally:
        run.close()
    for name in alone:
        same(alone[name], both[name])


@pytest.mark.slow
@pytest.mark.dask
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_dask_cluster_with_a_killed_worker_gives_what_one_process_gives(tmp_path, short_spans):
    from distributed import Client, LocalCluster

    alone = here(tmp_path / "one").train({"images": IMAGES, "dense": DENSE})
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        killed = []

        def on_progress(passes):
            if not killed:
                with Client(cluster.scheduler_address) as client:
                    pids = client.run(os.getpid)
                killed.append(next(iter(pids.values())))
                os.kill(killed[0], signal.SIGKILL)

        opened = partial(open_executor, f"dask={cluster.scheduler_address}", 1)
        on_cluster = partial(Run, tmp_path / "dask", {}, open_pool=opened, width=100)
        run = on_cluster(progress=Watched(on_progress))
        try:
            found = run.train({"images": IMAGES, "dense": DENSE})
        finally:
            run.close()
        path = sorted((tmp_path / "dask" / "work").iterdir())[0]
        path.write_bytes(path.read_bytes()[:-9])
        run = on_cluster()
        try:
            again = run.train({"images": IMAGES, "dense": DENSE})
        finally:
            run.close()
        late = on_cluster(deadline=time.monotonic() + 2)
        with pytest.raises(OutOfBudget, match="the time is up"):
            late.map("long", [partial(subprocess.run, args=["sleep", "30"])])
        late.stop()
    assert killed
    assert any("is made again" in note for note in run.notes)
    for name in alone:
        same(alone[name], found[name])
        same(alone[name], again[name])


def command(out, *more):
    arguments = ["run", "E02", "--size", "smoke", "--set", "stages=4", "--out", str(out), "--jobs", "1", *more]
    return [sys.executable, "-m", "netsim", *arguments]


def result_in(out):
    (path,) = out.glob("E02-smoke-*/result.json")
    return json.loads(path.read_text())


@pytest.mark.slow
def test_a_command_killed_at_any_moment_resumes_with_the_same_numbers(tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    subprocess.run(command(whole), check=True, capture_output=True, timeout=120)
    process = subprocess.Popen(command(cut), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    begun = time.monotonic()
    while not list(cut.glob("*/work/stage2.*")) and process.poll() is None and time.monotonic() < begun + 60:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert not list(cut.glob("*/DONE"))
    done_before = len(list(cut.glob("*/work/*.safetensors")))
    assert done_before
    subprocess.run(command(cut), check=True, capture_output=True, timeout=120)
    first, second = result_in(whole), result_in(cut)
    assert first["measured"] == second["measured"]
    assert first["run_id"] == second["run_id"]
    assert [path.read_text() for path in whole.glob("*/metrics.jsonl")] == [
        path.read_text() for path in cut.glob("*/metrics.jsonl")
    ]


def _long(path, seconds=600.0):
    """Say that it has begun, and go on for long."""
    open(path, "w").close()
    time.sleep(seconds)
    return {"value": np.zeros(1)}


LONG = """
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from netsim.runs import execute, find_experiment, make_spec
from netsim.shell import run_command
from tests.netsim.runs.test_run import _long

def measure(run):
    run.map("quick", [partial(_long, path=f"{sys.argv[1]}/quick{i}", seconds=0.0) for i in range(2)])
    run.map("long", [partial(_long, path=f"{sys.argv[1]}/long{i}") for i in range(2)])

def body(arguments):
    experiment = replace(find_experiment("E13"), run=measure)
    spec = make_spec(experiment, "smoke", experiment.options("smoke"), 0, "cpu")
    execute(experiment, spec, Path(arguments[0]), executor="processes", jobs=int(arguments[1]),
            timeout=float(arguments[2]) or None)

if __name__ == "__main__":
    sys.exit(run_command(body, None))
"""


def started_long(tmp_path, jobs, timeout=0.0):
    """A run whose last pieces go on for ten minutes; what they are in."""
    script = tmp_path / "long_run.py"
    script.write_text(LONG)
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path), str(jobs), str(timeout)],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(list(tmp_path.glob("long?"))) < jobs and process.poll() is None:
        time.sleep(0.02)
    return process


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_pieces_that_are_computed(tmp_path, jobs, number, code):
    process = started_long(tmp_path, jobs)
    process.send_signal(number)
    process.communicate(timeout=60)  # the pieces themselves take ten minutes
    assert process.returncode == code
    assert len(list(tmp_path.glob("E13-*/work/quick.*"))) == 2
    assert not list(tmp_path.glob("E13-*/work/long.*"))


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_time_limit_ends_pieces_that_are_computed(tmp_path, jobs):
    process = started_long(tmp_path, jobs, timeout=4.0)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, "the time is up" in err) == (4, True)
    assert not list(tmp_path.glob("E13-*/work/long.*"))
