"""Files that are written whole or not at all.

``algebraic.shell.files`` is its twin; here the folder of a file is made, too.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from .errors import DISK_FULL, WrongInput, disk_full
from .output import encoded
from .reading import shown_path


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file in one step: one that exists stays as it was until the new one is complete. Its folder is made.

    A link stays a link. What is no plain file, such as a device, is refused: it would be replaced by a file.

    Raises:
        OutOfBudget: the disk is full; nothing half-written stays behind.
        WrongInput: the file cannot be written.
    """
    temporary: str | None = None
    try:
        place = _plain(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".part-", suffix=place.suffix)
        os.close(handle)
        write(Path(temporary))
        os.chmod(temporary, 0o644)
        os.replace(temporary, place)
    except OSError as problem:
        if problem.errno in DISK_FULL:
            raise disk_full(str(target)) from problem
        cause = f"{shown_path(target)} cannot be written: {problem.strerror or problem}"
        raise WrongInput(cause, hint="choose another place", kind="bad_output") from problem
    finally:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)


def _plain(target: Path) -> Path:
    """Where a file really lies."""
    try:
        place = target.resolve()
        with suppress(FileNotFoundError, NotADirectoryError):
            place.stat()  # a circle of links, a name too long: newer Pythons say only that it does not exist
        special = place.exists() and not place.is_file()
    except (ValueError, RuntimeError) as problem:  # a name with a NUL; links that lead to each other
        raise OSError(errno.EINVAL, str(problem)) from None
    if special:
        raise OSError(errno.EINVAL, os.strerror(errno.EISDIR) if place.is_dir() else "it is not a plain file")
    return place


def check_output_path(option: str, path: str | None) -> None:
    """Refuse the file of an option that could not be written, before anything is computed.

    Raises:
        WrongInput: it says why.
    """
    if path is None:
        return
    try:
        place = _plain(Path(path))
        above = next(each for each in (place, *place.parents) if each.exists())
        cause = None if os.access(above, os.W_OK) else f"{shown_path(above)} is write-protected"
        if above != place and not above.is_dir():
            cause = f"{shown_path(above)} is not a folder"
    except OSError as problem:
        cause = problem.strerror or str(problem)
    if cause:
        raise WrongInput(
            f"{option} {shown_path(path)} cannot be written: {cause}", hint="choose another place", kind="bad_output"
        )


def remove(target: Path) -> None:
    """Take away a file, a link or a special file; a link alone, never what it leads to.

    Raises:
        WrongInput: it cannot be taken away, as a folder cannot.
    """
    try:
        target.unlink(missing_ok=True)
    except OSError as problem:
        cause = f"{shown_path(target)} cannot be removed: {problem.strerror or problem}"
        raise WrongInput(cause, hint="remove it, or choose another place", kind="bad_output") from problem


def write_text(target: Path, text: str) -> None:
    """A text file, by :func:`write_whole`; what UTF-8 cannot hold, such as half a name of a file, is escaped."""
    write_whole(target, lambda path: path.write_bytes(encoded(text)))
