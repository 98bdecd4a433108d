"""What E17 measures, and says of random planes with and without skip-connections (NMH, App. E)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal, NotRequired, TypedDict

import numpy as np

from ...runs import Check, Numbers, Outcome, Values
from .evidence import learned
from .sections import DescentEnds

NETWORKS = {"plain": "no skip", "skip": "with skip"}


Share = Literal["not_convex", "trapped"]


class Model(TypedDict):
    """A trained network: loss and error of each model at an epoch."""

    epoch: int
    activation: str
    network: str
    train_loss: Values
    train_error: Values


class Window(DescentEnds):
    """A part of a random plane: where steepest descent ends there, how much of it is not convex, the loss of some."""

    activation: str
    network: str
    epoch: int
    model: int
    plane: int
    normalisation: str
    half_width: float
    not_convex: float
    loss: NotRequired[Values]


class Measured(TypedDict):
    """What is measured."""

    activation: Sequence[str]
    models: list[Model]
    windows: list[Window]


def _looks(measured: Measured, activation: str) -> list[int]:
    """The epochs at which all models of both networks have learned: around one that has not, there is no bottom."""
    rows = [row for row in measured["models"] if row["activation"] == activation]
    epochs = sorted({row["epoch"] for row in rows})
    return [e for e in epochs if not learned([row["train_error"] for row in rows if row["epoch"] == e])]


def _replicates(measured: Measured, activation: str, network: str, key: Share) -> np.ndarray:
    """Mean over the windows of each model, of trained models: planes through one model are no runs of their own."""
    looks = _looks(measured, activation)
    chosen = [r for r in measured["windows"] if r["epoch"] in looks and r["activation"] == activation]
    rows = [row for row in chosen if row["network"] == network]
    groups: dict[int, list[float]] = {}
    for row in rows:
        groups.setdefault(row["model"], []).append(row[key])
    return np.array([np.mean(groups[model]) for model in sorted(groups)])


def _compare(key: Share, activation: str, measured: Measured) -> Outcome:
    """Whether a share is smaller with skips than without: the mean difference over models, with its 95 % interval."""
    from scipy.stats import t as student

    if activation not in measured["activation"]:
        return Outcome("undecided", {}, f"{activation} was not run")
    if not _looks(measured, activation):
        return Outcome("undecided", {"share": key}, "at no epoch have the networks both with and without skips learned")
    plain, skip = (_replicates(measured, activation, name, key) for name in NETWORKS)
    difference = plain - skip
    count = len(difference)
    mean = float(difference.mean())
    half = float(student.ppf(0.975, count - 1) * difference.std(ddof=1) / np.sqrt(count)) if count > 1 else np.inf
    numbers: Numbers = {
        "models": count,
        "share": key,
        "without_skips": plain.mean(),
        "with_skips": skip.mean(),
        "difference": mean,
        "interval_95": [mean - half, mean + half],
    }
    if not plain.any() and not skip.any():
        return Outcome("undecided", numbers, f"no point of any plane is {key}, neither with skips nor without")
    if mean - half > 0:
        return Outcome("agrees", numbers)
    if mean + half < 0:
        return Outcome("contradicts", numbers, f"more points of the planes are {key} with skips than without")
    return Outcome("undecided", numbers, "the interval of the difference contains 0")


STATEMENTS: tuple[tuple[str, Share, str], ...] = (
    (
        "smoother with skips",
        "not_convex",
        "“skip-connections have helped to smooth the loss landscape near a small sub-optimal region” (App. E)",
    ),
    (
        "direct flow with skips",
        "trapped",
        "“and allows gradient descent to flow directly from there to the bottom of the landscape with smaller "
        "objective value” (App. E)",
    ),
)


AGAINST: dict[Share, str] = {
    "not_convex": "surely (95 %) more points of the planes are not convex with skips than without",
    "trapped": "from surely (95 %) more points of the planes steepest descent ends in a sub-optimal region with skips "
    "than without",
}


CHECKS = tuple(
    Check(
        "NMH-13", f"{activation.partition(':')[0]}: {name}", sentence, partial(_compare, key, activation), AGAINST[key]
    )
    for activation in ("sigmoid", "softplus:20")
    for name, key, sentence in STATEMENTS
)
