"""Parts of a measurement on a GPU: every figure is kept, whatever happens after it."""

import argparse
import json
import time
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from benchmarks import gpu
from benchmarks.gpu_parts import NoDevice, Script, add_part_options, measure_parts

# Scripts import what stands beside them, as they do where they are started.
with pytest.MonkeyPatch.context() as path:
    path.syspath_prepend(str(Path(gpu.__file__).parent))
    SCRIPTS = {name: import_module(f"gpu_{name}") for name in ("rank", "dimension", "tracking", "netsim", "skips")}
    TRAINING = import_module("training")


def good(part):
    part.figure("first", 1)
    part.figure("second", [2.5, "x"])


def wrong(part):
    part.figure("rank", 3)
    part.problem("the rank is 4")


def broken(part):
    part.figure("before", 1)
    raise ValueError("no memory")


def endless(part):
    part.figure("before", 1)
    while True:
        time.sleep(0.01)


def without(part):
    raise NoDevice("cuda")


PARTS = {"good": good, "wrong": wrong, "broken": broken, "endless": endless, "without": without}


def measure(folder, *arguments, parts=PARTS):
    parser = argparse.ArgumentParser()
    add_part_options(parser, list(parts))
    return measure_parts(Script("toy", parts), {"seed": 0}, parser.parse_args([*arguments, "--out", str(folder)]))


def record(folder, part):
    return json.loads((folder / f"gpu-toy-{part}.json").read_text())


@pytest.mark.parametrize(
    ("part", "code", "status", "figures", "problems"),
    [
        ("good", 0, "complete", {"first": 1, "second": [2.5, "x"]}, []),
        ("wrong", 1, "complete", {"rank": 3}, ["the rank is 4"]),
        ("broken", 1, "failed", {"before": 1}, ["ValueError: no memory"]),
        ("endless", 4, "cut after 0.2 s", {"before": 1}, []),
    ],
)
def test_each_part_has_a_record_of_what_it_found(part, code, status, figures, problems, tmp_path, capsys):
    assert measure(tmp_path, "--only", part, "--seconds", "0.2" if part == "endless" else "60") == code
    found = record(tmp_path, part)
    assert (found["status"], found["figures"], found["problems"], found["seed"]) == (status, figures, problems, 0)
    assert [path.name for path in tmp_path.iterdir()] == [f"gpu-toy-{part}.json"]
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert printed == [{"part": part, name: value} for name, value in figures.items()]


def test_without_a_device_there_is_no_record(tmp_path, capsys):
    assert measure(tmp_path, "--only", "without") == 3
    assert not list(tmp_path.iterdir())
    assert "without: not measured: no device (cuda)" in capsys.readouterr().err


def test_a_figure_is_on_the_disk_before_the_next_is_measured(tmp_path):
    def looks(part):
        part.figure("first", 1)
        assert record(tmp_path, "looks")["figures"] == {"first": 1}
        assert record(tmp_path, "looks")["status"] == "not finished"

    assert measure(tmp_path, parts={"looks": looks}) == 0


def test_one_that_fails_takes_no_other_with_it_and_the_time_is_for_all(tmp_path):
    assert measure(tmp_path, "--seconds", "0.3") == 1
    assert record(tmp_path, "good")["status"] == record(tmp_path, "wrong")["status"] == "complete"
    assert record(tmp_path, "endless")["status"].startswith("cut after")
    assert not (tmp_path / "gpu-toy-without.json").exists()
    assert measure(tmp_path, "--only", "good", "--only", "endless", "--seconds", "0.2") == 4


def test_what_is_complete_is_replaced_by_what_is_complete_only(tmp_path):
    def number(value, end):
        def find(part):
            part.figure("value", value)
            end(part)

        return {"part": find}

    def nothing(part):
        pass

    for value, end, kept in ((1, broken, 1), (2, nothing, 2), (3, broken, 2), (4, without, 2), (5, nothing, 5)):
        measure(tmp_path, parts=number(value, end))
        assert record(tmp_path, "part")["figures"]["value"] == kept
        assert len(list(tmp_path.iterdir())) == 1


def test_a_part_that_is_none_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        measure(tmp_path, "--only", "goood")
    assert "goood" in capsys.readouterr().err


