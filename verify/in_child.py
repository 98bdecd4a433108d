"""A limit that holds whatever is computed: the work is done in a process of its own, which is killed when time is over.

A signal only reaches Python between two of its steps: not inside one long product of polynomials, one elimination.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from algebraic.shell import Budget, OutOfBudget

GRACE = 1.0  # seconds after the limit, in which what looks at the time can end by itself

Result = TypeVar("Result")


def in_child(work: Callable[[], Result], budget: Budget, doing: str) -> Result:
    """What ``work()`` returns, or raises; it is done in a process of its own where there is a limit.

    Where no process can be forked (Windows) it is done here, as it is without a limit.

    Args:
        work: what it returns must be such that it can be sent to another process.
        doing: completes "while ...".

    Raises:
        OutOfBudget: the time was over, and a second later the work had not ended; or the process was killed by another.
    """
    remaining = budget.remaining()
    if remaining is None or not hasattr(os, "fork"):
        return work()
    fork = multiprocessing.get_context("fork")
    receiver, sender = fork.Pipe(duplex=False)
    process = fork.Process(target=_send, args=(work, sender))
    with warnings.catch_warnings():  # nothing was computed here yet, so that no thread holds anything
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    sender.close()
    try:
        if not receiver.poll(remaining + GRACE):
            raise budget.out_of_time(doing)
        failed, found = receiver.recv()
    except EOFError:
        process.join()
        raise OutOfBudget(
            f"the process that computed was ended from outside (exit code {process.exitcode}) while {doing}",
            hint="the memory may be too small: give a smaller instance",
            kind="memory_limit",
        ) from None
    finally:
        process.kill()
        process.join()
        receiver.close()
    if failed:
        raise found
    return found


def _send(work: Callable[[], object], sender: Connection) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # the first process decides what a signal means
    try:
        sender.send((False, work()))
    except Exception as problem:
        problem.add_note(traceback.format_exc())
        try:
            sender.send((True, problem))
        except Exception:  # it cannot be sent
            sender.send((True, RuntimeError(f"{type(problem).__name__}: {problem}")))
