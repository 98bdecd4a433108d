"""All processes that a program has started, also those that have left its process group: found in /proc, and killed.

A process belongs to the program if it carries its mark in the environment, is in its session, or descends from one
that does. What is missed: a process that has cleared its environment, left the session and lost its parent between two
looks, one of another user, and everything outside the process group where there is no /proc.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "ZEROLOCUS_RUN"  # the environment variable that carries the mark
PROC = Path("/proc")
ROUNDS = 50  # a program that starts processes faster than they are killed is given up after so many


class Descendants:
    """What a program has started.

    Args:
        leader: the first process, leader of a session of its own.
        mark: its value of :data:`MARK`, different from that of any other run.
    """

    def __init__(self, leader: int, mark: str) -> None:
        self._leader, self._mark = leader, f"{MARK}={mark}".encode()
        self._known: dict[int, int] = {}  # by number, with the time of their start: numbers are used again
        state = _state(PROC / str(leader))
        self._begin = state[2] if state else 0

    def look(self) -> list[int]:
        """Those that are alive now; those seen here are known later, whatever they do."""
        alive = [int(name) for name in os.listdir(PROC) if name.isdigit()] if PROC.is_dir() else []
        states = {pid: state for pid in alive if (state := _state(PROC / str(pid))) and state[2] >= self._begin}
        found = {pid for pid, (_, _, started) in states.items() if self._known.get(pid) == started}
        for pid, (_, session, _) in states.items():
            if session == self._leader or pid == self._leader or self._mark in _environment(PROC / str(pid)):
                found.add(pid)
        while more := {pid for pid, (parent, _, _) in states.items() if parent in found and pid not in found}:
            found |= more
        found.discard(os.getpid())
        self._known |= {pid: states[pid][2] for pid in found}
        return sorted(found)

    def kill(self) -> None:
        """Kill them, until no new one appears."""
        for _ in range(ROUNDS):
            found = self.look()  # before the group dies: its members are the parents of those that have left it
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._leader, signal.SIGKILL)
            for pid in found:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            if not found:
                return
            time.sleep(0.002)


def _state(path: Path) -> tuple[int, int, int] | None:
    """Parent, session and time of the start of a process that is no zombie; ``None`` when it is over."""
    try:
        fields = (path / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if len(fields) < 20 or fields[0] in "ZX" else (int(fields[1]), int(fields[3]), int(fields[19]))


def _environment(path: Path) -> list[bytes]:
    try:
        return (path / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
