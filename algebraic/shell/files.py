"""Files that are written whole or not at all."""

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

MAX_LINKS = 40


def unwritable(path: str | os.PathLike[str]) -> str | None:
    """Why a file cannot be written, found out before anything is computed; ``None`` when it can.

    >>> unwritable("/")
    'is not a plain file'
    """
    try:
        target = _place(Path(path))
        if target is None or (target.exists() and not target.is_file()):
            return "is not a plain file"
        if target.exists() and not os.access(target, os.W_OK):
            return "is write-protected"
        tempfile.TemporaryFile(dir=target.parent).close()
    except OSError as problem:
        return f"cannot be written: {problem.strerror}"
    except (ValueError, RuntimeError) as problem:  # a name with a NUL; links that lead to each other
        return f"cannot be written: {problem}"
    return None


def check_output_path(option: str, path: str | None) -> None:
    """Refuse the file of an option that could not be written.

    Raises:
        WrongInput: it says why.
    """
    cause = unwritable(path) if path is not None else None
    if cause:
        raise WrongInput(
            f"{option} {shown_path(path or '')} {cause}", hint="give a file in a folder that exists", kind="bad_output"
        )


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file in one step: one that exists stays as it was until the new one is complete.

    A link stays a link. What is no plain file, such as a device, is refused: it would be replaced by a file.

    Raises:
        OutOfBudget: the disk is full; nothing half-written stays behind.
        WrongInput: the file cannot be written.
    """
    temporary: str | None = None
    try:
        place = _plain(target)
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
        place = _place(target)
        special = place is None or (place.exists() and not place.is_file())
    except (ValueError, RuntimeError) as problem:  # a name with a NUL; links that lead to each other
        raise OSError(errno.EINVAL, str(problem)) from None
    if special or place is None:
        folder = place is not None and place.is_dir()
        raise OSError(errno.EINVAL, os.strerror(errno.EISDIR) if folder else "it is not a plain file")
    return place


def _place(target: Path) -> Path | None:
    """Where links lead to; ``None`` for the system's own links, such as /dev/stdout: what they name is in use."""
    for _ in range(MAX_LINKS):
        if not target.is_symlink():
            place = target.resolve()
            with suppress(FileNotFoundError, NotADirectoryError):
                place.stat()  # a circle of links, a name too long: newer Pythons say only that it does not exist
            return place
        if target.parent.resolve().parts[:2] in (("/", "dev"), ("/", "proc")):
            return None
        target = target.parent / os.readlink(target)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def write_text(target: Path, text: str) -> None:
    """A text file, by :func:`write_whole`; what UTF-8 cannot hold, such as half a name of a file, is escaped."""
    write_whole(target, lambda path: path.write_bytes(encoded(text)))
