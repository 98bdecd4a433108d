"""Where there is no evidence: a size that is too small to show anything, and numbers that are none."""

from __future__ import annotations

from dataclasses import replace

from ..shell import tidy_numbers
from .experiment import Check, Outcome, SomeMeasured

NOTHING = "there was nothing to measure: a number that this rests on is 0/0, or of no samples"
NO_EVIDENCE = "smoke: no evidence"


def decided(check: Check[SomeMeasured], measured: SomeMeasured, size: str) -> Outcome:
    """The outcome of a check of a run of this size: one of size ``smoke`` shows that the code runs, and nothing else.

    >>> always = Check("", "", "", lambda measured: Outcome("agrees", {}))
    >>> decided(always, {}, "laptop").outcome, decided(always, {}, "smoke").reason
    ('agrees', 'smoke: no evidence')
    """
    found = if_measured(check.decide(measured))
    return replace(found, outcome="undecided", reason=NO_EVIDENCE) if size == "smoke" else found


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
