"""The record of all small networks: resumed, on any executor, the same."""

# mypy: ignore-errors

import json
from pathlib import Path

import pytest

from algebraic.bezout.all_networks import main
from algebraic.bezout.shapes import DenseShape
from algebraic.bezout.small_networks import network_row

RECORD = Path(__file__).parents[3] / "docs" / "results" / "small-networks.json"


@pytest.fixture(scope="module", autouse=True)
def few_paths():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("algebraic.bezout.small_networks.PATHS", 100)
        yield


def make(path, *options):
    return main(["--size", "2", "--activation", "z**2+z", "--most", "20", "--out", str(path), *options])


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    path = tmp_path_factory.mktemp("record") / "record.json"
    assert make(path) == 0
    return path


@pytest.mark.slow
def test_what_is_written(record):
    found = json.loads(record.read_text())
    assert found["settings"] == {"most": 20, "seed": 0}
    assert [row["num_params"] for row in found["rows"]] == [1, 2, 2, 2, 2]
    assert "numpy" in found["versions"]


@pytest.mark.slow
def test_it_goes_on_where_it_was_ended(record, tmp_path, monkeypatch):
    whole = json.loads(record.read_text())
    part = tmp_path / "part.json"
    part.write_text(json.dumps({**whole, "rows": whole["rows"][1:3]}))
    done = []

    def watched(shape, **options):
        done.append(shape["widths"])
        return network_row(shape, **options)

    monkeypatch.setattr("algebraic.bezout.small_networks.network_row", watched)
    assert make(part) == 0
    assert len(done) == 3
    assert part.read_bytes() == record.read_bytes()


def test_nothing_is_done_twice(record, monkeypatch):
    monkeypatch.setattr("algebraic.bezout.small_networks.network_row", None)
    before = record.read_bytes()
    assert make(record) == 0
    assert record.read_bytes() == before


@pytest.mark.slow
def test_a_row_that_was_changed_is_counted_again(record, tmp_path, capsys):
    whole = json.loads(record.read_text())
    for name in whole["rows"][1]:
        spoilt = json.loads(record.read_text())
        spoilt["rows"][1][name] = 999
        path = tmp_path / "spoilt.json"
        path.write_text(json.dumps(spoilt))
        assert make(path) == 0
        assert "1 rows of spoilt.json are damaged" in capsys.readouterr().err
        assert path.read_bytes() == record.read_bytes(), name
    path.write_text(json.dumps({"settings": whole["settings"]}))
    assert make(path) == 2
    assert "it has no rows" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "kind"),
    [(["--seed", "1"], "other_record"), (["--size", "99"], "bad_size"), (["--executor", "moon"], "unknown_executor")],
)
def test_what_is_refused(record, options, kind, capsys):
    assert make(record, *options) == 2
    said = capsys.readouterr().err
    assert {"other_record": "not of", "bad_size": "--size", "unknown_executor": "moon"}[kind] in said


@pytest.mark.slow
@pytest.mark.skipif(not RECORD.exists(), reason="needs a checkout with docs/results")
def test_the_committed_record_is_what_comes_out():
    found = json.loads(RECORD.read_text())
    for index in (3, 40, 60):
        row = found["rows"][index]
        again = network_row({name: row[name] for name in DenseShape.__annotations__}, **found["settings"])
        known = ("bezout", "bkk", "complex_count", "complex_count_status", "proved")
        assert [again[key] for key in known] == [row[key] for key in known]
