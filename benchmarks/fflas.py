"""FFLAS-FFPACK, a C++ library without a command to call: our driver for its rank, compiled when it is wanted."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

LIBRARY = "fflas-ffpack"
SOURCE = Path(__file__).with_name("fflas_rank.cpp")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def library_version() -> str:
    """Its version, or ``not installed``."""
    if shutil.which("pkg-config") is None or shutil.which("g++") is None:
        return "not installed"
    said = subprocess.run(["pkg-config", "--modversion", LIBRARY], capture_output=True, text=True, timeout=20)
    return said.stdout.strip() if said.returncode == 0 else "not installed"


def compile_driver(folder: Path, entry: str = "double") -> Path:
    """The driver as a program in this folder, for residues of this type.

    Raises:
        subprocess.CalledProcessError: it cannot be compiled.
    """
    flags = subprocess.run(
        ["pkg-config", "--cflags", "--libs", LIBRARY], capture_output=True, text=True, timeout=20, check=True
    ).stdout.split()
    program = folder / "fflas_rank"
    command = [
        "g++",
        "-O3",
        "-march=native",
        "-std=c++17",
        "-w",
        f"-DENTRY={entry}",
        str(SOURCE),
        "-o",
        str(program),
        *flags,
    ]
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    return program


@cache
def compiled_driver(entry: str) -> Path:
    """The driver, compiled once in this process."""
    folder = tempfile.mkdtemp(prefix="zerolocus-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return compile_driver(Path(folder), entry)


def rank_by_fflas(
    shape: tuple[int, int], rank: int, prime: int, seed: int, *, repetitions: int, limit: float, entry: str = "double"
) -> dict[str, Any]:
    """Ranks of a random matrix of this planted rank, seconds, and the rate of its matrix product, on one thread.

    Args:
        entry: the type of the residues: ``float`` is faster, for primes that it holds.

    Returns:
        ``status``; and ``ranks``, ``wall``, ``cpu``, ``flops`` (per CPU second) where it is ``ok``.
    """
    if library_version() == "not installed":
        return {"status": "not installed"}
    try:
        program = compiled_driver(entry)
        said = subprocess.run(
            [str(program), *map(str, (*shape, rank, prime, seed, repetitions))],
            env=os.environ | dict.fromkeys(THREADS, "1"),
            capture_output=True,
            text=True,
            timeout=limit,
            check=True,
        )
    except subprocess.CalledProcessError as problem:
        return {
            "status": "failed",
            "note": f"{Path(problem.cmd[0]).name} ended with exit code {problem.returncode}",
        }
    except subprocess.TimeoutExpired:
        return {"status": "time limit"}
    return {"status": "ok", **json.loads(said.stdout)}
