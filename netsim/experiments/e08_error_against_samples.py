"""E08: error against the number of samples, true and random labels (Theory III, Fig. 1 and 10)."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
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
    decide_zero_errors,
    difference_interval,
    draw_sweep,
    epochs_of,
    finals,
    has_diverged,
    notes_of,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CHANNELS = (16, 16, 16, 16)
FIGURES = {"T3-1": "relu", "T3-10": "polynomial"}
LABELS = ("true", "random")
NUM_CLASSES = 10
SHRINKS = 0.5  # the gap between test and training error at the largest n, as a part of the one at the smallest


def run(run: Run) -> Measured:
    """Every n with both kinds of labels and both activations, some models each."""
    o = run.options
    tasks = {
        f"{kind}-{labels}-{n}": TrainTask(
            cnn(o | {"activation": activation}, CHANNELS),
            DataSpec(o["data"], n, o["num_test"], seed=run.seed, labels=labels),
            models=tuple(range(o["models"])),
            epochs=epochs_of(n, o),
            learning_rate=o["learning_rate"],
            batch_size=o["batch_size"],
            evaluate_every=max(1, epochs_of(n, o) // o["evaluations"]),
            seed=run.seed,
        )
        for kind, activation in (("relu", "relu"), ("polynomial", o["activation"]))
        for labels in LABELS
        for n in o["num_train"]
    }
    results = run.train(tasks)
    run.notes += notes_of({name: finals(result) for name, result in results.items()})
    polynomial = [name for name in tasks if name.startswith("polynomial")]
    calls = [{"task": tasks[name], "weights": results[name].weights, "device": run.device} for name in polynomial]
    return {
        "num_train": o["num_train"],
        "num_params": next(iter(tasks.values())).network.num_params,
        "cells": {
            kind: {labels: [finals(results[f"{kind}-{labels}-{n}"]) for n in o["num_train"]] for labels in LABELS}
            for kind in FIGURES.values()
        },
        "ranges": dict(zip(polynomial, run.map("ranges", activation_ranges, calls), strict=True)),
    }


def _numbers(measured: Measured, cells: list[Cell]) -> dict[str, Any]:
    means = {name: [np.mean(column(cell, name)) for cell in cells] for name in ("train_error", "test_error")}
    return {"num_train": measured["num_train"], "num_params": measured["num_params"]} | means


def _more_data_helps(kind: str, measured: Measured) -> Outcome:
    """The most samples against the fewest, and no step in between that is surely upwards."""
    cells = measured["cells"][kind]["true"]
    numbers, errors = _numbers(measured, cells), [column(cell, "test_error") for cell in cells]
    stopped = has_diverged(cells, numbers)
    if stopped:
        return stopped
    steps = [difference_interval(more, fewer) for fewer, more in pairwise(errors)]
    if any(low > 0 for _, low, _ in steps):
        return Outcome("contradicts", numbers | {"steps": steps}, "the test error rises from one n to the next")
    return decide_above(difference_interval(errors[0], errors[-1]), 0.0, numbers)


def _random_labels_fitted(kind: str, measured: Measured) -> Outcome:
    """All n with at least as many weights as equations (n · outputs)."""
    able = [n * NUM_CLASSES <= measured["num_params"] for n in measured["num_train"]]
    cells = [cell for cell, is_able in zip(measured["cells"][kind]["random"], able, strict=True) if is_able]
    numbers = _numbers(measured, measured["cells"][kind]["random"])
    if not cells:
        return Outcome("undecided", numbers, "every n has more equations than there are weights")
    return has_diverged(cells, numbers) or decide_zero_errors(cells, numbers)


def _gap_shrinks(kind: str, labels: str, measured: Measured) -> Outcome:
    """Generalisation in the paper's sense: training and test error approach each other."""
    cells = measured["cells"][kind][labels]
    numbers = _numbers(measured, cells)
    stopped = has_diverged(cells, numbers)
    if stopped:
        return stopped
    gaps = [column(cell, "test_error") - column(cell, "train_error") for cell in cells]
    numbers |= {"gaps": [gap.mean() for gap in gaps]}
    decided = decide_above(difference_interval(SHRINKS * gaps[0], gaps[-1]), 0.0, numbers)
    if decided.outcome == "contradicts" and measured["num_train"][-1] < measured["num_params"]:
        return Outcome("undecided", decided.measured, "not at these n, but none is as large as W: the limit is beyond")
    return decided


