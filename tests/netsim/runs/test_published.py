"""Records of one seed and of several: written, read again, and refused where they are none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import netsim
from netsim.runs.experiment import Check, Experiment, Outcome, find_experiment
from netsim.runs.published import (
    figures_beside,
    publish,
    read_record,
    record_of,
    records_folder,
    without_folders,
    without_points,
)
from netsim.runs.session import decide_checks
from netsim.shell import WrongInput, read_json, shown_path

RECORDS = Path(netsim.__file__).parent / "results"
PICTURE = {"points": [[[0.0, 1.0]]], "stress": 0.1}


def decide(measured):
    good = measured["error"] == 0
    return Outcome(
        "agrees" if good else "contradicts", {"error": measured["error"]}, "" if good else "an error is left"
    )


def draw(measured):
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(1, 1))
    axes.plot(measured["layer2"]["points"][0])
    return figure


E99 = Experiment("E99", "made up", "", figures={"T2-3": draw}, checks=(Check("T2-01", "error", "it is 0", decide),))


CHECK = {"claim": "", "statement": "", "outcome": "agrees", "reason": ""}


def result(seed, error=0, experiment=E99):
    measured = {"error": error, "layer2": PICTURE}
    return {
        "experiment": "E99", "size": "laptop", "options": {"width": 3}, "seed": seed, "device": "cpu",
        "title": "made up", "source": "", "run_id": f"run{seed}", "environment": {"device_name": "x", "jobs": 1},
        "seconds": 1.0 + seed, "cpu_seconds": 2.0, "sample_passes": 10, "notes": [], "measured": measured,
        "checks": decide_checks(experiment, measured, "laptop"), "figures": ["T2-3"],
    }  # fmt: skip


def test_a_record_of_one_seed_is_its_result(tmp_path):
    path = publish(E99, result(0), tmp_path / "records", tmp_path / "figures")
    assert path.name == "E99-laptop.json"
    assert read_json(path) == result(0)
    assert read_record(path) == [result(0)]
    assert [each.name for each in (tmp_path / "figures").iterdir()] == ["E99-laptop-T2-3.png"]


def test_a_record_of_several_seeds_begins_with_that_of_the_first(tmp_path):
    runs = [result(seed, error) for seed, error in ((0, 0), (1, 3), (2, 0))]
    path = publish(E99, runs, tmp_path / "records", tmp_path / "figures")
    document = read_json(path)
    assert {key: document[key] for key in result(0)} == result(0)
    assert document["record"] == 2
    assert [set(other) & {"options", "title", "figures", "environment"} for other in document["others"]] == [set()] * 2
    found = read_record(path)
    assert [run["seed"] for run in found] == [0, 1, 2]
    for run, made in zip(found, runs, strict=True):
        assert {key: value for key, value in run.items() if key != "measured"} == {
            key: value for key, value in made.items() if key != "measured"
        }
    assert [run["measured"]["layer2"]["points"] for run in found] == [PICTURE["points"], [], []]
    assert [decide_checks(E99, run["measured"], "laptop") for run in found] == [run["checks"] for run in runs]


def test_an_environment_of_its_own_is_kept(tmp_path):
    runs = [result(0), result(1) | {"environment": {"device_name": "y", "jobs": 2}}]
    path = publish(E99, runs, tmp_path, tmp_path / "figures")
    assert [run["environment"]["device_name"] for run in read_record(path)] == ["x", "y"]


def test_a_check_that_reads_what_is_not_kept_is_a_defect():
    def by_points(measured):
        return Outcome("agrees" if measured["layer2"]["points"] else "undecided", {}, "no points")

    broken = replace(E99, checks=(Check("", "points", "", by_points),))
    with pytest.raises(ValueError, match="points"):
        record_of(broken, [result(0, experiment=broken), result(1, experiment=broken)])


def test_points_are_those_of_embeddings_only():
    measured = {"points": {"M5": [1, 2]}, "paths": [{"points": [3], "stress": "nan"}, {"points": [4]}]}
    found = without_points(measured)
    assert found == {"points": {"M5": [1, 2]}, "paths": [{"points": [], "stress": "nan"}, {"points": [4]}]}


@pytest.mark.parametrize("name", sorted(path.name for path in RECORDS.glob("*.json")))
def test_no_check_reads_the_points_of_an_embedding(name):
    for run in read_record(RECORDS / name):
        experiment = find_experiment(run["experiment"])
        assert decide_checks(experiment, without_points(run["measured"]), run["size"]) == run["checks"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"record": 3}, "form 3"),
        ({"record": "2"}, "form '2'"),
        ({"record": 1}, "form 1"),
        ({"others": {}}, "form 2"),
        ({"others": [[]]}, "it is no object"),
        ({"others": [{"seed": 1, "checks": [], "measured": {}}]}, "notes is missing"),
        ({"others": [{"seed": "1", "checks": [], "measured": {}, "notes": []}]}, "seed is of another type"),
        ({"others": [{"seed": 0, "checks": [], "measured": {}, "notes": []}]}, "twice"),
        ({"others": [{"seed": 1, "checks": [0], "measured": {}, "notes": []}]}, "it is no object"),
        ({"checks": [CHECK | {"measured": {}}]}, "name is missing"),
        ({"checks": [CHECK | {"name": [], "measured": {}}]}, "name"),
        ({"checks": [CHECK | {"name": ""}]}, "measured is missing"),
        ({"others": [{"seed": 1, "size": "smoke", "checks": [], "measured": {}, "notes": []}]}, "size"),
    ],
)
def test_what_is_no_record(tmp_path, change, words):
    path = publish(E99, [result(0), result(1)], tmp_path, tmp_path / "figures")
    path.write_text(json.dumps(read_json(path) | change), encoding="utf-8")
    with pytest.raises(WrongInput, match=words):
        read_record(path)


def test_records_and_their_figures():
    assert figures_beside(Path("netsim/results")) == Path("netsim/results-figures")
    assert records_folder("netsim/results") == Path("netsim/results")
    for old in ("docs/results/netsim", "docs/results/netsim/", "/home/me/zerolocus/docs/results/netsim"):
        with pytest.raises(WrongInput) as caught:
            records_folder(old)
        assert (caught.value.kind, "give netsim/results" in caught.value.hint) == ("moved", True)


@pytest.mark.parametrize(
    ("path", "last"),
    [
        ("/home/me/runs/E02/DONE", "'DONE'"),
        ("/home/my runs/E02/result.json", "'result.json'"),
        ("/home/o'brien/E02/result.json", '"result.json"'),
        ("/home/o'b \"x\"/E02/a'b", r"'a\'b'"),
        ("C:\\me\\E02\\result.json", "'result.json'"),
        ("/home/" + "x" * 400 + "/result.json", "'result.json'"),
        ("result.json", "'result.json'"),
    ],
)
def test_a_record_has_no_folders_of_this_machine(path, last):
    told = f"the result is made again: {shown_path(path)}: it's damaged, 1/2 of the model's parts: see 'x'"
    assert without_folders(told).replace(last, "P") == told.replace(shown_path(path), "P")
    found = record_of(
        E99, [{**result(seed), "notes": [f"{seed}: {told}", "relu-50: models [1] diverged"]} for seed in (0, 1)]
    )
    for seed, part in enumerate([found, *found["others"]]):
        assert part["notes"] == [f"{seed}: {without_folders(told)}", "relu-50: models [1] diverged"]
