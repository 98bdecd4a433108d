"""What E02 measures of parallel trajectories, and decides from it (Theory II, 4.2, Fig. 3 and 8–13)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import numpy as np

from ...runs import Numbers, Outcome, Values, states
from .evidence import ROUNDING, STILL_FALLING, begun, learned, put_in, still_falls
from .finals import Finals
from .separation import KEPT, led_apart, separation
from .trajectories import Picture

HALF = 4  # trajectories from P, and as many from perturbed P
LAYERS = {"2": 1, "5": 4}  # the paper counts the input as layer 1
MOST = 0.9  # our reading of “almost always”
SLIGHT = 0.5  # 1 − cosine of independently drawn weights is near 1; below half of that we call a difference slight


class Stage(Finals):
    """The ends of the trajectories of a stage; by layer 1 − cosine between all of them.

    Attributes:
        dissimilarity: at the end; first: where they began.
        moved: of each trajectory, between its first and its last weights.
    """

    dissimilarity: dict[str, Values]
    first: NotRequired[dict[str, Values]]
    moved: NotRequired[dict[str, Values]]


class Pictures(TypedDict):
    """Of all stages, and of the late ones where there are some."""

    all: Picture
    late: Picture | None


class Measured(TypedDict):
    """What is measured."""

    num_params: int
    stages: list[Stage]
    layer2: Pictures
    layer5: Pictures


def _across(matrix: Values) -> np.ndarray:
    """A trajectory from P and the one from perturbed P that sees the same batches."""
    return np.diagonal(np.asarray(matrix, float)[:HALF, HALF:])


def _alone(matrix: Values) -> np.ndarray:
    """Two trajectories from P itself, which only the order of the batches tells apart, all pairs."""
    return np.asarray(matrix, float)[:HALF, :HALF][np.triu_indices(HALF, 1)]


def _nothing_put_in(measured: Measured) -> str:
    found = [_across(matrix) for row in measured["stages"] if "first" in row for matrix in row["first"].values()]
    return put_in(found) if found else ""


def _not_learned(measured: Measured) -> str:
    return learned(measured["stages"][-1]["train_error"])


def _never_begun(measured: Measured) -> str:
    return begun(measured["stages"][-1]["train_error"])


def _spread(pairs: np.ndarray) -> Numbers:
    return {
        "pairs": pairs.size,
        "smallest": pairs.min(),
        "median": np.median(pairs),
        "largest": pairs.max(),
        "same_below": ROUNDING,
        "slight_below": SLIGHT,
    }


@states(
    "T2-18",
    "paths differ",
    "“running any trajectory with SGD again almost always leads to a slightly different convergence path” (4.2)",
    _nothing_put_in,
    _not_learned,
    against="more than one pair in ten of the trajectories that begin at the same weights ends at the same weights, or "
    "at ones that are not slightly different, with a 1 − cosine of 0.5 and more",
)
def paths_differ(measured: Measured) -> Outcome:
    """Of the trajectories from P itself: what perturbed ones have between them was put in."""
    pairs = np.concatenate([_alone(row["dissimilarity"][layer]) for row in measured["stages"] for layer in LAYERS])
    numbers = _spread(pairs)
    if not np.isfinite(pairs).all():
        return Outcome("undecided", numbers, "a trajectory diverged")
    if np.mean(pairs > ROUNDING) < MOST:
        return Outcome("contradicts", numbers, "trajectories ended in the same weights")
    if np.mean(pairs < SLIGHT) < MOST:
        return Outcome("contradicts", numbers, "the paths differ, but not slightly")
    return Outcome("agrees", numbers)


@states(
    "T2-18",
    "perturbed starts",
    "“a small perturbation of the model almost always leads to a slightly different convergence path” (§5)",
    _nothing_put_in,
    _not_learned,
    against=f"two trajectories that see the same batches, one from P and one from perturbed P, end at {KEPT:g} times "
    "the distance at which the noise put them, or less; or they are not slightly apart: a 1 − cosine of 0.5 and more",
)
def perturbed_starts(measured: Measured) -> Outcome:
    """What becomes of the distance that a perturbation makes, with the same batches: another order makes more alone."""
    rows = measured["stages"]
    numbers = _spread(np.concatenate([_across(row["dissimilarity"][layer]) for row in rows for layer in LAYERS]))
    if not all("first" in row and "moved" in row for row in rows):
        return Outcome("undecided", numbers, "it was not measured how far apart the trajectories began")
    parts = {}
    for layer in LAYERS:
        first = [_across(row["first"][layer]) for row in rows if "first" in row]
        last = [_across(row["dissimilarity"][layer]) for row in rows]
        parts[layer] = separation(first, last, [row["moved"][layer] for row in rows if "moved" in row])
    found = led_apart(parts, numbers, significantly=False)
    pairs = np.concatenate([_across(row["dissimilarity"][layer]) for row in rows for layer in LAYERS])
    if found.outcome == "agrees" and np.mean(pairs < SLIGHT) < MOST:
        return Outcome("contradicts", found.measured, "the paths differ, but not slightly")
    return found


@states(
    "T2-17",
    "training error returns to 0",
    "“We do not observe local minima” and the training error reaches 0 (§5)",
    _nothing_put_in,
    _never_begun,
    against="the training loss no longer falls in the last quarter of the stages, and the training error is not 0",
)
def no_local_minimum(measured: Measured) -> Outcome:
    """The last quarter of the stages, against those before, by the rule of E03."""
    errors = np.asarray([row["train_error"] for row in measured["stages"]], float)
    losses = np.asarray([row["train_loss"] for row in measured["stages"]], float).mean(1)
    numbers: Numbers = {
        "train_error_by_stage": errors.mean(1),
        "train_loss_by_stage": losses,
        "still_falling_below": STILL_FALLING,
    }
    if not np.isfinite(losses).all():
        return Outcome("undecided", numbers, "a trajectory diverged")
    if errors[-1].max() == 0:
        return Outcome("agrees", numbers)
    if still_falls(losses):
        return Outcome("undecided", numbers, "the training loss was still falling when the last stage ended")
    return Outcome("contradicts", numbers, "the training loss no longer falls and the training error is not 0")


CHECKS = (paths_differ, perturbed_starts, no_local_minimum)
