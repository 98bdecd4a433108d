import json

import pytest

from algebraic.relu.valleys import main


def rows_of(path):
    return json.loads(path.read_text())["rows"]


def run(path, *options, code=0):
    assert main(["--out", str(path), "--data-sets", "1", "--samples", "2", "--minima", "1", *options]) == code


def untimed(rows):
    return [{name: value for name, value in row.items() if name not in ("cpu_seconds", "sha256")} for row in rows]


def test_a_record_is_gone_on_with(tmp_path, capsys):
    path = tmp_path / "record.json"
    run(path)
    whole = path.read_text()
    rows = rows_of(path)
    assert len(rows) == 48
    assert {row["status"] for row in rows} <= {"exact", "empty"}
    document = json.loads(whole)
    document["rows"][0]["components"] = 99  # damaged
    del document["rows"][3]
    path.write_text(json.dumps(document))
    run(path)
    assert "48 rows, 2 of them to do" in capsys.readouterr().err
    assert untimed(rows_of(path)) == untimed(rows)


@pytest.mark.slow
def test_processes_make_the_same(tmp_path):
    for name, options in (("one.json", ()), ("two.json", ("--jobs", "2"))):
        run(tmp_path / name, *options)
    assert untimed(rows_of(tmp_path / "one.json")) == untimed(rows_of(tmp_path / "two.json"))


@pytest.mark.parametrize(
    "options", [("--data-sets", "0"), ("--samples", "1"), ("--minima", "-1"), ("--jobs", "0"), ("--executor", "x")]
)
def test_bad_options(tmp_path, options):
    run(tmp_path / "record.json", *options, code=2)
    assert not list(tmp_path.iterdir())


def test_another_record_is_left_alone(tmp_path):
    path = tmp_path / "record.json"
    path.write_text('{"settings": {}, "rows": []}')
    run(path, code=2)
    assert path.read_text() == '{"settings": {}, "rows": []}'
