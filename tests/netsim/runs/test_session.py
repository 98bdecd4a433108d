"""From options to a finished folder: where it lies, what is drawn, where records go."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from netsim.runs import (
    draw_figure,
    execute,
    find_experiment,
    folder_of,
    make_spec,
    session,
)
from netsim.runs.results import write_done
from netsim.shell import WrongInput


def spec_for(*, size="smoke", seed=0, device="cpu", **changes):
    experiment = find_experiment("E02")
    values = experiment.options(size, {key: str(value) for key, value in changes.items()})
    return make_spec(experiment, size, values, seed, device)


def test_a_folder_for_each_set_of_options_seed_and_device(tmp_path):
    others = [
        spec_for(seed=1),
        spec_for(device="cuda"),
        spec_for(size="laptop"),
        spec_for(epochs=7),
        spec_for(noise=0.5),
    ]
    folders = [folder_of(spec, tmp_path) for spec in (spec_for(), *others)]
    assert len(set(folders)) == len(folders)
    assert folder_of(spec_for(), tmp_path) == folders[0]
    assert all(folder.parent == tmp_path for folder in folders)
    assert [folder.name.split("-")[1] for folder in folders] == ["smoke"] * 3 + ["laptop"] + ["smoke"] * 2


def a_figure(measured):
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(1, 1))
    axes.plot(measured)
    return figure


def test_the_format_of_a_figure_follows_its_ending(tmp_path):
    experiment = SimpleNamespace(figures={"T2-3": a_figure})
    for ending, begin in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
        path = draw_figure(experiment, "T2-3", [1, 2], tmp_path / "new" / f"figure{ending}")
        assert path.read_bytes().startswith(begin)
    for ending in (".txt", ""):
        with pytest.raises(WrongInput, match=r"use \.png, \.svg or \.pdf"):
            draw_figure(experiment, "T2-3", [1, 2], tmp_path / f"figure{ending}")
    assert len(list(tmp_path.rglob("figure*"))) == 3


def test_drawing_leaves_no_figure_open(tmp_path):
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    draw_figure(SimpleNamespace(figures={"T2-3": a_figure}), "T2-3", [1, 2], tmp_path / "a.png")
    assert pyplot.get_fignums() == before


def a_finished_run(out, spec, **changes):
    """A folder with what E02 measures, made up."""
    folder = folder_of(spec, out)
    folder.mkdir()
    stage = {
        "train_error": [0.0] * 8,
        "train_loss": [0.1] * 8,
        "dissimilarity": {layer: [[0.0 if i == j else 0.1 for i in range(8)] for j in range(8)] for layer in "25"},
    }
    result = {**spec.document(), "title": "", "source": "", "environment": {"device_name": ""}, "notes": []}
    result |= {"measured": {"stages": [stage]}, "checks": [], "seconds": 12.5}
    (folder / "result.json").write_text(json.dumps(result | changes), encoding="utf-8")
    write_done(folder, session._made_by())
    return folder


@pytest.mark.torch
def test_checks_of_a_finished_run_are_those_of_the_code_as_it_is(tmp_path):
    experiment, spec = find_experiment("E02"), spec_for()
    folder = a_finished_run(tmp_path, spec)
    found = execute(experiment, spec, tmp_path, executor="here")
    assert found["seconds"] == 12.5
    assert [check["reason"] for check in found["checks"]] == ["smoke: no evidence"] * 3
    assert [check.decide(found["measured"]).outcome for check in experiment.checks] == ["agrees", "undecided", "agrees"]
    assert sorted(path.name for path in folder.iterdir()) == ["DONE", "result.json"]


class Begun(Exception):
    """The run is made again."""


@pytest.fixture
def begins(monkeypatch):
    """What a run that is begun says, instead of running; the notes that it begins with are returned."""

    def run(run):
        raise Begun(run.notes)

    return replace(find_experiment("E02"), run=run)


def test_a_defect_of_a_check_is_no_damage(tmp_path, begins):
    def decide(measured):
        return measured["nothing of the kind"]

    folder = a_finished_run(tmp_path, spec_for())
    broken = replace(begins, checks=(replace(begins.checks[0], decide=decide),))
    with pytest.raises(KeyError, match="nothing of the kind"):
        execute(broken, spec_for(), tmp_path, executor="here")
    assert (folder / "DONE").exists()


@pytest.mark.torch
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / "result.json").write_text("{"), "is not JSON"),
        (lambda folder: (folder / "result.json").write_text("[]"), "it is no object"),
        (lambda folder: (folder / "result.json").unlink(), "cannot be read"),
        (lambda folder: (folder / "DONE").write_text(""), "it is not what was written"),
        (lambda folder: (folder / "DONE").write_bytes(b"\xff" * 900), "it is not what was written"),
        (lambda folder: (folder / "DONE").write_bytes(b" " * 9000), "9,000 bytes"),
        (lambda folder: ((folder / "DONE").unlink(), (folder / "DONE").symlink_to("nowhere")), "cannot be read"),
        (lambda folder: write_done(folder, "zerolocus 0"), "another version"),
        (
            lambda folder: (folder / "result.json").write_text((folder / "result.json").read_text() + " "),
            "it is not what was written",
        ),
    ],
)
def test_a_result_that_is_damaged_is_made_again_with_a_note(tmp_path, begins, damage, words):
    folder = a_finished_run(tmp_path, spec_for())
    damage(folder)
    with pytest.raises(Begun, match=f"the result is made again: .*{words}"):
        execute(begins, spec_for(), tmp_path, executor="here")
    assert not (folder / "DONE").is_symlink()
    assert not (folder / "DONE").exists()


@pytest.mark.torch
def test_a_result_of_another_specification_is_made_again(tmp_path, begins):
    a_finished_run(tmp_path, spec_for(), seed=5)
    with pytest.raises(Begun, match="the result is made again: it is of another specification"):
        execute(begins, spec_for(), tmp_path, executor="here")


@pytest.mark.torch
@pytest.mark.parametrize("text", ["", "{", "0", "{}", '{"experiment": 3}', "[" * 100_000])
def test_a_damaged_specification_is_written_again(tmp_path, begins, text):
    folder = folder_of(spec_for(), tmp_path)
    folder.mkdir()
    (folder / "spec.json").write_text(text)
    with pytest.raises(Begun, match="the specification is written again"):
        execute(begins, spec_for(), tmp_path, executor="here")
    assert json.loads((folder / "spec.json").read_text()) == spec_for().document()
