"""What E06 measures, and says of Theory II's statements on basins and on random perturbation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NotRequired, TypedDict

import numpy as np

from ...runs import Numbers, Outcome, Values, states

WALL = 0.05  # of the training loss: two per cent of log 10, the loss of guessing
SIMILAR = 0.01  # of the training error: one per cent of the samples
SIGNIFICANT = 0.1  # the smallest multiple of S in Fig. 5; noise from here on we call significant
TRAINED = 5  # the epoch of M_5, the earliest trained model that the paper perturbs in B.4
ALMOST_NEVER = 0.05  # of the draws
STEADY = 2.0  # the factor by which log-volumes per dimension may differ and still be called exponential
STANDARD_ERRORS = 2.0


class Final(TypedDict):
    """The trained model."""

    train_loss: float
    train_error: float
    test_loss: float
    test_error: float


class Pair(TypedDict):
    """The line from the main model to a branch, and the wall on it: how far the loss rises."""

    split: int
    noise: float
    copy: int
    dissimilarity: float
    ratios: list[float]
    loss: Values
    error: Values
    wall: float


class Trajectories(TypedDict):
    """The paper's layer 2 of the main path and of branches, embedded."""

    points: Sequence[Values]
    labels: list[str]
    stress: float


class Noise(TypedDict):
    """Losses of a model after noise of one scale, one for each draw."""

    epoch: int
    scale: float
    before: float
    loss: Values


class Around(TypedDict):
    """The loss on a random plane through the trained model."""

    values: Values
    loss: Values


class Between(TypedDict):
    """The loss on the plane through three models, and where they lie on it."""

    a: Values
    b: Values
    models: Values
    loss: Values


class Volume(TypedDict):
    """A section of one dimension: where its rays leave the levels.

    ``ratios`` are log volume ratios of adjacent levels with their errors, none where a ray never left; ``points`` are
    there in up to three dimensions.
    """

    dim: int
    levels: Sequence[float]
    rays: int
    ratios: list[tuple[float, float] | None]
    never_left: Values
    inside: bool
    median_exit: Values
    points: NotRequired[Values]


class Measured(TypedDict):
    """What is measured."""

    num_params: int
    final: Final
    pairs: list[Pair]
    trajectories: Trajectories
    noise: list[Noise]
    around: Around
    between: Between
    volume: list[Volume]


@states(
    "T2-15",
    "volume shrinks exponentially",
    "“with a linear decrease in each dimension, the hypervolume decreases as a exponential function of the number "
    "of dimensions” (C, Fig. 38)",
)
def volume_shrinks(measured: Measured) -> Outcome:
    """Whether log(volume ratio) / dim of adjacent levels is below 0 and about the same in every dimension."""
    rows = measured["volume"]
    numbers: Numbers = {"levels": rows[0]["levels"], "dims": [row["dim"] for row in rows]}
    if any(ratio is None for row in rows for ratio in row["ratios"]):
        return Outcome("undecided", numbers, "some ray never left a level, or the model itself is above the lowest")
    found = np.asarray([row["ratios"] for row in rows], float)  # (dims, pairs of levels, 2)
    dims = np.array([row["dim"] for row in rows], float)[:, None]
    rate, error = found[..., 0] / dims, found[..., 1] / dims
    numbers |= {"log_ratio_per_dim": rate, "standard_error": error, "factor": STEADY}
    if (rate[-1] + STANDARD_ERRORS * error[-1] >= 0).any():
        return Outcome("contradicts", numbers, "in the largest dimension a lower level has no smaller volume")
    if (rate + STANDARD_ERRORS * error >= 0).any():
        return Outcome("undecided", numbers, "in some dimension the sign of the difference is open")
    spread = np.abs(rate).max(axis=0) / np.abs(rate).min(axis=0)
    numbers["spread"] = spread
    if (spread <= STEADY).all():
        return Outcome("agrees", numbers)
    if (np.abs(rate[-1]) * STEADY < np.abs(rate[0])).any():
        return Outcome("contradicts", numbers, "the volume shrinks, but more slowly than exponentially")
    return Outcome("undecided", numbers, "the shrinkage per dimension varies too much to be called exponential")


