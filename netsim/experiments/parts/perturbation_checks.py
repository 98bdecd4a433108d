"""Decides what E04 says of perturbed and retrained models, from what it measured (Theory II, §5, B.4)."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from ...runs import Numbers, Outcome, states
from .finals import Finals
from .retraining import LAYERS, RUNS, Line, Point

POINTS = ("M5", "M30", "Mfinal")
NEGLIGIBLE = 0.02  # a mean loss: Fig. 5 shows training losses up to 0.015
ALIKE = 0.95  # models that share more than 19 of 20 of their errors are called the same


class Large(TypedDict):
    """Two models that very large noise led to."""

    noise: float
    final: Finals
    interpolation: Line


class Probe(TypedDict):
    """Random perturbations of one model: how many lowered the loss, and how far loss and error rose."""

    point: str
    scale: float
    coordinates: int
    draws: int
    lowered: int
    mean_rise: float
    deviation_of_rise: float
    mean_error_rise: float
    deviation_of_error_rise: float


class Measured(TypedDict):
    """What is measured."""

    num_params: int
    points: dict[str, Point]
    large: Large
    probes: list[Probe]


def _not_zero(measured: Measured) -> str:
    """Why nothing is known of global minima; empty if Mfinal is one."""
    start = measured["points"]["Mfinal"]["unperturbed"]
    return "" if float(start["train_error"]) == 0 else f"Mfinal has training error {start['train_error']}, not 0"


@states(
    "T2-17",
    "global minimum found",
    "“global minima are easily found with zero classification error and negligible cross entropy loss” (B.4)",
)
def minimum_is_found(measured: Measured) -> Outcome:
    """Whether Mfinal has no training error and a small loss."""
    start = measured["points"]["Mfinal"]["unperturbed"]
    loss = float(start["train_loss"])
    numbers: Numbers = {
        "train_loss": start["train_loss"],
        "train_error": start["train_error"],
        "test_loss": start["test_loss"],
        "test_error": start["test_error"],
        "still_falling": start["still_falling"],
        "negligible": NEGLIGIBLE,
    }
    if not np.isfinite(loss):
        return Outcome("undecided", numbers, "Mfinal diverged")
    if not _not_zero(measured) and loss <= NEGLIGIBLE:
        return Outcome("agrees", numbers)
    if start["still_falling"]:
        return Outcome("undecided", numbers, "the training loss of Mfinal was still falling")
    return Outcome("contradicts", numbers, "the training loss no longer falls; error or loss of Mfinal are not small")


@states(
    "T2-19",
    "zero error after perturbation",
    "“The global minima seem “flat” under perturbations with zero error corresponding to different parameters "
    "values” (B.4)",
)
def all_return_to_zero(measured: Measured) -> Outcome:
    """Whether all runs from perturbed Mfinal end without training error, at different weights."""
    part = measured["points"]["Mfinal"]
    final = np.asarray(part["curves"]["train_error"], float)[:, -1]
    first = np.asarray(part["curves"]["train_error"], float)[:, 0]
    apart = np.min([np.asarray(part["pairs"][layer]["last"]["one_minus_cosine"], float) for layer in LAYERS])
    numbers: Numbers = {"error_after_perturbation": first, "final_error": final, "smallest_one_minus_cosine": apart}
    if _not_zero(measured):
        return Outcome("undecided", numbers, _not_zero(measured))
    if not np.isfinite(apart):
        return Outcome("undecided", numbers, "a run diverged")
    if final.max() > 0:
        if any(falling for falling, error in zip(part["still_falling"], final, strict=True) if error > 0):
            return Outcome("undecided", numbers, "a run with an error above 0 was still falling")
        return Outcome("contradicts", numbers, "a perturbed global minimum did not come back to training error 0")
    if apart <= 1e-6:  # far above rounding of float32 weights
        return Outcome("contradicts", numbers, "two runs ended in the same weights")
    return Outcome("agrees", numbers)


@states(
    "T2-19",
    "retrained models differ",
    "“the perturbed models really become different (although a little similar) models after continued "
    "training” (Fig. 23, 29, 36)",
)
def models_differ(measured: Measured) -> Outcome:
    """Shared test errors of the retrained models, and with the other model."""
    numbers: Numbers = {"alike": ALIKE}
    within, across = [], []
    for point in POINTS:
        matrix = np.asarray(measured["points"][point]["similarity"]["incorrect"], float)
        off_diagonal = ~np.eye(RUNS, dtype=bool)
        within.append(matrix[:RUNS, :RUNS][off_diagonal].mean())
        across.append((matrix[:RUNS, RUNS].mean() + matrix[RUNS, :RUNS].mean()) / 2)
        numbers[point] = {"incorrect_given_incorrect": within[-1], "with_other_model": across[-1]}
    if not np.isfinite([within, across]).all():
        return Outcome("undecided", numbers, "a model without a test error, or one that diverged")
    if max(within) >= ALIKE:
        return Outcome("contradicts", numbers, "the retrained models share nearly all their errors")
    if not np.greater(within, across).all():
        return Outcome(
            "contradicts", numbers, "they are no more alike than independent models: not even a little similar"
        )
    return Outcome("agrees", numbers)


@states(
    "T2-18",
    "earlier is more different",
    "“The earlier the perturbation is in the training process the more different the final model would be” "
    "(§5), for M5, M30 and Mfinal, retrained for as long",
)
def earlier_is_more(measured: Measured) -> Outcome:
    """Mean 1 − cosine of the final models of the four runs, by layer and by the model that was perturbed."""
    table = np.array(
        [
            [np.mean(np.asarray(measured["points"][p]["pairs"][k]["last"]["one_minus_cosine"], float)) for p in POINTS]
            for k in LAYERS
        ]
    )
    numbers: Numbers = {"mean_one_minus_cosine": {layer: row for layer, row in zip(LAYERS, table, strict=True)}}
    if not np.isfinite(table).all():
        return Outcome("undecided", numbers, "a run diverged")
    if (np.diff(table, axis=1) < 0).all():
        return Outcome("agrees", numbers)
    if (table[:, 0] <= table[:, -1]).mean() > 0.5:
        return Outcome("contradicts", numbers, "in most layers models perturbed at M5 end nearer than those at Mfinal")
    return Outcome("undecided", numbers, "not in this order in every layer")


RETRAINING_CHECKS = (minimum_is_found, all_return_to_zero, models_differ, earlier_is_more)
