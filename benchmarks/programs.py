"""Other people's programs: where they are, their versions, and the text that they read."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from algebraic.engines import find_engine, run_engine
from algebraic.shell import Budget

# How each is asked for its version.
PROGRAMS = {
    "gfan": "_version",
    "phc": "--version",
    "msolve": "-h",
    "Singular": "--version",
    "M2": "--version",
}


def installed(name: str) -> Callable[[], bool]:
    """A test for a program: in its environment variable, a wheel, or on PATH."""
    return lambda: find_engine(name) is not None


def run_on_file(
    name: str, text: str, arguments: Sequence[str], *, limit: float, stdin: str = "", start: str | None = None
) -> str:
    """Run a program on a new file with ``text``: what it prints, then what it writes into ``OUT``.

    ``IN`` and ``OUT`` in ``arguments`` stand for the two files. A third file with the text ``start`` can be named in
    ``stdin`` as ``{start}``. Everything it starts is killed after ``limit`` s.
    """
    program = find_engine(name)
    assert program is not None
    with tempfile.TemporaryDirectory(prefix="zerolocus-") as folder:
        files = {"IN": Path(folder, "in"), "OUT": Path(folder, "out")}
        files["IN"].write_text(text)
        if start is not None:
            third = Path(folder, "start")
            third.write_text(start)
            stdin = stdin.format(start=third)
        printed = run_engine(
            program, [str(files.get(a, a)) for a in arguments], stdin=stdin, budget=Budget(seconds=limit)
        )
        return printed + (files["OUT"].read_text() if files["OUT"].exists() else "")


def last_integer(pattern: str, output: str) -> int:
    """The integer in the last match of ``pattern``."""
    found = re.findall(pattern, output)
    if not found:
        raise ValueError(f"no answer in {output[-200:]!r}")
    return int(found[-1])


def variable_names(count: int) -> list[str]:
    """Names of equal length, so that none is the beginning of another."""
    return [f"x{k + 1:03d}" for k in range(count)]


def polynomial(terms: Iterable[tuple[Sequence[int], int]], names: Sequence[str]) -> str:
    """A sum of terms as every program here reads it; msolve takes the 1 of ``+-1*x`` for a constant, in silence."""
    parts = []
    for exponents, coefficient in terms:
        factors = [f"{name}^{e}" for name, e in zip(names, exponents, strict=True) if e]
        parts.append("*".join([str(coefficient), *factors]))
    return "+".join(parts).replace("+-", "-")


def program_versions() -> dict[str, str]:
    """The version of each program, or ``not installed``."""
    return {name: _version(name, argument) for name, argument in PROGRAMS.items()}


def _version(name: str, argument: str) -> str:
    program = find_engine(name)
    if program is None:
        return "not installed"
    try:
        said = subprocess.run([program, argument], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    number = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
    return number.group() if number else "unknown"
