"""E17: the loss on random planes, with and without skip-connections to the output (NMH, Fig. 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Annotated

import numpy as np

from ..models import Activation, NetworkSpec, Weights, mlp, one_model, random_skips
from ..probes import random_directions
from ..runs import COLOURS, Arrays, Experiment, Images, Labels, Options, Preprocessing, Run
from ..shell import Batch, Channels, Epochs, Few, Init, Models, OneOf, Range, Rate, Samples, refuse
from ..training import TrainResult, TrainTask
from .parts.on_images import image_shape, images, num_classes
from .parts.sections import descent_ends, not_convex, plane_losses
from .parts.surface_checks import CHECKS, NETWORKS, Measured, Window

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = tuple[str, str]  # activation, and whether there are skips


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "digits"
    labels: Labels = "true"
    preprocess: Preprocessing = "scale"
    num_train: Samples = 256
    num_test: Samples = 100
    hidden: Channels = (196, 75)
    num_skips: Annotated[int, Range(1, 1_000_000)] = 256
    activation: tuple[Activation, ...] = ("sigmoid", "softplus:20")
    init: Init = "scaled"
    learning_rate: Rate = 0.1
    batch_size: Batch = 25
    epochs: Epochs = 100
    num_models: Models = 8
    num_planes: Few = 1
    looks: Annotated[tuple[int, ...], Range(1, 100_000)] = (3,)
    normalisation: Annotated[tuple[str, ...], OneOf(("filter", "none"))] = ("filter", "none")
    half_width: Annotated[tuple[float, ...], Range(1e-6, 1000)] = (1.0, 5.0)
    resolution: Annotated[int, Range(3, 1001)] = 13

    def check_together(self) -> None:
        if self.num_skips > sum(self.hidden):
            raise refuse(f"{self.num_skips} skips from {sum(self.hidden)} hidden neurons", "give fewer num_skips")
        if max(self.looks) > self.epochs:
            raise refuse(f"a look at epoch {max(self.looks)} of {self.epochs}", "let looks be at most epochs")

    def sample_passes(self) -> int:
        models = 2 * len(self.activation) * self.num_models
        return models * int(self.epochs * self.num_train)


def networks(options: Settings, activation: str, seed: int) -> dict[str, NetworkSpec]:
    """The two-hidden-layer network, and the same with skips from so many random hidden neurons to the outputs."""
    inputs = prod(image_shape(options.data))
    plain = mlp(inputs, tuple(options.hidden), num_classes(options.data), activation=activation, init=options.init)
    return {"plain": plain, "skip": replace(plain, skips=random_skips(plain, options.num_skips, seed))}


def run(run: Run[Settings]) -> Measured:
    """Train; look at random planes through each model at some epochs, at every scale."""
    o = run.options
    kinds = list(product(o.activation, NETWORKS))
    points = _train(run, kinds)
    windows = list(product(points, range(o.num_models), range(o.num_planes), o.normalisation, o.half_width))
    values = np.linspace(-1, 1, o.resolution)
    places = [(kind, *window) for kind in kinds for window in windows]
    calls = [
        partial(
            window_losses,
            task=points[epoch][kind][0],
            weights=one_model(points[epoch][kind][1].weights, model),
            normalisation=normalisation,
            index=model * o.num_planes + plane,
            seed=run.seed,
            values=(half_width * values).tolist(),
            device=run.device,
        )
        for kind, epoch, model, plane, normalisation, half_width in places
    ]
    measured: Measured = {"activation": o.activation, "models": [], "windows": []}
    for epoch, kind in product(points, kinds):
        result = points[epoch][kind][1]
        measured["models"].append(
            {
                "epoch": epoch,
                "activation": kind[0],
                "network": kind[1],
                "train_loss": result.final("train_loss"),
                "train_error": result.final("train_error"),
            }
        )
    for place, arrays in zip(places, run.map("plane", calls), strict=True):
        kind, epoch, model, plane, normalisation, half_width = place
        row: Window = {
            "activation": kind[0],
            "network": kind[1],
            "epoch": epoch,
            "model": model,
            "plane": plane,
            "normalisation": normalisation,
            "half_width": half_width,
            **descent_ends(arrays["loss"]),
            "not_convex": not_convex(arrays["loss"]),
        }
        if model == plane == 0 and normalisation == o.normalisation[0]:
            row["loss"] = arrays["loss"]
        measured["windows"].append(row)
    return measured


def _train(run: Run[Settings], kinds: list[Kind]) -> dict[int, dict[Kind, tuple[TrainTask, TrainResult]]]:
    """By epoch and kind of network, what was trained until then."""
    o = run.options
    data = replace(images(o, run.seed), preprocess=o.preprocess)
    points: dict[int, dict[Kind, tuple[TrainTask, TrainResult]]] = {}
    before = 0
    for stage, epoch in enumerate(sorted({*o.looks, o.epochs})):
        tasks = {
            kind: TrainTask(
                networks(o, kind[0], run.seed)[kind[1]],
                data,
                models=tuple(range(o.num_models)),
                epochs=epoch - before,
                learning_rate=o.learning_rate,
                batch_size=o.batch_size,
                start=points[before][kind][1].weights if before else None,
                stage=stage,
                evaluate_every=o.epochs,
                seed=run.seed,
            )
            for kind in kinds
        }
        names = {kind: f"{kind[0]}-{kind[1]}-{epoch}".replace(":", "-") for kind in kinds}
        results = run.train({names[kind]: task for kind, task in tasks.items()})
        points[epoch] = {kind: (replace(task, start=None), results[names[kind]]) for kind, task in tasks.items()}
        before = epoch
    return points


def window_losses(
    task: TrainTask,
    weights: Weights,
    normalisation: str,
    index: int,
    seed: int,
    values: list[float],
    device: str = "cpu",
) -> Arrays:
    """The loss on a square window of a random plane; 1 is a step of the model's own norm.

    With ``filter`` each filter of a direction has the norm of the model's filter; with ``none`` the Gaussian
    directions are scaled as a whole. Biases do not move.
    """
    directions = random_directions(weights, seed=seed, index=index, normalisation=normalisation)
    if normalisation == "none":
        moved = [name for name in weights if not name.endswith(".bias")]
        size = np.sqrt(sum(np.square(weights[name], dtype=np.float64).sum() for name in moved))
        for which in range(2):
            length = np.sqrt(sum(np.square(directions[name][which]).sum() for name in moved))
            for name in moved:
                directions[name][which] *= size / length
    return plane_losses(task, weights, directions, values, values, device)


def draw(measured: Measured) -> Figure:
    """Heat maps of the logarithm of the loss, one row for each network, one column for each window.

    With and without skips one window of one activation has one scale.
    """
    from matplotlib import pyplot

    shown = [row for row in measured["windows"] if "loss" in row]
    windows = list(dict.fromkeys((row["epoch"], row["half_width"]) for row in shown))
    kinds = list(product(measured["activation"], NETWORKS))
    size = (4.2 * len(windows), 3.7 * len(kinds))
    figure, grid = pyplot.subplots(len(kinds), len(windows), figsize=size, squeeze=False, layout="constrained")
    for activation, window in product(measured["activation"], windows):
        rows = [row for row in shown if (row["activation"], row["epoch"], row["half_width"]) == (activation, *window)]
        heights = [np.log10(np.maximum(np.asarray(row["loss"], float), 1e-12)) for row in rows]
        if not rows or not any(np.isfinite(height).any() for height in heights):
            continue
        finite = np.concatenate([height[np.isfinite(height)] for height in heights])
        levels = np.linspace(finite.min(), finite.max() + 1e-9, 25)
        panels = [grid[kinds.index((activation, row["network"])), windows.index(window)] for row in rows]
        for axes, row, height in zip(panels, rows, heights, strict=True):
            values = np.linspace(-row["half_width"], row["half_width"], len(height))
            picture = axes.contourf(values, values, height.T, levels)
            axes.plot(0, 0, marker="x", color=COLOURS[1], markersize=8, markeredgewidth=2)
            axes.set_title(f"{activation}, {NETWORKS[row['network']]},\nepoch {row['epoch']}")
            axes.set_aspect("equal")
        bar = figure.colorbar(picture, ax=panels, shrink=0.8, format="%.2f")
        bar.set_label("log10 loss" if window == windows[-1] else "")
    for axes in grid[-1]:
        axes.set_xlabel("first direction / norm")
    for axes in grid[:, 0]:
        axes.set_ylabel("second direction / norm")
    return figure


EXPERIMENT = Experiment(
    id="E17",
    title="The loss on random planes, with and without skip-connections to the output",
    source="Nguyen, Mukkamala & Hein, App. E, Fig. 3",
    sizes={
        "smoke": Settings(
            num_train=60,
            hidden=(50, 20),
            num_skips=60,
            batch_size=100,
            epochs=2,
            num_models=2,
            num_planes=1,
            looks=(1,),
            half_width=(1.0,),
            resolution=5,
        ),
        "laptop": Settings(),
        "paper": Settings(
            data="mnist",
            num_train=1024,
            hidden=(784, 300),
            num_skips=1024,
            batch_size=100,
            num_planes=2,
            resolution=51,
        ),
    },
    run=run,
    figures={"NMH-3": draw},
    checks=CHECKS,
    choices="The paper prints neither rate, batch size nor initialisation (here 0.1, 100 or fewer, variance "
    "1/fan-in), nor how long SGD learned its point (here planes through the models of epochs 3 and 100), nor how its "
    "random directions are scaled and how far they go: here Gaussian directions with filter normalisation, and the "
    "same scaled as a whole, up to 1 and 5 times the norm of the weights. γ of softplus is 20, as in its Section 5. "
    "Smooth is read as convex: the share of grid points with a clearly negative eigenvalue of second differences. A "
    "sub-optimal region: an interior local minimum of the grid, more than one per cent above its lowest loss; "
    "trapped: steepest descent on the grid ends there. The laptop size has 256 digits of 8×8 pixels in the place of "
    "MNIST, hidden layers a quarter as wide, so that M = N again, and batches of 25, so that 100 epochs have as many "
    "steps; there are fewer weights for each image than in the paper (110 of 830).",
    why_undecided="No plane has a sub-optimal region from which steepest descent could be freed, with skips or "
    "without, also not out to 20 times the norm of the weights around the models of epochs 1, 3, 10 and 100 (`--seed "
    "100 --set num_models=4 --set half_width=1,5,20 --set resolution=25 --set looks=1,3,10`), and with softplus so "
    "little of the planes is not convex that neither eight networks nor 48 (`--seed 11 --set num_models=48`) tell the "
    "two apart.",
)
