"""E18: 150 layers of width 10, with and without skip-connections to the output (NMH, Fig. 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from ..models import Activation, NetworkSpec, mlp, random_skips
from ..runs import COLOURS, Experiment, Images, Labels, OfSeeds, Options, Preprocessing, Run
from ..shell import Batch, Epochs, Few, Init, Range, Samples, refuse
from ..training import TrainResult, TrainTask
from .parts.depth_checks import CHECKS, TITLES, Curves, Measured, tail_mean
from .parts.on_images import image_shape, images
from .parts.sweeps import draw_history

if TYPE_CHECKING:
    from matplotlib.figure import Figure


Kind = Literal["train_loss", "train_error"]


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    labels: Labels = "true"
    preprocess: Preprocessing = "scale"
    num_train: Samples = 1000
    num_test: Samples = 100
    activation: Activation = "softplus:20"
    init: Init = "he"
    depth: Few = 150
    width: Annotated[int, Range(1, 200)] = 10
    num_skips: Annotated[int, Range(1, 1_000_000)] = 1000
    learning_rate: Annotated[tuple[float, ...], Range(0, 1000)] = (0.01, 0.001, 0.0001, 1e-05)
    batch_size: Batch = 100
    epochs: Epochs = 1000
    evaluate_every: Epochs = 5
    num_models: Few = 1

    def check_together(self) -> None:
        if self.num_skips > self.depth * self.width:
            raise refuse(f"{self.num_skips} skips from {self.depth * self.width} neurons", "give fewer num_skips")

    def sample_passes(self) -> int:
        return 2 * self.num_models * len(self.learning_rate) * self.epochs * self.num_train


def networks(options: Settings, seed: int) -> dict[str, NetworkSpec]:
    """The network, and the same with skips from so many random hidden neurons to the outputs."""
    hidden = (options.width,) * options.depth
    plain = mlp(prod(image_shape(options.data)), hidden, 10, activation=options.activation, init=options.init)
    return {"plain": plain, "skip": replace(plain, skips=random_skips(plain, options.num_skips, seed))}


def run(run: Run[Settings]) -> Measured:
    """All rates and initial weights of a network are one ensemble."""
    o = run.options
    rates = o.learning_rate
    tasks = {
        name: TrainTask(
            network,
            replace(images(o, run.seed), preprocess=o.preprocess),
            models=tuple(range(o.num_models)) * len(rates),  # the same starts and orders for every rate
            epochs=o.epochs,
            learning_rate=tuple(rate for rate in rates for _ in range(o.num_models)),
            batch_size=o.batch_size,
            evaluate_every=o.evaluate_every,
            seed=run.seed,
        )
        for name, network in networks(o, run.seed).items()
    }
    results = run.train(tasks)
    return {
        "learning_rate": rates,
        "batch_size": o.batch_size,
        "num_train": o.num_train,
        "num_params": {name: task.network.num_params for name, task in tasks.items()},
        "epoch": results["plain"].history["epoch"],
        "plain": _curves(results["plain"], len(rates)),
        "skip": _curves(results["skip"], len(rates)),
    }


def _curves(result: TrainResult, num_rates: int) -> Curves:
    losses, errors = result.history["train_loss"], result.history["train_error"]
    losses = losses.reshape(num_rates, -1, losses.shape[1])
    ends = tail_mean(losses).mean(axis=1)
    best = int(np.argmin(np.where(np.isfinite(ends), ends, np.inf)))
    return {"train_loss": losses, "train_error": errors.reshape(losses.shape), "best": best}


def draw(seeds: Sequence[Measured]) -> Figure:
    """Training loss and error over the epochs: the best rates in orange and black, the others pale.

    At the best rate the mean of the models of all seeds with its range; at the others the models of the first seed.
    """
    from matplotlib import pyplot

    measured = seeds[0]
    figure, grid = pyplot.subplots(2, 2, figsize=(12, 9), sharex=True, sharey="row", layout="constrained")
    epochs = np.asarray(measured["epoch"])
    kinds: tuple[tuple[str, str, Kind], ...] = ("loss", COLOURS[1], "train_loss"), ("error", "black", "train_error")
    for column, (name, title) in enumerate(TITLES.items()):
        found = measured[name]
        for row, (key, colour, kind) in enumerate(kinds):
            axes = grid[row, column]
            for place, rate in enumerate(measured["learning_rate"]):
                if place == found["best"]:
                    continue
                for number, curve in enumerate(np.asarray(found[kind][place], float)):
                    label = None if number else f"rate {rate:g}"
                    axes.plot(epochs, curve, color=f"C{place}", alpha=0.45, linewidth=0.9, label=label)
            best = [each[name][kind][each[name]["best"]] for each in seeds]
            rates = sorted({measured["learning_rate"][each[name]["best"]] for each in seeds})
            draw_history(axes, epochs, best, f"rate {', '.join(f'{rate:g}' for rate in rates)} (best)", colour)
            axes.set_ylabel(f"training {key}")
            axes.grid(alpha=0.3)
        grid[0, column].set_title(f"softplus, {title}")
        grid[0, column].set_ylim(0, 3)
        grid[1, column].set_ylim(0, 1)
        grid[1, column].set_xlabel("epoch")
        grid[1, column].legend()
    return figure


EXPERIMENT = Experiment(
    id="E18",
    title="150 layers of width 10, with and without skip-connections to the output",
    source="Nguyen, Mukkamala & Hein, App. F, Fig. 5",
    sizes={
        "smoke": Settings(data="digits", num_train=100, depth=20, num_skips=100, epochs=4, evaluate_every=1),
        "laptop": Settings(),
        "paper": Settings(data="cifar10", evaluate_every=1, num_models=3),
    },
    run=run,
    figures={"NMH-5": OfSeeds(draw)},
    checks=CHECKS,
    choices="The paper prints neither the batch size (here 100), nor the initialisation (Gaussian, variance 2/fan-in), "
    "nor γ of this softplus (20, as in its Section 5), nor whether its SGD has the momentum of Section 5 (here none). "
    "Without preprocessing: grey levels from 0 to 1. The best rate has the smallest training loss over the last "
    "tenth of the run. Fluctuation: the mean rise of the training loss from one evaluation to the next.",
)