def _trained(measured: Measured) -> list[Noise]:
    """The rows of the noise that belong to trained models, by scale."""
    return sorted((row for row in measured["noise"] if row["epoch"] >= TRAINED), key=lambda row: row["scale"])


@states(
    "T2-15",
    "noise almost never lowers the loss",
    "“whenever one perturb a model by adding some significant noise, the loss almost always never go down” (C)",
)
def never_lower(measured: Measured) -> Outcome:
    """For every scale the share of draws with a lower loss, with an exact 95 % interval (Clopper and Pearson)."""
    from scipy.stats import beta

    rows = [row for row in _trained(measured) if row["scale"] >= SIGNIFICANT]
    by_scale: list[Numbers] = []
    intervals = []
    numbers: Numbers = {"almost_never": ALMOST_NEVER, "trained_from_epoch": TRAINED, "by_scale": by_scale}
    if not rows:
        return Outcome("undecided", numbers, "no trained model was perturbed")
    for scale in dict.fromkeys(row["scale"] for row in rows):
        below = np.concatenate(
            [np.asarray(row["loss"], float) < float(row["before"]) for row in rows if row["scale"] == scale]
        )
        lower, total = int(below.sum()), below.size
        least = float(beta.ppf(0.025, lower, total - lower + 1)) if lower else 0.0
        most = float(beta.ppf(0.975, lower + 1, total - lower)) if lower < total else 1.0
        intervals.append((least, most))
        by_scale.append({"scale": scale, "draws": total, "lower": lower, "interval_95": intervals[-1]})
    least_often, most_often = np.array(intervals).T
    if (most_often <= ALMOST_NEVER).all():
        return Outcome("agrees", numbers)
    if (least_often > ALMOST_NEVER).any():
        return Outcome("contradicts", numbers, "at some scale significant noise lowers the loss in too many draws")
    return Outcome("undecided", numbers, "at some scale the interval holds the threshold")


@states(
    "T2-15",
    "larger noise, higher loss",
    "“The larger the perturbation is, the more the error increases” (C)",
)
def larger_is_worse(measured: Measured) -> Outcome:
    """Mean rises of the loss from one scale to the next, in standard errors, for each trained model.

    A draw has the same directions at every scale, so that its losses are compared with one another.
    """
    steps: dict[str, list[float]] = {}
    means: dict[str, list[float]] = {}
    rows = _trained(measured)
    for epoch in sorted({row["epoch"] for row in rows}):
        losses = [np.asarray(row["loss"], float) for row in rows if row["epoch"] == epoch]
        means[str(epoch)] = [float(values.mean()) for values in losses]
        steps[str(epoch)] = [_rise(second - first) for first, second in pairwise(losses)]
    numbers: Numbers = {"trained_from_epoch": TRAINED, "mean_loss_by_epoch": means, "rise_in_standard_errors": steps}
    every = np.array([step for row in steps.values() for step in row])
    if not every.size or not np.isfinite(every).all():
        return Outcome("undecided", numbers, "no trained model was perturbed, or a loss is not finite")
    if (every > STANDARD_ERRORS).all():
        return Outcome("agrees", numbers)
    if (every < -STANDARD_ERRORS).any():
        return Outcome("contradicts", numbers, "a larger perturbation raises the loss less")
    return Outcome("undecided", numbers, "some difference is within its error")


def _rise(differences: np.ndarray) -> float:
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    return float(differences.mean() / max(error, 1e-12))


def _chosen(measured: Measured, *, late: bool, small: bool) -> list[Pair]:
    """The pairs from the last or the first split, with the smallest or the largest noise."""
    split = (max if late else min)(row["split"] for row in measured["pairs"])
    noise = (min if small else max)(row["noise"] for row in measured["pairs"])
    return [row for row in measured["pairs"] if (row["split"], row["noise"]) == (split, noise)]


