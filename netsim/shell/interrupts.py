"""How a command ends by a signal: tidily, and never in a traceback.

``algebraic.shell.interrupts`` is its twin; a test compares what both do.
"""

from __future__ import annotations

import _weakrefset
import gc
import os
import signal
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from .beginning import leave

SOON = 0.02  # seconds
_OF_WEAK_REFERENCES = {  # the callbacks in Python's own library: file and name
    ("<frozen importlib._bootstrap>", "cb"),
    *((file, name) for file in (weakref.__file__, _weakrefset.__file__) for name in ("remove", "_remove")),
    *((weakref.__file__, name) for name in ("_cb", "__call__")),
}


class Interrupted(KeyboardInterrupt):
    """Ctrl-C. Of Python's own class, passed on inside ``exec``, Python remembers that it should end by the signal."""


def ending(number: int) -> BaseException:
    """What the handler of a signal raises."""
    return Interrupted() if number == signal.SIGINT else SystemExit(128 + number)


@contextmanager
def signals(*, last: bool) -> Iterator[list[int]]:
    """What was begun is tidied up when a signal ends us, and engines end with us; the numbers of those received.

    Where what the handler raises would do harm (:func:`exceptions_do_harm`), and wherever else Python swallowed it
    (a callback of another's, a generator that is thrown away), the signal is sent again a moment later.

    Args:
        last: whether the program is over afterwards: Python, as it shuts down, would show where Ctrl-C met it.
    """
    received: list[int] = []

    def send_again(number: int) -> None:
        if received:  # the command has not ended in the meantime
            os.kill(os.getpid(), number)

    def later(number: int) -> None:
        again = threading.Timer(SOON, send_again, [number])
        again.daemon = True
        again.start()

    def stop(number: int, frame: FrameType | None) -> None:
        received.append(number)
        if not exceptions_do_harm(frame):
            raise ending(number)
        later(number)

    def swallowed(lost: Any) -> None:
        if received and lost.exc_type in (Interrupted, SystemExit):
            later(received[-1])
        else:
            show_lost(lost)

    numbers = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) in (signal.default_int_handler, leave):  # else it is ignored, or another's
        numbers.append(signal.SIGINT)
    previous = {number: signal.signal(number, stop) for number in numbers}
    show_lost, sys.unraisablehook = sys.unraisablehook, swallowed
    try:
        yield received
    finally:
        for number, handler in previous.items():
            signal.signal(number, leave if last and number == signal.SIGINT else handler)
        sys.unraisablehook = show_lost
        received.clear()


def exceptions_do_harm(frame: FrameType | None) -> bool:
    """Whether Python would swallow what is raised in this frame, or leave a process behind that nobody knows.

    It swallows it, and writes a traceback on stderr, in a finaliser, in a callback of the garbage collector and in one
    of a weak reference, and in whatever these have called. While a process is being started, the process and its pipes
    have no owner yet.
    """
    collector = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    starting = (getattr(sys.modules.get("subprocess"), "__file__", None), "__init__")
    while frame is not None:
        code = frame.f_code
        place = (code.co_filename, code.co_name)
        if code in collector or code.co_name == "__del__" or place in _OF_WEAK_REFERENCES or place == starting:
            return True
        frame = frame.f_back
    return False
