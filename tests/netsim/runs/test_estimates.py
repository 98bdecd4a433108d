"""What a run needs is known before it starts, and a run that does not fit does not start."""

import json
from dataclasses import replace

import pytest

from netsim.commands import main
from netsim.runs import estimate, estimates, experiments, find_experiment, make_spec, refuse_what_does_not_fit
from netsim.runs.estimates import planned
from netsim.runs.executors import Here
from netsim.runs.run import Run
from netsim.shell import OutOfBudget
from netsim.training import seconds_of

pytestmark = pytest.mark.torch

BUILT = {name: e for name, e in experiments().items() if not e.not_built}


def spec_of(name, size="smoke", **changes):
    experiment = BUILT[name]
    return make_spec(experiment, size, experiment.options(size, {k: str(v) for k, v in changes.items()}), 0, "cpu")


@pytest.fixture
def quick(monkeypatch):
    """A second for each sample, so that nothing is timed."""
    seconds = lambda tasks, device, trains, tests: [  # noqa: E731
        float(task.epochs * count * len(task.models)) for task, count in zip(tasks, trains, strict=True)
    ]
    monkeypatch.setattr(estimates, "seconds_of", seconds)


@pytest.mark.parametrize("name", [name for name in BUILT if BUILT[name].options("paper").sample_passes()])
@pytest.mark.parametrize("size", ["laptop", "paper"])
def test_every_experiment_that_trains_has_an_estimate_and_trains_nothing_for_it(name, size, quick, tmp_path):
    images = {"data": "patches"} if BUILT[name].options(size).data == "cifar10" else {}  # E18 reads them
    found = estimate(BUILT[name], spec_of(name, size, **images), tmp_path, jobs=2)
    if found["seconds"] is None:
        assert not found["fits"] or not planned(BUILT[name], spec_of(name, size, **images))
        return
    assert 1 <= found["workers"] <= 2
    assert found["seconds"] * found["workers"] >= 0.99 * found["sample_passes"]  # all passes, not those of one stage
    assert found["worker_bytes"] < 20e9
    assert found["disk_bytes"] > 0
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_disk_is_what_a_run_writes_up_to_a_factor(tmp_path):
    spec = spec_of("E02", stages=1)
    found = estimate(BUILT["E02"], spec, tmp_path, jobs=1)
    BUILT["E02"].run(Run(tmp_path, spec.options, open_pool=Here))
    written = sum(path.stat().st_size for path in (tmp_path / "work").iterdir())
    assert 0.5 < found["disk_bytes"] / written < 2


def test_fewer_workers_where_memory_is_short_and_the_numbers_stay(quick, monkeypatch, tmp_path):
    spec = spec_of("E02", "paper")
    whole = estimate(BUILT["E02"], spec, tmp_path, jobs=4)
    monkeypatch.setattr(estimates, "free_memory", lambda device: int(2.5 * whole["worker_bytes"]) + whole["disk_bytes"])
    short = estimate(BUILT["E02"], spec, tmp_path, jobs=4)
    assert (short["workers"], short["fits"]) == (2, True)
    assert any("4 workers do not fit" in line for line in short["said"])
    refuse_what_does_not_fit(short)


@pytest.mark.parametrize(("what", "words"), [("all_memory", "one worker does not fit"), ("free_disk", "the disk has")])
def test_a_run_that_does_not_fit_is_named_before_it_starts(what, words, quick, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(estimates, what, lambda where: 1000)
    found = estimate(BUILT["E03"], spec_of("E03", "paper"), tmp_path, jobs=1)
    assert not found["fits"]
    with pytest.raises(OutOfBudget, match=words):
        refuse_what_does_not_fit(found)
    arguments = ["run", "E03", "--size", "paper", "--set", "data=patches", "--out", str(tmp_path / "runs"), "--json"]
    assert main(arguments) == 4
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "does_not_fit"
    assert not (tmp_path / "runs").exists()


def test_an_experiment_that_knows_that_it_does_not_fit_says_so(monkeypatch, tmp_path):
    def does_not_fit(*arguments):
        raise OutOfBudget("random features need 56 GiB", kind="out_of_memory")

    monkeypatch.setattr(estimates, "planned", does_not_fit)
    found = estimate(BUILT["E16"], spec_of("E16"), tmp_path, jobs=1)
    assert (found["fits"], found["said"][-1]) == (False, "random features need 56 GiB")
    with pytest.raises(OutOfBudget, match="does not fit: random features need 56 GiB"):
        refuse_what_does_not_fit(found)


def test_the_command_says_it_and_runs_nothing(quick, tmp_path, capsys):
    arguments = ["run", "E02", "--size", "paper", "--estimate", "--jobs", "1", "--out", str(tmp_path / "runs")]
    assert main([*arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["sample_passes"] == find_experiment("E02").options("paper").sample_passes()
    assert main(arguments) == 0
    assert "of training and evaluations" in capsys.readouterr().out
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_a_run_says_it_before_it_starts_but_in_size_smoke(quick, monkeypatch, tmp_path, capsys):
    small = {"num_train": 40, "num_test": 20, "epochs": 1, "stages": 1, "data": "digits", "channels": "2,2,2,2"}
    changes = [word for key, value in small.items() for word in ("--set", f"{key}={value}")]
    for size, told in (("smoke", False), ("laptop", True)):
        arguments = ["run", "E02", "--size", size, *changes, "--executor", "here", "--out", str(tmp_path), "--json"]
        for again in (False, True):  # a run that is done needs nothing
            assert main(arguments) == 0
            assert (f"E02 {size}: about" in capsys.readouterr().err) == (told and not again)


def test_no_run_takes_no_time(monkeypatch, tmp_path):
    for seconds, words in ((0.2, "less than a second of training"), (3.0, "about 3 s of training")):
        monkeypatch.setattr(
            estimates, "seconds_of", lambda tasks, *others, seconds=seconds: [seconds / len(tasks)] * len(tasks)
        )
        assert estimate(BUILT["E15"], spec_of("E15"), tmp_path, jobs=1)["said"][0].startswith(words)


def test_what_is_timed_is_timed():
    assert seconds_of([], "cpu", [], []) == []
    [group, *_] = planned(BUILT["E15"], spec_of("E15"))
    assert group.network == planned(BUILT["E15"], replace(spec_of("E15"), seed=1))[0].network
