import pytest

from algebraic.shell import Missing, WrongInput, read_json_file


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
