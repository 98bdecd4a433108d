"""What ends a command is no answer about a user's code."""

from __future__ import annotations

from algebraic.shell import interruption


def pass_on(problem: BaseException) -> None:
    """Raise what a signal or the limit of time raised, where a user's code or torch has made another error of it."""
    ended = interruption(problem)
    if ended is not None:
        raise ended from problem
