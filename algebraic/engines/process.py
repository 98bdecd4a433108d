"""Run a program within limits of time, memory and output, and end it with everything that it has started."""

from __future__ import annotations

import logging
import os
import secrets
import selectors
import signal
import stat
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ..shell import Budget, EngineFailed, OutOfBudget
from .descendants import MARK, Descendants

log = logging.getLogger(__name__)

# What an allocation failure looks like: the words that engines print, and the signals they die of.
_MEMORY_WORDS = ("memory", "alloc", "failed to map")
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL, signal.SIGBUS)

MAX_OUTPUT = 2**26  # bytes that a program may print
MAX_FILE = 2**28  # bytes of a file that it may write
MAX_COMPLAINTS = 2**16  # bytes of stderr that are kept, the last ones
LOOK_SECONDS = 0.25  # from one look at what it has started to the next
LINGER_SECONDS = 0.5  # for what it has printed, after its end


def run_engine(program: Path, arguments: Sequence[str], *, stdin: str = "", budget: Budget) -> str:
    """Run ``program`` and return what it prints.

    The program and all that it has started (:class:`algebraic.engines.Descendants`) are killed when it
    ends, when the time is over, on any exception and on Ctrl-C. The memory limit is the address space of each process
    (``ulimit -v``, where the system has it).

    Raises:
        OutOfBudget: the time or the memory limit was reached.
        EngineFailed: the program could not be started, failed, or printed more than 64 MB.
    """
    budget.check(f"starting {program.name}")
    limits = f"ulimit -f {MAX_FILE // 512} 2>/dev/null; "
    if budget.memory_gb is not None:
        limits += f"ulimit -v {max(1, int(budget.memory_gb * 1e9 / 1024))} 2>/dev/null; "
    log.info("%s is started", program.name)
    log.debug("%s %s", program, arguments)
    mark, begun = secrets.token_hex(16), time.monotonic()
    with subprocess.Popen(
        ["/bin/sh", "-c", limits + 'exec "$@"', "sh", str(program), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", MARK: mark},
    ) as process:
        started = Descendants(process.pid, mark)
        try:
            stdout, stderr = _converse(process, stdin.encode(), started, budget, program.name)
        finally:
            started.kill()
            log.info("%s ended after %.2f s", program.name, time.monotonic() - begun)
    if process.returncode == 0:
        return stdout
    raise _failure(program.name, process.returncode, (stderr.strip() or stdout.strip())[-300:], budget)


def read_answer(path: Path, name: str) -> str:
    """The text of a file that a program has written: a plain one, and not too long; without it, nothing.

    Raises:
        EngineFailed: it is something else.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return ""
    except OSError as problem:
        raise EngineFailed(f"the answer of {name} cannot be read: {problem.strerror}", kind="engine_failed") from None
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_size > MAX_FILE:
            words = f"the answer of {name} is no plain file of at most {MAX_FILE >> 20} MB"
            raise EngineFailed(words, kind="engine_failed")
        with os.fdopen(os.dup(handle), "rb") as stream:
            return stream.read(MAX_FILE).decode("utf-8", "replace")
    finally:
        os.close(handle)


def _converse(
    process: subprocess.Popen[bytes], stdin: bytes, started: Descendants, budget: Budget, name: str
) -> tuple[str, str]:
    """Feed and read a process until it ends, whoever else holds its pipes.

    Raises:
        OutOfBudget: the time is over.
        EngineFailed: it prints too much.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    printed: dict[IO[bytes], bytearray] = {process.stdout: bytearray(), process.stderr: bytearray()}
    unsent, looked, ended = memoryview(stdin), time.monotonic(), None
    with selectors.DefaultSelector() as selector:
        for stream in (process.stdin, *printed):
            os.set_blocking(stream.fileno(), False)
        for stream in printed:
            selector.register(stream, selectors.EVENT_READ)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        while True:
            now, remaining = time.monotonic(), budget.remaining()
            if remaining == 0.0:
                raise budget.out_of_time(f"{name} was running (it was stopped)")
            if ended is None and process.poll() is not None:
                ended = now
                started.kill()  # so that nobody holds the pipes
            if ended is not None and (len(selector.get_map()) == 0 or now - ended > LINGER_SECONDS):
                break
            if ended is None and now - looked > LOOK_SECONDS:
                started.look()
                looked = time.monotonic()
            pause = 0.02 if ended is not None or not selector.get_map() else 0.05
            for key, _ in selector.select(pause if remaining is None else min(pause, remaining)):
                if key.fileobj is process.stdin:
                    unsent = _send(process.stdin, unsent)
                    if not unsent:
                        selector.unregister(process.stdin)
                        process.stdin.close()
                    continue
                chunk = os.read(key.fd, 2**16)
                kept = printed[key.fileobj]  # type: ignore[index]
                kept += chunk
                if not chunk:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stderr:
                    del kept[:-MAX_COMPLAINTS]
                elif len(kept) > MAX_OUTPUT:
                    raise EngineFailed(
                        f"{name} printed more than {MAX_OUTPUT >> 20} MB (it was stopped)", kind="engine_failed"
                    )
            if not selector.get_map() and ended is None:
                time.sleep(0.005)
            if ended is not None and process.stdin.closed is False:
                selector.unregister(process.stdin)  # what it has not read it does not want
                process.stdin.close()
    stdout, stderr = (bytes(kept).decode("utf-8", "replace") for kept in printed.values())
    return stdout, stderr


def _send(stream: IO[bytes], unsent: memoryview) -> memoryview:
    try:
        return unsent[os.write(stream.fileno(), unsent[: 2**16]) :] if unsent else unsent
    except BlockingIOError:
        return unsent
    except BrokenPipeError:
        return unsent[:0]


def _failure(name: str, code: int, said: str, budget: Budget) -> OutOfBudget | EngineFailed:
    """The error for an exit code that is not 0."""
    out_of_memory = -code in _MEMORY_SIGNALS or any(w in said.lower() for w in _MEMORY_WORDS)
    if budget.memory_gb is not None and out_of_memory:
        return OutOfBudget(
            f"{name} stopped within its memory limit of {budget.memory_gb:g} GB "
            f"(exit code {code}{': ' + said if said else ''})",
            hint="allow more memory: --memory, or memory= in Python",
            kind="memory_limit",
        )
    if -code == signal.SIGXFSZ:
        said = f"it wrote a file of more than {MAX_FILE >> 20} MB"
    return EngineFailed(
        f"{name} ended with exit code {code}: {said or 'it printed nothing'}",
        hint="run `python -m algebraic.doctor`",
        kind="engine_failed",
    )
