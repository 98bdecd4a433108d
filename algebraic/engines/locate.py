"""Where an engine is looked for: environment variable, the folder of its wheel, PATH, in this order."""

from __future__ import annotations

import os
import shutil
import sysconfig
from pathlib import Path

from ..shell import Missing

ENGINES = ("msolve", "gfan")
HIDE_ALL = "ZEROLOCUS_NO_ENGINES"


def variable(name: str) -> str:
    """The environment variable that names an engine's executable.

    >>> variable("msolve")
    'ZEROLOCUS_MSOLVE'
    """
    return f"ZEROLOCUS_{name.upper()}"


def find_engine(name: str) -> Path | None:
    """The executable of an engine, or ``None`` when it is not installed.

    With ``ZEROLOCUS_NO_ENGINES=1`` nothing is found.

    Raises:
        Missing: its environment variable names something that cannot be executed.
    """
    if os.environ.get(HIDE_ALL, "") not in ("", "0"):
        return None
    chosen = os.environ.get(variable(name))
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise Missing(
                f"{variable(name)} is {chosen!r}, which is not an executable file",
                hint=f"point it to {name}, or unset it",
                kind="engine_missing",
            )
        return Path(found)
    for key in ("purelib", "platlib"):
        wheel = Path(sysconfig.get_path(key)) / "sage_wheels" / "bin" / name
        if os.access(wheel, os.X_OK):
            return wheel
    on_path = shutil.which(name)
    return Path(on_path) if on_path else None


def not_found(name: str) -> Missing:
    """The error that says so, with the next step."""
    return Missing(
        f"{name} was not found",
        hint=f"run `make engines`, or set {variable(name)} to its path",
        kind="engine_missing",
    )
