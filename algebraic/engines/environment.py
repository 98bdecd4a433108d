"""What a result was made with: versions of the package, of its libraries and of the engines found."""

from __future__ import annotations

import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..shell import Budget, ZerolocusError
from .locate import ENGINES, find_engine
from .process import run_engine

LIBRARIES = ("numpy", "scipy", "python-flint", "sympy", "scikit-learn", "matplotlib", "array-api-compat")
_VERSION_ARGUMENTS = {"msolve": ["-h"], "gfan": ["_version"]}  # others take --version


def versions() -> dict[str, str]:
    """Versions by name; engines only when they are found.

    >>> sorted(versions())[-1]
    'zerolocus'
    """
    found = {"zerolocus": package_version("zerolocus"), "python": platform.python_version()}
    found |= {name: package_version(name) for name in LIBRARIES}
    for name in ENGINES:
        program = find_engine(name)
        if program:
            found[name] = engine_version(name, program)
    return found


def package_version(name: str) -> str:
    """The installed version of a distribution, ``not installed``, or ``unknown``."""
    try:
        return version(name) or "unknown"
    except PackageNotFoundError:
        return "not installed"
    except (KeyError, ValueError, OSError):  # what it says of itself is damaged
        return "unknown"


def engine_version(name: str, program: Path) -> str:
    """What the engine says of its own version within a second, or ``unknown``."""
    try:
        said = run_engine(program, _VERSION_ARGUMENTS.get(name, ["--version"]), budget=Budget(seconds=1))
    except (ZerolocusError, OSError):
        return "unknown"
    number = re.search(r"[0-9]{1,8}(\.[0-9]{1,8}){1,3}", said[:10_000])
    return number.group() if number else "unknown"
