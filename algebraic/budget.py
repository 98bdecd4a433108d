"""The limits of one run: wall time, checked between steps, and memory for the engines."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .errors import OutOfBudget, WrongInput


@dataclass(frozen=True)
class Budget:
    """Wall time in seconds and memory in GB (10^9 bytes) that a run may use; ``None`` means no limit.

    >>> Budget(seconds=None).remaining() is None
    True
    """

    seconds: float | None = None
    memory_gb: float | None = None
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        for name, value in (("timeout", self.seconds), ("memory", self.memory_gb)):
            if value is not None and not 0 < value < float("inf"):
                raise WrongInput(f"{name} is {value}", hint="give a positive number", kind=f"bad_{name}")

    def remaining(self) -> float | None:
        """Seconds left, never negative."""
        if self.seconds is None:
            return None
        return max(0.0, self.started + self.seconds - time.monotonic())

    def check(self, doing: str) -> None:
        """Raise :class:`OutOfBudget` when the time is over; ``doing`` completes "while …"."""
        if self.seconds is not None and self.remaining() == 0.0:
            raise self.out_of_time(doing)

    def out_of_time(self, doing: str) -> OutOfBudget:
        """The error that says so."""
        return OutOfBudget(
            f"the time limit of {self.seconds:g} s was reached while {doing}",
            hint="raise --timeout",
            kind="time_limit",
        )


UNLIMITED = Budget()
