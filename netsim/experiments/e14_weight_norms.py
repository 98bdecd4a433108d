"""E14: the norm of each layer's weights over training (Theory III, Fig. 12); the linear case, where it must diverge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, TypedDict

import numpy as np

from ..models import Activation
from ..probes import slope
from ..runs import COLOURS, Experiment, Images, Labels, Network, Numbers, OfSeeds, Options, Outcome, Run, Values, states
from ..shell import Batch, Channels, Epochs, Models, Positive, Range, Rate, Samples, Several, Steps, random_stream
from .parts.evidence import ROUNDING, learned
from .parts.on_images import cnn, own_or, training
from .parts.separable import logistic_descent, max_margin, separable_points
from .parts.sweeps import draw_history

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LAST = 0.25  # the last part of training, in which nothing should change any more
LEVEL = 0.01  # of the growth of the norm so far, in the last part: at most that much is no change
STILL = 0.05  # more than that is still growth; a logarithm of 100 epochs has 6 % there, a straight line 25 %
RATE = 0.1  # tolerance of the fitted rate of growth relative to theory
LEFT = 0.1  # of the loss of guessing: a linear model with more has learned nothing
NEAR = 0.1  # radians, between the maximum margin and what the last decade of steps added to w
FAR = 0.5  # radians: clearly another direction


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    network: Network = "paper"
    labels: Labels = "true"
    activation: Activation = "relu"
    channels: Channels = (16, 32, 64, 128)
    learning_rate: Rate = 0.1
    batch_size: Batch = 100
    linear_points: Annotated[int, Range(2, 10_000)] = 40
    linear_dim: Several = 5
    linear_margin: Positive = 0.5
    linear_rate: Rate = 2.0
    linear_steps: Steps = 4_000_000
    num_train: Samples
    num_test: Samples
    models: Models
    epochs: Epochs

    def sample_passes(self) -> int:
        return int(self.models * self.num_train * self.epochs)


class Linear(TypedDict):
    """Gradient descent of a linear model from several starts, against the maximum margin."""

    steps: Values
    norm: Values
    angle: Values
    angle_of_last_decade: Values
    loss: Values
    max_margin: float
    support: int


class Measured(TypedDict):
    """What is measured: the history of each model, and the linear model."""

    epoch: Values
    norms: dict[str, Values]
    train_error: Values
    train_loss: Values
    linear: Linear


def run(run: Run[Settings]) -> Measured:
    """SGD on images; and gradient descent of a linear model with the logistic loss on separable points."""
    o = run.options
    task = training(o, run.seed, own_or(o, cnn(o.data, o.activation, o.channels)), o.models)
    history = run.train_one("sgd", task).history
    return {
        "epoch": history["epoch"],
        "norms": {name: history[name] for name in history if name.startswith("norm")},
        "train_error": history["train_error"],
        "train_loss": history["train_loss"],
        "linear": _linear(run),
    }


def _linear(run: Run[Settings]) -> Linear:
    o = run.options
    inputs, labels = separable_points(o.linear_points, o.linear_dim, o.linear_margin, run.seed)
    starts = np.stack(
        [
            scale * random_stream(run.seed, "linear starts", i).standard_normal(o.linear_dim)
            for i, scale in enumerate((0.0, 0.1, 1.0, 3.0, 3.0, 10.0))
        ],
        axis=1,
    )
    signed = inputs * labels[:, None]
    call = partial(logistic_descent, signed=signed, start=starts, rate=o.linear_rate, steps=o.linear_steps)
    (linear,) = run.map("linear", [call])
    best = max_margin(inputs, labels)
    decade = linear["weights"][-1] - linear["weights"][np.searchsorted(linear["steps"], o.linear_steps / 10)]
    return {
        "steps": linear["steps"],
        "norm": np.linalg.norm(linear["weights"], axis=1).T,
        "angle": _angles(linear["weights"], best).T,
        "angle_of_last_decade": _angles(decade, best),
        "loss": linear["loss"].T,
        "max_margin": float(1 / np.linalg.norm(best)),
        "support": int(np.sum((inputs @ best) * labels < 1 + 1e-6)),
    }


def _angles(weights: np.ndarray, best: np.ndarray) -> np.ndarray:
    """Between columns of weights (…, dim, num_starts) and the vector, in radians; NaN where w = 0 has no direction."""
    unit = best / np.linalg.norm(best)
    along = np.einsum("...ds,d->...s", weights, unit)
    across = np.linalg.norm(weights - unit[:, None] * along[..., None, :], axis=-2)
    return np.where((along == 0) & (across == 0), np.nan, np.arctan2(across, along))


def _not_learned(measured: Measured) -> str:
    """Whether training error fell, and norms are not those of the start."""
    norms = [np.asarray(values, float) for values in measured["norms"].values()]
    change = np.array([np.abs(each[:, -1] / each[:, 0] - 1).max() for each in norms])
    stayed = "nothing was learned: the norms are those of the start" * bool(change.max() <= ROUNDING)
    return learned(np.asarray(measured["train_error"], float)[:, -1]) or stayed


def _linear_not_learned(measured: Measured) -> str:
    """Whether gradient descent of the linear model lowered the loss, from every start, to a tenth of guessing."""
    last = np.asarray(measured["linear"]["loss"], float)[:, -1]
    if not np.isfinite(last).all():
        return "gradient descent diverged"
    return "nothing was learned: the loss of the linear model hardly fell" * bool(last.max() > LEFT * np.log(2))


@states(
    "",
    "norms reach a level",
    "“until a certain level after which it does not change anymore”, for all layers (Fig. 12)",
    _not_learned,
    against=f"the norm of some layer makes more than {STILL:.0%} of its growth in the last quarter of training, with "
    "training error 0 throughout that quarter",
)
def level(measured: Measured) -> Outcome:
    """The share of each layer's growth that falls into the last quarter of training, at zero training error."""
    epochs = np.asarray(measured["epoch"], float)
    begin = int(np.searchsorted(epochs, (1 - LAST) * epochs[-1]))
    late: dict[str, np.ndarray] = {}
    for name, values in measured["norms"].items():
        norms = np.asarray(values, float)
        late[name] = (norms[:, -1] - norms[:, begin]) / np.maximum(np.abs(norms[:, -1] - norms[:, 0]), 1e-12)
    shares = np.stack(list(late.values()))
    errors = np.asarray(measured["train_error"], float)
    numbers: Numbers = {"growth_in_last_quarter": late, "final_train_error": errors[:, -1]}
    numbers["thresholds"] = {"level": LEVEL, "still_growing": STILL}
    if not np.isfinite(shares).all():
        return Outcome("undecided", numbers, "a model diverged")
    numbers["largest_share_of_growth"] = np.abs(shares).max()
    if errors[:, begin:].max() > 0:
        return Outcome("undecided", numbers, "the training error was not 0 in the last quarter of training")
    if np.abs(shares).max() <= LEVEL:
        return Outcome("agrees", numbers)
    if shares.max() > STILL:
        return Outcome("contradicts", numbers, "norms still grow in the last quarter, at zero training error")
    return Outcome("undecided", numbers, "the norms change little, but have not stopped")


