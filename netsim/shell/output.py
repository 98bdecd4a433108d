"""What a command says: results that are not lost when something fails, errors, and characters that stdout lacks.

``algebraic.shell.output`` is its twin.
"""

from __future__ import annotations

import codecs
import errno
import io
import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from .errors import DISK_FULL, Defect, NetsimError, OutOfBudget, disk_full
from .extras import not_installed

TRACEBACK = "ZEROLOCUS_TRACEBACK"  # a variable of the environment: show where a defect was met
OUTPUT_LOST = (*DISK_FULL, errno.EPIPE, errno.EBADF, errno.EIO)  # what writing to stdout may end in


def _escape(problem: UnicodeError) -> tuple[str, int]:
    r"""``\uXXXX`` for what an encoding lacks: an escape that JSON has too, with two halves above U+FFFF."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    units = problem.object[problem.start : problem.end].encode("utf-16-be", errors="surrogatepass")
    pairs = (int.from_bytes(units[k : k + 2], "big") for k in range(0, len(units), 2))
    return "".join(f"\\u{unit:04x}" for unit in pairs), problem.end


codecs.register_error("escapes", _escape)


def encoded(text: str) -> bytes:
    r"""Text in UTF-8; what it cannot hold, such as half a name of a file, is escaped.

    >>> encoded("ℓ\ud800")
    b'\xe2\x84\x93\\ud800'
    """
    return text.encode("utf-8", errors="escapes")


@contextmanager
def escaping(stream: object) -> Iterator[None]:
    """What a stream cannot encode is escaped inside the block, instead of being an error or a byte that is no text."""
    if not isinstance(stream, io.TextIOWrapper) or stream.errors not in ("strict", "surrogateescape"):
        yield
        return
    before = stream.errors
    stream.reconfigure(errors="escapes")
    try:
        yield
    finally:
        if not stream.closed:
            stream.reconfigure(errors=before)


def deliver(text: str, *, save: Callable[[], object] | None = None, then: Callable[[], object] | None = None) -> int:
    """Save a result, print it, and do what is left; none of the three takes another one away.

    Returns:
        The exit code of the first that failed, 0 if none did. The errors are on stderr, since the result is on stdout.

    Raises:
        OSError: stdout cannot be written.
    """
    codes, lost = [], None
    for step in (save, lambda: print(text, flush=True), then):
        if step is None:
            continue
        try:
            step()
        except OSError as problem:
            if problem.errno not in OUTPUT_LOST:
                codes.append(tell(problem))
            lost = problem
        except Exception as problem:
            codes.append(tell(problem))
    if lost is not None:
        raise lost
    return codes[0] if codes else 0


def as_error(problem: Exception) -> NetsimError:
    """An exception as an error that can be told: our own, a package that is missing, or else a defect."""
    if isinstance(problem, NetsimError):
        return problem
    if isinstance(problem, MemoryError):
        return OutOfBudget(
            "the memory is not enough",
            hint="give smaller options or fewer --jobs; the same command resumes",
            kind="memory_limit",
        )
    if isinstance(problem, ImportError) and (missing := not_installed(problem)):
        return missing
    if os.environ.get(TRACEBACK):
        say("".join(traceback.format_exception(problem)), end="")
    said = " ".join(str(problem).split())
    return Defect(
        f"this is a defect of the program: {type(problem).__name__}: {said if len(said) <= 300 else said[:300] + '…'}",
        hint=f"please report it with the command line and its files; {TRACEBACK}=1 in the environment shows where",
        kind="defect",
    )


def as_typed(text: str) -> str:
    """A text with the commands as they are typed: behind one name, where ``zerolocus`` started us."""
    if not (sys.argv and sys.argv[0].startswith("zerolocus ")):
        return text
    rooms = "atlas|bezout|count|dimension|thresholds|relu|check|doctor"
    return re.sub(rf"python -m (?:algebraic\.(?={rooms})|(?=verify|netsim))", "zerolocus ", text)


def tell(problem: Exception, *, as_json: bool = False) -> int:
    """Say an error: a line with its cause and one with the next step on stderr, or a document on stdout.

    Returns:
        Its exit code.
    """
    error = as_error(problem)
    message, hint = as_typed(error.message), as_typed(error.hint)
    if as_json:
        document = {"code": error.exit_code, "kind": error.kind, "message": message, "hint": hint}
        print(json.dumps({"error": document}, indent=2, ensure_ascii=False))
        return error.exit_code
    say(f"error: {message}" + (f"\n  next: {hint}" if hint else ""))
    return error.exit_code


def say(text: str, *, end: str = "\n") -> None:
    """A line on stderr, if there is one that can be written: what cannot be told changes no result and no exit code."""
    if sys.stderr is None:  # print would take stdout
        return
    try:
        print(text, file=sys.stderr, end=end, flush=True)
    except OSError:
        _to_nowhere(sys.stderr)


def _to_nowhere(stream: TextIO) -> None:
    """What is left of a stream that cannot be written goes nowhere, and fails no more."""
    with suppress(OSError, ValueError):  # a stream without a number
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def output_lost(problem: OSError) -> int:
    """Say that stdout could not be written; a reader that went away wants no more, which is no error.

    Returns:
        The exit code.
    """
    _to_nowhere(sys.stdout)
    if problem.errno == errno.EPIPE:
        return 0
    if problem.errno in DISK_FULL:
        return tell(disk_full("the output"))
    return tell(no_output(problem.strerror or str(problem)))


def no_output(cause: str) -> OutOfBudget:
    """The error that says that stdout was not written."""
    return OutOfBudget(
        f"stdout cannot be written: {cause}", hint="run the same command again with a stdout", kind="output_lost"
    )
