"""E08: error against the number of samples, true and random labels (Theory III, Fig. 1 and 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, TypedDict

from ..models import Activation
from ..runs import Arrays, Experiment, Images, Numbers, OfSeeds, Options, Outcome, Run
from ..shell import Batch, Channels, Epochs, Every, Few, Models, Range, Rate, Samples
from ..training import TrainTask
from .parts.evidence import FITTED, learned
from .parts.intervals import decide_above, difference_interval
from .parts.on_images import NEAR_ZERO, cnn, some_images
from .parts.sweeps import (
    Cell,
    Row,
    decide_zero_errors,
    draw_sweep,
    epochs_of,
    means,
    statement,
    sweep,
    unfinished,
    where,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIGURES = {"T3-1": "relu", "T3-10": "polynomial"}
LABELS = ("true", "random")
NUM_CLASSES = 10
SHRINKS = 0.5  # the gap between test and training error at the largest n, as a part of the one at the smallest


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    activation: Activation = "weighted:10:10"
    channels: Channels = (16, 16, 16, 16)
    learning_rate: Rate = 0.3
    batch_size: Batch = 100
    models: Models = 4
    evaluations: Few = 10
    num_train: Annotated[tuple[int, ...], Range(2, 60_000, items=2, ascending=True)]
    num_test: Samples
    epochs: Epochs
    min_steps: Every

    def epochs_for(self, num_train: int) -> int:
        return epochs_of(num_train, self.epochs, self.min_steps, self.batch_size)

    def sample_passes(self) -> int:
        passes = sum(n * self.epochs_for(n) for n in self.num_train)
        return len(FIGURES) * len(LABELS) * self.models * passes


class Measured(TypedDict):
    """What is measured: cells by activation, labels and n."""

    num_train: Sequence[int]
    num_params: int
    cells: dict[str, dict[str, list[Cell]]]
    ranges: dict[str, Arrays]


def task(o: Settings, seed: int, kind: str, labels: str, num_train: int) -> TrainTask:
    """One cell: n samples with these labels, some models."""
    epochs = o.epochs_for(num_train)
    return TrainTask(
        cnn(o.data, "relu" if kind == "relu" else o.activation, o.channels),
        some_images(o.data, num_train, o.num_test, seed, labels),
        models=tuple(range(o.models)),
        epochs=epochs,
        learning_rate=o.learning_rate,
        batch_size=o.batch_size,
        evaluate_every=max(1, epochs // o.evaluations),
        seed=seed,
    )


def run(run: Run[Settings]) -> Measured:
    """Every n with both kinds of labels and both activations, some models each."""
    sizes, kinds = run.options.num_train, tuple(FIGURES.values())
    swept = sweep(run, task, kinds, LABELS, sizes)
    return {
        "num_train": sizes,
        "num_params": swept.tasks[kinds[0], LABELS[0], sizes[0]].network.num_params,
        "cells": {kind: {labels: [swept.cell(kind, labels, n) for n in sizes] for labels in LABELS} for kind in kinds},
        "ranges": swept.ranges(run, [place for place in swept.tasks if place[0] == "polynomial"]),
    }


def table(measured: Measured) -> list[Row]:
    """A row for every n, for both kinds of labels and of activations."""
    return [
        Row(cell, n, measured["num_params"], kind, labels)
        for kind, by_labels in measured["cells"].items()
        for labels, cells in by_labels.items()
        for n, cell in zip(measured["num_train"], cells, strict=True)
    ]


def _known(rows: list[Row]) -> Numbers:
    sizes: Numbers = {"num_train": [row.num_train for row in rows], "num_params": rows[0].num_params}
    return sizes | {"train_error": means(rows, "train_error"), "test_error": means(rows, "test_error")}


@statement(
    "more data, less test error",
    "“the more training data, the smaller the test error, as shown in the left of Figure 1” (§2)",
    known=_known,
    needs=(lambda rows: learned(means(rows, "train_error")),),
    against="the test error rises surely (95 %) from one n to the next, or is not lower with the most samples than "
    "with the fewest",
)
def more_data_helps(rows: list[Row], numbers: Numbers) -> Outcome:
    """The most samples against the fewest, and no step in between that is surely upwards."""
    errors = [row.column("test_error") for row in rows]
    steps = [difference_interval(more, fewer) for fewer, more in pairwise(errors)]
    if any(low > 0 for _, low, _ in steps):
        return Outcome("contradicts", numbers | {"steps": steps}, "the test error rises from one n to the next")
    return decide_above(difference_interval(errors[0], errors[-1]), 0.0, numbers)


@statement(
    "random labels are fitted",
    "“The same network which achieves zero training error for randomly labeled data (right plot in Figure 1), clearly "
    "showing large capacity” (§2)",
    known=_known,
    against="for some n with at least as many weights as equations, a training error stays above 0 though the training "
    "loss no longer falls and the network has begun to learn",
    about=lambda rows: [row for row in rows if row.num_train * NUM_CLASSES <= row.num_params],
)
def random_labels_fitted(able: list[Row], numbers: Numbers) -> Outcome:
    """All n with at least as many weights as equations (n · outputs)."""
    if not able:
        return Outcome("undecided", numbers, "every n has more equations than there are weights")
    return decide_zero_errors(able, numbers)


def _largest_unfinished(rows: list[Row]) -> str:
    """Whether the network at the largest n was still learning: then the gap is small because it fits nothing yet."""
    last = rows[-1]
    why = unfinished(last.cell) if last.column("train_error").mean() > FITTED else ""
    return why and f"at the largest n {why}: the gap may open yet"


@statement(
    "generalisation",
    "“The left and the right plots in Figure 1 indicates generalization for large n.” (§2)",
    known=_known,
    needs=(lambda rows: learned(rows[0].column("train_error")), _largest_unfinished),
    against="the gap between test and training error does surely (95 %) not fall to half from the smallest n to the "
    "largest, which is at least the number of weights",
)
def gap_shrinks(rows: list[Row], numbers: Numbers) -> Outcome:
    """Generalisation in the paper's sense: training and test error approach each other."""
    gaps = [row.column("test_error") - row.column("train_error") for row in rows]
    numbers |= {"gaps": [gap.mean() for gap in gaps]}
    decided = decide_above(difference_interval(SHRINKS * gaps[0], gaps[-1]), 0.0, numbers)
    if decided.outcome == "contradicts" and rows[-1].num_train < rows[-1].num_params:
        return Outcome("undecided", decided.measured, "not at these n, but none is as large as W: the limit is beyond")
    return decided


