"""A folder is written whole or not at all, and never over something."""

import errno
import json

import pytest

from algebraic.shell import OutOfBudget, WrongInput
from tests.verify.audit.answers import AZero, audit
from verify.audit.folder import check_folder, write_folder

pytestmark = pytest.mark.torch


def test_a_whole_folder(tmp_path):
    place = tmp_path / "out"
    check_folder(str(place))
    found = audit(zero=AZero(certificate={"h": 0.1}))
    write_folder(str(place), found)
    assert json.loads((place / "audit.json").read_text()) == found.as_dict()
    assert json.loads((place / "zero.json").read_text()) == {"h": 0.1}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_taken(tmp_path):
    check_folder(str(tmp_path / "x"))
    (tmp_path / "x").mkdir()
    check_folder(str(tmp_path / "x"))
    write_folder(str(tmp_path / "x"), audit())
    assert (tmp_path / "x" / "audit.json").exists()
    assert not (tmp_path / "x" / "zero.json").exists()


def test_where_none_can_be_made(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").touch()
    (tmp_path / "file").touch()
    for place in ("full", "file", "none/there", "file/there", "a\0b", "x" * 300):
        with pytest.raises(WrongInput) as refusal:
            check_folder(str(tmp_path / place))
        assert refusal.value.kind == "bad_output"


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, OutOfBudget), (errno.EACCES, WrongInput)])
def test_nothing_half_written_stays(tmp_path, monkeypatch, number, kind):
    def fail(*_):
        raise OSError(number, "so it is")

    monkeypatch.setattr("verify.audit.folder.write_text", fail)
    with pytest.raises(kind):
        write_folder(str(tmp_path / "out"), audit())
    assert list(tmp_path.iterdir()) == []
