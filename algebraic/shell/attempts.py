"""Steps of which each may fail: what fails leaves a reason instead of a value, and the others go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from .budget import UNLIMITED, Budget
from .errors import OutOfBudget, ZerolocusError

log = logging.getLogger(__name__)

T = TypeVar("T")


class Attempts:
    """The steps of one run under one limit; a step that is called gives its value, or ``None`` and a reason.

    Args:
        late: completes "while KEY …" for a step that is not begun because the time is over.

    Attributes:
        reasons: why a step gave no value, by its key, in the order of the steps.
        cut_short: the keys of the steps that a limit of time or memory ended.

    >>> from algebraic.shell.errors import TooLarge
    >>> def too_large():
    ...     raise TooLarge("a number of 9,000 digits")
    >>> attempt = Attempts()
    >>> attempt("two", lambda: 2), attempt("huge", too_large), attempt.reasons, attempt.cut_short
    (2, None, {'huge': 'a number of 9,000 digits'}, [])
    """

    def __init__(self, budget: Budget = UNLIMITED, *, late: str = "was due") -> None:
        self.budget, self._late = budget, late
        self.reasons: dict[str, str] = {}
        self.cut_short: list[str] = []

    def __call__(
        self, key: str, compute: Callable[[], T], *, urgent: bool = False, ends_itself: bool = False
    ) -> T | None:
        """The value of a step, which may be called again where it had none.

        Args:
            urgent: ignores the time limit.
            ends_itself: no alarm rings in it: it looks at the time itself, and gives what it has by then.
        """
        begun = time.monotonic()
        self.reasons.pop(key, None)
        self.cut_short[:] = [other for other in self.cut_short if other != key]
        try:
            value = self._value(key, compute, urgent, ends_itself)
            log.info("%s: done in %.2f s", key, time.monotonic() - begun)
            return value
        except ZerolocusError as problem:
            log.info("%s: no value after %.2f s: %s", key, time.monotonic() - begun, problem)
            self.note(key, problem)
        return None

    def note(self, key: str, problem: ZerolocusError) -> None:
        """Keep the reason why a step gave no value, or not all that was asked."""
        self.reasons[key] = str(problem)
        if isinstance(problem, OutOfBudget):
            self.cut_short.append(key)

    def _value(self, key: str, compute: Callable[[], T], urgent: bool, ends_itself: bool) -> T:
        if urgent:
            return compute()
        self.budget.check(f"{key} {self._late}")
        if ends_itself:
            return compute()
        with self.budget.alarm(f"{key} was being computed"):
            return compute()
