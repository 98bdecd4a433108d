import os

import pytest

from algebraic.shell import Missing, WrongInput, check_output_path, read_json_file, unwritable, write_text


def test_a_document_is_read(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"π": [1, 2.5, null]}', encoding="utf-8")
    assert read_json_file(str(path)) == {"π": [1, 2.5, None]}


def test_what_cannot_be_read_is_missing(tmp_path):
    for path, why in ((tmp_path / "none", "No such file"), (tmp_path, "directory")):
        with pytest.raises(Missing, match=why) as caught:
            read_json_file(str(path))
        assert caught.value.kind == "data_missing"


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe"])
def test_what_is_no_json_is_wrong_input(tmp_path, content):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(WrongInput, match="is not JSON") as caught:
        read_json_file(str(path))
    assert caught.value.kind == "bad_certificate"
    with pytest.raises(WrongInput) as caught:
        read_json_file(str(path), kind="bad_instance")
    assert caught.value.kind == "bad_instance"


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    write_text(path, "π")
    assert path.read_bytes() == "π".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "new" + "\ud800")  # breaks off while it is being written
    assert path.read_bytes() == "π".encode()
    assert os.listdir(tmp_path) == ["a.txt"]


def test_what_cannot_be_written_is_said_beforehand(tmp_path):
    path = tmp_path / "a.txt"
    assert unwritable(path) is None
    assert not path.exists()
    assert unwritable(tmp_path) == "is not a plain file"
    assert "No such file" in unwritable(tmp_path / "nowhere" / "a.txt")
    check_output_path("--solutions", None)
    check_output_path("--solutions", str(path))
    with pytest.raises(WrongInput, match=r"--solutions .* is not a plain file") as caught:
        check_output_path("--solutions", str(tmp_path))
    assert caught.value.kind == "bad_output"
