"""How near the numbers that an outcome turns on are to their thresholds, over seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

NEAR = 0.1  # of the threshold: a number that is nearer to it is fragile, whatever the other seeds say

# The numbers of a check, and the threshold beside them, as checks call them; of several the nearest to it counts. Only
# names that mean one thing in every check stand here.
TURNS_ON = (
    ("interval", "threshold"),
    ("largest_ratio", "threshold"),
    ("relative_change", "threshold"),
    ("more_than_without", "threshold"),
    ("last_over_first_distance", "kept"),
    ("smallest_share_kept", "kept"),
    ("median_last_over_first", "agrees_from"),
    ("median_last_over_first", "contradicts_to"),
    ("share_of_the_noise_held", "held"),
    ("smallest", "same_below"),
    ("largest", "slight_below"),
    ("by_scale.interval_95", "almost_never"),
    ("train_loss", "negligible"),
    ("spread", "factor"),
    ("walls_after_small_noise", "wall"),
    ("walls_after_large_noise", "wall"),
    ("ratio_to_exact", "tolerance"),
    ("rise_of_test_loss", "thresholds.loss"),
    ("growth_in_last_quarter", "thresholds.level"),
)


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
            nearest = [min(each, key=lambda value: abs(value - threshold)) for each in values]
            near: Margin = {"values": nearest, "threshold": threshold, "fragile": is_fragile(nearest, threshold)}
            margins[f"{name}, {beside}"] = near
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


def is_fragile(values: Sequence[float], threshold: float) -> bool:
    """Whether numbers are so near to a threshold that other seeds may fall on its other side.

    They are where the nearest is no further from it than the numbers are from one another, or lies within a tenth of
    it.

    >>> is_fragile([0.8, 0.82, 0.81], 0.5), is_fragile([0.8, 1.2, 1.0], 0.5), is_fragile([0.51], 0.5)
    (False, True, True)
    """
    nearest = min(abs(value - threshold) for value in values)
    return nearest <= max(max(values) - min(values), NEAR * abs(threshold))


def shown_margin(name: str, margin: Margin) -> str:
    """One line on how near a number is to its threshold.

    >>> shown_margin("share, kept", {"values": [0.8, 1.2], "threshold": 1.0, "fragile": True})
    'share, kept: 0.8, 1.2 against 1 (fragile)'
    """
    values = ", ".join(f"{value:.3g}" for value in margin["values"])
    return f"{name}: {values} against {margin['threshold']:.3g}" + " (fragile)" * margin["fragile"]
