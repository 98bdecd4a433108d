"""E18: 150 layers of width 10, with and without skip-connections to the output (NMH, Fig. 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from ..models import Activation, NetworkSpec, Weights, initial_weights, mlp, random_skips
from ..runs import COLOURS, Experiment, Images, Labels, OfSeeds, Options, Preprocessing, Run
from ..shell import Batch, Epochs, Few, OneOf, Range, Samples, refuse
from ..training import TrainResult, TrainTask
from .parts.depth_checks import CHECKS, FIRST, TITLES, Curves, Measured, Pair, tail_mean
from .parts.linear_start import linear_start
from .parts.on_images import image_shape, images, num_classes
from .parts.sweeps import draw_history

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINEAR = "linear"
DRAWN = ("he", "scaled", "truncated", "glorot")
MOMENTUM = Range(0, 0.999)

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
    init: Annotated[str, OneOf((*DRAWN, LINEAR))] = "he"
    other_init: Annotated[str, OneOf(("none", *DRAWN, LINEAR))] = "none"
    depth: Few = 150
    width: Annotated[int, Range(1, 200)] = 10
    num_skips: Annotated[int, Range(1, 1_000_000)] = 1000
    learning_rate: Annotated[tuple[float, ...], Range(0, 1000)] = (0.01, 0.001, 0.0001, 1e-05)
    momentum: Annotated[float, MOMENTUM] = 0.0
    batch_size: Batch = 100
    epochs: Epochs = 1000
    evaluate_every: Epochs = 5
    num_models: Few = 1

    def check_together(self) -> None:
        if self.num_skips > self.depth * self.width:
            raise refuse(f"{self.num_skips} skips from {self.depth * self.width} neurons", "give fewer num_skips")
        if self.init == self.other_init:
            raise refuse(f"init and other_init are both {self.init}", "give two, or other_init=none")
        if LINEAR in self.inits and not self.activation.startswith(("softplus", "relu")):
            cause = f"an initialisation {LINEAR} with the activation {self.activation}"
            raise refuse(cause, "it is for softplus and relu, which are nearly linear for large arguments")

    @property
    def inits(self) -> tuple[str, ...]:
        """The initialisations, side by side."""
        return (self.init,) if self.other_init == "none" else (self.init, self.other_init)

    def sample_passes(self) -> int:
        models = 2 * self.num_models * len(self.learning_rate) * len(self.inits)
        return models * self.epochs * self.num_train


def networks(options: Settings, seed: int) -> dict[str, NetworkSpec]:
    """The network, and the same with skips from so many random hidden neurons to the outputs."""
    hidden = (options.width,) * options.depth
    plain = mlp(prod(image_shape(options.data)), hidden, num_classes(options.data), activation=options.activation)
    return {"plain": plain, "skip": replace(plain, skips=random_skips(plain, options.num_skips, seed))}


def run(run: Run[Settings]) -> Measured:
    """All initialisations, rates and draws of initial weights of a network are one ensemble."""
    from ..training import dataset_of  # needs torch, which a list of experiments does not

    o = run.options
    rates = o.learning_rate
    data = replace(images(o, run.seed), preprocess=o.preprocess)

    inputs = dataset_of(data).train_inputs
    draws = tuple(range(o.num_models)) * len(rates)  # the same starts and orders for every rate
    tasks, alive = {}, {}
    for name, network in networks(o, run.seed).items():
        starts = [starting_weights(network, init, inputs, draws, run.seed) for init in o.inits]
        alive[name] = [spread_at_start(network, start, inputs) for start in starts]
        tasks[name] = TrainTask(
            network,
            data,
            models=draws * len(o.inits),
            start={key: np.concatenate([start[key] for start in starts]) for key in starts[0]},
            epochs=o.epochs,
            learning_rate=tuple(rate for rate in rates for _ in range(o.num_models)) * len(o.inits),
            momentum=o.momentum,
            batch_size=o.batch_size,
            evaluate_every=o.evaluate_every,
            seed=run.seed,
        )
    results = run.train(tasks)
    curves = {name: _curves(result, len(o.inits), len(rates)) for name, result in results.items()}
    first, *others = [
        Pair(init=init, spread_at_start=alive["plain"][i], plain=curves["plain"][i], skip=curves["skip"][i])
        for i, init in enumerate(o.inits)
    ]
    return {
        "learning_rate": rates,
        "batch_size": o.batch_size,
        "num_train": o.num_train,
        "num_params": {name: task.network.num_params for name, task in tasks.items()},
        "epoch": results["plain"].history["epoch"],
        **first,
        "others": others,
    }


def starting_weights(
    network: NetworkSpec, init: str, inputs: np.ndarray, models: tuple[int, ...], seed: int
) -> Weights:
    """Initial weights of this kind."""
    if init == LINEAR:
        return linear_start(network, inputs, models, seed)
    return initial_weights(replace(network, init=init), models, seed)


def spread_at_start(network: NetworkSpec, weights: Weights, inputs: np.ndarray) -> float:
    """How much the outputs differ between samples before training, without skips: near 0 the network is dead.

    Returns:
        the standard deviation over the samples, root mean square over outputs and models.
    """
    import torch

    from ..models import forward

    plain = replace(network, skips=())
    own = {name: torch.tensor(array) for name, array in weights.items() if not name.startswith("skip")}
    with torch.no_grad():
        outputs = forward(plain, own, torch.tensor(inputs.reshape(1, len(inputs), -1)).float()).numpy()
    return float(np.sqrt(np.mean(outputs.std(axis=1) ** 2)))


def _curves(result: TrainResult, num_inits: int, num_rates: int) -> list[Curves]:
    """Of each initialisation."""
    shape = (num_inits, num_rates, -1, result.history["train_loss"].shape[1])
    found: list[Curves] = []
    for losses, errors in zip(
        *(result.history[key].reshape(shape) for key in ("train_loss", "train_error")), strict=True
    ):
        ends = tail_mean(losses).mean(axis=1)
        best = int(np.argmin(np.where(np.isfinite(ends), ends, np.inf)))
        found.append({"train_loss": losses, "train_error": errors, "best": best})
    return found


def draw(seeds: Sequence[Measured]) -> Figure:
    """Training loss and error over the epochs: the best rates in orange and black, the others pale.

    At the best rate the mean of the models of all seeds with its range; at the others the models of the first seed.
    """
    from matplotlib import pyplot

    measured = seeds[0]
    by_init = [_pairs(each) for each in seeds]
    places = [(init, name) for init in by_init[0] for name in TITLES]
    columns = len(places)
    figure, grid = pyplot.subplots(
        2, columns, figsize=(6 * columns, 9), sharex=True, sharey="row", squeeze=False, layout="constrained"
    )
    epochs = np.asarray(measured["epoch"])
    kinds: tuple[tuple[str, str, Kind], ...] = ("loss", COLOURS[1], "train_loss"), ("error", "black", "train_error")
    for column, (init, name) in enumerate(places):
        of_seeds = [pairs[init][name] for pairs in by_init]
        found = of_seeds[0]
        for row, (key, colour, kind) in enumerate(kinds):
            axes = grid[row, column]
            for place, rate in enumerate(measured["learning_rate"]):
                if place == found["best"]:
                    continue
                for number, curve in enumerate(np.asarray(found[kind][place], float)):
                    label = None if number else f"rate {rate:g}"
                    axes.plot(epochs, curve, color=f"C{place}", alpha=0.45, linewidth=0.9, label=label)
            best = [each[kind][each["best"]] for each in of_seeds]
            rates = sorted({measured["learning_rate"][each["best"]] for each in of_seeds})
            draw_history(axes, epochs, best, f"rate {', '.join(f'{rate:g}' for rate in rates)} (best)", colour)
            axes.set_ylabel(f"training {key}")
            axes.grid(alpha=0.3)
        grid[0, column].set_title(f"softplus, {TITLES[name]}" + f", start {init}" * (columns > len(TITLES)))
        grid[0, column].set_ylim(0, 3)
        grid[1, column].set_ylim(0, 1)
        grid[1, column].set_xlabel("epoch")
        grid[1, column].legend()
    return figure


def _pairs(measured: Measured) -> dict[str, Pair]:
    """By initialisation, the first first."""
    return {each.get("init", FIRST): each for each in (measured, *measured.get("others", []))}


EXPERIMENT = Experiment(
    id="E18",
    title="150 layers of width 10, with and without skip-connections to the output",
    source="Nguyen, Mukkamala & Hein, App. F, Fig. 5",
    sizes={
        "smoke": Settings(
            data="digits",
            num_train=100,
            depth=20,
            num_skips=100,
            other_init=LINEAR,
            momentum=0.9,
            epochs=4,
            evaluate_every=1,
        ),
        "laptop": Settings(data="digits", num_train=360, num_skips=360, batch_size=36, other_init=LINEAR, momentum=0.9),
        "paper": Settings(data="cifar10", other_init=LINEAR, momentum=0.9, evaluate_every=1, num_models=3),
    },
    run=run,
    figures={"NMH-5": OfSeeds(draw)},
    checks=CHECKS,
    choices="The paper prints neither the batch size (here 100; laptop: 36), nor γ of this softplus (20, as in its "
    "Section 5), nor whether its SGD has the momentum of Section 5 (here it has, Nesterov, 0.9), nor the "
    "initialisation. With Gaussian weights of variance 2/fan-in (he) the network without skips is dead at its start: "
    "after 150 layers the outputs are the same for all images. With the start called linear it lives: orthogonal "
    "layers, and biases that keep every unit where softplus is nearly the identity. Two can stand side by side "
    "(other_init); each statement is decided with those at which the networks live. The laptop size has 360 digits of "
    "8×8 pixels in the place of 1,000 images, as many skips as images, and 10 steps an epoch, as 1,000 images in "
    "batches of 100; with batches of 180, which are 2, training error 0 came later than in 200 epochs from one start "
    "or both. Without preprocessing: grey levels from 0 to 1. The best rate has the smallest training loss over the "
    "last tenth of the run. Fluctuation: the mean rise of the training loss from one evaluation to the next.",
)
