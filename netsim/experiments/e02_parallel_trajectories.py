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
from .parts.trajectories import (
    Dissimilarity,
    Picture,
    as_map,
    draw_path,
    draw_trajectories,
    embedded,
    share_scale,
    stage_colours,
)
from .parts.trajectory_checks import CHECKS, HALF, LAYERS, Measured, Pictures, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
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
        training(o, run.seed, own_or(o, dcnn(o.data, o.activation, o.channels), LAYERS.values())),
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
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.5, 6.5), layout="constrained")
    _stages(axes, _pictures_of(layer, measured)["all"], 1, f"layer {layer}, all stages")
    return figure


def _draw_late(layer: str, measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.5, 6.5), layout="constrained")
    _stages(axes, _pictures_of(layer, measured)["late"], LATE, f"layer {layer}, stages {LATE} on")
    return figure


def _draw_overview(measured: Measured) -> Figure:
    """Fig. 3: all stages, the late ones, and stages 1 and 5 by themselves, from P and from perturbed P."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 3, figsize=(14, 9), layout="constrained")
    pictures = measured["layer2"]
    _stages(grid[0, 0], pictures["all"], 1, "all stages")
    _stages(grid[1, 0], pictures["late"], LATE, f"stages {LATE} on")
    _of_stage(grid[0, 1:], pictures["all"], 1, 1)
    _of_stage(grid[1, 1:], pictures["late"], LATE, LATE)
    figure.suptitle("layer 2")
    return figure


def _draw_stages(first: int, measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(3, 2, figsize=(8, 11), layout="constrained")
    picture, begun = (measured["layer2"]["all"], 1) if first == 1 else (measured["layer2"]["late"], LATE)
    for row, stage in zip(grid, range(first, first + 3), strict=True):
        _of_stage(row, picture, begun, stage)
    return figure


def _stages(axes: Axes, picture: Picture | None, begun: int, title: str) -> None:
    """All trajectories from a stage on, a colour for each stage; from perturbed points with dashes."""
    axes.set_title(title)
    if picture is None:
        as_map(axes)
        axes.text(0.5, 0.5, f"stages {LATE} to 12 were not run", ha="center", transform=axes.transAxes)
        return
    stages = np.asarray(picture["points"], float).reshape(-1, 2 * HALF, *np.shape(picture["points"])[1:])
    for stage, color, paths in zip(range(begun, begun + len(stages)), stage_colours(len(stages)), stages, strict=True):
        for number, path in enumerate(paths):
            style = {"linestyle": "-" if number < HALF else "--", "label": None if number else f"{stage}"}
            draw_path(axes, path, color, **style)
    as_map(axes, picture["stress"])
    columns = 2 if len(stages) > HALF else 1
    axes.legend(title="stage", ncols=columns, loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)


def _of_stage(panels: Sequence[Axes], picture: Picture | None, begun: int, stage: int) -> None:
    """The trajectories of one stage, from P and from perturbed P, in the same scale."""
    begin = 2 * HALF * (stage - begun)
    found = np.asarray(picture["points"] if picture else np.zeros((0, 0, 2)), float)[begin : begin + 2 * HALF]
    parts = [found[:HALF], found[HALF:]]
    for axes, part, title in zip(panels, parts, ("from P", "from perturbed P"), strict=True):
        axes.set_title(f"stage {stage}, {title}")
        as_map(axes)
        if picture is not None and len(part):
            draw_trajectories(axes, part, picture["stress"])
        else:
            axes.text(0.5, 0.5, "not run", ha="center", transform=axes.transAxes)
    share_scale(panels, parts)


EXPERIMENT = Experiment(
    id="E02",
    title="Stages of parallel SGD trajectories, half of them perturbed",
    source="Theory II, 4.2 and B.2, Fig. 3 and 8–13",
    sizes={
        "smoke": Settings(data="digits", num_train=200, num_test=100, stages=2, epochs=2),
        "laptop": Settings(channels=(4, 4, 5, 5), learning_rate=0.2, batch_size=25, num_train=250, num_test=500),
        "paper": Settings(data="cifar10", num_train=50000, num_test=10000),
    },
    run=run,
    figures={
        "T2-3": _draw_overview,
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
    "and standard deviation of each channel). On a laptop 250 images and channels 4, 4, 5, 5: 4.5 weights for each "
    "image (3.8 in the paper), batches of 25 and rate 0.2, so that 1,200 steps learn something (60,000 in the paper).",
)
