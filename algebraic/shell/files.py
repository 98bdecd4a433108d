"""Files that are written whole or not at all, and JSON that may not be there or not be JSON."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import DISK_FULL, Missing, WrongInput, disk_full


def unwritable(path: str | os.PathLike[str]) -> str | None:
    """Why a file cannot be written, found out before anything is computed; ``None`` when it can.

    >>> unwritable("/")
    'is not a plain file'
    """
    target = Path(path)
    if target.exists() and not target.is_file():
        return "is not a plain file"
    if target.exists() and not os.access(target, os.W_OK):
        return "is write-protected"
    try:
        tempfile.TemporaryFile(dir=target.parent).close()
    except OSError as problem:
        return f"cannot be written: {problem.strerror}"
    return None


def check_output_path(option: str, path: str | None) -> None:
    """Refuse the file of an option that could not be written.

    Raises:
        WrongInput: it says why.
    """
    cause = unwritable(path) if path is not None else None
    if cause:
        raise WrongInput(f"{option} {path!r} {cause}", hint="give a file in a folder that exists", kind="bad_output")


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file in one step: one that exists stays as it was until the new one is complete.

    Raises:
        OutOfBudget: the disk is full; nothing half-written stays behind.
        WrongInput: the file cannot be written.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-", suffix=target.suffix)
        os.close(handle)
        write(Path(temporary))
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except OSError as problem:
        if problem.errno in DISK_FULL:
            raise disk_full(str(target)) from problem
        cause = f"{str(target)!r} cannot be written: {problem.strerror or problem}"
        raise WrongInput(cause, hint="choose another place", kind="bad_output") from problem
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def write_text(target: Path, text: str) -> None:
    """A text file, by :func:`write_whole`."""
    write_whole(target, lambda path: path.write_text(text, encoding="utf-8"))


def read_json_file(path: str, *, kind: str = "bad_certificate", missing: str = "data_missing") -> Any:
    """The document in a file.

    Args:
        kind: of the error about a file that is not JSON.
        missing: of the error about a file that cannot be read.

    Raises:
        Missing: the file cannot be read.
        WrongInput: it is not JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as problem:
        raise Missing(f"{path!r} cannot be read: {problem.strerror}", kind=missing) from None
    except ValueError as problem:
        raise WrongInput(f"{path!r} is not JSON: {problem}", kind=kind) from None
