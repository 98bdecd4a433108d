"""Intervals of means and of their differences, and what they say of a threshold in three values."""

from __future__ import annotations

import numpy as np

from ...runs import Numbers, Outcome

CONFIDENCE = 0.95

Interval = tuple[float, float, float]  # mean, lower end, upper end


def mean_interval(values: np.ndarray) -> Interval:
    """Mean and 95 % interval of Student's t; one value alone has an infinite one.

    >>> mean_interval(np.array([1.0, 2.0, 3.0]))[0]
    2.0
    """
    from scipy.special import stdtrit

    mean = float(np.mean(values))
    if len(values) < 2:
        return mean, -np.inf, np.inf
    half = float(stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half


def difference_interval(values: np.ndarray, reference: np.ndarray) -> Interval:
    """Difference of two means with Welch's 95 % interval, for models that are not paired."""
    from scipy.special import stdtrit

    mean = float(np.mean(values) - np.mean(reference))
    if min(len(values), len(reference)) < 2:
        return mean, -np.inf, np.inf
    parts = [np.var(one, ddof=1) / len(one) for one in (values, reference)]
    if not sum(parts):
        return mean, mean, mean
    freedom = sum(parts) ** 2 / sum(p**2 / (len(one) - 1) for p, one in zip(parts, (values, reference), strict=True))
    half = float(stdtrit(freedom, (1 + CONFIDENCE) / 2) * np.sqrt(sum(parts)))
    return mean, mean - half, mean + half


def decide_above(interval: Interval, threshold: float, numbers: Numbers) -> Outcome:
    """Agrees when the whole interval is above the threshold, contradicts when it is below."""
    mean, low, high = interval
    numbers = numbers | {"difference": mean, "interval": [low, high], "threshold": threshold}
    if low > threshold:
        return Outcome("agrees", numbers)
    if high <= threshold:
        return Outcome("contradicts", numbers, f"the difference is at most {high:.3g}, not above {threshold:g}")
    return Outcome("undecided", numbers, f"the 95 % interval holds the threshold {threshold:g}")


def decide_not_above(interval: Interval, threshold: float, numbers: Numbers) -> Outcome:
    """Agrees when the whole interval is at most the threshold, contradicts when it is above."""
    mean, low, high = interval
    numbers = numbers | {"difference": mean, "interval": [low, high], "threshold": threshold}
    if high <= threshold:
        return Outcome("agrees", numbers)
    if low > threshold:
        return Outcome("contradicts", numbers, f"the difference is at least {low:.3g}, above {threshold:g}")
    return Outcome("undecided", numbers, f"the 95 % interval holds the threshold {threshold:g}")
