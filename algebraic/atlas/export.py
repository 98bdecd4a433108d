"""An atlas as a table for other programs: CSV, JSON lines, Parquet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from ..shell import Missing, WrongInput, write_text, write_whole
from .rows import Row

FORMATS = ("csv", "jsonl", "parquet")


def export_rows(rows: list[Row], columns: tuple[str, ...], form: str, to: Path) -> None:
    """Write rows as a table; the certificate is left out of CSV and Parquet, lists are JSON in CSV.

    Raises:
        WrongInput: no such format, or the file cannot be written.
        Missing: pandas with a Parquet engine is not installed.
    """
    if form == "csv":
        write_text(to, _as_csv(rows, columns))
    elif form == "jsonl":
        write_text(to, "".join(json.dumps(row) + "\n" for row in rows))
    elif form == "parquet":
        try:
            import pandas

            frame = pandas.DataFrame([_values(row, columns) for row in rows], columns=list(columns))
            write_whole(to, frame.to_parquet)
        except ImportError:
            raise Missing(
                "Parquet needs pandas and pyarrow",
                hint="pip install pandas pyarrow, or --format csv",
                kind="no_parquet",
            ) from None
    else:
        raise WrongInput(f"--format {form[:60]!r}", hint=f"one of {', '.join(FORMATS)}", kind="usage")


def _as_csv(rows: list[Row], columns: tuple[str, ...]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    for row in rows:
        table.writerow([_cell(value) for value in _values(row, columns)])
    return text.getvalue()


def _values(row: Row, columns: tuple[str, ...]) -> list[object]:
    named = dict(row)
    return [named[name] for name in columns]


def _cell(value: object) -> object:
    """``true``, ``false``, nothing for what is not decided, lists as JSON."""
    return json.dumps(value) if isinstance(value, bool | list) else value
