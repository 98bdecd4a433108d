"""What E06 measures, and says of Theory II's statements on basins and on random perturbation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NotRequired, TypedDict

import numpy as np

from ...runs import Numbers, Outcome, Values, states
from .evidence import learned, noise_was_put_in
from .intervals import Interval, mean_interval
from .noise_rules import NEVER_AGAINST, SIGNIFICANT, WORSE_AGAINST, almost_never_lower, larger_raises

WALL = 0.05  # of the training loss: two per cent of log 10, the loss of guessing
SIMILAR = 0.01  # of the training error: one per cent of the samples
HALF_A_GUESS = float(np.log(10) / 2)  # of the loss of guessing among ten classes
TRAINED = 5  # the epoch of M_5, the earliest trained model that the paper perturbs in B.4
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


def _nothing_put_in(measured: Measured) -> str:
    scales = [*(row["noise"] for row in measured["pairs"]), *(row["scale"] for row in measured["noise"])]
    return noise_was_put_in(scales)


def _not_learned(measured: Measured) -> str:
    return learned(measured["final"]["train_error"])


@states(
    "T2-15",
    "volume shrinks exponentially",
    "“with a linear decrease in each dimension, the hypervolume decreases as a exponential function of the number "
    "of dimensions” (C, Fig. 38)",
    _nothing_put_in,
    _not_learned,
    against="in the largest dimension a lower level has no smaller volume, or the logarithm of the ratio of volumes, "
    f"divided by the dimension, is less than 1/{STEADY:g} of what it is in the smallest",
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
    """The rows of significant noise that belong to trained models, by scale: half the loss of guessing is learned."""
    rows = [row for row in measured["noise"] if row["epoch"] >= TRAINED and row["scale"] >= SIGNIFICANT]
    return sorted((row for row in rows if float(row["before"]) <= HALF_A_GUESS), key=lambda row: row["scale"])


@states(
    "T2-15",
    "noise almost never lowers the loss",
    "“whenever one perturb a model by adding some significant noise, the loss almost always never go down” (C)",
    _nothing_put_in,
    _not_learned,
    against=NEVER_AGAINST,
)
def never_lower(measured: Measured) -> Outcome:
    """For every scale the share of draws with a lower loss, over all trained models."""
    by_scale: dict[float, tuple[int, int]] = {}
    for row in _trained(measured):
        lowered, draws = by_scale.get(row["scale"], (0, 0))
        losses = np.asarray(row["loss"], float)
        by_scale[row["scale"]] = lowered + int((losses < float(row["before"])).sum()), draws + losses.size
    return almost_never_lower(by_scale, {"trained_from_epoch": TRAINED})


@states(
    "T2-15",
    "larger noise, higher loss",
    "“The larger the perturbation is, the more the error increases” (C)",
    _nothing_put_in,
    _not_learned,
    against=WORSE_AGAINST,
)
def larger_is_worse(measured: Measured) -> Outcome:
    """Mean rises of the loss from one scale to the next, for each trained model.

    A draw has the same directions at every scale, so that its losses are compared with one another.
    """
    steps: dict[str, list[Interval]] = {}
    means: dict[str, list[float]] = {}
    rows = _trained(measured)
    for epoch in sorted({row["epoch"] for row in rows}):
        losses = [np.asarray(row["loss"], float) for row in rows if row["epoch"] == epoch]
        means[str(epoch)] = [float(values.mean()) for values in losses]
        steps[str(epoch)] = [mean_interval(second - first) for first, second in pairwise(losses)]
    return larger_raises(steps, {"trained_from_epoch": TRAINED, "mean_loss_by_epoch": means})


def _chosen(measured: Measured, *, late: bool, small: bool) -> list[Pair]:
    """The pairs from the last or the first split, with the smallest or the largest noise."""
    split = (max if late else min)(row["split"] for row in measured["pairs"])
    noise = (min if small else max)(row["noise"] for row in measured["pairs"])
    return [row for row in measured["pairs"] if (row["split"], row["noise"]) == (split, noise)]


def _ends_not_learned(measured: Measured) -> str:
    """Whether the main model and all branches learned: walls are asked for between trained models."""
    return learned([error for row in measured["pairs"] for error in (row["error"][0], row["error"][-1])])


def _walls(rows: list[Pair]) -> np.ndarray:
    return np.array([float(row["wall"]) for row in rows])


@states(
    "",
    "perturbation and basins",
    "“a small perturbation does not move the model out of its current basin … If the perturbation is large, "
    "re-training converges to another basin” (Fig. 1 D)",
    _nothing_put_in,
    _ends_not_learned,
    against=f"after the last split, all lines to copies by the smallest noise cross a wall, a rise of the loss above "
    f"{WALL:g}; or none to copies by the largest does",
)
def same_basin(measured: Measured) -> Outcome:
    """Walls on the lines from the main model to its copies after the last split, by the noise that made them."""
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
    _nothing_put_in,
    _ends_not_learned,
    against="no mean of near models has an error as low as their mean; or no mean of distant models has one above both",
)
def interpolation(measured: Measured) -> Outcome:
    """The error of the mean of two models: near ones against their mean error, distant ones against the larger."""
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
    _nothing_put_in,
    _ends_not_learned,
    against="pairs of models with a wall between them are, by 1 − cosine, no more different than pairs without",
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
