"""What random noise does to the loss of a trained model: one rule for each statement, for E04 and E06."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...runs import Numbers, Outcome
from .intervals import CONFIDENCE, Interval

SIGNIFICANT = 0.1  # the smallest multiple of S in Fig. 5; noise from here on we call significant
RARE = 0.05  # “almost never”: at most 1 of 20 draws
NEVER_AGAINST = (
    "at some scale from 0.1 S on, noise lowers the loss of trained models surely (95 %) in more than 1 of 20 draws"
)
WORSE_AGAINST = "for some trained model, the mean is surely (95 %) lower after noise of a larger scale, from 0.1 S on"


def share_interval(lowered: int, draws: int) -> Interval:
    """A share, with Clopper and Pearson's interval; of no draws everything is possible.

    >>> [round(end, 3) for end in share_interval(0, 30)]
    [0.0, 0.0, 0.116]
    """
    from scipy.special import betaincinv

    if not draws:
        return float("nan"), 0.0, 1.0
    tail = (1 - CONFIDENCE) / 2
    low = float(betaincinv(lowered, draws - lowered + 1, tail)) if lowered else 0.0
    high = float(betaincinv(lowered + 1, draws - lowered, 1 - tail)) if lowered < draws else 1.0
    return lowered / draws, low, high


def almost_never_lower(by_scale: Mapping[float, tuple[int, int]], numbers: Numbers) -> Outcome:
    """Draws that lower the loss, and all draws, by the scale of the noise, over all trained models."""
    rows: list[Numbers] = []
    ends = []
    for scale, (lowered, draws) in by_scale.items():
        ends.append(share_interval(lowered, draws)[1:])
        rows.append({"scale": scale, "draws": draws, "lower": lowered, "interval_95": ends[-1]})
    numbers = numbers | {"almost_never": RARE, "by_scale": rows}
    if not ends:
        return Outcome("undecided", numbers, "no trained model was perturbed by significant noise")
    least_often, most_often = np.array(ends).T
    if (most_often <= RARE).all():
        return Outcome("agrees", numbers)
    if (least_often > RARE).any():
        return Outcome("contradicts", numbers, "at some scale significant noise lowers the loss in too many draws")
    return Outcome("undecided", numbers, "at some scale the interval holds the threshold: too few draws")


def larger_raises(steps: Mapping[str, Sequence[Interval]], numbers: Numbers) -> Outcome:
    """Differences of the means from one scale to the next, by model, each with its 95 % interval."""
    numbers = numbers | {"steps": dict(steps), "confidence": CONFIDENCE}
    ends = np.array([[low, high] for row in steps.values() for _, low, high in row], float)
    if not ends.size or np.isnan(ends).any():
        return Outcome("undecided", numbers, "no trained model was perturbed twice, or a loss is not finite")
    if (ends[:, 1] < 0).any():
        return Outcome("contradicts", numbers, "a larger perturbation raises it less")
    if (ends[:, 0] > 0).all():
        return Outcome("agrees", numbers)
    return Outcome("undecided", numbers, "two scales cannot be told apart with so many draws")
