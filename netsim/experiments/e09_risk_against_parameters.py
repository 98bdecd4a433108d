"""E09: risk and error against the number of weights, equal widths swept (Theory III, Fig. 5, 6, 11 and 17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypedDict

import numpy as np

from ..models import Activation
from ..runs import Arrays, Experiment, Images, Labels, Numbers, OfSeeds, Options, Outcome, Run
from ..shell import Batch, Epochs, Every, Models, Range, Rate, Samples
from ..training import TrainTask
from .parts.evidence import fitted, generalises, learned
from .parts.finals import Measure
from .parts.intervals import Interval, decide_above, decide_not_above, difference_interval
from .parts.on_images import NEAR_ZERO, cnn, training
from .parts.sweeps import Cell, Row, decide_zero_errors, draw_sweep, means, statement, sweep, where

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HIDDEN = 4
VARIANTS = {  # name: polynomial or not, loss
    "relu": (False, "cross_entropy"),
    "polynomial": (True, "cross_entropy"),
    "polynomial-square": (True, "square"),
}
FIGURES: dict[str, tuple[str, tuple[Measure, Measure], str]] = {  # variant, what is drawn, title
    "T3-5": ("relu", ("train_loss", "test_loss"), "ReLU, cross-entropy risk"),
    "T3-6": ("relu", ("train_error", "test_error"), "ReLU, classification error"),
    "T3-11": ("polynomial", ("train_error", "test_error"), "polynomial, classification error"),
    "T3-17": ("polynomial-square", ("train_error", "test_error"), "polynomial, square loss, classification error"),
}
CLEAR = 0.05  # of the lowest risk: a rise that a figure shows
SLACK = 0.02  # of the test samples: a rise that a figure would not show


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    labels: Labels = "true"
    activation: Activation = "weighted:10:10"
    learning_rate: Rate = 0.3
    square_learning_rate: Rate = 0.02
    batch_size: Batch = 100
    models: Models = 4
    num_train: Samples
    num_test: Samples
    channels: Annotated[tuple[int, ...], Range(1, 4096, items=2, ascending=True)]
    epochs: Epochs = 70
    evaluate_every: Every = 10

    def sample_passes(self) -> int:
        cells = len(VARIANTS) * len(self.channels)
        return cells * int(self.models * self.epochs * self.num_train)


class Measured(TypedDict):
    """What is measured: cells by variant and width."""

    num_train: int
    channels: Sequence[int]
    num_params: list[int]
    cells: dict[str, list[Cell]]
    ranges: dict[str, Arrays]


def task(o: Settings, seed: int, variant: str, channels: int) -> TrainTask:
    """One cell: a width of a variant, some models."""
    is_polynomial, loss = VARIANTS[variant]
    network = cnn(o.data, o.activation if is_polynomial else "relu", (channels,) * HIDDEN)
    return replace(
        training(o, seed, network, o.models),
        loss=loss,
        learning_rate=o.square_learning_rate if loss == "square" else o.learning_rate,
        evaluate_every=o.evaluate_every,
    )


def run(run: Run[Settings]) -> Measured:
    """Every width with every variant, some models each."""
    widths = run.options.channels
    swept = sweep(run, task, tuple(VARIANTS), widths)
    return {
        "num_train": run.options.num_train,
        "channels": widths,
        "num_params": [swept.tasks["relu", width].network.num_params for width in widths],
        "cells": {variant: [swept.cell(variant, width) for width in widths] for variant in VARIANTS},
        "ranges": swept.ranges(run, [place for place in swept.tasks if place[0] != "relu"]),
    }


def table(measured: Measured) -> list[Row]:
    """A row for every width of every variant."""
    return [
        Row(cell, measured["num_train"], num_params, variant)
        for variant, cells in measured["cells"].items()
        for num_params, cell in zip(measured["num_params"], cells, strict=True)
    ]


def _sizes(rows: list[Row]) -> Numbers:
    return {"num_params": [row.num_params for row in rows], "num_train": rows[0].num_train}


def _largest_above_best(rows: list[Row], measure: Measure) -> Interval:
    """The largest network against that of the smaller ones which has the lowest mean."""
    best = rows[int(np.argmin(means(rows[:-1], measure)))]
    return difference_interval(rows[-1].column(measure), best.column(measure))


@statement(
    "T3 Fig. 5: the risk overfits",
    "“dependence on W of the cross entropy risk for a fixed training set of n examples … There is clear overfitting "
    "in the expected risk.” (Fig. 5)",
    known=lambda rows: _sizes(rows) | {"mean_test_loss": means(rows, "test_loss")},
    needs=(lambda rows: learned(rows[-1].column("train_error")),),
    against=f"the risk of the largest network is surely (95 %) at most {CLEAR:.0%} above the lowest of the others",
)
def risk_overfits(rows: list[Row], numbers: Numbers) -> Outcome:
    """The risk of the largest network is clearly above the lowest one."""
    lowest = min(means(rows[:-1], "test_loss"))
    return decide_above(_largest_above_best(rows, "test_loss"), CLEAR * lowest, numbers)


@statement(
    "T3 Fig. 6: the error does not",
    "“overfitting may not occur at all for the expected classification error, as shown in Figure 6, despite "
    "overfitting of the associated expected cross entropy risk” (4.2)",
    known=lambda rows: (
        _sizes(rows)
        | {
            "mean_test_error": means(rows, "test_error"),
            "train_error_of_the_largest": rows[-1].column("train_error"),
        }
    ),
    needs=(
        lambda rows: fitted(rows[-1].column("train_error")),
        lambda rows: generalises(min(means(rows[:-1], "test_error"))),
    ),
    against=f"the largest network, which fits its training set, errs surely (95 %) on more than {SLACK:g} of the test "
    "samples more than the best of the smaller ones",
)
def error_does_not(rows: list[Row], numbers: Numbers) -> Outcome:
    """The error of the largest network is hardly above the lowest one, and it fits the training set."""
    largest = rows[-1]
    if largest.num_params < largest.num_train:
        return Outcome("undecided", numbers, "no network has more weights than there are samples")
    return decide_not_above(_largest_above_best(rows, "test_error"), SLACK, numbers)


def _large(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.num_params >= row.num_train]


@statement(
    "T3 Fig. 11: zero error for W ≥ n",
    "“As shown here, there is zero error for W ≥ n.” (Fig. 11, polynomial network)",
    known=lambda rows: {"num_params": [row.num_params for row in _large(rows)]},
    about=_large,
    against="a network with at least as many weights as samples has a training error above 0, though its training loss "
    "no longer falls and it has begun to learn",
)
def zero_error(large: list[Row], numbers: Numbers) -> Outcome:
    """All networks with at least as many weights as samples."""
    if not large:
        return Outcome("undecided", numbers, "no network has as many weights as there are samples")
    return decide_zero_errors(large, numbers)


CHECKS = (
    risk_overfits.check(table, kind="relu"),
    error_does_not.check(table, kind="relu"),
    zero_error.check(table, kind="polynomial"),
    error_does_not.check(
        table,
        name="T3 Fig. 11: the error does not overfit",
        sentence="“the increase in the number of parameters does not induce overfitting, at least in terms of "
        "classification error. We show in Figure 11 that the same behavior is shown for polynomial networks.” (6.4.2)",
        kind="polynomial",
    ),
    error_does_not.check(
        table,
        name="T3 Fig. 17: square loss, the error does not overfit",
        sentence="“qualitative properties of deep learning networks under the crossentropy loss function seem to hold, "
        "as expected, under the quadratic loss” (6.5, Fig. 17)",
        kind="polynomial-square",
    ),
    risk_overfits.check(
        table,
        name="square loss: the risk overfits",
        sentence="“Overfitting in the square and cross entropy risk is expected.” (Main result)",
        kind="polynomial-square",
    ),
)


def _draw(figure: str, seeds: Sequence[Measured]) -> Figure:
    from matplotlib import pyplot

    variant, (train, test), title = FIGURES[figure]
    drawing, axes = pyplot.subplots(figsize=(8, 5.5), layout="constrained")
    measured = seeds[0]
    rows, sizes = [where(table(each), kind=variant) for each in seeds], measured["num_params"]
    draw_sweep(axes, sizes, rows, train, "training", color="C0")
    draw_sweep(axes, sizes, rows, test, "test", color="C1")
    axes.axvline(measured["num_train"], color="0.5", linestyle="--", label=f"n = {measured['num_train']:,}")
    axes.set_xscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("number of weights W")
    axes.set_ylabel("cross-entropy" if test == "test_loss" else "classification error")
    axes.set_ylim(bottom=0)
    axes.set_title(f"{title}:\nmean and range of the models")
    axes.legend()
    return drawing


EXPERIMENT = Experiment(
    id="E09",
    title="Risk and classification error against the number of weights",
    source="Theory III, Fig. 5, 6, 11, 17",
    sizes={
        "smoke": Settings(
            data="digits", models=2, num_train=200, num_test=100, channels=(1, 4), epochs=3, evaluate_every=1
        ),
        "laptop": Settings(
            data="digits",
            square_learning_rate=0.15,
            batch_size=20,
            num_train=360,
            num_test=360,
            channels=(2, 4, 8, 16),
        ),
        "paper": Settings(
            data="cifar10",
            learning_rate=0.1,
            square_learning_rate=0.002,
            num_train=50000,
            num_test=10000,
            channels=(4, 8, 16, 24, 32, 48, 64, 96, 128, 192),
        ),
    },
    run=run,
    figures={figure: OfSeeds(partial(_draw, figure)) for figure in FIGURES},
    checks=CHECKS,
    choices="The captions print batches of 100 and 70 epochs; not n, the widths or the rate: 0.3 here (0.1 on the full "
    "data), and less for the square loss. "
    + NEAR_ZERO
    + "The laptop size has 360 digits of 8×8 pixels, batches of 20, so that 70 epochs fit the larger networks, and up "
    "to 20 weights for each image, as the paper size has. With 1,000 patches of photographs and batches of 100 no "
    "network is fitted in 70 epochs, and narrow ones diverge under the square loss; there the risk of the largest was "
    "clearly above the lowest one (one seed). The largest one is compared with that of the smaller ones which has the "
    "lowest mean: a risk that is higher by 5 per cent is “clear overfitting”, an error that is higher by at most 0.02 "
    "is none.",
)