@states(
    "",
    "norms increase",
    "“The norm of the weights increases with training epochs of SGD”, for all layers (Fig. 12)",
    _not_learned,
    against="the norm of some layer is no larger at the end, with training error 0, than at the start",
)
def increases(measured: Measured) -> Outcome:
    """Whether every layer's norm is larger at the end than at the start."""
    growth = {name: np.ptp(np.asarray(v, float)[:, [0, -1]], axis=1) for name, v in measured["norms"].items()}
    signs = [np.asarray(v, float)[:, -1] - np.asarray(v, float)[:, 0] for v in measured["norms"].values()]
    numbers: Numbers = {"growth": growth}
    if not np.isfinite(np.stack(signs)).all():
        return Outcome("undecided", numbers, "a model diverged")
    if np.min(signs) > 0:
        return Outcome("agrees", numbers)
    if np.asarray(measured["train_error"], float)[:, -1].max() > 0:
        return Outcome("undecided", numbers, "training has not yet come to zero error")
    return Outcome("contradicts", numbers, "the norm of a layer is smaller at the end than at the start")


@states(
    "T3-27",
    "norm diverges",
    "“while the norm ||w|| diverges” (3.1)",
    _linear_not_learned,
    against="over the last decade of steps the norm grows from no start",
)
def norm_diverges(measured: Measured) -> Outcome:
    """For the logistic loss ‖w‖ = log t · (1/margin) + O(1)."""
    steps = np.asarray(measured["linear"]["steps"], float)
    late = steps >= steps[-1] / 10
    rate = slope(np.log(steps[late]), np.asarray(measured["linear"]["norm"], float)[:, late].T)
    expected = 1 / measured["linear"]["max_margin"]
    numbers: Numbers = {"slope_in_log_t": rate, "expected": expected, "tolerance": RATE}
    if np.all(np.abs(rate / expected - 1) <= RATE):
        return Outcome("agrees", numbers)
    if rate.max() <= 0:
        return Outcome("contradicts", numbers, "the norm no longer grows")
    return Outcome("undecided", numbers, "the norm grows, but not yet at the rate of theory")


