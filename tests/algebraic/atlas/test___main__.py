"""The command."""

import json

import pytest

from algebraic.atlas.__main__ import main

BOX = {"kind": "dense", "depth": [2, 2], "widths": [1, 3], "degree": [2, 2], "bias": False}


def run(capsys, *arguments, code=0):
    assert main([str(argument) for argument in arguments]) == code
    return capsys.readouterr().out


@pytest.fixture
def atlas(tmp_path, capsys):
    (tmp_path / "box.json").write_text(json.dumps(BOX))
    run(capsys, "build", "--box", tmp_path / "box.json", "--out", tmp_path / "a", "--executor", "here")
    return tmp_path / "a"


def test_build_says_what_it_has(tmp_path, capsys):
    (tmp_path / "box.json").write_text(json.dumps(BOX))
    build = ["build", "--box", tmp_path / "box.json", "--out", tmp_path / "a"]
    assert json.loads(run(capsys, *build, "--estimate", "--json"))["num_rows"] == 27
    assert not (tmp_path / "a").exists()
    found = json.loads(run(capsys, *build, "--json"))
    assert (found["num_rows"], found["unproved"], found["complete"]) == (27, 0, True)
    assert "27 architectures, all of the box; 27 dimensions are proved" in run(capsys, *build)


def test_check_query_test_export(atlas, tmp_path, capsys):
    assert json.loads(run(capsys, "check", atlas, "--json"))["holds"] is True
    assert "1 of 27 rows" in run(capsys, "query", atlas, "label == 'pnn.3.2.1.r2'")
    found = json.loads(run(capsys, "query", atlas, "widths == widths and defect > 0", "--json"))
    assert "pnn.3.2.1.r2" in {row["label"] for row in found}
    assert "holds for 27 of 27" in run(capsys, "test", atlas, "not minimal_filling or unimodal(widths)")
    assert "the smallest is pnn" in run(capsys, "test", atlas, "defect == 0", code=1)
    assert "not decided" in run(capsys, "test", atlas, "cut >= 0", code=4)
    assert "27 rows in" in run(capsys, "export", atlas, "--format", "csv", "--to", tmp_path / "t.csv")
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 28


def test_an_unfinished_atlas(atlas, capsys):
    (atlas / "complete.json").unlink()
    run(capsys, "check", atlas, code=4)
    assert json.loads(run(capsys, "query", atlas, "1", "--json", code=2))["error"]["kind"] == "incomplete_atlas"


def test_a_damaged_row_has_exit_code_1(atlas, capsys):
    file = atlas / "rows-00000.jsonl"
    file.write_text(file.read_text().replace('"dimension": 1', '"dimension": 0', 1))
    assert json.loads(run(capsys, "check", atlas, "--fraction", "1", "--json", code=1))["holds"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        ([], 2, "usage"),
        (["biuld"], 2, "usage"),
        (["build", "--box", "/nowhere/box.json", "--out", "/tmp"], 3, "data_missing"),
        (["check", "/nowhere"], 3, "no_atlas"),
        (["query", "/nowhere", "1"], 3, "no_atlas"),
        (["check", "/nowhere", "--fraction", "2"], 2, "bad_fraction"),
        (["export", "/nowhere", "--format", "xls", "--to", "t"], 2, "usage"),
    ],
)
def test_errors_have_codes(arguments, code, kind, capsys):
    found = json.loads(run(capsys, *arguments, "--json", code=code))
    assert (found["error"]["code"], found["error"]["kind"]) == (code, kind)


def test_a_wrong_expression(atlas, capsys):
    found = json.loads(run(capsys, "query", atlas, "widths[0] = 2", "--json", code=2))
    assert found["error"]["kind"] == "bad_expression"
