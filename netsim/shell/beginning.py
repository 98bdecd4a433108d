"""Ctrl-C before a command has begun: it ends at once.

It imports as little as it can, for it is there for what is imported afterwards; ``algebraic.shell.beginning`` is its
twin.
"""

from __future__ import annotations

import os
import signal


def end_on_interrupt() -> None:
    """From here on Ctrl-C ends the program at once, without a word: nothing is begun that could be lost.

    A module of ``-m`` calls it before it imports anything else. What Ctrl-C meets earlier still, while Python itself
    starts and reads the package, is Python's own: it shows a traceback there, and no program can help it.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored, or another's
        signal.signal(signal.SIGINT, leave)


def leave(number: int, _: object) -> None:
    """The handler: the program is over, and nothing is tidied up."""
    os._exit(128 + number)
