"""E02: stages of parallel SGD trajectories, half of them from a perturbed start (Theory II, Fig. 3 and 8–13)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..models import initial_weights
from ..probes import cosine_dissimilarity, perturb
from ..runs import Check, Experiment, Measured, Outcome, Run
from ..training import DataSpec, TrainResult, TrainTask
from .parts.common import copies, dcnn, draw_trajectories, embedded, one_model, together

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HALF = 4  # trajectories from P, and as many from perturbed P
LAYERS = {"2": 1, "5": 4}  # the paper counts the input as layer 1
LATE = 5  # stages from here on are embedded once more
STILL_FALLING = 0.98  # a loss below this fraction of the one a stage before is still falling
MOST = 0.9  # our reading of “almost always”
SAME = 1e-7  # rounding of float32 weights gives about 1e-13
SLIGHT = 0.5  # 1 − cosine of independently drawn weights is near 1; below half of that we call a difference slight


def run(run: Run) -> Measured:
    """Stage after stage: trajectories 1 to 4 from P, 5 to 8 from perturbed P; then P is the end of trajectory 1."""
    o = run.options
    data = DataSpec(o["data"], o["num_train"], o["num_test"], seed=run.seed, labels=o["labels"])
    task = TrainTask(
        dcnn(o),
        data,
        models=tuple(range(2 * HALF)),
        epochs=o["epochs"],
        learning_rate=o["learning_rate"],
        batch_size=o["batch_size"],
        evaluate_every=o["epochs"],
        record_layers=tuple(LAYERS.values()),
        seed=run.seed,
    )
    results: list[TrainResult] = []
    for stage in range(1, o["stages"] + 1):
        start = _start(task, results, o["noise"], stage)
        results.append(run.train({f"stage{stage}": _with(task, start, stage)})[f"stage{stage}"])
    measured: Measured = {"num_params": task.network.num_params, "stages": []}
    for result in results:
        row: dict[str, Any] = {
            name: result.final(name) for name in ("train_loss", "train_error", "test_loss", "test_error")
        }
        row["dissimilarity"] = {
            paper: cosine_dissimilarity(result.trajectories[ours][:, -1]) for paper, ours in LAYERS.items()
        }
        measured["stages"].append(row)
    for paper, ours in LAYERS.items():
        paths = np.concatenate([result.trajectories[ours] for result in results])
        measured[f"layer{paper}"] = {
            "all": embedded(paths),
            "late": embedded(paths[2 * HALF * (LATE - 1) :]) if o["stages"] > LATE else None,
        }
    return measured


def _start(task: TrainTask, results: list[TrainResult], noise: float, stage: int) -> dict[str, np.ndarray]:
    point = one_model(results[-1].weights, 0) if results else initial_weights(task.network, (0,), task.seed)
    same = copies(point, 0, HALF)
    moved = perturb(same, noise, measure="std", seed=task.seed, index=stage, models=range(HALF, 2 * HALF)).weights
    return together([same, moved])


def _with(task: TrainTask, start: dict[str, np.ndarray], stage: int) -> TrainTask:
    return replace(task, start=start, stage=stage)


def _pairs(measured: Measured, *, across: bool) -> np.ndarray:
    """1 − cosine of the final models of a stage: all pairs, or one from P with one from perturbed P."""
    found = []
    for row in measured["stages"]:
        for layer in LAYERS:
            matrix = np.asarray(row["dissimilarity"][layer], float)
            found.append(matrix[:HALF, HALF:].ravel() if across else matrix[np.triu_indices(2 * HALF, 1)])
    return np.concatenate(found)


def _slightly_different(measured: Measured, *, across: bool) -> Outcome:
    pairs = _pairs(measured, across=across)
    numbers = {"pairs": pairs.size, "smallest": pairs.min(), "median": np.median(pairs), "largest": pairs.max()}
    numbers |= {"same_below": SAME, "slight_below": SLIGHT}
    if np.mean(pairs > SAME) < MOST:
        return Outcome("contradicts", numbers, "trajectories ended in the same weights")
    if np.mean(pairs < SLIGHT) < MOST:
        return Outcome("contradicts", numbers, "the paths differ, but not slightly")
    return Outcome("agrees", numbers)


def _no_local_minimum(measured: Measured) -> Outcome:
    errors = np.asarray([row["train_error"] for row in measured["stages"]], float)
    losses = np.asarray([row["train_loss"] for row in measured["stages"]], float).mean(1)
    numbers = {"train_error_by_stage": errors.mean(1), "train_loss_by_stage": losses}
    if errors[-1].max() == 0:
        return Outcome("agrees", numbers)
    if len(losses) < 2 or losses[-1] < STILL_FALLING * losses[-2]:
        return Outcome("undecided", numbers, "the training loss was still falling when the last stage ended")
    return Outcome("contradicts", numbers, "the training loss no longer falls and the training error is not 0")


def _draw(layer: str, part: str, measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 6))
    embedding = measured[f"layer{layer}"][part]
    if embedding is None:
        axes.set_title(f"stages {LATE} to 12 were not run")
        return figure
    draw_trajectories(axes, embedding)
    axes.set_title(f"layer {layer}, " + ("all stages" if part == "all" else f"stages {LATE} on"))
    return figure


def _draw_stages(first: int, measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(3, 2, figsize=(7, 9))
    points = np.asarray(
        measured["layer2"]["all" if first == 1 else "late"]["points"]
        if len(measured["stages"]) > LATE or first == 1
        else np.zeros((0, 0, 2))
    )
    stress = measured["layer2"]["all"]["stress"]
    for row, stage in enumerate(range(first, first + 3)):
        begin = 2 * HALF * (stage - (1 if first == 1 else LATE))
        for column, title in enumerate(("from P", "from perturbed P")):
            axes = grid[row, column]
            part = points[begin + HALF * column : begin + HALF * (column + 1)]
            if len(part):
                draw_trajectories(axes, {"points": part, "stress": stress})
            axes.set_title(f"stage {stage}, {title}", fontsize=9)
    return figure


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    return 2 * HALF * int(options["stages"] * options["epochs"] * options["num_train"])


_COMMON = {
    "data": "patches",
    "labels": "true",
    "activation": "relu",
    "learning_rate": 0.01,
    "batch_size": 100,
    "noise": 0.01,
}

EXPERIMENT = Experiment(
    id="E02",
    title="Stages of parallel SGD trajectories, half of them perturbed",
    source="Theory II, 4.2 and B.2, Fig. 3 and 8–13",
    sizes={
        "smoke": _COMMON | {"data": "digits", "num_train": 200, "num_test": 100, "stages": 2, "epochs": 2},
        "laptop": _COMMON | {"num_train": 2000, "num_test": 1000, "stages": 12, "epochs": 10},
        "paper": _COMMON | {"data": "cifar10", "num_train": 50000, "num_test": 10000, "stages": 12, "epochs": 10},
    },
    run=run,
    figures={
        "T2-3": partial(_draw, "2", "all"),
        "T2-8": partial(_draw, "2", "all"),
        "T2-9": partial(_draw_stages, 1),
        "T2-10": partial(_draw, "2", "late"),
        "T2-11": partial(_draw_stages, LATE),
        "T2-12": partial(_draw, "5", "all"),
        "T2-13": partial(_draw, "5", "late"),
    },
    checks=(
        Check(
            "T2-18",
            "paths differ",
            "“running any trajectory with SGD again almost always leads to a slightly different convergence path” "
            "(4.2)",
            partial(_slightly_different, across=False),
        ),
        Check(
            "T2-18",
            "perturbed starts",
            "“a small perturbation of the model almost always leads to a slightly different convergence path” (§5)",
            partial(_slightly_different, across=True),
        ),
        Check(
            "T2-17",
            "training error returns to 0",
            "“We do not observe local minima” and the training error reaches 0 (§5)",
            _no_local_minimum,
        ),
    ),
    work=work,
    choices="The paper prints neither the widths of the network (see netsim.models.networks.theory2_dcnn) nor the "
    "preprocessing (here: mean and standard deviation of each channel).",
)