def test_all_scripts_are_run_in_their_order_while_the_time_lasts(tmp_path, monkeypatch):
    commands = []
    codes = iter([0, 4, 3, *[0] * 20])

    def run(command):
        commands.append(command)
        return next(codes)

    assert gpu.measure(tmp_path, tmp_path / "out", 600, ["--device", "cuda"], run) == 3
    asked = [(command[1].rpartition("gpu_")[2], command[command.index("--only") + 1]) for command in commands]
    assert asked == [(f"{script}.py", part) for script, part, _ in gpu.ORDER]
    assert asked[0] == ("netsim.py", "E02")
    assert [float(command[command.index("--seconds") + 1]) for command in commands] == [most for *_, most in gpu.ORDER]
    assert gpu.measure(tmp_path, tmp_path, 0, run=lambda command: pytest.fail("begun")) == 4
    assert gpu.measure(tmp_path, tmp_path, 600, run=lambda command: -9) == 1


def test_the_order_names_every_part_of_every_script_once():
    parts = [(name, part) for name, module in SCRIPTS.items() for part in module.PARTS]
    assert sorted(parts) == sorted((script, part) for script, part, _ in gpu.ORDER)


@pytest.mark.slow
@pytest.mark.torch
@pytest.mark.parametrize(
    ("name", "small", "sizes"),
    [
        ("rank", [], ["--sizes", "40", "70"]),
        ("dimension", ["--images", "20"], ["--images", "25"]),
        ("tracking", ["--targets", "1"], ["--tiles", "1", "--only", "arrays"]),
    ],
)
def test_the_scripts_find_on_a_small_scale_what_was_prepared(name, small, sizes, tmp_path, monkeypatch):
    monkeypatch.setattr(SCRIPTS["rank"], "CHECKED", ((30, 40, 25),))
    prepared = str(tmp_path / "prepared.npz")
    assert SCRIPTS[name].main(["--prepare", prepared, *small]) == 0
    device = ["--device", "torch-cpu", "--out", str(tmp_path)]
    assert SCRIPTS[name].main(["--measure", prepared, *sizes, *device]) == 0
    records = [json.loads(path.read_text()) for path in tmp_path.glob("gpu-*.json")]
    assert len(records) == (1 if "--only" in sizes else 2)
    assert all(found["status"] == "complete" and found["figures"] and not found["problems"] for found in records)


@pytest.mark.torch
def test_another_answer_than_the_prepared_one_is_a_problem(tmp_path, monkeypatch):
    script = SCRIPTS["rank"]
    monkeypatch.setattr(script, "CHECKED", ((30, 40, 25),))
    prepared = tmp_path / "prepared.npz"
    script.main(["--prepare", str(prepared)])
    given = dict(np.load(prepared))
    given["30x40x25"] = given["30x40x25"] + 1
    np.savez(prepared, **given)
    arguments = ["--measure", str(prepared), "--device", "torch-cpu", "--only", "checked", "--out", str(tmp_path)]
    assert script.main(arguments) == 1
    assert "other pivot columns" in json.loads((tmp_path / "gpu-rank-checked.json").read_text())["problems"][0]


@pytest.mark.torch
def test_of_an_experiment_that_is_cut_it_is_known_what_was_trained(tmp_path, monkeypatch):
    from netsim.models import mlp
    from netsim.training import DataSpec, TrainTask, train

    def endless(*given, **options):
        while True:
            train(TrainTask(mlp(64, (2,), 10), DataSpec("digits", num_train=20, num_test=10), (0,), 1))
            time.sleep(0.01)

    script = SCRIPTS["netsim"]
    monkeypatch.setattr(script, "execute", endless)
    arguments = ["--device", "cpu", "--quick", "--only", "E02", "--seconds", "1.5", "--out", str(tmp_path)]
    assert script.main(arguments) == 4
    found = json.loads((tmp_path / "gpu-netsim-E02.json").read_text())
    assert found["status"] == "cut after 1.5 s"
    assert len(found["figures"]["trainings done after seconds"]) >= 1


@pytest.mark.torch
def test_a_step_is_prepared_and_its_work_is_counted():
    from netsim.models import mlp
    from netsim.training import DataSpec, TrainTask

    task = TrainTask(mlp(64, (3,), 10), DataSpec("digits", num_train=20, num_test=10), (0, 1), 1, batch_size=5)
    step, batches = SCRIPTS["netsim"].prepared(task, "cpu")
    step(*batches[0])
    products = (3 * 64 + 3 * 10) + (3 * 64 + 2 * 3 * 10)  # forward, and backward without the inputs' gradient
    assert TRAINING.flops_of_a_step(task) == 2 * 2 * 5 * products
