"""Where there is nothing to measure: no check agrees on numbers that are none."""

from __future__ import annotations

from dataclasses import replace

from ..shell import tidy_numbers
from .experiment import Outcome

NOTHING = "there was nothing to measure: a number that this rests on is 0/0, or of no samples"


def if_measured(found: Outcome) -> Outcome:
    """The outcome of a check, undecided where it agrees on numbers one of which is none.

    >>> if_measured(Outcome("agrees", {"ratio": float("nan")})).outcome
    'undecided'
    >>> if_measured(Outcome("agrees", {"ratio": 0.5})).outcome
    'agrees'
    """
    if found.outcome == "agrees" and _has_nan(tidy_numbers(found.measured)):
        return replace(found, outcome="undecided", reason=NOTHING)
    return found


def _has_nan(value: object) -> bool:
    """In plain data, where nan is a text."""
    if isinstance(value, dict):
        return any(map(_has_nan, value.values()))
    return any(map(_has_nan, value)) if isinstance(value, list) else value == "nan"
