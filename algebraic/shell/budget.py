"""The limits of one run: wall time, checked between steps, and memory for the engines."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from numbers import Integral, Real
from types import FrameType

from .errors import OutOfBudget, WrongInput, ZerolocusError, shown_value
from .interrupts import SOON, exceptions_do_harm

MAX_SEED = 2**63 - 1  # of a command and from Python
NO_LIMIT = 1e6  # seconds (eleven days) or GB: what is above limits nothing, and the system's clocks could not hold it
RING_AGAIN = 5.0  # seconds


@dataclass(frozen=True)
class Budget:
    """Wall time in seconds and memory in GB (10^9 bytes) that a run may use; ``None`` means no limit.

    More than a million of either is no limit.

    >>> Budget(seconds=None).remaining() is None
    True
    """

    seconds: float | None = None
    memory_gb: float | None = None
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        for name, value in (("timeout", self.seconds), ("memory", self.memory_gb)):
            if value is not None:
                object.__setattr__(self, "seconds" if name == "timeout" else "memory_gb", _limit(name, value))

    def remaining(self) -> float | None:
        """Seconds left, never negative."""
        if self.seconds is None:
            return None
        return max(0.0, self.started + self.seconds - time.monotonic())

    def part(self, fraction: float, *, at_most: float | None = None) -> Budget:
        """A budget of its own that ends when a fraction of the time left is over, or so many seconds."""
        remaining = self.remaining()
        seconds = at_most if remaining is None else remaining * fraction
        if seconds is not None and at_most is not None:
            seconds = min(seconds, at_most)
        return Budget(None if seconds is None else max(seconds, 1e-3), self.memory_gb)

    def check(self, doing: str) -> None:
        """Raise :class:`OutOfBudget` when the time is over; ``doing`` completes "while …"."""
        if self.seconds is not None and self.remaining() == 0.0:
            raise self.out_of_time(doing)

    @contextmanager
    def alarm(self, doing: str, *, late: float = 0.0) -> Iterator[None]:
        """Interrupt the block when the time is over, where signals allow it (main thread, not on Windows).

        With ``late`` it rings so many seconds later: for a block that looks at the time itself, where it can end well.


        Elsewhere only :meth:`check` ends the work. C code may make another exception of the alarm, or swallow it: the
        first counts as the alarm, and after the second it rings again. Where it would do harm
        (:func:`exceptions_do_harm`) it rings a moment later.

        Raises:
            OutOfBudget: the time is over.
        """
        remaining = self.remaining()
        in_main_thread = threading.current_thread() is threading.main_thread()
        if remaining is None or not hasattr(signal, "setitimer") or not in_main_thread:
            yield
            return
        if not late:
            self.check(doing)
        rang = False

        def ring(_: int, frame: FrameType | None) -> None:
            nonlocal rang
            if exceptions_do_harm(frame):
                signal.setitimer(signal.ITIMER_REAL, SOON, RING_AGAIN)
                return
            rang = True
            raise self.out_of_time(doing)

        previous, begun = signal.signal(signal.SIGALRM, ring), time.monotonic()
        outer, _ = signal.setitimer(signal.ITIMER_REAL, max(remaining + late, 1e-3), RING_AGAIN)
        try:
            yield
        except Exception as problem:
            made_of = problem.__context__ if isinstance(problem, ZerolocusError) else problem
            if rang and made_of is not None and not isinstance(made_of, ZerolocusError):
                raise self.out_of_time(doing) from problem
            raise
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, previous)
            if outer:  # the alarm of a block around this one
                left = outer - (time.monotonic() - begun)
                signal.setitimer(signal.ITIMER_REAL, max(left, 1e-3), RING_AGAIN)

    def out_of_time(self, doing: str) -> OutOfBudget:
        """The error that says so."""
        return OutOfBudget(
            f"the time limit of {self.seconds:g} s was reached while {doing}",
            hint="allow more time: --timeout, or timeout= in Python",
            kind="time_limit",
        )


def _limit(name: str, value: object) -> float | None:
    """A limit as an ``int`` or a ``float``, whatever kind of real number it was; ``None`` of what limits nothing."""
    if isinstance(value, Real) and not isinstance(value, bool):
        if not value <= NO_LIMIT and value < float("inf"):  # first of all: no float may be as large
            return None
        number = int(value) if isinstance(value, Integral) else float(value)
        if 0 < number < float("inf"):
            return number
    raise WrongInput(f"{name} is {shown_value(value)}", hint="give a positive number", kind=f"bad_{name}")


UNLIMITED = Budget()


@contextmanager
def without_alarm() -> Iterator[None]:
    """No alarm rings within: for what puts in order what was found, which comes to an end by itself.

    After it there are some seconds before one does, so that what was found can be handed on.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    begun = time.monotonic()
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - begun), RING_AGAIN), RING_AGAIN)
