"""The command line: documents on stdout, exit codes, errors that name the nearest."""

import json
from pathlib import Path

import pytest

import netsim
from netsim.commands import main
from netsim.shell import Missing

SMALL = ["--set", "stages=1", "--set", "epochs=1", "--set", "num_train=100", "--jobs", "1"]


def call(capsys, *arguments):
    code = main([str(a) for a in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_list_has_every_experiment_of_the_papers(capsys):
    code, out, err = call(capsys, "list", "--json")
    rows = json.loads(out)["experiments"]
    assert code == 0
    assert not err
    assert [row["id"] for row in rows] == [f"E{k:02}" for k in range(1, 19)]
    for row in rows:
        assert {"id", "title", "sizes", "figures", "claims"} <= set(row)
        assert row["sizes"] == ["smoke", "laptop", "paper"]
        assert row["figures"]
        assert row["not_built"] is None


def test_the_list_as_text_names_figures(capsys):
    code, out, _ = call(capsys, "list")
    assert code == 0
    assert "T2-10" in out


@pytest.mark.slow
@pytest.mark.torch
def test_a_run_prints_one_document_and_keeps_its_folder(capsys, tmp_path):
    arguments = ["run", "E02", *SMALL, "--out", tmp_path, "--json"]
    code, out, err = call(capsys, *arguments)
    result = json.loads(out)
    assert code == 0
    assert not err
    (folder,) = tmp_path.iterdir()
    assert {path.name for path in folder.iterdir()} == {
        "spec.json", "env.json", "metrics.jsonl", "work", "result.json", "figures", "DONE",
    }  # fmt: skip
    spec = json.loads((folder / "spec.json").read_text())
    assert spec["options"]["stages"] == 1
    assert {"seed", "device", "size", "experiment"} <= set(spec)
    environment = json.loads((folder / "env.json").read_text())
    assert {"torch", "numpy", "zerolocus"} <= set(environment["libraries"])
    assert {path.stem for path in (folder / "figures").iterdir()} == set(result["figures"])
    code, again, _ = call(capsys, *arguments)
    assert json.loads(again) == result
    code, out, _ = call(capsys, "status", "--out", tmp_path, "--json")
    (row,) = json.loads(out)["runs"]
    assert (row["experiment"], row["state"]) == ("E02", "done")
    page = tmp_path / "page.html"
    code, out, _ = call(capsys, "report", "--out", tmp_path, "--to", page)
    assert code == 0
    assert page.read_text().count("data:image/png;base64,") == len(result["figures"])


@pytest.mark.torch
def test_a_figure_by_its_number(capsys, tmp_path):
    target = tmp_path / "figure.svg"
    code, out, _ = call(capsys, "figure", "t2-3", *SMALL, "--out", tmp_path, "--to", target)
    sentence = f"Figure T2-3 is in {target}, from a run of size smoke."
    assert (code, out.splitlines()[:2]) == (0, [sentence, "smoke: no evidence of any statement"])
    assert "<svg" in target.read_text()


@pytest.mark.torch
def test_a_sweep_with_a_value_that_has_no_meaning_runs_nothing(capsys, tmp_path):
    arguments = ["sweep", "E13", "--over", "learning_rate=0.01,nan", "--out", str(tmp_path / "runs"), "--json"]
    assert main(arguments) == 2
    assert "learning_rate is nan" in json.loads(capsys.readouterr().out)["error"]["message"]
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
@pytest.mark.torch
def test_a_sweep_is_a_table_of_checks(capsys, tmp_path):
    arguments = ["sweep", "E02", *SMALL, "--over", "noise=0.01,0.5", "--seeds", "0,1", "--out", tmp_path, "--json"]
    code, out, _ = call(capsys, *arguments)
    rows = json.loads(out)["rows"]
    assert code == 0
    assert {(row["value"], row["seed"]) for row in rows} == {(v, s) for v in ("0.01", "0.5") for s in (0, 1)}
    assert len({row["run_id"] for row in rows}) == 4


@pytest.mark.slow
@pytest.mark.torch
def test_time_that_is_up_is_exit_code_4_and_resumes(capsys, tmp_path):
    code, out, _ = call(capsys, "run", "E02", *SMALL, "--out", tmp_path, "--timeout", 1e-9, "--json")
    assert code == 4
    assert json.loads(out)["error"]["kind"] == "time_limit"
    assert not list(tmp_path.glob("*/DONE"))
    code, _, _ = call(capsys, "run", "E02", *SMALL, "--out", tmp_path)
    assert code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "E022"], 2, "did you mean E02"),
        (["run", "E99"], 2, "no experiment"),
        (["run", "E02", "--set", "epoch=3"], 2, "did you mean epochs"),
        (["run", "E02", "--set", "epochs=many"], 2, "not of the kind"),
        (["run", "E02", "--set", "epochs"], 2, "KEY=VALUE"),
        (["run", "E02", "--sise", "smoke"], 2, "did you mean --size"),
        (["run", "E02", "--size", "huge"], 2, "invalid choice"),
        (["run", "E02", "--size", "smok"], 2, "did you mean smoke"),
        (["rnu", "E02"], 2, "did you mean run"),
        (["run", "E02", "--jobs", "0"], 2, "--jobs is 0"),
        (["run", "E02", "--seed", "-1"], 2, "--seed is -1"),
        (["sweep", "E02", "--seeds", "0,-1"], 2, "--seed is -1"),
        (["run", "E02", "--timeout", "0"], 2, "timeout is 0"),
        (["run", "E02", "--timeout", "nan"], 2, "timeout is nan"),
        (["run", "E02", "--device", "tpu"], 2, "--device is 'tpu'"),
        (["run", "E02", "--device", "cuda:77"], 3, "CUDA devices"),
        (["run", "E02", "--set", "data=cifar10", "--jobs", "1"], 3, "cifar-10-batches-bin"),
        (["run", "E02", "--set", "data=digit", "--jobs", "1"], 2, "digits"),
        (["run", "E02", "--set", "num_train=5000", "--jobs", "1"], 2, "give at most 1437"),
        (["run", "E02", "--executor", "threads", "--jobs", "2"], 2, "executor 'threads'"),
        (["run", "E02", "--executor", "dask=tcp://127.0.0.1:9", "--jobs", "2"], 3, "no Dask scheduler"),
        (["figure", "T2-99"], 2, "T2-9"),
        (["sweep", "E02", "--seeds", "a"], 2, "--seeds 0,1,2"),
        (["sweep", "E02", "--over", "noise"], 2, "KEY=A,B,C"),
        (["figure", "T2-3", "--to", "a.txt"], 2, ".png, .svg"),
        (["status", "--out", "nowhere"], 3, "no folder"),
        ([], 2, "required"),
        (["run", "E13", "--jobs=--"], 2, "expected one argument"),
        (["run", "E13", "--seed", "9" * 40], 2, "--seed is 99"),
        (["run", "E13", "--jobs", "9" * 40], 2, "--jobs is 99"),
        (["run", "E13", "--executor", "here", "--out", "\0"], 2, "--out"),
        (["run", "E13", "--executor", "here", "--out", "x" * 300], 2, "--out"),
        (["run", "E13", "--executor", "here", "--data-dir", "\0"], 2, "--data-dir"),
        (["sweep", "E11", "--seeds", "-1", "--executor", "here"], 2, "--seed is -1"),
        (["report", "--out", ".", "--to", "a\0"], 2, "cannot be written"),
    ],
)
@pytest.mark.torch
def test_mistakes_are_named(capsys, tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZEROLOCUS_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found, out, err = call(capsys, *arguments)
    assert words in err
    assert found == code
    assert not out
    assert not list(tmp_path.glob("*/*/result.json"))


@pytest.mark.torch
@pytest.mark.parametrize(("missing", "fetched"), [(True, ["cifar10"]), (False, [])])
def test_downloads_only_what_is_missing(capsys, tmp_path, monkeypatch, missing, fetched):
    asked = []
    monkeypatch.setenv("ZEROLOCUS_DATA", "")  # --data-dir changes it: put it back afterwards

    def load(name, **options):
        if missing:
            raise Missing("not there")

    monkeypatch.setattr("netsim.data.load_dataset", load)
    monkeypatch.setattr("netsim.data.download", lambda name, folder: asked.append(name))
    folder = tmp_path / "data"
    # The run itself then stops for want of the files, which this download did not bring.
    arguments = ["run", "E02", "--set", "data=cifar10", "--data-dir", folder, "--download", "--jobs", "1"]
    call(capsys, *arguments, "--out", tmp_path)
    assert asked == fetched
    assert folder.is_dir()


@pytest.mark.torch
def test_another_specification_in_the_folder(capsys, tmp_path):
    call(capsys, "run", "E02", *SMALL, "--out", tmp_path)
    (folder,) = tmp_path.iterdir()
    (folder / "DONE").unlink()
    spec = json.loads((folder / "spec.json").read_text())
    (folder / "spec.json").write_text(json.dumps(spec | {"seed": 5}))
    code, _, err = call(capsys, "run", "E02", *SMALL, "--out", tmp_path)
    assert code == 2
    assert "holds another specification" in err


@pytest.mark.slow
@pytest.mark.torch
def test_figures_and_sweeps_of_a_damaged_folder_are_those_of_a_whole_one(capsys, tmp_path):
    sweep = ["sweep", "E13", "--executor", "here", "--out", tmp_path, "--json"]
    figure = ["figure", "T3-8", "--executor", "here", "--out", tmp_path, "--to", tmp_path / "a.png"]
    whole = call(capsys, *sweep)
    (result,) = tmp_path.glob("E13-*/result.json")
    for damage in ("{", "[]", json.dumps(json.loads(result.read_text()) | {"measured": [], "checks": [0]})):
        result.write_text(damage)
        sorted(tmp_path.glob("E13-*/work/*"))[0].write_bytes(b"damaged")
        assert call(capsys, *sweep) == whole
        result.write_text(damage)
        assert call(capsys, *figure)[0] == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.torch
def test_the_gallery_draws_its_figures_anew(capsys, tmp_path):
    record = Path(netsim.__file__).parent / "results" / "E12-laptop.json"
    (tmp_path / record.name).write_bytes(record.read_bytes())
    arguments = ["gallery", "--records", tmp_path, "--figures", tmp_path / "figures", "--to", tmp_path / "page.md"]
    for draw, drawn in (([], []), (["--draw"], ["E12-laptop-T3-13.png"])):
        code, out, _ = call(capsys, *arguments, *draw)
        assert (code, out.split()) == (0, [str(tmp_path / name) for name in ("page.md", "page-theory-3.md")])
        assert [path.name for path in (tmp_path / "figures").glob("*")] == drawn


@pytest.mark.torch
@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"experiment": "E13"}', "[" * 100_000])
def test_a_gallery_of_damaged_records_is_refused(capsys, tmp_path, text):
    (tmp_path / "E13-laptop.json").write_text(text)
    code, out, err = call(capsys, "gallery", "--records", tmp_path, "--to", tmp_path / "page.md")
    assert (code, out) == (2, "")
    assert "E13-laptop.json" in err
    assert not (tmp_path / "page.md").exists()
