"""E15: gradient descent on the square loss, 2,000 examples and 188,810 weights (Theory III, Fig. 18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..models import Activation, FourChannels
from ..runs import Experiment, Images, Labels, Network, Numbers, OfSeeds, Options, Outcome, Run, Values, states
from ..shell import Batch, Epochs, Every, Models, Rate, Samples
from .parts.evidence import generalises
from .parts.finals import Finals, Measure, history
from .parts.intervals import decide_above, mean_interval
from .parts.on_images import DCNN, THEORY2, dcnn, own_or, training
from .parts.sweeps import draw_history

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WINDOW = 5  # evaluations that are averaged, so that one lucky one is not the minimum
RISE = 0.005  # of the test samples: less is no overfitting that a figure would show
LEARNT = 0.05  # a training error above this has not begun to fit the training set: overfitting cannot be seen yet

READ: tuple[Measure, ...] = ("train_error", "test_error", "train_loss")


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    network: Network = "paper"
    labels: Labels = "true"
    activation: Activation = "relu"
    channels: FourChannels = DCNN
    num_train: Samples = 2000
    batch_size: Batch = 0
    learning_rate: Rate = 0.03
    models: Models = 4
    num_test: Samples
    epochs: Epochs
    evaluate_every: Every

    def sample_passes(self) -> int:
        return int(self.models * self.epochs * self.num_train)


class Measured(Finals):
    """What is measured: the history of each model."""

    num_params: int
    epoch: Values


def run(run: Run[Settings]) -> Measured:
    """Some models from different starts."""
    o = run.options
    task = training(o, run.seed, own_or(o, dcnn(o.data, o.activation, o.channels)), o.models)
    result = run.train_one("square", replace(task, loss="square", evaluate_every=o.evaluate_every))
    return {"num_params": task.network.num_params, "epoch": result.history["epoch"], **history(result)}


def _rise(rows: np.ndarray) -> np.ndarray:
    """How far the end of each model's curve lies above its lowest part, both averaged over a window."""
    smooth = np.apply_along_axis(np.convolve, 1, rows, np.ones(WINDOW) / WINDOW, "valid")
    return smooth[:, -1] - smooth.min(1)


@states(
    "",
    "the classification error overfits",
    "“Classification error on CIFAR obtained with GD optimizing the square loss risk. The training set has 2000 "
    "examples and the network has 188810 parameters. Overfitting appears here for the classification error.” (Fig. 18)",
    against=f"the test error ends surely (95 %) at most {RISE:g} above its lowest value, at a training error of "
    f"{LEARNT:g} or less",
)
def overfits(measured: Measured) -> Outcome:
    """The test error ends above its lowest value."""
    train, test, losses = (np.asarray(measured[name], float) for name in READ)
    diverged = int((~np.isfinite(losses)).any(1).sum())
    if diverged:
        return Outcome("undecided", {"diverged": diverged}, f"{diverged} models diverged")
    numbers: Numbers = {"train_error": train[:, -1], "test_error": test[:, -1], "lowest_test_error": test.min(1)}
    if test.shape[1] < 2 * WINDOW:
        return Outcome("undecided", numbers, f"fewer than {2 * WINDOW} evaluations")
    rise = _rise(test)
    decided = decide_above(mean_interval(rise), RISE, numbers | {"rise": rise})
    if why := generalises(test.min(1)):
        return Outcome("undecided", decided.measured, why)
    if train[:, -1].max() > LEARNT:
        return Outcome("undecided", decided.measured, "the training set is not fitted yet: overfitting may come later")
    return decided


def _draw(seeds: Sequence[Measured]) -> Figure:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5.5), layout="constrained")
    measured = seeds[0]
    draw_history(axes, measured["epoch"], [each["train_error"] for each in seeds], "training", color="C0")
    draw_history(axes, measured["epoch"], [each["test_error"] for each in seeds], "test", color="C1")
    axes.set_xlabel("epoch of gradient descent")
    axes.set_ylabel("classification error")
    axes.set_title(f"square loss, {measured['num_params']:,} weights,\nmean and range of the models")
    axes.set_ylim(0, 1)
    axes.legend()
    return figure


EXPERIMENT = Experiment(
    id="E15",
    title="Overfitting of the classification error under the square loss",
    source="Theory III, Fig. 18",
    sizes={
        "smoke": Settings(data="digits", num_train=200, models=2, num_test=100, epochs=30, evaluate_every=2),
        "laptop": Settings(
            channels=(5, 9, 14, 20), num_train=60, models=24, num_test=1000, epochs=1200, evaluate_every=20
        ),
        "paper": Settings(data="cifar10", num_test=10000, epochs=2000, evaluate_every=10),
    },
    run=run,
    figures={"T3-18": OfSeeds(_draw)},
    checks=(overfits,),
    choices=THEORY2
    + "The caption prints neither the network (the one of Theory II has 188,810 weights), nor the rate or the number "
    "of steps: full-batch gradient descent (batch_size 0) at rate 0.03 (it diverges at 0.1) on the squared distance "
    "to the unit vector of the label. Read as “overfitting appears”: the test error ends above its lowest value in "
    "training, both averaged over five evaluations, by more than 0.005. On a laptop 60 images and channels 5, 9, 14, "
    "20: 101 weights for each image (94 in the paper), so that the training set is fitted; 24 networks, since eight "
    "differed among themselves by as much as the test error rises, and 1,200 epochs, since one of 24 (on another "
    "seed) was not fitted in 600.",
)
