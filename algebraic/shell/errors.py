"""What can go wrong, each with its exit code: one message, one cause, one next step."""

from __future__ import annotations

import errno

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
LONGEST = 1000  # characters of a message: what was given may be of any length


def printable(text: str) -> str:
    r"""Text on one line, with an escape for each character that a terminal would act on or not show.

    >>> printable("ℓ\n\x1b[2J")
    'ℓ\\n\\x1b[2J'
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def shown_value(value: object, most: int = 60) -> str:
    """What was given, for an error: the beginning of its ``repr``, if it has one.

    >>> shown_value([1] * 100, 10), shown_value(10**5000)
    ('[1, 1, 1, …', 'an int that cannot be shown')
    """
    try:
        text = repr(value)
    except Exception:  # of a number of more than 4,300 digits, or of a class of the user's own
        return f"an {type(value).__name__} that cannot be shown"
    return text if len(text) <= most else f"{text[:most]}…"


class ZerolocusError(Exception):
    """Base of every error that this package raises on purpose.

    ``message`` names the cause and the values, ``hint`` the next step, ``kind`` is a stable short name
    and ``exit_code`` what a command returns.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", kind: str = "error") -> None:
        message = message if len(message) <= LONGEST else f"{message[: LONGEST - 200]}…{message[-200:]}"
        self.message, self.hint = printable(message), printable(hint)
        super().__init__(self.message)
        self.kind = kind

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class WrongInput(ZerolocusError):
    """The input has no meaning: an unknown option, a width of 0, a NaN (exit code 2)."""

    exit_code = 2


class Missing(ZerolocusError):
    """A file or an engine that was asked for by name is not there (exit code 3)."""

    exit_code = 3


class HypothesesNotMet(ZerolocusError):
    """The statement does not apply: a bound for square systems, and the system is not square (exit code 2)."""

    exit_code = 2


class TooLarge(ZerolocusError):
    """Declined beforehand, because an estimate says that the work is out of reach (exit code 4).

    Inside a ladder this makes one rung null with a reason; it is not a limit that cut something short.
    """

    exit_code = 4


class OutOfBudget(ZerolocusError):
    """A limit on time or memory cut the work short (exit code 4)."""

    exit_code = 4


class EngineFailed(ZerolocusError):
    """An engine ended with an error, or with an answer that does not pass its check (exit code 4)."""

    exit_code = 4


class Defect(ZerolocusError):
    """Something that this program should have foreseen (exit code 70)."""

    exit_code = 70


def disk_full(what: str) -> OutOfBudget:
    """The error that says so.

    >>> print(disk_full("a.json"))
    the disk is full: a.json was not written (free some space and run the same command again)
    """
    return OutOfBudget(
        f"the disk is full: {what} was not written",
        hint="free some space and run the same command again",
        kind="disk_full",
    )