def _draw(figure: str, seeds: Sequence[Measured]) -> Figure:
    from matplotlib import pyplot

    drawing, grid = pyplot.subplots(1, 2, figsize=(12, 5), sharey=True, layout="constrained")
    kind, sizes = FIGURES[figure], seeds[0]["num_train"]
    for axes, labels in zip(grid, LABELS, strict=True):
        rows = [where(table(measured), kind=kind, labels=labels) for measured in seeds]
        draw_sweep(axes, sizes, rows, "train_error", "training", color="C0")
        draw_sweep(axes, sizes, rows, "test_error", "test", color="C1")
        axes.set_xscale("log")
        axes.set_xticks(sizes, [f"{n:,}" for n in sizes])
        axes.minorticks_off()
        axes.set_xlabel("number of training samples n")
        axes.set_title(f"{'ReLU' if kind == 'relu' else kind}, {labels} labels")
        axes.legend()
    grid[0].set_ylabel("classification error")
    grid[0].set_ylim(0, 1)
    return drawing


ALSO = {"relu": "", "polynomial": " (for ReLU; “Together Figures 10,11 include all the puzzles”, 6.4.2)"}

CHECKS = tuple(
    said.check(
        table,
        name=f"T3 Fig. {figure[3:]}: {said.name}{more}",
        sentence=said.sentence + ALSO[kind],
        kind=kind,
        labels=labels,
    )
    for figure, kind in FIGURES.items()
    for said, labels, more in (
        (more_data_helps, "true", ""),
        (random_labels_fitted, "random", ""),
        (gap_shrinks, "true", ", true labels"),
        (gap_shrinks, "random", ", random labels"),
    )
)


EXPERIMENT = Experiment(
    id="E08",
    title="Error against the number of samples, true and random labels",
    source="Theory III, Fig. 1 and 10",
    sizes={
        "smoke": Settings(data="digits", models=2, num_train=(50, 150), num_test=100, epochs=2, min_steps=4),
        "laptop": Settings(
            data="digits",
            channels=(6, 6, 6, 6),
            num_train=(50, 150, 400, 1200),
            num_test=360,
            epochs=1,
            min_steps=1000,
        ),
        "paper": Settings(
            data="cifar10",
            num_train=(100, 300, 1000, 3000, 10000, 30000, 50000),
            num_test=10000,
            epochs=70,
            min_steps=7000,
        ),
    },
    run=run,
    figures={figure: OfSeeds(partial(_draw, figure)) for figure in FIGURES},
    checks=CHECKS,
    choices="The captions print 16 channels (“W ≈ 10000”; with one linear layer on top there are 7,994 weights on "
    "32×32×3 images), neither the sizes n, nor rate, batches or epochs: batches of 100 and 70 epochs as in Fig. 5, "
    "more epochs for few samples so that every net makes as many steps, rate 0.3. The laptop size has digits of 8×8 "
    "pixels, 1,000 steps, and 6 channels: 1,096 weights for 50 to 1,200 images, so that there are more weights than "
    "equations with the fewest images, and fewer than images with the most, as in the paper. "
    + NEAR_ZERO
    + "“Zero training error for randomly labeled data” is asked of every n with n · 10 ≤ W, as many weights as "
    "equations; “generalization” is a gap between test and training error that more than halves from the smallest n "
    "to the largest; one that does not, where every n is below W, is undecided: the statement is about large n.",
)
