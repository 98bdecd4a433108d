"""E09: risk and error against the number of weights, equal widths swept (Theory III, Fig. 5, 6, 11 and 17)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..probes import activation_ranges
from ..runs import Check, Experiment, Measured, Outcome, Run
from ..training import DataSpec, TrainTask
from .parts.common import cnn
from .parts.sweeps import (
    Cell,
    column,
    decide_above,
    decide_not_above,
    decide_zero_errors,
    difference_interval,
    draw_sweep,
    finals,
    has_diverged,
    notes_of,
    still_falling,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HIDDEN = 4
VARIANTS = {  # name: polynomial or not, loss
    "relu": (False, "cross_entropy"),
    "polynomial": (True, "cross_entropy"),
    "polynomial-square": (True, "square"),
}
FIGURES = {  # variant, part of what is measured, title
    "T3-5": ("relu", "loss", "ReLU, cross-entropy risk"),
    "T3-6": ("relu", "error", "ReLU, classification error"),
    "T3-11": ("polynomial", "error", "polynomial, classification error"),
    "T3-17": ("polynomial-square", "error", "polynomial, square loss, classification error"),
}
CLEAR = 0.05  # of the lowest risk: a rise that a figure shows
SLACK = 0.02  # of the test samples: a rise that a figure would not show


def run(run: Run) -> Measured:
    """Every width with every variant, some models each."""
    o = run.options
    data = DataSpec(o["data"], o["num_train"], o["num_test"], seed=run.seed, labels=o["labels"])
    tasks = {
        f"{name}-{channels}": TrainTask(
            cnn(o | {"activation": o["activation"] if is_polynomial else "relu"}, (channels,) * HIDDEN),
            data,
            models=tuple(range(o["models"])),
            epochs=o["epochs"],
            learning_rate=o["square_learning_rate" if loss == "square" else "learning_rate"],
            batch_size=o["batch_size"],
            loss=loss,
            evaluate_every=o["evaluate_every"],
            seed=run.seed,
        )
        for name, (is_polynomial, loss) in VARIANTS.items()
        for channels in o["channels"]
    }
    results = run.train(tasks)
    run.notes += notes_of({name: finals(result) for name, result in results.items()})
    polynomial = [name for name in tasks if name.startswith("polynomial")]
    calls = [{"task": tasks[name], "weights": results[name].weights, "device": run.device} for name in polynomial]
    return {
        "num_train": o["num_train"],
        "channels": o["channels"],
        "num_params": [tasks[f"relu-{channels}"].network.num_params for channels in o["channels"]],
        "cells": {v: [finals(results[f"{v}-{channels}"]) for channels in o["channels"]] for v in VARIANTS},
        "ranges": dict(zip(polynomial, run.map("ranges", activation_ranges, calls), strict=True)),
    }


def _compare(measured: Measured, variant: str, name: str) -> tuple[list[Cell], dict[str, Any], Any]:
    """The largest network against that of the smaller ones which has the lowest mean."""
    cells = measured["cells"][variant]
    means = [float(np.mean(column(cell, name))) for cell in cells]
    best = int(np.argmin(means[:-1]))
    numbers = {"num_params": measured["num_params"], "num_train": measured["num_train"], f"mean_{name}": means}
    return cells, numbers, difference_interval(column(cells[-1], name), column(cells[best], name))


def _risk_overfits(variant: str, measured: Measured) -> Outcome:
    cells, numbers, interval = _compare(measured, variant, "test_loss")
    return has_diverged(cells, numbers) or decide_above(interval, CLEAR * min(numbers["mean_test_loss"][:-1]), numbers)


def _error_does_not(variant: str, measured: Measured) -> Outcome:
    cells, numbers, interval = _compare(measured, variant, "test_error")
    numbers |= {"train_error_of_the_largest": column(cells[-1], "train_error")}
    stopped = has_diverged(cells, numbers)
    if stopped is None and measured["num_params"][-1] < measured["num_train"]:
        return Outcome("undecided", numbers, "no network has more weights than there are samples")
    if stopped is None and still_falling(cells[-1]) and column(cells[-1], "train_error").mean() > SLACK:
        return Outcome("undecided", numbers, "the largest networks do not fit the training set yet")
    return stopped or decide_not_above(interval, SLACK, numbers)


def _zero_error(measured: Measured) -> Outcome:
    large = [w >= measured["num_train"] for w in measured["num_params"]]
    cells = [cell for cell, is_large in zip(measured["cells"]["polynomial"], large, strict=True) if is_large]
    numbers = {"num_params": [w for w in measured["num_params"] if w >= measured["num_train"]]}
    if not cells:
        return Outcome("undecided", numbers, "no network has as many weights as there are samples")
    return has_diverged(cells, numbers) or decide_zero_errors(cells, numbers)


def _draw(figure: str, measured: Measured) -> Figure:
    from matplotlib import pyplot

    variant, what, title = FIGURES[figure]
    drawing, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    cells = measured["cells"][variant]
    for role, color in (("train", "tab:blue"), ("test", "tab:red")):
        label = "training" if role == "train" else "test"
        draw_sweep(axes, measured["num_params"], cells, f"{role}_{what}", label, color=color)
    axes.axvline(measured["num_train"], color="0.5", linestyle="--", label=f"n = {measured['num_train']:,}")
    axes.set_xscale("log")
    axes.set_xlabel("number of weights W")
    axes.set_ylabel("cross-entropy" if what == "loss" else "classification error")
    axes.set_ylim(bottom=0)
    axes.set_title(f"{title}: mean and range of the models", fontsize=10)
    axes.legend()
    return drawing


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    cells = len(VARIANTS) * len(options["channels"])
    return cells * int(options["models"] * options["epochs"] * options["num_train"])


_COMMON = {
    "data": "patches",
    "labels": "true",
    "activation": "polynomial:10:10",
    "learning_rate": 0.3,
    "square_learning_rate": 0.02,
    "batch_size": 100,
    "models": 4,
}

EXPERIMENT = Experiment(
    id="E09",
    title="Risk and classification error against the number of weights",
    source="Theory III, Fig. 5, 6, 11, 17",
    sizes={
        "smoke": _COMMON
        | {
            "data": "digits",
            "num_train": 200,
            "num_test": 100,
            "channels": [1, 4],
            "models": 2,
            "epochs": 3,
            "evaluate_every": 1,
        },
        "laptop": _COMMON
        | {"num_train": 1000, "num_test": 1000, "channels": [1, 2, 4, 8, 16, 32], "epochs": 70, "evaluate_every": 10},
        "paper": _COMMON
        | {
            "data": "cifar10",
            "num_train": 50000,
            "num_test": 10000,
            "channels": [4, 8, 16, 24, 32, 48, 64, 96, 128, 192],
            "learning_rate": 0.1,
            "square_learning_rate": 0.002,
            "epochs": 70,
            "evaluate_every": 10,
        },
    },
    run=run,
    figures={figure: partial(_draw, figure) for figure in FIGURES},
    checks=(
        Check(
            "",
            "T3 Fig. 5: the risk overfits",
            "“dependence on W of the cross entropy risk for a fixed training set of n examples … There is clear "
            "overfitting in the expected risk.” (Fig. 5)",
            partial(_risk_overfits, "relu"),
        ),
        Check(
            "",
            "T3 Fig. 6: the error does not",
            "“overfitting may not occur at all for the expected classification error, as shown in Figure 6, despite "
            "overfitting of the associated expected cross entropy risk” (4.2)",
            partial(_error_does_not, "relu"),
        ),
        Check(
            "",
            "T3 Fig. 11: zero error for W ≥ n",
            "“As shown here, there is zero error for W ≥ n.” (Fig. 11, polynomial network)",
            _zero_error,
        ),
        Check(
            "",
            "T3 Fig. 11: the error does not overfit",
            "“the increase in the number of parameters does not induce overfitting, at least in terms of "
            "classification error. We show in Figure 11 that the same behavior is shown for polynomial networks.” "
            "(6.4.2)",
            partial(_error_does_not, "polynomial"),
        ),
        Check(
            "",
            "T3 Fig. 17: square loss, the error does not overfit",
            "“qualitative properties of deep learning networks under the crossentropy loss function seem to hold, as "
            "expected, under the quadratic loss” (6.5, Fig. 17)",
            partial(_error_does_not, "polynomial-square"),
        ),
        Check(
            "",
            "square loss: the risk overfits",
            "“Overfitting in the square and cross entropy risk is expected.” (Main result)",
            partial(_risk_overfits, "polynomial-square"),
        ),
    ),
    work=work,
    choices="The captions print batches of 100 and 70 epochs; not n, the widths or the rate: 0.3 here (0.1 on the full "
    "data), and less for the square loss, which diverges at 0.1. The polynomial is that of E01 (degree 10, Chebyshev "
    "on [-10, 10], never clipped; see netsim.models, and `ranges` in the record). The largest one is compared "
    "with that of the smaller ones which has the lowest mean: a risk that is higher by 5 per cent is “clear "
    "overfitting”, an error that is higher by at most 0.02 is none.",
)
