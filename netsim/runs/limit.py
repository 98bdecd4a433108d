"""The time limit of a run: what is being computed when the time is up is interrupted, and computed again later."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ..shell import NetsimError, OutOfBudget, exceptions_do_harm

RING_AGAIN = 1.0  # seconds, where C code swallowed the alarm
SOON = 0.01


def time_is_up() -> OutOfBudget:
    """The error that says so."""
    return OutOfBudget(
        "the time is up", hint="run the same command again, perhaps with a larger --timeout", kind="time_limit"
    )


@contextmanager
def alarm(deadline: float | None) -> Iterator[None]:
    """Interrupt the block at this time of ``time.monotonic()``, where signals allow it (main thread, not on Windows).

    C code may make another exception of the alarm, or swallow it: the first counts as the alarm, and after the second
    it rings again. Where Python itself would swallow it (:func:`exceptions_do_harm`) it rings a moment later,
    and after an import. ``algebraic.shell.Budget.alarm`` is much the same.

    Raises:
        OutOfBudget: the time is up.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if deadline is None or not hasattr(signal, "setitimer") or not in_main_thread:
        yield
        return
    rang = False

    def ring(_: int, frame: FrameType | None) -> None:
        nonlocal rang
        if _is_a_bad_moment(frame):
            signal.setitimer(signal.ITIMER_REAL, SOON, RING_AGAIN)
            return
        rang = True
        raise time_is_up()

    previous = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(deadline - time.monotonic(), 1e-3), RING_AGAIN)
        yield
    except Exception as problem:
        if rang and not isinstance(problem, NetsimError):
            raise time_is_up() from problem
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _is_a_bad_moment(frame: FrameType | None) -> bool:
    """Whether this frame, or one that it was called from, swallows exceptions or imports something.

    An import that is broken off stays broken.
    """
    if exceptions_do_harm(frame):
        return True
    while frame is not None and not frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame is not None
