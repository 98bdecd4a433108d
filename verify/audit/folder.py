"""The folder of an audit: page, document, certificate; written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import tempfile
from pathlib import Path

from algebraic.shell import OutOfBudget, WrongInput, shown_path, write_text

from .page import write_page
from .result import Audit, plain_data

DOCUMENT, PAGE, CERTIFICATE = "audit.json", "index.html", "zero.json"


def check_folder(path: str) -> None:
    """Refuse a place where no folder can be made, before anything is computed.

    Raises:
        WrongInput: there is something, or the folder around it is not there or cannot be written.
    """
    try:
        place = Path(path)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.stat(path)
        if place.exists() or place.is_symlink():
            cause = "is there already" if not place.is_dir() or any(place.iterdir()) else ""
        elif not place.absolute().parent.is_dir():
            cause = f"lies in {shown_path(place.absolute().parent)}, which is no folder"
        else:
            cause = ""
        if not cause:
            tempfile.TemporaryFile(dir=place.absolute().parent).close()
    except (OSError, ValueError) as problem:  # a name that is too long, one with a NUL, …
        cause = f"cannot be written: {problem.strerror if isinstance(problem, OSError) else problem}"
    if cause:
        raise WrongInput(f"--out {shown_path(path)} {cause}", hint="give a new folder", kind="bad_output")


def write_folder(path: str, audit: Audit) -> None:
    """``index.html``, ``audit.json`` and, where there is a certificate of a zero, ``zero.json``.

    Raises:
        WrongInput: the folder cannot be written.
        OutOfBudget: the disk is full; nothing half-written stays behind.
    """
    place = Path(path).absolute()
    begun: Path | None = None
    try:
        begun = Path(tempfile.mkdtemp(prefix=".part-", dir=place.parent))
        write_text(begun / DOCUMENT, json.dumps(audit.as_dict(), indent=1, ensure_ascii=False) + "\n")
        if audit.zero.certificate is not None:
            write_text(begun / CERTIFICATE, json.dumps(plain_data(audit.zero.certificate), ensure_ascii=False) + "\n")
        write_page(audit, begun / PAGE)
        os.chmod(begun, 0o755)
        if place.is_dir():
            place.rmdir()  # it is empty, or this fails
        os.rename(begun, place)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            cause, hint = f"the disk is full: {shown_path(place)} was not written", "free some space, and run it again"
            raise OutOfBudget(cause, hint=hint, kind="disk_full") from problem
        cause = f"--out {shown_path(path)} cannot be written: {problem.strerror or problem}"
        raise WrongInput(cause, hint="give a new folder", kind="bad_output") from problem
    finally:
        if begun is not None and begun.exists():
            shutil.rmtree(begun, ignore_errors=True)
