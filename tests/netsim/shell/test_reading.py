"""Files are data: plain, of a bounded size, with limits; the twin of the tests of algebraic's reader."""

import os

import pytest

from netsim.shell.errors import Missing, WrongInput
from netsim.shell.reading import MAX_DEPTH, parse_json, read_file, read_json, shown_path


def test_only_plain_files_are_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, cause in [
        ("pipe", "it is a pipe"),
        (".", "Is a directory"),
        ("x", "No such file"),
        ("a\0", "null (byte|character)"),
    ]:
        with pytest.raises(Missing, match=cause):
            read_file(str(tmp_path) + "/" + name, 100, kind="bad_record")
    (tmp_path / "a").write_bytes(b"12345")
    assert read_file(tmp_path / "a", 5, kind="bad_record") == b"12345"
    with pytest.raises(WrongInput, match=r"has 5 bytes \(limit 4\)"):
        read_file(tmp_path / "a", 4, kind="bad_record")


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"[" * (MAX_DEPTH + 1), "nested more than"),
        (b"[" * 100_000, "nested more than"),
        (b'{"a":' * 100, "nested more than"),
        (b"NaN", "it has NaN"),
        (b"[-Infinity]", "it has -Infinity"),
        (b"1e999", "is infinite"),
        (b"9" * 5000, "has 5,000 digits"),
        (b'{"a": 1, "a": 2}', "the key 'a' is there twice"),
        (b"\xff", "is not JSON"),
        (b"", "is not JSON"),
        (b"[" + b"0," * 5_000_001 + b"0]", "holds more than"),
        (b'"' + b'\\"' * 10**6, "Unterminated"),
        (b"{" + b",".join(b'"%d":0' % key for key in range(10**5)) + b',"99999":0}', "'99999' is there twice"),
    ],
)
def test_what_is_beyond_a_limit_is_refused(content, cause):
    with pytest.raises(WrongInput, match=cause) as caught:
        parse_json(content, "it")
    assert caught.value.kind == "bad_record"


def test_what_is_within_them_is_read(tmp_path):
    text = '"' + "[" * 1000 + '\\""'
    (tmp_path / "a.json").write_text(f"[{text}, {'[' * (MAX_DEPTH - 1)}{']' * (MAX_DEPTH - 1)}]")
    assert read_json(tmp_path / "a.json")[0] == "[" * 1000 + '"'
    assert len(shown_path("x" * 5000)) < 200
