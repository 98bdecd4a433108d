"""E07: test error against samples and weights, and SGD paths with random labels (Theory II, Fig. 40, §7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, TypedDict

import numpy as np

from ..models import Activation, FourChannels, NetworkSpec
from ..runs import Experiment, Images, Numbers, OfSeeds, Options, Outcome, Run, states
from ..shell import Batch, Epochs, Every, Few, Models, Range, Rate, Samples
from ..training import TrainTask
from .parts.evidence import fitted, generalises, learned
from .parts.intervals import Interval, difference_interval
from .parts.on_images import DCNN, PICTURES, THEORY2, dcnn, some_images
from .parts.parallel_paths import LABELS, NUM_PATHS, SAME, Paths, qualities, train_paths
from .parts.sweeps import Cell, Row, draw_sweep, epochs_of, floats, means, statement, sweep
from .parts.trajectories import Dissimilarity, as_map, draw_trajectories, share_scale

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SLACK = 0.02  # of the test samples: a rise that a figure would not show
PRINTED_RATIO = 60  # weights for each sample


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    activation: Activation = "relu"
    channels: FourChannels = DCNN
    mds: Dissimilarity = "one_minus_cosine"
    learning_rate: Rate = 0.1
    path_learning_rate: Rate = 0.01
    batch_size: Batch = 100
    widths: Annotated[tuple[float, ...], Range(0.01, 100, items=2, ascending=True)] = (0.125, 0.25, 0.5, 1.0)
    models: Models = 5
    epochs: Epochs = 60
    min_steps: Every = 300
    evaluations: Few = 10
    path_epochs: Epochs = 10
    num_train: Annotated[tuple[int, ...], Range(2, 60_000, ascending=True)]
    num_test: Samples

    def epochs_for(self, num_train: int) -> int:
        return epochs_of(num_train, self.epochs, self.min_steps, self.batch_size)

    def sample_passes(self) -> int:
        swept = sum(n * self.epochs_for(n) for n in self.num_train) * len(self.widths) * self.models
        return swept + len(LABELS) * NUM_PATHS * self.num_train[-1] * self.path_epochs


class Measured(TypedDict):
    """What is measured: cells by n and width, and paths by labels."""

    num_train: Sequence[int]
    num_params: list[int]
    cells: list[list[Cell]]
    paths: dict[str, Paths]


def scaled(data: str, activation: str, channels: Sequence[int], width: float) -> NetworkSpec:
    """The network of Theory II with this multiple of its channels, two at least.

    >>> scaled("patches", "relu", (16, 36, 100, 152), 0.5).num_params
    50814
    """
    return dcnn(data, activation, [max(2, round(width * each)) for each in channels])


def task(o: Settings, seed: int, num_train: int, width: float) -> TrainTask:
    """One cell: n samples for the network of this width, some models."""
    epochs = o.epochs_for(num_train)
    return TrainTask(
        scaled(o.data, o.activation, o.channels, width),
        some_images(o.data, num_train, o.num_test, seed),
        models=tuple(range(o.models)),
        epochs=epochs,
        learning_rate=o.learning_rate,
        batch_size=o.batch_size,
        evaluate_every=max(1, epochs // o.evaluations),
        seed=seed,
    )


def run(run: Run[Settings]) -> Measured:
    """Every n with every width; then parallel paths from one start, with true and with random labels."""
    o = run.options
    swept = sweep(run, task, o.num_train, o.widths)
    along = replace(task(o, run.seed, o.num_train[-1], 1.0), epochs=o.path_epochs, learning_rate=o.path_learning_rate)
    return {
        "num_train": o.num_train,
        "num_params": [swept.tasks[o.num_train[0], width].network.num_params for width in o.widths],
        "cells": [[swept.cell(n, width) for width in o.widths] for n in o.num_train],
        "paths": train_paths(run, along, root=o.mds == "root"),
    }


def table(measured: Measured) -> list[Row]:
    """A row for every n and width."""
    return [
        Row(cell, n, num_params)
        for n, cells in zip(measured["num_train"], measured["cells"], strict=True)
        for num_params, cell in zip(measured["num_params"], cells, strict=True)
    ]


def _by_samples(rows: list[Row]) -> list[list[Row]]:
    """For each n the rows of all widths."""
    return [[row for row in rows if row.num_train == n] for n in dict.fromkeys(row.num_train for row in rows)]


def _sizes(rows: list[Row]) -> Numbers:
    return {
        "num_train": list(dict.fromkeys(row.num_train for row in rows)),
        "num_params": list(dict.fromkeys(row.num_params for row in rows)),
    }


def _against_best(rows: list[Row]) -> list[Interval]:
    """For each n the largest network against that of the smaller ones which has the lowest mean test error."""
    found = []
    for of_n in _by_samples(rows):
        best = of_n[int(np.argmin(means(of_n[:-1], "test_error")))]
        found.append(difference_interval(of_n[-1].column("test_error"), best.column("test_error")))
    return found


def _known(rows: list[Row]) -> Numbers:
    return _sizes(rows) | {
        "mean_test_error": [means(of_n, "test_error") for of_n in _by_samples(rows)],
        "differences": _against_best(rows),
        "weights_per_sample": [of_n[-1].num_params / of_n[-1].num_train for of_n in _by_samples(rows)],
        "threshold": SLACK,
    }


@statement(
    "overparametrisation does not hurt",
    "“overparametrization (e.g., 60x more parameters than data) does not hurt generalization at all” (§7)",
    "T2-20",
    known=_known,
    needs=(
        lambda rows: fitted(max(of_n[-1].column("train_error").mean() for of_n in _by_samples(rows))),
        lambda rows: generalises(max(min(means(of_n[:-1], "test_error")) for of_n in _by_samples(rows))),
    ),
    against=f"for some n the largest network, which fits its training set, errs surely (95 %) on {SLACK:g} of the test "
    "samples more than the best of the smaller ones",
)
def does_not_hurt(rows: list[Row], numbers: Numbers) -> Outcome:
    """The largest network errs hardly more often than the best of the smaller ones, for every n."""
    intervals, largest = _against_best(rows), [of_n[-1] for of_n in _by_samples(rows)]
    if any(low > SLACK for _, low, _ in intervals):
        return Outcome("contradicts", numbers, f"the largest network errs on more than {SLACK:g} more of the samples")
    if max(row.num_params / row.num_train for row in largest) < PRINTED_RATIO:
        return Outcome("undecided", numbers, f"no network has {PRINTED_RATIO} weights for each sample")
    if all(high <= SLACK for _, _, high in intervals):
        return Outcome("agrees", numbers)
    return Outcome("undecided", numbers, f"a 95 % interval holds the threshold {SLACK:g}")


@statement(
    "the caption word for word",
    "“with different amount of training data, overparametrizing a DCNN never lower the validation error” (Fig. 40)",
    known=_sizes,
    needs=(
        lambda rows: learned([row.column("train_error").mean() for row in rows if row.num_params >= row.num_train]),
        lambda rows: generalises([row.column("test_error").mean() for row in rows if row.num_params >= row.num_train]),
    ),
    against="for some n the largest network errs surely (95 %) less on the test samples than the smallest that has as "
    "many weights as samples",
)
def never_lower(rows: list[Row], numbers: Numbers) -> Outcome:
    """The caption word for word, for the networks with at least as many weights as samples."""
    over = [[row for row in of_n if row.num_params >= row.num_train] for of_n in _by_samples(rows)]
    lower = [
        difference_interval(of_n[-1].column("test_error"), of_n[0].column("test_error"))
        for of_n in over
        if len(of_n) > 1
    ]
    numbers |= {"largest_minus_smallest_overparametrised": lower}
    if not lower:
        return Outcome("undecided", numbers, "no two networks have more weights than samples")
    if any(high < 0 for _, _, high in lower):
        return Outcome("contradicts", numbers, "more weights lower the test error: the caption means the accuracy")
    if all(low >= 0 for _, low, _ in lower):
        return Outcome("agrees", numbers)
    return Outcome("undecided", numbers, "the 95 % intervals hold 0")


@states(
    "T2-20",
    "random labels, same pictures",
    "“We visualized the SGD trajectories in the case of fitting random labels. There is no qualitative difference "
    "between the results from those of normal labels.” (§7)",
    against="with one kind of labels only, all ends differ, or the paths go on leaving the start or each other, or end "
    "nearer to each other than to the start; both kinds being fitted",
)
def same_pictures(measured: Measured) -> Outcome:
    """Whether both kinds of labels give paths of the same qualities."""
    paths = {labels: found for labels, found in measured["paths"].items() if not found["diverged"]}
    if len(paths) < len(LABELS):
        return Outcome("undecided", {}, "a path diverged")
    numbers: Numbers = {
        labels: {**qualities(path), "from_start": path["from_start"], "apart": path["apart"]}
        for labels, path in paths.items()
    }
    if any(floats(path["from_start"])[-1] < SAME for path in paths.values()):
        return Outcome("undecided", numbers, "the weights hardly moved")
    for labels, path in paths.items():
        if "train_error" not in path:
            return Outcome("undecided", numbers, "it was not measured whether the labels were fitted")
        if why := fitted(path["train_error"]):
            return Outcome("undecided", numbers, f"{labels} labels: {why}")
    true, random = (qualities(paths[labels]) for labels in LABELS)
    differing = [quality for quality in true if true[quality] != random[quality]]
    if differing:
        return Outcome("contradicts", numbers, f"only one kind of labels has: {', '.join(differing)}")
    return Outcome("agrees", numbers)


def _draw(seeds: Sequence[Measured]) -> Figure:
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(15, 5.2), width_ratios=(1.7, 1, 1), layout="constrained")
    measured = seeds[0]
    for rows in zip(*(_by_samples(table(each)) for each in seeds), strict=True):
        label = f"{rows[0][0].num_train:,} training samples"
        draw_sweep(panels[0], measured["num_params"], rows, "test_error", label)
    panels[0].set(xscale="log", xlabel="number of weights", ylabel="validation error")
    panels[0].set_title("mean and range of the models")
    panels[0].legend()
    paths = [measured["paths"][labels] for labels in LABELS]
    for axes, labels, path in zip(panels[1:], LABELS, paths, strict=True):
        axes.set_title(f"SGD paths, {labels} labels (§7)")
        as_map(axes)
        if not path["diverged"]:
            draw_trajectories(axes, path["embedding"]["points"], path["embedding"]["stress"])
    share_scale(panels[1:], [np.zeros((0, 2)) if path["diverged"] else path["embedding"]["points"] for path in paths])
    return figure


EXPERIMENT = Experiment(
    id="E07",
    title="Test error against the amount of training data and of weights",
    source="Theory II, Fig. 40 and §7",
    sizes={
        "smoke": Settings(
            data="digits",
            widths=(0.125, 0.5),
            models=2,
            epochs=4,
            min_steps=4,
            path_epochs=2,
            num_train=(60, 120),
            num_test=100,
        ),
        "laptop": Settings(
            data="digits",
            channels=(8, 12, 16, 24),
            learning_rate=0.3,
            path_learning_rate=0.3,
            batch_size=50,
            widths=(0.25, 0.5, 1.0),
            models=10,
            min_steps=480,
            path_epochs=100,
            num_train=(50, 100, 200),
            num_test=360,
        ),
        "paper": Settings(
            data="cifar10",
            widths=(0.125, 0.25, 0.5, 1.0, 2.0, 4.0),
            min_steps=6000,
            num_train=(3000, 10000, 50000),
            num_test=10000,
        ),
    },
    run=run,
    figures={"T2-40": OfSeeds(_draw)},
    checks=(does_not_hurt.check(table), never_lower.check(table), same_pictures),
    choices=THEORY2
    + PICTURES
    + "The caption prints no settings: batches of 100 and 60 epochs of SGD as in 4.4, as many steps for few samples "
    "(`min_steps`), rate 0.1. The laptop size has digits of 8×8 pixels, batches of 50, 480 steps and rate 0.3, so "
    "that the largest networks fit their training sets (0.01, which the paper prints, is far from it), and channels "
    "8, 12, 16, 24: at most 167, 84 and 42 weights for each image of 50, 100 and 200, and ten networks of each width "
    "(with five, on patches of photographs, the 95 % interval held the 0.02 that count as a rise, and of seeds 0, 1, "
    "2 one had the same pictures for random labels, one had not, one did not fit). The channels of the network are "
    "multiplied by `widths`. Each largest network is compared with that of the smaller ones which has the lowest mean "
    "error: at most 0.02 more “does not hurt”. For random labels the paper shows no figure: four parallel paths from "
    "one start, rate 0.01 and 10 epochs as in 4.2 (on the laptop 0.3 and 100, so that random labels are fitted), the "
    "same with both kinds of labels; “no qualitative difference” is read as: all ends differ, the paths go on leaving "
    "the start and each other, their ends are nearer to each other than to the start (1 - cosine of layer 2), or not, "
    "for both kinds alike.",
)
