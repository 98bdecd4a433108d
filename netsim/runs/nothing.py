"""Where there is nothing to measure: numbers that are none are kept as such, and no check agrees on them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from ..shell import tidy_numbers
from .experiment import Outcome

NOTHING = "there was nothing to measure: a number that this rests on is 0/0, or of no samples"


@contextmanager
def not_a_number() -> Iterator[None]:
    """Inside, 0/0 is nan and 1/0 is inf, as IEEE 754 says, without a warning of numpy: who looks at it asks for it."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing; a fit to points that are all the same
        yield


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