def _walls(rows: list[Pair]) -> np.ndarray:
    return np.array([float(row["wall"]) for row in rows])


@states(
    "",
    "perturbation and basins",
    "“a small perturbation does not move the model out of its current basin … If the perturbation is large, "
    "re-training converges to another basin” (Fig. 1 D)",
)
def same_basin(measured: Measured) -> Outcome:
    small, large = (_walls(_chosen(measured, late=True, small=small)) for small in (True, False))
    numbers: Numbers = {"walls_after_small_noise": small, "walls_after_large_noise": large, "wall": WALL}
    if not np.isfinite(np.concatenate([small, large])).all():
        return Outcome("undecided", numbers, "a model diverged")
    if (small <= WALL).all() and (large > WALL).all():
        return Outcome("agrees", numbers)
    if (small > WALL).all():
        return Outcome("contradicts", numbers, "a small perturbation leads to another basin")
    if (large <= WALL).all():
        return Outcome("contradicts", numbers, "a large perturbation leads back to the same basin")
    return Outcome("undecided", numbers, "the copies differ")


def _middle(row: Pair) -> tuple[float, float, float]:
    """The error of the mean model, and the mean and the larger error of the two."""
    errors = np.asarray(row["error"], float)
    ends = errors[[0, -1]]
    return float(errors[len(errors) // 2]), float(ends.mean()), float(ends.max())


@states(
    "T2-16",
    "interpolation and basins",
    "“averaging two models within a basin tend to give a error that is the average of the two models (or less). "
    "Averaging two models between basins tend to give an error that is higher than both models” (Fig. 1 E)",
)
def interpolation(measured: Measured) -> Outcome:
    near = [_middle(row) for row in _chosen(measured, late=True, small=True)]
    far = [_middle(row) for row in _chosen(measured, late=False, small=False)]
    columns = ["mean model", "mean of the two", "larger of the two"]
    numbers: Numbers = {"near": near, "distant": far, "columns": columns, "tolerance": SIMILAR}
    near_good = [middle <= mean + SIMILAR for middle, mean, _ in near]
    far_raised = [middle > larger + SIMILAR for middle, _, larger in far]
    if all(near_good) and all(far_raised):
        return Outcome("agrees", numbers)
    if not any(near_good):
        return Outcome("contradicts", numbers, "the mean of near models has a higher error than they have")
    if not any(far_raised):
        return Outcome("contradicts", numbers, "the mean of distant models has no higher error than both")
    return Outcome("undecided", numbers, "the copies differ")


@states(
    "",
    "walls between different models only",
    "“we only discovered “walls” between two models the trajectories lead to which are very different” (Fig. 39)",
)
def walls_between_different(measured: Measured) -> Outcome:
    """Whether walls stand between the more dissimilar models: P(dissimilarity with a wall > without)."""
    walls = _walls(measured["pairs"])
    dissimilarity = np.array([float(row["dissimilarity"]) for row in measured["pairs"]])
    with_wall, without = dissimilarity[walls > WALL], dissimilarity[walls <= WALL]
    numbers: Numbers = {"pairs_with_wall": with_wall.size, "pairs_without": without.size, "wall": WALL}
    if not with_wall.size or not without.size:
        return Outcome("undecided", numbers, "there is a wall in every pair, or in none")
    above = float(np.mean(with_wall[:, None] > without[None, :]))
    numbers |= {"share_more_dissimilar": above, "with_wall": with_wall, "without_wall": without}
    if above >= 0.9:
        return Outcome("agrees", numbers)
    if above <= 0.5:
        return Outcome("contradicts", numbers, "pairs with a wall are no more dissimilar than pairs without")
    return Outcome("undecided", numbers, "pairs with a wall tend to be more dissimilar, with exceptions")


CHECKS = (volume_shrinks, never_lower, larger_is_worse, same_basin, interpolation, walls_between_different)