def _draw(figure: str, measured: Measured) -> Figure:
    from matplotlib import pyplot

    drawing, grid = pyplot.subplots(1, 2, figsize=(10, 4), sharey=True, layout="constrained")
    kind = FIGURES[figure]
    for axes, labels in zip(grid, LABELS, strict=True):
        for role, color in (("train", "tab:blue"), ("test", "tab:red")):
            cells = measured["cells"][kind][labels]
            label = "training" if role == "train" else "test"
            draw_sweep(axes, measured["num_train"], cells, f"{role}_error", label, color=color)
        axes.set_xscale("log")
        axes.set_xticks(measured["num_train"], [f"{n:,}" for n in measured["num_train"]])
        axes.minorticks_off()
        axes.set_xlabel("number of training samples n")
        axes.set_title(f"{'ReLU' if kind == 'relu' else kind}, {labels} labels", fontsize=10)
        axes.legend()
    grid[0].set_ylabel("classification error")
    grid[0].set_ylim(0, 1)
    return drawing


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    passes = sum(n * epochs_of(n, options) for n in options["num_train"])
    return len(FIGURES) * len(LABELS) * int(options["models"] * passes)


def _checks(figure: str) -> tuple[Check, ...]:
    kind, place = FIGURES[figure], figure.replace("T3-", "T3 Fig. ")
    also = " (for ReLU; “Together Figures 10,11 include all the puzzles”, 6.4.2)" if kind == "polynomial" else ""
    return (
        Check(
            "",
            f"{place}: more data, less test error",
            "“the more training data, the smaller the test error, as shown in the left of Figure 1” (§2)" + also,
            partial(_more_data_helps, kind),
        ),
        Check(
            "",
            f"{place}: random labels are fitted",
            "“The same network which achieves zero training error for randomly labeled data (right plot in Figure 1), "
            "clearly showing large capacity” (§2)" + also,
            partial(_random_labels_fitted, kind),
        ),
        Check(
            "",
            f"{place}: generalisation, true labels",
            "“The left and the right plots in Figure 1 indicates generalization for large n.” (§2)" + also,
            partial(_gap_shrinks, kind, "true"),
        ),
        Check(
            "",
            f"{place}: generalisation, random labels",
            "“The left and the right plots in Figure 1 indicates generalization for large n.” (§2)" + also,
            partial(_gap_shrinks, kind, "random"),
        ),
    )


_COMMON = {
    "data": "patches",
    "activation": "polynomial:10:10",
    "learning_rate": 0.3,
    "batch_size": 100,
    "models": 4,
    "evaluations": 10,
}

EXPERIMENT = Experiment(
    id="E08",
    title="Error against the number of samples, true and random labels",
    source="Theory III, Fig. 1 and 10",
    sizes={
        "smoke": _COMMON
        | {"data": "digits", "num_train": [50, 150], "num_test": 100, "models": 2, "epochs": 2, "min_steps": 4},
        "laptop": _COMMON | {"num_train": [100, 300, 900, 1800], "num_test": 1000, "epochs": 15, "min_steps": 500},
        "paper": _COMMON
        | {
            "data": "cifar10",
            "num_train": [100, 300, 1000, 3000, 10000, 30000, 50000],
            "num_test": 10000,
            "epochs": 70,
            "min_steps": 7000,
        },
    },
    run=run,
    figures={figure: partial(_draw, figure) for figure in FIGURES},
    checks=tuple(check for figure in FIGURES for check in _checks(figure)),
    work=work,
    choices="The captions print 16 channels (“W ≈ 10000”; with one linear layer on top there are 7,994 weights on "
    "32×32×3 images), neither the sizes n, nor rate, batches or epochs: batches of 100 and 70 epochs as in Fig. 5 "
    "(fewer on a laptop), more epochs for few samples so that every net makes as many steps, rate 0.3. The polynomial "
    "is that of E01 (degree 10, Chebyshev on [-10, 10], never clipped; see netsim.models, and `ranges` in the "
    "record). “Zero training error for randomly labeled data” is asked of every n with n · 10 ≤ W, as many weights as "
    "equations; “generalization” is a gap between test and training error that more than halves from the smallest n "
    "to the largest; one that does not, where every n is below W, is undecided: the statement is about large n.",
)
