"""The record of critical functions is gone on with, and a damaged row is counted again."""

import json

import pytest

from algebraic.count.function_table import main


@pytest.mark.slow
def test_a_record_is_gone_on_with_and_a_changed_row_is_made_again(tmp_path, capsys):
    path = tmp_path / "table.json"
    assert main(["--out", str(path), "--first", "1"]) == 0
    assert main(["--out", str(path), "--first", "2"]) == 0
    assert "2 cases, 1 of them to do" in capsys.readouterr().err
    made = path.read_text()
    document = json.loads(made)
    for name, value in (("complex_count", 7), ("proved", False), ("again", 5), ("sizes", [2, 1, 3])):
        rows = [{**document["rows"][0], name: value}, document["rows"][1]]
        path.write_text(json.dumps({**document, "rows": rows}))
        assert main(["--out", str(path), "--first", "2"]) == 0
        assert "damaged" in capsys.readouterr().err
        assert path.read_text() == made


@pytest.mark.parametrize("options", [["--first", "0"], ["--first", "1000"], ["--seed", "-1"], ["--jobs", "0"]])
def test_options_out_of_range(options, tmp_path):
    assert main(["--out", str(tmp_path / "table.json"), *options]) == 2


def test_another_seed_is_another_record(tmp_path, capsys):
    path = tmp_path / "table.json"
    path.write_text(json.dumps({"settings": {"seed": 0}, "versions": {}, "rows": []}))
    assert main(["--out", str(path), "--seed", "1"]) == 2
    assert "is a record of" in capsys.readouterr().err
