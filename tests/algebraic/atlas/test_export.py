"""Tables for other programs."""

import csv
import json
import sys

import pandas
import pytest

from algebraic.atlas import Dense, columns_of, export_rows, row_of, with_minimal
from algebraic.shell import Missing, WrongInput

ROWS = with_minimal(row_of(Dense(widths, 2)) for widths in ((2, 2, 3, 3), (2, 1, 2), (2, 2, 2)))
DENSE = columns_of("dense")


def test_csv_has_a_line_for_each_row(tmp_path):
    export_rows(ROWS, DENSE, "csv", tmp_path / "t.csv")
    with open(tmp_path / "t.csv", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["label"] for row in found] == [row["label"] for row in ROWS]
    assert [json.loads(found[0][name]) for name in ("widths", "dimension", "proved")] == [[2, 2, 3, 3], 11, True]
    assert pandas.read_csv(tmp_path / "t.csv").defect.tolist() == [row["defect"] for row in ROWS]


def test_json_lines_have_everything(tmp_path):
    export_rows(ROWS, DENSE, "jsonl", tmp_path / "t.jsonl")
    assert [json.loads(line) for line in (tmp_path / "t.jsonl").read_text().splitlines()] == ROWS


def test_parquet(tmp_path, monkeypatch):
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        with pytest.raises(Missing, match="pyarrow"):
            export_rows(ROWS, DENSE, "parquet", tmp_path / "t.parquet")
    else:
        export_rows(ROWS, DENSE, "parquet", tmp_path / "t.parquet")
        assert pandas.read_parquet(tmp_path / "t.parquet").dimension.tolist() == [row["dimension"] for row in ROWS]
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(Missing):
        export_rows(ROWS, DENSE, "parquet", tmp_path / "u.parquet")
    assert not (tmp_path / "u.parquet").exists()


def test_other_formats_and_places_are_refused(tmp_path):
    with pytest.raises(WrongInput, match="one of csv"):
        export_rows(ROWS, DENSE, "xls", tmp_path / "t.xls")
    with pytest.raises(WrongInput):
        export_rows(ROWS, DENSE, "csv", tmp_path / "none" / "t.csv")
