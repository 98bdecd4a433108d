"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .errors import WrongInput


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


def write_text(text: str, target: Path) -> None:
    """Write a file in one step: one that exists stays as it was until the new one is complete."""
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with open(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
