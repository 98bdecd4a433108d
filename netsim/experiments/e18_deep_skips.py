"""E18: 150 layers of width 10, with and without skip-connections to the output (NMH, Fig. 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict

import numpy as np

from ..models import NetworkSpec, mlp, random_skips
from ..runs import (
    Activation,
    Batch,
    Epochs,
    Experiment,
    Few,
    Images,
    Init,
    Labels,
    Numbers,
    Options,
    Outcome,
    Preprocessing,
    Range,
    Run,
    Samples,
    Values,
    refuse,
    states,
)
from ..training import TrainResult, TrainTask
from .parts.on_images import image_shape, images

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Name = Literal["plain", "skip"]
TITLES: dict[Name, str] = {"plain": "no skip", "skip": "with skip"}
TAIL = 0.1  # of the evaluations: a mean over them, so that one lucky epoch does not choose the rate
STILL_FALLING = 0.98  # a mean loss of the last tenth below this fraction of the tenth before is still falling
PRINTED_EPOCHS = {"skip": 200, "plain": 1000}
SAME = 0.1  # fluctuations that differ by less than a tenth are not called stronger


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


class Curves(TypedDict):
    """(num_rates, num_models, num_evaluations), and the place of the best rate."""

    train_loss: Values
    train_error: Values
    best: int


class Measured(TypedDict):
    """What is measured of both networks."""

    learning_rate: Sequence[float]
    batch_size: int
    num_train: int
    num_params: dict[str, int]
    epoch: Values
    plain: Curves
    skip: Curves


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
    ends = _tail_mean(losses).mean(axis=1)
    best = int(np.argmin(np.where(np.isfinite(ends), ends, np.inf)))
    return {"train_loss": losses, "train_error": errors.reshape(losses.shape), "best": best}


def _tail_mean(values: np.ndarray, back: int = 0) -> np.ndarray:
    """Mean of the last tenth of a curve, or of the tenth before (``back`` 1)."""
    width = max(1, int(TAIL * values.shape[-1]))
    end = values.shape[-1] - back * width
    return values[..., end - width : end].mean(axis=-1)


def _best(measured: Measured, name: Name) -> tuple[np.ndarray, np.ndarray]:
    """Losses and errors (num_models, num_evaluations) at the best rate."""
    found = measured[name]
    best = found["best"]
    return np.asarray(found["train_loss"][best], float), np.asarray(found["train_error"][best], float)


def _first_zero(measured: Measured, name: Name) -> list[int | None]:
    """The first evaluated epoch of each model with training error 0."""
    epochs = np.asarray(measured["epoch"])
    return [int(epochs[row == 0][0]) if (row == 0).any() else None for row in _best(measured, name)[1]]


def _numbers(measured: Measured, name: Name) -> Numbers:
    losses, errors = _best(measured, name)
    return {
        "network": TITLES[name],
        "best_rate": measured["learning_rate"][measured[name]["best"]],
        "first_epoch_with_error_0": _first_zero(measured, name),
        "epochs": int(measured["epoch"][-1]),
        "final_train_loss": losses[:, -1],
        "final_train_error": errors[:, -1],
        "smallest_train_error": errors.min(axis=1),
    }


def _still_falling(measured: Measured, name: Name) -> bool:
    losses = _best(measured, name)[0]
    return bool((_tail_mean(losses) < STILL_FALLING * _tail_mean(losses, back=1)).any())


@states(
    "NMH-14",
    "skips: training error 0",
    "“the skip-network easily converge to zero training error” (App. F)",
)
def skip_converges(measured: Measured) -> Outcome:
    numbers = _numbers(measured, "skip")
    if all(epoch is not None for epoch in _first_zero(measured, "skip")):
        return Outcome("agrees", numbers)
    if measured["epoch"][-1] < PRINTED_EPOCHS["plain"]:
        return Outcome("undecided", numbers, "fewer epochs were run than in the paper")
    if _still_falling(measured, "skip"):
        return Outcome("undecided", numbers, "the training loss was still falling at the end")
    return Outcome("contradicts", numbers, "the training loss no longer falls and the training error is not 0")


@states(
    "NMH-14",
    "skips: within 200 epochs",
    "“… within 200 epochs” (App. F)",
)
def skip_within_200(measured: Measured) -> Outcome:
    """How many steps 200 epochs are, and with what momentum, is not printed: slower training decides nothing."""
    numbers, limit = _numbers(measured, "skip"), PRINTED_EPOCHS["skip"]
    numbers["steps_in_200_epochs"] = limit * -(-(n := measured["num_train"]) // (measured["batch_size"] or n))
    first = _first_zero(measured, "skip")
    if all(epoch is not None and epoch <= limit for epoch in first):
        return Outcome("agrees", numbers)
    if measured["epoch"][-1] < PRINTED_EPOCHS["plain"]:
        return Outcome("undecided", numbers, "fewer epochs were run than in the paper")
    if _still_falling(measured, "skip") or any(epoch is not None for epoch in first):
        reason = f"not within {limit} epochs, but later or still falling; batch size and momentum are not printed"
        return Outcome("undecided", numbers, reason)
    return Outcome("contradicts", numbers, f"the training loss no longer falls, the error was not 0 in {limit} epochs")


@states(
    "NMH-14",
    "no skips: does not converge",
    "“the original network … fails to converge after 1000 epochs” (App. F)",
)
def plain_fails(measured: Measured) -> Outcome:
    numbers, limit = _numbers(measured, "plain"), PRINTED_EPOCHS["plain"]
    if any(epoch is not None and epoch <= limit for epoch in _first_zero(measured, "plain")):
        return Outcome("contradicts", numbers, "the network without skips reaches training error 0")
    if measured["epoch"][-1] < limit:
        return Outcome("undecided", numbers, f"fewer than {limit} epochs were run")
    return Outcome("agrees", numbers)


def _rises(losses: np.ndarray) -> float:
    """Mean rise of the loss from one evaluation to the next, where falls count as 0."""
    return float(np.maximum(np.diff(losses, axis=1), 0).mean())


@states(
    "NMH-14",
    "no skips: stronger fluctuations",
    "“the original network has stronger fluctuations” (App. F)",
)
def fluctuates(measured: Measured) -> Outcome:
    plain, skip = _rises(_best(measured, "plain")[0]), _rises(_best(measured, "skip")[0])
    numbers: Numbers = {"mean_rise": {"no skip": plain, "with skip": skip}, "tolerance": SAME}
    if not np.isfinite([plain, skip]).all():
        return Outcome("undecided", numbers, "a loss is not finite")
    if measured["epoch"][-1] < PRINTED_EPOCHS["plain"]:
        return Outcome("undecided", numbers, "fewer epochs were run than in the paper")
    if plain > (1 + SAME) * skip:
        return Outcome("agrees", numbers)
    if plain < (1 - SAME) * skip:
        return Outcome("contradicts", numbers, "the network with skips fluctuates more")
    return Outcome("undecided", numbers, "both fluctuate alike")


def draw(measured: Measured) -> Figure:
    """Training loss and error over the epochs: the best rate in black and red, the others pale."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 2, figsize=(10, 6.5), sharex=True, sharey="row", layout="constrained")
    epochs = np.asarray(measured["epoch"])
    for column, (name, title) in enumerate(TITLES.items()):
        found = measured[name]
        drawn = (("loss", "tab:red", found["train_loss"]), ("error", "black", found["train_error"]))
        for row, (key, colour, values) in enumerate(drawn):
            axes = grid[row, column]
            for place, rate in enumerate(measured["learning_rate"]):
                is_best = place == found["best"]
                for number, curve in enumerate(np.asarray(values[place], float)):
                    axes.plot(
                        epochs,
                        curve,
                        color=colour if is_best else f"C{place}",
                        alpha=1.0 if is_best else 0.35,
                        linewidth=1.2 if is_best else 0.8,
                        zorder=3 if is_best else 2,
                        label=None if number else f"rate {rate:g}" + (" (best)" if is_best else ""),
                    )
            axes.set_ylabel(f"training {key}")
            axes.grid(alpha=0.3)
        grid[0, column].set_title(f"softplus, {title}")
        grid[0, column].set_ylim(0, 3)
        grid[1, column].set_ylim(0, 1)
        grid[1, column].set_xlabel("epoch")
        grid[1, column].legend(fontsize=8)
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
    figures={"NMH-5": draw},
    checks=(skip_converges, skip_within_200, plain_fails, fluctuates),
    choices="The paper prints neither the batch size (here 100), nor the initialisation (Gaussian, variance 2/fan-in), "
    "nor γ of this softplus (20, as in its Section 5), nor whether its SGD has the momentum of Section 5 (here none). "
    "Without preprocessing: grey levels from 0 to 1. The best rate has the smallest training loss over the last "
    "tenth of the run. Fluctuation: the mean rise of the training loss from one evaluation to the next.",
)
