"""Where there is no evidence: a size that is too small to show anything, and numbers that are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..shell import WrongInput, tidy_numbers
from .experiment import Check, Experiment, Outcome, SomeMeasured
from .options import SomeOptions
from .run import Run

NOTHING = "there was nothing to measure: a number that this rests on is 0/0, or of no samples"
NO_EVIDENCE = "smoke: no evidence"
DIVERGED = "diverged"  # the only key of what a run measured that could not go on: why


def decided(check: Check[SomeMeasured], measured: SomeMeasured, size: str) -> Outcome:
    """The outcome of a check of a run of this size: one of size ``smoke`` shows that the code runs, and nothing else.

    >>> always = Check("", "", "", lambda measured: Outcome("agrees", {}))
    >>> decided(always, {}, "laptop").outcome, decided(always, {}, "smoke").reason
    ('agrees', 'smoke: no evidence')
    >>> decided(always, {"diverged": "weights that are not finite"}, "laptop").reason
    'training diverged: weights that are not finite'
    """
    if why := why_diverged(measured):
        return Outcome("undecided", {}, f"training diverged: {why}")
    found = if_measured(check.decide(measured))
    return replace(found, outcome="undecided", reason=NO_EVIDENCE) if size == "smoke" else found


def measured_by(experiment: Experiment[SomeOptions, SomeMeasured], run: Run[SomeOptions]) -> Any:
    """What an experiment measures; where training diverged so that it cannot go on, that it did, also in the notes."""
    assert experiment.run is not None
    try:
        return experiment.run(run)
    except WrongInput as problem:
        if problem.kind != DIVERGED:
            raise
        run.notes.append(f"training diverged: {problem.message}")
        return {DIVERGED: problem.message}


def why_diverged(measured: object) -> str:
    """Why a run could not go on, or ``""``: weights that are no numbers can be neither perturbed nor embedded."""
    return str(measured[DIVERGED]) if isinstance(measured, Mapping) and set(measured) == {DIVERGED} else ""


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
