"""How near the numbers that an outcome turns on are to their thresholds, over seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import log, log1p
from typing import Any, TypedDict

NEAR = 0.1  # of the threshold: a number that is nearer to it is fragile, whatever the other seeds say

# The numbers of a check, and the threshold beside them, as checks call them; of several the nearest to it counts. Only
# names that mean one thing in every check stand here.
BY_DIFFERENCE = (
    ("interval", "threshold"),
    ("relative_change", "threshold"),
    ("more_than_without", "threshold"),
    ("smallest_share_kept", "kept"),
    ("share_of_the_noise_held", "held"),
    ("by_scale.interval_95", "almost_never"),
    ("walls_after_small_noise", "wall"),
    ("walls_after_large_noise", "wall"),
    ("rise_of_test_loss", "thresholds.loss"),
    ("largest_share_of_growth", "thresholds.level"),
    ("largest_share_of_growth", "thresholds.still_growing"),
)
# Positive quantities of no natural size: what lies a thousandfold above a tiny threshold is far from it, however much
# seeds differ among themselves. Their logarithms are compared.
BY_RATIO = (
    ("largest_ratio", "threshold"),
    ("last_over_first_distance", "kept"),
    ("median_last_over_first", "agrees_from"),
    ("median_last_over_first", "contradicts_to"),
    ("smallest", "same_below"),
    ("largest", "slight_below"),
    ("train_loss", "negligible"),
    ("spread", "factor"),
    ("ratio_to_exact", "tolerance"),
)
TURNS_ON = BY_RATIO + BY_DIFFERENCE


class Margin(TypedDict):
    """A number that an outcome turns on: its values by seed, the threshold, and whether it is near."""

    values: list[float]
    threshold: float
    fragile: bool


def margins_over_seeds(found: Sequence[Any]) -> dict[str, Margin]:
    """By name each number that every seed has with the same threshold.

    Args:
        found: of each seed the numbers that a check was decided on.

    >>> margins_over_seeds([{"kept": 0.5, "smallest_share_kept": 0.9}, {"kept": 0.5, "smallest_share_kept": 0.8}])
    {'smallest_share_kept, kept': {'values': [0.9, 0.8], 'threshold': 0.5, 'fragile': False}}
    """
    margins: dict[str, Margin] = {}
    for name, beside in TURNS_ON:
        thresholds = [list(_numbers(numbers, beside.split("."))) for numbers in found]
        if len(thresholds[0]) != 1 or any(each != thresholds[0] for each in thresholds):
            continue
        (threshold,) = thresholds[0]
        values = [list(_numbers(numbers, name.split("."))) for numbers in found]
        if all(values):
            ratio = (name, beside) in BY_RATIO and min(threshold, *(min(each) for each in values)) > 0
            nearest = [min(each, key=lambda value: _distance(value, threshold, ratio)) for each in values]
            fragile = is_fragile(nearest, threshold, ratio=ratio)
            margins[f"{name}, {beside}"] = {"values": nearest, "threshold": threshold, "fragile": fragile}
    return margins


def _numbers(found: Any, path: Sequence[str]) -> Iterator[float]:
    """All finite numbers below a path of keys; a list stands for each of its rows."""
    if isinstance(found, list):
        for each in found:
            yield from _numbers(each, path)
    elif isinstance(found, Mapping):
        if path:
            yield from _numbers(found.get(path[0]), path[1:])
        else:
            for each in found.values():
                yield from _numbers(each, path)
    elif not path and isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < float("inf"):
        yield float(found)


def is_fragile(values: Sequence[float], threshold: float, *, ratio: bool = False) -> bool:
    """Whether numbers are so near to a threshold that other seeds may fall on its other side.

    They are where the nearest is no further from it than the numbers are from one another, or lies within a tenth of
    it.

    Args:
        ratio: how far two numbers are from one another is the logarithm of their ratio; all must be positive.

    >>> is_fragile([0.8, 0.82, 0.81], 0.5), is_fragile([0.8, 1.2, 1.0], 0.5), is_fragile([0.51], 0.5)
    (False, True, True)
    >>> is_fragile([3e-4, 7e-4], 1e-7), is_fragile([3e-4, 7e-4], 1e-7, ratio=True)
    (True, False)
    """
    near = -log1p(-NEAR) if ratio else NEAR * abs(threshold)
    nearest = min(_distance(value, threshold, ratio) for value in values)
    return nearest <= max(_distance(max(values), min(values), ratio), near)


def _distance(first: float, second: float, ratio: bool) -> float:
    return abs(log(first / second)) if ratio else abs(first - second)


def shown_margin(name: str, margin: Margin) -> str:
    """One line on how near a number is to its threshold.

    >>> shown_margin("share, kept", {"values": [0.8, 1.2], "threshold": 1.0, "fragile": True})
    'share, kept: 0.8, 1.2 against 1 (fragile)'
    """
    values = ", ".join(f"{value:.3g}" for value in margin["values"])
    return f"{name}: {values} against {margin['threshold']:.3g}" + " (fragile)" * margin["fragile"]
