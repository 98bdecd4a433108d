import json

import pytest

from algebraic.check import write_schemas
from algebraic.documents import CLOSED, schema_of


@pytest.mark.parametrize("kind", CLOSED)
def test_the_files_are_what_the_forms_say(kind):
    committed = (write_schemas.FOLDER / f"{kind}.json").read_text(encoding="utf-8")
    assert committed == write_schemas.schema_text(kind), "run python -m algebraic.check.write_schemas"
    assert json.loads(committed) == schema_of(kind)


def test_all_of_them_are_written_and_no_other_is_there(tmp_path, monkeypatch):
    assert {path.name for path in write_schemas.FOLDER.iterdir()} == {f"{kind}.json" for kind in CLOSED}
    monkeypatch.setattr(write_schemas, "FOLDER", tmp_path / "schemas")
    assert write_schemas.main() == 0
    assert {path.stem for path in (tmp_path / "schemas").iterdir()} == set(CLOSED)


def test_a_form_that_differs_is_noticed(monkeypatch):
    monkeypatch.setattr(write_schemas, "schema_of", lambda kind: {**schema_of(kind), "title": "another"})
    committed = (write_schemas.FOLDER / "rank.json").read_text(encoding="utf-8")
    assert committed != write_schemas.schema_text("rank")
