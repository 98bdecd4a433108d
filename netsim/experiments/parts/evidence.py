"""When a run is evidence: nothing diverged, something was put in, something was learned. One rule for each.

Every function says why there is no evidence, or ``""``: the needs of a check, see :meth:`netsim.runs.Check.given`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

GUESSING = 0.9  # the error of guessing among ten classes of one size, as all images here have
BEGUN = 0.8  # an error below this is better than guessing: a network that never comes here has not begun to learn
LEARNED = 0.45  # half of guessing
FITTED = 0.02  # of the training samples: what is not fitted says nothing of what fits
STILL_FALLING = 0.98  # a best loss of the last quarter below this fraction of the best before is still falling
ROUNDING = 1e-7  # 1 − cosine of two weights below this is nothing: float32 gives about 1e-13


def finite(*values: Any) -> str:
    """Whether all numbers are finite."""
    arrays = [np.asarray(value, float) for value in values]
    return "" if all(np.isfinite(each).all() for each in arrays) else "a model diverged"


def _errors(errors: Any) -> np.ndarray:
    """Of each model; one that is not a number is a model that answers nothing right."""
    found = np.asarray(errors, float).ravel()
    return np.where(np.isfinite(found), found, 1.0) if found.size else np.ones(1)


def begun(errors: Any) -> str:
    """Whether every model came to a training error that is better than guessing; given is each one's smallest."""
    worst = float(_errors(errors).max())
    return "" if worst <= BEGUN else f"a model never did better than guessing (training error {worst:.2f}): it is dead"


def learned(errors: Any) -> str:
    """Whether every model ended with a training error of at most half that of guessing."""
    worst = float(_errors(errors).max())
    return "" if worst <= LEARNED else f"a model has learned nothing to speak of: its training error is {worst:.2f}"


def fitted(errors: Any) -> str:
    """Whether the models fit their training set."""
    mean = float(_errors(errors).mean())
    return "" if mean <= FITTED else f"the training set is not fitted: the training error is {mean:.2g}"


def generalises(errors: Any) -> str:
    """Whether the mean test error is better than that of guessing."""
    mean = float(_errors(errors).mean())
    return (
        "" if mean <= BEGUN else f"nothing was learned that generalises: the test error is {mean:.2f}, as of guessing"
    )


def put_in(distances: Any) -> str:
    """Whether a perturbation moved every model, by 1 − cosine; smaller than rounding is nothing."""
    found = np.asarray(distances, float)
    return "" if found.size and not np.any(found <= ROUNDING) else "nothing was put in: the noise is below rounding"


def noise_was_put_in(scales: Any) -> str:
    """The same for noise of so many standard deviations of the weights, which gives a 1 − cosine of scale² / 2."""
    return put_in(np.square(np.asarray(scales, float)) / 2)


def still_falls(losses: Any) -> bool:
    """Whether a training loss was still falling when it ended: by its best of the last quarter and of before.

    Stochastic gradient descent goes up and down at any one rate: two numbers beside each other say nothing of it.

    >>> still_falls([1.0, 0.6, 0.4, 0.35, 0.3, 0.31]), still_falls([1.0, 0.3, 0.31, 0.3, 0.31, 0.3])
    (True, False)
    """
    found = np.asarray(losses, float)
    last = -(-len(found) // 4)
    return bool(np.min(found[-last:]) < STILL_FALLING * np.min(found[:-last], initial=np.inf))
