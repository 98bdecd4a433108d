"""The ages of records: a change of the code is seen, and a record without a stamp ends the build."""

# mypy: ignore-errors

import importlib.util
import json
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location("record_ages", Path(__file__).parents[2] / "docs" / "record_ages.py")
ages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ages)


def test_every_record_has_a_stamp_and_a_row():
    rows = ages.table().splitlines()
    names = {path.stem for path in ages.RESULTS.glob("*.json")} - ages.WITH_THEIR_OWN
    assert names == set(ages.ROOMS)
    assert len(rows) == len(names) + 2


def test_a_changed_line_a_new_name_and_a_file_more_are_other_code():
    files = [("a.py", b"x = 1\n"), ("b.py", b"y = 2\n")]
    plain = ages.code_hash("room", lambda room: files)
    assert plain == ages.code_hash("room", lambda room: files[::-1])
    for other in (
        [*files, ("c.py", b"")],
        files[:1],
        [("a.py", b"x = 2\n"), files[1]],
        [("c.py", files[0][1]), files[1]],
    ):
        assert ages.code_hash("room", lambda room, other=other: other) != plain


def test_a_record_is_old_when_one_of_its_rooms_has_changed():
    stamps = {"benchmarks-mds": {"netsim/probes": ages.code_hash("netsim/probes")}}
    assert ages.changed("benchmarks-mds", stamps) == []
    stamps["benchmarks-mds"]["netsim/probes"] = "0" * 16
    assert ages.changed("benchmarks-mds", stamps) == ["netsim/probes"]


@pytest.mark.parametrize("stamps", [{}, {"benchmarks-mds": {}}, {"benchmarks-mds": {"netsim/data": "0" * 16}}])
def test_a_record_without_its_stamp_is_named(stamps):
    with pytest.raises(KeyError, match=r"benchmarks-mds\.json: run"):
        ages.changed("benchmarks-mds", stamps)


def test_a_record_that_nobody_knows_ends_the_build(tmp_path, monkeypatch):
    (tmp_path / "new.json").write_text("{}")
    monkeypatch.setattr(ages, "RESULTS", tmp_path)
    with pytest.raises(KeyError, match=r"new\.json"):
        ages.table()


def test_a_room_that_is_gone_is_named():
    with pytest.raises(FileNotFoundError, match="algebraic/nowhere"):
        ages.code_hash("algebraic/nowhere")


def test_stamps_are_written_for_what_is_named(tmp_path, monkeypatch, capsys):
    path = tmp_path / "code.json"
    path.write_text(ages.STAMPS.read_text())
    monkeypatch.setattr(ages, "STAMPS", path)
    before = json.loads(path.read_text())
    assert ages.main(["--stamp", "benchmarks-mds"]) == 0
    after = json.loads(path.read_text())
    assert after.pop("benchmarks-mds") == {"netsim/probes": ages.code_hash("netsim/probes")}
    before.pop("benchmarks-mds")
    assert before == after
    assert "`benchmarks-mds.json` | `netsim/probes` | as it was" in capsys.readouterr().out
