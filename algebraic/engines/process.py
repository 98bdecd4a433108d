"""Run an engine as a process group of its own, within a time and a memory limit."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ..shell import Budget, EngineFailed, OutOfBudget

# What an allocation failure looks like: the words that engines print, and the signals they die of.
_MEMORY_WORDS = ("memory", "alloc", "failed to map")
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL, signal.SIGBUS)


def run_engine(program: Path, arguments: Sequence[str], *, stdin: str = "", budget: Budget) -> str:
    """Run ``program`` and return what it prints.

    The program and all its children are killed when the time is over, on any exception and on Ctrl-C.
    The memory limit is the address space of each process (``ulimit -v``, where the system has it).

    Raises:
        OutOfBudget: the time or the memory limit was reached.
        EngineFailed: the program failed for another reason.
    """
    budget.check(f"starting {program.name}")
    command = [str(program), *arguments]
    if budget.memory_gb is not None:
        kilobytes = str(max(1, int(budget.memory_gb * 1e9 / 1024)))
        command = ["/bin/sh", "-c", 'ulimit -v "$1" 2>/dev/null; shift; exec "$@"', "sh", kilobytes, *command]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as process:
        try:
            stdout, stderr = process.communicate(stdin, timeout=budget.remaining())
        except subprocess.TimeoutExpired:
            raise budget.out_of_time(f"{program.name} was running (it was stopped)") from None
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode == 0:
        return stdout
    said = (stderr.strip() or stdout.strip())[-300:]
    out_of_memory = -process.returncode in _MEMORY_SIGNALS or any(w in said.lower() for w in _MEMORY_WORDS)
    if budget.memory_gb is not None and out_of_memory:
        raise OutOfBudget(
            f"{program.name} stopped within its memory limit of {budget.memory_gb:g} GB "
            f"(exit code {process.returncode}{': ' + said if said else ''})",
            hint="raise --memory",
            kind="memory_limit",
        )
    raise EngineFailed(
        f"{program.name} ended with exit code {process.returncode}: {said or 'it printed nothing'}",
        hint="run `python -m algebraic.doctor`",
        kind="engine_failed",
    )
