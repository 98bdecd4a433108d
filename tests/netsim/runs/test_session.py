"""From options to a finished folder: where it lies, what is drawn, where records go."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from netsim.runs import draw_figure, execute, figures_beside, find_experiment, folder_of, make_spec, records_folder
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


def test_records_and_their_figures():
    assert figures_beside(Path("netsim/results")) == Path("netsim/results-figures")
    assert records_folder("netsim/results") == Path("netsim/results")
    for old in ("docs/results/netsim", "docs/results/netsim/", "/home/me/zerolocus/docs/results/netsim"):
        with pytest.raises(WrongInput) as caught:
            records_folder(old)
        assert (caught.value.kind, "give netsim/results" in caught.value.hint) == ("moved", True)


@pytest.mark.torch
def test_checks_of_a_finished_run_are_those_of_the_code_as_it_is(tmp_path):
    experiment, spec = find_experiment("E02"), spec_for()
    folder = folder_of(spec, tmp_path)
    folder.mkdir()
    stage = {
        "train_error": [0.0] * 8,
        "train_loss": [0.1] * 8,
        "dissimilarity": {layer: [[0.0 if i == j else 0.1 for i in range(8)] for j in range(8)] for layer in "25"},
    }
    result = {**spec.document(), "title": "", "source": "", "environment": {"device_name": ""}, "notes": []}
    result |= {"measured": {"stages": [stage]}, "checks": [], "seconds": 12.5}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    (folder / "DONE").write_text("", encoding="utf-8")
    found = execute(experiment, spec, tmp_path, executor="here")
    assert found["seconds"] == 12.5
    assert [check["outcome"] for check in found["checks"]] == ["agrees"] * 3
    assert sorted(path.name for path in folder.iterdir()) == ["DONE", "result.json"]
