"""Files as data: plain files only, of a bounded size; JSON with limits on its size, depth and numbers.

Every reader of the commands goes through :func:`read_file`, and every JSON document through :func:`read_json_file`.
"""

from __future__ import annotations

import json
import math
import os
import re
import stat
from collections import Counter
from itertools import accumulate
from typing import Any, NoReturn

from .errors import Missing, WrongInput

MAX_BYTES = 2**26  # 64 MiB of a JSON document
MAX_VALUES = 5_000_000  # numbers, texts, lists and objects in it
MAX_DEPTH = 64
READABLE = "give the path of a file that can be read"
MAX_DIGITS = 4000  # of a number in any file or option; Python itself stops at 4,300

_KINDS = ((stat.S_ISDIR, "Is a directory"), (stat.S_ISFIFO, "it is a pipe"), (stat.S_ISSOCK, "it is a socket"))
_STRINGS = re.compile(rb'(?s)"(?:[^"\\]|\\.?)*+"?')  # one without an end runs on to the end: no place is tried twice
_NO_BRACKETS = bytes(set(range(256)) - set(b'[]{}"\\'))


def read_file(
    path: str | os.PathLike[str], most: int, *, kind: str, missing: str = "data_missing", hint: str = READABLE
) -> bytes:
    """The bytes of a plain file.

    Nothing else is opened: reading a device or a pipe may never end, or change something.

    Args:
        most: bytes that it may have.
        kind: of the error about a file that is larger.
        missing: of the error about a file that cannot be read.
        hint: what to give instead of it.

    Raises:
        Missing: it is not there, cannot be read, or is no plain file.
        WrongInput: it is too large.
    """
    shown = shown_path(path)
    try:
        _refuse_special(os.stat(path).st_mode, shown, missing)
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            found = os.fstat(file.fileno())
            _refuse_special(found.st_mode, shown, missing)
            if found.st_size > most:
                raise WrongInput(
                    f"{shown} has {found.st_size:,} bytes (limit {most:,})", hint="give a smaller file", kind=kind
                )
            return file.read(found.st_size)  # what the kernel makes up, as in /proc, has no size, and perhaps no end
    except OSError as problem:
        raise Missing(f"{shown} cannot be read: {problem.strerror}", hint=hint, kind=missing) from None
    except ValueError as problem:  # a name with a NUL, or one that no file can have
        raise Missing(f"{shown} cannot be read: {problem}", hint=hint, kind=missing) from None


def shown_path(path: str | os.PathLike[str]) -> str:
    """A path between quotes, a long one shortened.

    >>> shown_path("a.csv"), len(shown_path("x" * 5000))
    ("'a.csv'", 122)
    """
    text = repr(os.fspath(path))
    return text if len(text) <= 300 else f"{text[:60]}…{text[-61:]}"


def _refuse_special(mode: int, shown: str, missing: str) -> None:
    if not stat.S_ISREG(mode):
        cause = next((cause for test, cause in _KINDS if test(mode)), "it is a device")
        raise Missing(f"{shown} cannot be read: {cause}", hint="give a plain file", kind=missing)


def read_json_file(path: str, *, kind: str = "bad_certificate", missing: str = "data_missing") -> Any:
    """The document in a file.

    Args:
        kind: of the error about a file that is not JSON.
        missing: of the error about a file that cannot be read.

    Raises:
        Missing: the file cannot be read.
        WrongInput: it is not JSON, or beyond a limit.
    """
    content = read_file(path, MAX_BYTES, kind=kind, missing=missing)
    return parse_json(content, shown_path(path), kind=kind)


def parse_json(content: bytes, name: str, *, kind: str = "bad_certificate") -> Any:
    """A JSON document: UTF-8, no NaN or infinity, no key twice, and nothing beyond the limits of this module.

    Args:
        name: what it is called in an error.

    >>> parse_json(b'{"a": [1, 2.5]}', "it")
    {'a': [1, 2.5]}
    >>> parse_json(b'[1e999]', "it")
    Traceback (most recent call last):
    algebraic.shell.errors.WrongInput: it is not JSON: the number 1e999 is infinite or too long (give ...
    """
    values = sum(content.count(mark) for mark in (b",", b"[", b"{"))
    if values > MAX_VALUES:
        raise WrongInput(f"{name} holds more than {MAX_VALUES:,} values", hint="give a smaller file", kind=kind)
    if _depth(content) > MAX_DEPTH:
        raise WrongInput(
            f"{name} is nested more than {MAX_DEPTH} deep", hint="no document of ours is so deep", kind=kind
        )
    try:
        return json.loads(
            content.decode("utf-8"),
            parse_int=_whole,
            parse_float=_decimal,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as problem:
        raise WrongInput(f"{name} is not JSON: {problem}", hint="give a whole JSON file", kind=kind) from None


def _depth(content: bytes) -> int:
    """How deep brackets are nested, without those in texts."""
    marks = _STRINGS.sub(b"", content.translate(None, _NO_BRACKETS))
    return max(accumulate((mark in b"[{") - (mark in b"]}") for mark in marks), default=0)


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"the number {text[:20]}… has {len(text):,} digits (limit {MAX_DIGITS:,})")
    return int(text)


def _decimal(text: str) -> float:
    value = float(text)
    if len(text) > MAX_DIGITS or not math.isfinite(value):
        raise ValueError(f"the number {text[:20]}{'…' if len(text) > 20 else ''} is infinite or too long")
    return value


def _constant(text: str) -> NoReturn:
    raise ValueError(f"it has {text}")


def _object(pairs: list[tuple[str, Any]]) -> object:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, number in Counter(key for key, _ in pairs).items() if number > 1)
        raise ValueError(f"the key {twice[:60]!r} is there twice")
    return found
