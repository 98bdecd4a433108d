"""Records of rows: gone on with, damaged, of other settings."""

import json

import pytest

from algebraic.shell import WrongInput, intact_rows, write_rows

SETTINGS = {"most": 3, "seed": 0}
ROWS = [{"name": "a", "count": 1}, {"name": "b", "count": 2}, {"name": "c", "count": 3}]


@pytest.fixture
def record(tmp_path):
    write_rows(tmp_path / "record.json", SETTINGS, {"zerolocus": "0"}, ROWS)
    return tmp_path / "record.json"


def test_what_was_written_is_read(record):
    assert intact_rows(record, SETTINGS) == ROWS
    assert intact_rows(record.with_name("none.json"), SETTINGS) == []
    assert json.loads(record.read_text())["versions"] == {"zerolocus": "0"}


@pytest.mark.parametrize(
    "change", [lambda row: row.update(count=9), lambda row: row.pop("sha256"), lambda row: row.update(sha256="0" * 64)]
)
def test_a_damaged_row_is_left_out_and_said(record, change, capsys):
    document = json.loads(record.read_text())
    change(document["rows"][1])
    record.write_text(json.dumps(document))
    assert intact_rows(record, SETTINGS) == [ROWS[0], ROWS[2]]
    assert "1 rows of record.json are damaged" in capsys.readouterr().err


def test_a_row_of_other_settings_does_not_pass_with_their_hash(record):
    document = json.loads(record.read_text())
    document["settings"] = {**SETTINGS, "seed": 1}
    record.write_text(json.dumps(document))
    assert intact_rows(record, {**SETTINGS, "seed": 1}) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [('{"settings": {"most": 4}, "rows": []}', "other_record"), ("[]", "no_record"), ('{"settings": {}}', "no_record"),
     ('{"rows": []}', "no_record")],
)  # fmt: skip
def test_what_is_no_record_of_this(record, text, kind):
    record.write_text(text)
    with pytest.raises(WrongInput) as problem:
        intact_rows(record, SETTINGS)
    assert problem.value.kind == kind
