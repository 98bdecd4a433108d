"""E02: stages of parallel SGD trajectories, half of them from a perturbed start (Theory II, Fig. 3 and 8–13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ..models import (
    Activation,
    FourChannels,
    NetworkSpec,
    Weights,
    copies,
    initial_weights,
    one_model,
    reached_weights,
    together,
)
from ..probes import cosine_dissimilarity, perturb
from ..runs import Experiment, Images, Labels, Network, Options, Run
from ..shell import Batch, Epochs, Few, Rate, Samples, Spread
from ..training import TrainResult, TrainTask
from .parts.finals import finals
from .parts.on_images import DCNN, NOISE, PICTURES, THEORY2, dcnn, own_or, training
from .parts.trajectories import Dissimilarity, Picture, draw_trajectories, embedded
from .parts.trajectory_checks import CHECKS, HALF, LAYERS, Measured, Pictures, Stage

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LATE = 5  # stages from here on are embedded once more


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    network: Network = "paper"
    labels: Labels = "true"
    activation: Activation = "relu"
    channels: FourChannels = DCNN
    mds: Dissimilarity = "one_minus_cosine"
    learning_rate: Rate = 0.01
    batch_size: Batch = 100
    noise: Spread = 0.01
    num_train: Samples
    num_test: Samples
    stages: Few = 12
    epochs: Epochs = 10

    def sample_passes(self) -> int:
        return 2 * HALF * int(self.stages * self.epochs * self.num_train)


def run(run: Run[Settings]) -> Measured:
    """Stage after stage: trajectories 1 to 4 from P, 5 to 8 from perturbed P; then P is the end of trajectory 1."""
    o = run.options
    task = replace(
        training(o, run.seed, own_or(o, dcnn(o.data, o.activation, o.channels))),
        models=tuple(range(HALF)) * 2,  # 5 to 8 see the batches of 1 to 4, so that what differs is what was put in
        evaluate_every=o.epochs,
        record_layers=tuple(LAYERS.values()),
    )
    results: list[TrainResult] = []
    for stage in range(1, o.stages + 1):
        start = _start(task, results, o.noise, stage)
        results.append(_seen(run.train_one(f"stage{stage}", replace(task, start=start, stage=stage)), task.network))
    return {
        "num_params": task.network.num_params,
        "stages": [_stage(result) for result in results],
        "layer2": _pictures(results, LAYERS["2"], root=o.mds == "root"),
        "layer5": _pictures(results, LAYERS["5"], root=o.mds == "root"),
    }


def _seen(result: TrainResult, network: NetworkSpec) -> TrainResult:
    """Of the recorded weights those that have an effect."""
    seen = {layer: path[..., reached_weights(network, layer)] for layer, path in result.trajectories.items()}
    return replace(result, trajectories=seen)


def _stage(result: TrainResult) -> Stage:
    paths = {paper: result.trajectories[ours] for paper, ours in LAYERS.items()}
    return {
        **finals(result),
        "dissimilarity": {paper: cosine_dissimilarity(path[:, -1]) for paper, path in paths.items()},
        "first": {paper: cosine_dissimilarity(path[:, 0]) for paper, path in paths.items()},
        "moved": {k: [cosine_dissimilarity(one[[0, -1]])[0, 1] for one in path] for k, path in paths.items()},
    }


def _pictures(results: list[TrainResult], layer: int, *, root: bool) -> Pictures:
    paths = np.concatenate([result.trajectories[layer] for result in results])
    late = paths[2 * HALF * (LATE - 1) :]
    return {"all": embedded(paths, root=root), "late": embedded(late, root=root) if len(results) > LATE else None}


def _start(task: TrainTask, results: list[TrainResult], noise: float, stage: int) -> Weights:
    point = one_model(results[-1].weights, 0) if results else initial_weights(task.network, (0,), task.seed)
    same = copies(point, 0, HALF)
    moved = perturb(same, noise, measure="std", seed=task.seed, index=stage, models=range(HALF, 2 * HALF)).weights
    return together([same, moved])


def _pictures_of(layer: str, measured: Measured) -> Pictures:
    return measured["layer2"] if layer == "2" else measured["layer5"]


def _draw_all(layer: str, measured: Measured) -> Figure:
    return _drawn(_pictures_of(layer, measured)["all"], f"layer {layer}, all stages")


def _draw_late(layer: str, measured: Measured) -> Figure:
    return _drawn(_pictures_of(layer, measured)["late"], f"layer {layer}, stages {LATE} on")


def _drawn(embedding: Picture | None, title: str) -> Figure:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 6))
    if embedding is None:
        axes.set_title(f"stages {LATE} to 12 were not run")
        return figure
    draw_trajectories(axes, embedding["points"], embedding["stress"])
    axes.set_title(title)
    return figure


def _draw_stages(first: int, measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(3, 2, figsize=(7, 9))
    pictures = measured["layer2"]
    embedding, begun = (pictures["all"], 1) if first == 1 else (pictures["late"], LATE)
    points = np.asarray(embedding["points"] if embedding else np.zeros((0, 0, 2)))
    for row, stage in enumerate(range(first, first + 3)):
        begin = 2 * HALF * (stage - begun)
        for column, title in enumerate(("from P", "from perturbed P")):
            axes = grid[row, column]
            part = points[begin + HALF * column : begin + HALF * (column + 1)]
            if len(part):
                draw_trajectories(axes, part, pictures["all"]["stress"])
            axes.set_title(f"stage {stage}, {title}", fontsize=9)
    return figure


EXPERIMENT = Experiment(
    id="E02",
    title="Stages of parallel SGD trajectories, half of them perturbed",
    source="Theory II, 4.2 and B.2, Fig. 3 and 8–13",
    sizes={
        "smoke": Settings(data="digits", num_train=200, num_test=100, stages=2, epochs=2),
        "laptop": Settings(num_train=2000, num_test=1000),
        "paper": Settings(data="cifar10", num_train=50000, num_test=10000),
    },
    run=run,
    figures={
        "T2-3": partial(_draw_all, "2"),
        "T2-8": partial(_draw_all, "2"),
        "T2-9": partial(_draw_stages, 1),
        "T2-10": partial(_draw_late, "2"),
        "T2-11": partial(_draw_stages, LATE),
        "T2-12": partial(_draw_all, "5"),
        "T2-13": partial(_draw_late, "5"),
    },
    checks=CHECKS,
    choices=THEORY2
    + NOISE
    + PICTURES
    + "Nor is it printed in which order trajectories 5 to 8 see the samples: here as 1 to 4 do, so that each has one "
    "beside it from which nothing but the noise tells it apart. The preprocessing is not printed, either (here: mean "
    "and standard deviation of each channel).",
)
