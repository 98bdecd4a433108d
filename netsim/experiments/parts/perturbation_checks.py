"""Decides what E04 says of perturbed and retrained models, from what it measured (Theory II, §5, B.4)."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from ...runs import Numbers, Outcome, Values, states
from .evidence import begun, learned, noise_was_put_in, put_in
from .finals import Finals
from .retraining import LAYERS, RUNS, Line, Point, separations
from .separation import KEPT, Separation, in_order

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


def nothing_put_in(measured: Measured) -> str:
    """Whether all that the experiment puts in is there: the small perturbations, the large ones and the probes."""
    first = [measured["points"][p]["pairs"][k]["first"]["one_minus_cosine"] for p in POINTS for k in LAYERS]
    scales = [measured["large"]["noise"], *(row["scale"] for row in measured["probes"])]
    return put_in(first) or noise_was_put_in([scales])


def not_learned(measured: Measured) -> str:
    """Whether the perturbed models had learned something."""
    return learned([measured["points"][point]["unperturbed"]["train_error"] for point in POINTS])


def final_not_learned(measured: Measured) -> str:
    """The same of Mfinal alone."""
    return learned(measured["points"]["Mfinal"]["unperturbed"]["train_error"])


def _never_begun(measured: Measured) -> str:
    return begun(measured["points"]["Mfinal"]["unperturbed"]["train_error"])


def _not_zero(measured: Measured) -> str:
    """Why nothing is known of global minima; empty if Mfinal is one."""
    start = measured["points"]["Mfinal"]["unperturbed"]
    return "" if float(start["train_error"]) == 0 else f"Mfinal has training error {start['train_error']}, not 0"


@states(
    "T2-17",
    "global minimum found",
    "“global minima are easily found with zero classification error and negligible cross entropy loss” (B.4)",
    nothing_put_in,
    _never_begun,
    against="the training loss of Mfinal no longer falls, and its training error is not 0 or its loss is above 0.02",
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
    nothing_put_in,
    final_not_learned,
    against="a perturbed global minimum does not come back to training error 0, though its training loss no longer "
    f"falls; or two come together, to less than {KEPT:g} of the distance at which the noise put them",
)
def all_return_to_zero(measured: Measured) -> Outcome:
    """Whether all runs from perturbed Mfinal end without training error, at different weights."""
    part = measured["points"]["Mfinal"]
    final = np.asarray(part["curves"]["train_error"], float)[:, -1]
    first = np.asarray(part["curves"]["train_error"], float)[:, 0]
    kept = np.concatenate([found.ratios for found in separations(part).values()])
    numbers: Numbers = {"error_after_perturbation": first, "final_error": final, "smallest_share_kept": kept.min()}
    numbers["kept"] = KEPT
    if _not_zero(measured):
        return Outcome("undecided", numbers, _not_zero(measured))
    if not np.isfinite(kept).all():
        return Outcome("undecided", numbers, "a run diverged")
    if final.max() > 0:
        if any(falling for falling, error in zip(part["still_falling"], final, strict=True) if error > 0):
            return Outcome("undecided", numbers, "a run with an error above 0 was still falling")
        return Outcome("contradicts", numbers, "a perturbed global minimum did not come back to training error 0")
    if kept.min() < KEPT:
        return Outcome("contradicts", numbers, "two runs come together: they do not end at different weights")
    return Outcome("agrees", numbers)


@states(
    "T2-19",
    "retrained models differ",
    "“the perturbed models really become different (although a little similar) models after continued "
    "training” (Fig. 23, 29, 36)",
    nothing_put_in,
    not_learned,
    against=f"the retrained models of some point share {ALIKE:g} or more of their test errors, or no more than "
    "independent models do",
)
def models_differ(measured: Measured) -> Outcome:
    """Shared test errors of the retrained models: with one another before and after, and with the other model."""
    numbers: Numbers = {"alike": ALIKE}
    within, across, before = [], [], []
    for point in POINTS:
        part = measured["points"][point]
        matrix = np.asarray(part["similarity"]["incorrect"], float)
        within.append(_of_runs(matrix))
        across.append((matrix[:RUNS, RUNS].mean() + matrix[RUNS, :RUNS].mean()) / 2)
        before.append(_of_runs(part["errors_at_start"]) if "errors_at_start" in part else np.nan)
        shared = {"incorrect_given_incorrect": within[-1], "with_other_model": across[-1]}
        numbers[point] = shared | ({"right_after_the_noise": before[-1]} if "errors_at_start" in part else {})
    if not np.isfinite([within, across]).all():
        return Outcome("undecided", numbers, "a model without a test error, or one that diverged")
    if max(within) >= ALIKE:
        return Outcome("contradicts", numbers, "the retrained models share nearly all their errors")
    if not np.greater(within, across).all():
        return Outcome(
            "contradicts", numbers, "they are no more alike than independent models: not even a little similar"
        )
    if not np.isfinite(before).all():
        return Outcome("undecided", numbers, "it was not measured how alike they were right after the noise")
    if not np.less(within, before).all():
        return Outcome("undecided", numbers, "the noise made them as different: it was not training that did")
    return Outcome("agrees", numbers)


def _of_runs(matrix: Values) -> float:
    """The mean over all pairs of two runs."""
    return float(np.asarray(matrix, float)[:RUNS, :RUNS][~np.eye(RUNS, dtype=bool)].mean())


@states(
    "T2-18",
    "earlier is more different",
    "“The earlier the perturbation is in the training process the more different the final model would be” "
    "(§5), for M5, M30 and Mfinal, retrained for as long",
    nothing_put_in,
    not_learned,
    against="in half of the layers or more, runs from perturbed Mfinal end no nearer to one another, as a multiple of "
    "where the noise put them, than those from perturbed M5",
)
def earlier_is_more(measured: Measured) -> Outcome:
    """Mean of last over first distance of the runs, by layer, and by the model that was perturbed."""
    found = {point: separations(measured["points"][point]) for point in POINTS}
    tables = {layer: np.array([[found[point][layer].ratios.mean() for point in POINTS]]) for layer in LAYERS}
    numbers: Numbers = {"mean_last_over_first_distance": {layer: row[0] for layer, row in tables.items()}}
    if why := _did_not_move(found["M5"]):
        return Outcome("undecided", numbers, why)
    return in_order(tables, numbers, "the distance falls with the epoch of the perturbation")


def _did_not_move(parts: dict[str, Separation]) -> str:
    return next(filter(None, (part.why_not() for part in parts.values())), "")


RETRAINING_CHECKS = (minimum_is_found, all_return_to_zero, models_differ, earlier_is_more)
