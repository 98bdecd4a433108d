"""E07: test error against samples and weights, and SGD paths with random labels (Theory II, Fig. 40, §7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..models import NetworkSpec, initial_weights
from ..probes import cosine_dissimilarity
from ..runs import Check, Experiment, Measured, Outcome, Run
from ..training import DataSpec, TrainTask
from .parts.common import copies, dcnn, draw_trajectories, embedded
from .parts.sweeps import (
    Cell,
    Interval,
    column,
    difference_interval,
    draw_sweep,
    epochs_of,
    finals,
    has_diverged,
    notes_of,
    still_falling,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NUM_PATHS = 4
PATH_LAYER = 1  # the paper's layer 2
LABELS = ("true", "random")
SLACK = 0.02  # of the test samples: a rise that a figure would not show
PRINTED_RATIO = 60  # weights for each sample
SAME = 1e-9  # 1 − cosine below this is nothing in float32


def scaled(options: dict[str, Any], width: float) -> NetworkSpec:
    """The network of Theory II with this multiple of its channels, two at least.

    >>> scaled({"data": "patches", "activation": "relu"}, 0.5).num_params
    47754
    """
    spec = dcnn(options)
    hidden = [replace(layer, units=max(2, round(width * layer.units))) for layer in spec.layers[:-1]]
    return replace(spec, layers=(*hidden, spec.layers[-1]))


def run(run: Run) -> Measured:
    """Every n with every width; then parallel paths from one start, with true and with random labels."""
    o = run.options
    task = TrainTask(
        dcnn(o),
        DataSpec(o["data"], o["num_train"][-1], o["num_test"], seed=run.seed),
        models=tuple(range(o["models"])),
        epochs=o["epochs"],
        learning_rate=o["learning_rate"],
        batch_size=o["batch_size"],
        seed=run.seed,
    )
    tasks = {
        f"{n}-{width:g}": replace(
            task,
            network=scaled(o, width),
            data=replace(task.data, num_train=n),
            epochs=epochs_of(n, o),
            evaluate_every=max(1, epochs_of(n, o) // o["evaluations"]),
        )
        for n in o["num_train"]
        for width in o["widths"]
    }
    results = run.train(tasks)
    run.notes += notes_of({name: finals(result) for name, result in results.items()})
    start = copies(initial_weights(task.network, (0,), run.seed), 0, NUM_PATHS)
    paths = {
        f"paths-{labels}": replace(
            task,
            data=replace(task.data, labels=labels),
            models=tuple(range(NUM_PATHS)),
            start=start,
            epochs=o["path_epochs"],
            learning_rate=o["path_learning_rate"],
            evaluate_every=o["path_epochs"],
            record_layers=(PATH_LAYER,),
        )
        for labels in LABELS
    }
    trajectories = {name: result.trajectories[PATH_LAYER] for name, result in run.train(paths).items()}
    return {
        "num_train": o["num_train"],
        "num_params": [scaled(o, width).num_params for width in o["widths"]],
        "cells": [[finals(results[f"{n}-{width:g}"]) for width in o["widths"]] for n in o["num_train"]],
        "paths": {labels: _paths(trajectories[f"paths-{labels}"]) for labels in LABELS},
    }


def _paths(trajectories: np.ndarray) -> dict[str, Any]:
    """The picture; and epoch by epoch how far the paths are from their common start and from each other."""
    if not np.isfinite(trajectories).all():
        return {"diverged": True}
    found = [cosine_dissimilarity(np.concatenate([trajectories[:1, 0], now])) for now in trajectories.swapaxes(0, 1)]
    pairs = np.array([matrix[1:, 1:][np.triu_indices(NUM_PATHS, 1)] for matrix in found])
    return {
        "diverged": False,
        "embedding": embedded(trajectories),
        "from_start": [matrix[0, 1:].mean() for matrix in found],
        "apart": pairs.mean(1),
        "least_apart": pairs[-1].min(),
    }


def _qualities(path: dict[str, Any]) -> dict[str, bool]:
    """What a picture of the paths shows whatever its scale is."""
    away, apart = column(path, "from_start"), column(path, "apart")
    middle = len(away) // 2
    return {
        "all ends differ": float(path["least_apart"]) > SAME,
        "still leaving the start in the second half": bool(away[-1] > away[middle]),
        "still spreading in the second half": bool(apart[-1] > apart[middle]),
        "ends nearer to each other than to the start": bool(apart[-1] < away[-1]),
    }


def _against_best(measured: Measured) -> tuple[dict[str, Any], list[list[Cell]], list[Interval]]:
    """For each n the largest network against that of the smaller ones which has the lowest mean test error."""
    numbers: dict[str, Any] = {"num_train": measured["num_train"], "num_params": measured["num_params"]}
    errors = [[column(cell, "test_error") for cell in row] for row in measured["cells"]]
    means = [[float(error.mean()) for error in row] for row in errors]
    best = [int(np.argmin(row[:-1])) for row in means]
    intervals = [difference_interval(row[-1], row[b]) for row, b in zip(errors, best, strict=True)]
    return numbers | {"mean_test_error": means, "differences": intervals}, measured["cells"], intervals


def _does_not_hurt(measured: Measured) -> Outcome:
    numbers, rows, intervals = _against_best(measured)
    ratio = measured["num_params"][-1] / np.array(measured["num_train"])
    numbers |= {"weights_per_sample": ratio, "threshold": SLACK}
    stopped = has_diverged([cell for row in rows for cell in row], numbers)
    if stopped:
        return stopped
    if any(low > SLACK for _, low, _ in intervals):
        return Outcome("contradicts", numbers, f"the largest network errs on more than {SLACK:g} more of the samples")
    if ratio.max() < PRINTED_RATIO:
        return Outcome("undecided", numbers, f"no network has {PRINTED_RATIO} weights for each sample")
    if any(still_falling(row[-1]) and column(row[-1], "train_error").mean() > SLACK for row in rows):
        return Outcome("undecided", numbers, "the largest networks do not fit the training set yet")
    if all(high <= SLACK for _, _, high in intervals):
        return Outcome("agrees", numbers)
    return Outcome("undecided", numbers, f"a 95 % interval holds the threshold {SLACK:g}")


def _never_lower(measured: Measured) -> Outcome:
    """The caption word for word, for the networks with at least as many weights as samples."""
    lower, surely_lower = [], False
    numbers: dict[str, Any] = {"num_train": measured["num_train"], "num_params": measured["num_params"]}
    rows = measured["cells"]
    stopped = has_diverged([cell for row in rows for cell in row], numbers)
    if stopped:
        return stopped
    for n, row in zip(measured["num_train"], rows, strict=True):
        over = [cell for w, cell in zip(measured["num_params"], row, strict=True) if w >= n]
        if len(over) > 1:
            found = difference_interval(column(over[-1], "test_error"), column(over[0], "test_error"))
            lower.append(found)
            surely_lower |= found[2] < 0
    numbers |= {"largest_minus_smallest_overparametrised": lower}
    if not lower:
        return Outcome("undecided", numbers, "no two networks have more weights than samples")
    if surely_lower:
        return Outcome("contradicts", numbers, "more weights lower the test error: the caption means the accuracy")
    if all(low >= 0 for _, low, _ in lower):
        return Outcome("agrees", numbers)
    return Outcome("undecided", numbers, "the 95 % intervals hold 0")


def _same_pictures(measured: Measured) -> Outcome:
    paths = [measured["paths"][labels] for labels in LABELS]
    if any(path["diverged"] for path in paths):
        return Outcome("undecided", {}, "a path diverged")
    numbers: dict[str, Any] = {
        labels: _qualities(path) | {name: path[name] for name in ("from_start", "apart")}
        for labels, path in zip(LABELS, paths, strict=True)
    }
    if any(column(path, "from_start")[-1] < SAME for path in paths):
        return Outcome("undecided", numbers, "the weights hardly moved")
    true, random = map(_qualities, paths)
    differing = [quality for quality in true if true[quality] != random[quality]]
    if differing:
        return Outcome("contradicts", numbers, f"only one kind of labels has: {', '.join(differing)}")
    return Outcome("agrees", numbers)


def _draw(measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(12, 4), width_ratios=(2, 1, 1), layout="constrained")
    for n, row in zip(measured["num_train"], measured["cells"], strict=True):
        draw_sweep(panels[0], measured["num_params"], row, "test_error", f"{n:,} training samples")
    panels[0].set_xscale("log")
    panels[0].set_xlabel("number of weights")
    panels[0].set_ylabel("validation error")
    panels[0].set_title("mean and range of the models", fontsize=10)
    panels[0].legend()
    for axes, labels in zip(panels[1:], LABELS, strict=True):
        axes.set_title(f"SGD paths, {labels} labels (§7)", fontsize=10)
        if not measured["paths"][labels]["diverged"]:
            draw_trajectories(axes, measured["paths"][labels]["embedding"])
    return figure


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    sweep = sum(n * epochs_of(n, options) for n in options["num_train"])
    sweep *= len(options["widths"]) * options["models"]
    return int(sweep + len(LABELS) * NUM_PATHS * options["num_train"][-1] * options["path_epochs"])


_COMMON = {
    "data": "patches",
    "activation": "relu",
    "learning_rate": 0.1,
    "path_learning_rate": 0.01,
    "batch_size": 100,
    "widths": [0.125, 0.25, 0.5, 1.0],
    "models": 5,
    "epochs": 60,
    "min_steps": 300,
    "evaluations": 10,
    "path_epochs": 10,
}

EXPERIMENT = Experiment(
    id="E07",
    title="Test error against the amount of training data and of weights",
    source="Theory II, Fig. 40 and §7",
    sizes={
        "smoke": _COMMON
        | {
            "data": "digits",
            "num_train": [60, 120],
            "num_test": 100,
            "widths": [0.125, 0.5],
            "models": 2,
            "epochs": 4,
            "min_steps": 4,
            "path_epochs": 2,
        },
        "laptop": _COMMON | {"learning_rate": 0.3, "num_train": [200, 400, 800], "num_test": 1000},
        "paper": _COMMON
        | {
            "data": "cifar10",
            "num_train": [3000, 10000, 50000],
            "num_test": 10000,
            "widths": [0.125, 0.25, 0.5, 1.0, 2.0, 4.0],
            "min_steps": 6000,
        },
    },
    run=run,
    figures={"T2-40": _draw},
    checks=(
        Check(
            "T2-20",
            "overparametrisation does not hurt",
            "“overparametrization (e.g., 60x more parameters than data) does not hurt generalization at all” (§7)",
            _does_not_hurt,
        ),
        Check(
            "",
            "the caption word for word",
            "“with different amount of training data, overparametrizing a DCNN never lower the validation error” "
            "(Fig. 40)",
            _never_lower,
        ),
        Check(
            "T2-20",
            "random labels, same pictures",
            "“We visualized the SGD trajectories in the case of fitting random labels. There is no qualitative "
            "difference between the results from those of normal labels.” (§7)",
            _same_pictures,
        ),
    ),
    work=work,
    choices="The caption prints no settings: batches of 100 and 60 epochs of SGD as in 4.4, more epochs for few "
    "samples so that every net makes as many steps (`min_steps`), rate 0.3 on a laptop (at 0.01, the only rate that "
    "the paper prints, so few steps are far from fitting) and 0.1 else; the channels of the network are multiplied by "
    "`widths`. Each largest network is compared with that of the smaller ones which has the lowest mean error: at most "
    "0.02 more “does not hurt”. For random labels the paper shows no figure: four parallel paths from one start, rate "
    "0.01 and 10 epochs as in 4.2, the same with both kinds of labels; “no qualitative difference” is read as: all "
    "ends differ, the paths go on leaving the start and each other, their ends are nearer to each other than to the "
    "start (1 - cosine of layer 2), or not, for both kinds alike.",
)
