"""What sweeps over samples and widths share: final numbers as plain data, intervals, decisions in three values."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from ...runs import Outcome
from ...training import TrainResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MEASURES = ("train_loss", "train_error", "test_loss", "test_error")
CONFIDENCE = 0.95
BLOWN_UP = 100.0  # constant answers have a square loss of 1, or a cross-entropy of 2.3 (ten classes)
STILL_FALLING = 0.98  # a training loss below this fraction of the one an evaluation before is still falling

Cell = dict[str, Any]
Interval = tuple[float, float, float]  # mean, lower end, upper end


def epochs_of(num_train: int, options: dict[str, Any]) -> int:
    """At least ``epochs``, and enough of them for ``min_steps`` steps.

    >>> epochs_of(250, {"epochs": 10, "min_steps": 60, "batch_size": 100})
    20
    """
    return max(options["epochs"], ceil(options["min_steps"] / ceil(num_train / options["batch_size"])))


def finals(result: TrainResult) -> Cell:
    """Losses and errors of each model at the end, and its training loss an evaluation before (``loss_before``)."""
    cell: Cell = {name: result.final(name) for name in MEASURES}
    return cell | {"loss_before": result.history["train_loss"][:, -2]}


def column(cell: Cell, name: str) -> np.ndarray:
    """One measure of all models, float64; text such as ``nan`` becomes the number."""
    return np.array([float(value) for value in cell[name]])


def diverged(cell: Cell) -> np.ndarray:
    """Which models have a loss that is not finite, or blew up and never came back: (num_models,) bool."""
    finite = np.isfinite(column(cell, "train_loss") + column(cell, "test_loss"))
    return ~finite | (column(cell, "train_loss") > BLOWN_UP)


def notes_of(cells: dict[str, Cell]) -> list[str]:
    """One line for every task with models that diverged, for the record."""
    bad = {name: np.flatnonzero(diverged(cell)).tolist() for name, cell in cells.items()}
    return [f"{name}: models {places} diverged or blew up" for name, places in bad.items() if places]


def has_diverged(cells: list[Cell], numbers: dict[str, Any]) -> Outcome | None:
    """Undecided if some model diverged: such models are not averaged with others."""
    count = sum(int(diverged(cell).sum()) for cell in cells)
    if not count:
        return None
    return Outcome("undecided", numbers | {"diverged": count}, f"{count} models diverged or blew up")


def still_falling(cell: Cell) -> bool:
    """Whether the training loss of some model fell by more than two per cent between the last two evaluations."""
    return bool((column(cell, "train_loss") < STILL_FALLING * column(cell, "loss_before")).any())


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


def decide_above(interval: Interval, threshold: float, numbers: dict[str, Any]) -> Outcome:
    """Agrees when the whole interval is above the threshold, contradicts when it is below."""
    mean, low, high = interval
    numbers = numbers | {"difference": mean, "interval": [low, high], "threshold": threshold}
    if low > threshold:
        return Outcome("agrees", numbers)
    if high <= threshold:
        return Outcome("contradicts", numbers, f"the difference is at most {high:.3g}, not above {threshold:g}")
    return Outcome("undecided", numbers, f"the 95 % interval holds the threshold {threshold:g}")


def decide_not_above(interval: Interval, threshold: float, numbers: dict[str, Any]) -> Outcome:
    """Agrees when the whole interval is at most the threshold, contradicts when it is above."""
    mean, low, high = interval
    numbers = numbers | {"difference": mean, "interval": [low, high], "threshold": threshold}
    if high <= threshold:
        return Outcome("agrees", numbers)
    if low > threshold:
        return Outcome("contradicts", numbers, f"the difference is at least {low:.3g}, above {threshold:g}")
    return Outcome("undecided", numbers, f"the 95 % interval holds the threshold {threshold:g}")


def decide_zero_errors(cells: list[Cell], numbers: dict[str, Any]) -> Outcome:
    """Whether every model of every cell has training error 0; undecided while one that has not is still learning."""
    errors = [column(cell, "train_error") for cell in cells]
    numbers = numbers | {"train_errors": errors}
    if all((error == 0).all() for error in errors):
        return Outcome("agrees", numbers)
    wrong = [cell for cell, error in zip(cells, errors, strict=True) if (error > 0).any()]
    if any(still_falling(cell) for cell in wrong):
        return Outcome("undecided", numbers, "the training loss was still falling when training ended")
    return Outcome("contradicts", numbers, "the training error is not 0 and the training loss no longer falls")


def draw_sweep(axes: Axes, x: list[int], cells: list[Cell], measure: str, label: str, **style: Any) -> None:
    """A measure against a size: the mean with its range over the models; models that diverged leave a gap."""
    values = np.stack([column(cell, measure) for cell in cells])
    (line,) = axes.plot(x, values.mean(1), marker="o", markersize=4, label=label, **style)
    axes.fill_between(x, values.min(1), values.max(1), color=line.get_color(), alpha=0.2, linewidth=0)
