"""What the scripts for a GPU share: parts, each with a record of its own that grows figure by figure.

Device time is short and may end at any moment, so every figure is printed and on the disk as soon as it is known, each
part can be asked for by itself (``--only PART``), and the time is limited (``--seconds S``, for all parts together).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any

RESULTS = Path(__file__).resolve().parent.parent / "docs/results"
NO_DEVICE = "not measured: no device"
COMPLETE = "complete"
RING_AGAIN = 5.0  # seconds


class OutOfTime(BaseException):
    """The time is over; nothing that is measured may take it for an error of its own."""


class NoDevice(Exception):
    """There is none; the text says which."""


class Part:
    """What the function of a part is given: it says each figure when it has it, and what is wrong."""

    def __init__(self, path: Path | None, record: dict[str, Any]) -> None:
        self._path, self.record = path, record

    def figure(self, name: str, value: Any) -> None:
        """Print it, and write the record."""
        self.record["figures"][name] = value
        print(json.dumps({"part": self.record["part"], name: value}, ensure_ascii=False), flush=True)
        self.write()

    def problem(self, text: str) -> None:
        """The answer differs from the one it was to be."""
        self.record["problems"].append(text)
        print(f"problem: {self.record['part']}: {text}", file=sys.stderr, flush=True)
        self.write()

    def write(self) -> None:
        """The record as it is, whole at every moment."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".part")
        unfinished.write_text(json.dumps(self.record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(unfinished, self._path)


@dataclass(frozen=True)
class Script:
    """A script: its name, and its parts, the most urgent first."""

    name: str
    parts: dict[str, Callable[[Part], None]]

    def path(self, folder: Path, part: str) -> Path:
        """Where the record of a part lies."""
        return folder / f"gpu-{self.name}-{part}.json"


def add_part_options(parser: argparse.ArgumentParser, parts: Sequence[str]) -> None:
    """``--only``, ``--seconds`` and ``--out``."""
    parser.add_argument(
        "--only", metavar="PART", action="append", choices=parts, help=f"of {', '.join(parts)}; may be repeated"
    )
    parser.add_argument("--seconds", metavar="S", type=float, help="for all parts together; what is known then is kept")
    parser.add_argument(
        "--out", metavar="FOLDER", type=Path, help="of the records, one for each part (default: none, print only)"
    )


def measure_parts(script: Script, facts: dict[str, Any], options: argparse.Namespace) -> int:
    """Measure the parts that are asked for, in the order of the script, and return the exit code.

    A record that is there is replaced by a complete one, or where it was not complete itself: what was cut is no better
    than what was known. Without a device there is no record.

    Returns:
        0; 1 where an answer is wrong or a part failed, 3 without a device, 4 where the time ended before the parts did.
    """
    begun, codes = perf_counter(), {0}
    for name in [part for part in script.parts if not options.only or part in options.only]:
        left = None if options.seconds is None else options.seconds - (perf_counter() - begun)
        if left is not None and left <= 0:
            print(f"{name}: not begun, the time is over", file=sys.stderr, flush=True)
            codes.add(4)
            continue
        target = None if options.out is None else script.path(options.out, name)
        known = target is not None and _is_complete(target)
        path = target.with_suffix(".new") if known and target is not None else target
        part = Part(path, {"part": name, **facts, "status": "not finished", "figures": {}, "problems": []})
        started = perf_counter()
        codes.add(_measure(script.parts[name], part, left))
        part.record["seconds"] = round(perf_counter() - started, 3)
        part.write()
        if path is not None and target is not None:
            if part.record["status"].startswith(NO_DEVICE) or (known and part.record["status"] != COMPLETE):
                path.unlink()
            elif known:
                os.replace(path, target)
        print(f"{name}: {part.record['status']}, {part.record['seconds']} s", file=sys.stderr, flush=True)
    return next(code for code in (1, 3, 4, 0) if code in codes)


def _measure(function: Callable[[Part], None], part: Part, left: float | None) -> int:
    try:
        with _limited(left):
            function(part)
    except OutOfTime:
        part.record["status"] = f"cut after {left:.3g} s"
        return 1 if part.record["problems"] else 4
    except NoDevice as problem:
        part.record["status"] = f"{NO_DEVICE} ({problem})"
        return 3
    except Exception as problem:  # one part that fails must not take the others with it
        part.record["status"] = "failed"
        part.problem(f"{type(problem).__name__}: {problem}")
        return 1
    part.record["status"] = COMPLETE
    return int(bool(part.record["problems"]))


def _is_complete(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["status"] == COMPLETE)
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextmanager
def _limited(seconds: float | None) -> Iterator[None]:
    """Raise :class:`OutOfTime` in the body when the time is over: between two calls of Python, not within a kernel.

    Code in C may swallow it, so it is raised again.
    """
    if seconds is None:
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds, RING_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
