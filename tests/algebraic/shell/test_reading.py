"""Files as data: plain ones only, and JSON within its limits."""

import os

import pytest

from algebraic.shell import Missing, WrongInput, parse_json, read_file, read_json_file
from algebraic.shell.reading import MAX_DEPTH, MAX_DIGITS, MAX_VALUES


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


def test_only_plain_files_are_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, why in (
        (tmp_path / "pipe", "it is a pipe"),
        ("/dev/null", "it is a device"),
        (tmp_path, "Is a directory"),
        ("x" * 5000, "too long"),
        ("a\0b", "null (byte|character)"),
        ("\ud800", "surrogates|encode|No such file"),
    ):
        with pytest.raises(Missing, match=why) as caught:
            read_file(name, 100, kind="bad_data")
        assert caught.value.exit_code == 3
        assert len(caught.value.message) < 500


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    with open(tmp_path / "a", "wb") as file:
        file.truncate(10**12)  # no block of it is on the disk
    with pytest.raises(WrongInput, match="1,000,000,000,000 bytes") as caught:
        read_json_file(str(tmp_path / "a"))
    assert caught.value.kind == "bad_certificate"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "nested"),
        (b"[" * 10**6, "nested"),
        (b'{"a":' * 10**5, "nested"),
        (b"[" + b"1," * MAX_VALUES + b"1]", "values"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b"[1e999]", "infinite"),
        (b"9" * (MAX_DIGITS + 1), "digits"),
        (b"0." + b"9" * MAX_DIGITS, "too long"),
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b'{"a": {"b": 1, "c": 2, "b": 3}}', "'b' is there twice"),
        (b'"\xff"', "UTF|utf"),
        (b"[1,]", "not JSON"),
    ],
)
def test_what_is_beyond_a_limit_is_refused(content, why):
    with pytest.raises(WrongInput, match=why) as caught:
        parse_json(content, "it", kind="bad_network")
    assert caught.value.kind == "bad_network"
    assert len(caught.value.message) < 300


def test_what_is_within_the_limits_is_read():
    deep = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert parse_json(deep, "it") is not None
    assert parse_json(b"9" * MAX_DIGITS, "it") == 10**MAX_DIGITS - 1
    brackets = b'{"a\\"[[": "' + b"[{" * 1000 + b'"}'
    assert parse_json(brackets, "it") == {'a"[[': "[{" * 1000}


@pytest.mark.parametrize(
    "content",
    [
        b'"' + b'\\"' * 10**6,
        b'"' + b'\\"' * 10**6 + b"\\",
        b"{" + b",".join(b'"%d":0' % key for key in range(10**5)) + b',"99999":0}',
    ],
)
def test_no_document_costs_more_than_its_length(content):
    with pytest.raises(WrongInput, match=r"Unterminated|'99999' is there twice"):
        parse_json(content, "it")
