"""E15: gradient descent on the square loss, 2,000 examples and 188,810 weights (Theory III, Fig. 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..runs import Check, Experiment, Measured, Outcome, Run
from ..training import DataSpec, TrainTask
from .parts.common import dcnn
from .parts.sweeps import MEASURES, column, decide_above, mean_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WINDOW = 5  # evaluations that are averaged, so that one lucky one is not the minimum
RISE = 0.005  # of the test samples: less is no overfitting that a figure would show
LEARNT = 0.05  # a training error above this has not begun to fit the training set: overfitting cannot be seen yet


def run(run: Run) -> Measured:
    """Some models from different starts."""
    o = run.options
    task = TrainTask(
        dcnn(o),
        DataSpec(o["data"], o["num_train"], o["num_test"], seed=run.seed, labels=o["labels"]),
        models=tuple(range(o["models"])),
        epochs=o["epochs"],
        learning_rate=o["learning_rate"],
        batch_size=o["batch_size"],
        loss="square",
        evaluate_every=o["evaluate_every"],
        seed=run.seed,
    )
    history = run.train({"square": task})["square"].history
    return {"num_params": task.network.num_params, "epoch": history["epoch"]} | {m: history[m] for m in MEASURES}


def _rows(measured: Measured, name: str) -> np.ndarray:
    return np.array([column({"row": row}, "row") for row in measured[name]])


def _rise(rows: np.ndarray) -> np.ndarray:
    """How far the end of each model's curve lies above its lowest part, both averaged over a window."""
    smooth = np.apply_along_axis(np.convolve, 1, rows, np.ones(WINDOW) / WINDOW, "valid")
    return smooth[:, -1] - smooth.min(1)


def _overfits(measured: Measured) -> Outcome:
    train, test, losses = (_rows(measured, name) for name in ("train_error", "test_error", "train_loss"))
    diverged = int((~np.isfinite(losses)).any(1).sum())
    if diverged:
        return Outcome("undecided", {"diverged": diverged}, f"{diverged} models diverged")
    numbers = {"train_error": train[:, -1], "test_error": test[:, -1], "lowest_test_error": test.min(1)}
    if test.shape[1] < 2 * WINDOW:
        return Outcome("undecided", numbers, f"fewer than {2 * WINDOW} evaluations")
    rise = _rise(test)
    decided = decide_above(mean_interval(rise), RISE, numbers | {"rise": rise})
    if decided.outcome == "contradicts" and train[:, -1].max() > LEARNT:
        return Outcome("undecided", decided.measured, "the training set is not fitted yet: overfitting may come later")
    return decided


def _draw(measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    epoch = np.asarray(measured["epoch"])
    for name, color, label in (("train_error", "tab:blue", "training"), ("test_error", "tab:red", "test")):
        rows = _rows(measured, name)
        axes.plot(epoch, rows.mean(0), color=color, label=label)
        axes.fill_between(epoch, rows.min(0), rows.max(0), color=color, alpha=0.2, linewidth=0)
    axes.set_xlabel("epoch of gradient descent")
    axes.set_ylabel("classification error")
    axes.set_title(f"square loss, {measured['num_params']:,} weights, mean and range of the models", fontsize=10)
    axes.set_ylim(0, 1)
    axes.legend()
    return figure


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    return int(options["models"] * options["epochs"] * options["num_train"])


_COMMON = {
    "data": "patches",
    "labels": "true",
    "activation": "relu",
    "num_train": 2000,
    "batch_size": 0,
    "learning_rate": 0.03,
    "models": 4,
}

EXPERIMENT = Experiment(
    id="E15",
    title="Overfitting of the classification error under the square loss",
    source="Theory III, Fig. 18",
    sizes={
        "smoke": _COMMON
        | {"data": "digits", "num_train": 200, "num_test": 100, "models": 2, "epochs": 30, "evaluate_every": 2},
        "laptop": _COMMON | {"num_test": 1000, "epochs": 200, "evaluate_every": 5},
        "paper": _COMMON | {"data": "cifar10", "num_test": 10000, "epochs": 2000, "evaluate_every": 10},
    },
    run=run,
    figures={"T3-18": _draw},
    checks=(
        Check(
            "",
            "the classification error overfits",
            "“Classification error on CIFAR obtained with GD optimizing the square loss risk. The training set has "
            "2000 examples and the network has 188810 parameters. Overfitting appears here for the classification "
            "error.” (Fig. 18)",
            _overfits,
        ),
    ),
    work=work,
    choices="The caption prints neither the network (the one of Theory II has 188,810 weights), nor the rate or the "
    "number of steps: full-batch gradient descent (batch_size 0) at rate 0.03 (it diverges at 0.1) on the squared "
    "distance to the unit vector of the label. Read as “overfitting appears”: the test error ends above its lowest "
    "value in training, both averaged over five evaluations, by more than 0.005.",
)