@states(
    "T3-27",
    "direction of the maximum margin",
    "gradient descent on separable data “converges asymptotically to the max-margin solution with any starting "
    "point w0”, “very slow and only logarithmic” (3.1)",
    _linear_not_learned,
    against="from some start the angle to the maximum margin does not fall over the last decade of steps, which adds a "
    f"vector more than {FAR:g} radians away from it",
)
def direction_of_max_margin(measured: Measured) -> Outcome:
    """1/log t is too slow for the angle itself: what the last decade of steps added must have the right direction."""
    linear = measured["linear"]
    angle, added = np.asarray(linear["angle"], float), np.asarray(linear["angle_of_last_decade"], float)
    steps = np.asarray(linear["steps"], float)
    before = angle[:, np.searchsorted(steps, steps[-1] / 10)]
    numbers: Numbers = {"final_angle": angle[:, -1], "a_decade_before": before, "angle_of_last_decade": added}
    numbers |= {"angle_times_log_t": angle[:, -1] * np.log(steps[-1]), "tolerance": NEAR}
    falling = angle[:, -1] < before
    if falling.all() and added.max() <= NEAR:
        return Outcome("agrees", numbers)
    if np.any(~falling & (added > FAR)):
        return Outcome("contradicts", numbers, "a direction moves away from that of the maximum margin")
    return Outcome("undecided", numbers, "the directions have not yet come near enough to tell")


def _draw(seeds: Sequence[Measured]) -> Figure:
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(15, 5), layout="constrained")
    measured = seeds[0]
    names = [name for name in measured["norms"] if name != "norm"]
    for name, color in zip(names, COLOURS * len(names), strict=False):
        norms = [np.asarray(each["norms"][name], float) for each in seeds]
        grown = [values / values[:, :1] for values in norms]
        draw_history(left, measured["epoch"], grown, name.removeprefix("norm."), color)
    left.set(xlabel="epochs of SGD", ylabel="norm of the weights / norm at the start", title="layers of the network")
    left.legend()
    linear = measured["linear"]
    steps = np.asarray(linear["steps"], float)
    for norm, angle in zip(linear["norm"], linear["angle"], strict=True):
        middle.semilogx(steps[1:], np.asarray(norm, float)[1:])
        right.loglog(steps[1:], np.asarray(angle, float)[1:])
    middle.set(xlabel="steps of GD", ylabel="norm of w", title="linear, logistic loss: norm")
    right.set(xlabel="steps of GD", ylabel="angle to the maximum margin", title="linear, logistic loss: direction")
    return figure


EXPERIMENT = Experiment(
    id="E14",
    title="Norm of each layer's weights over training, and of a linear classifier's",
    source="Theory III, 3.1 and 6.4.2, Fig. 12",
    sizes={
        "smoke": Settings(
            data="digits", channels=(4, 4, 8, 8), linear_steps=4000, num_train=200, num_test=100, models=2, epochs=4
        ),
        "laptop": Settings(
            data="digits",
            channels=(8, 16, 16, 32),
            batch_size=50,
            linear_margin=0.05,
            num_train=200,
            num_test=360,
            models=4,
            epochs=150,
        ),
        "paper": Settings(data="cifar10", num_train=50000, num_test=10000, models=4, epochs=150),
    },
    run=run,
    figures={"T3-12": OfSeeds(_draw)},
    checks=(increases, level, direction_of_max_margin, norm_diverges),
    choices="Silent in the paper: the network (here that of Fig. 3), rate and batch (here 0.1 and 100), how long. The "
    "laptop size has 200 digits, which are fitted by epoch 50 of 150 (patches of photographs are fitted too late and "
    "too unsteadily to tell), narrower layers (42 weights for each image) and batches of 50. The linear part is ours: "
    "40 points in 5 dimensions, 0.5 and more from a hyperplane through 0 (on the laptop 0.05, at which four million "
    "steps forget nearly every start), no bias, six starts of standard deviation 0 to 10, float64.",
)
