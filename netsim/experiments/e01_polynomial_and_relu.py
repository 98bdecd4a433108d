"""E01: a polynomial network beside the ReLU network of the same shape and start (Theory II, Fig. 2; III, Fig. 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from ..models import Activation, FourChannels, parse_activation, radius_of
from ..runs import Arrays, Experiment, Images, Labels, Numbers, OfSeeds, Options, Outcome, Run, Values
from ..shell import Batch, Channels, Epochs, Every, Models, Rate, Samples
from ..training import TrainTask
from .parts.evidence import generalises, learned
from .parts.finals import Finals, Measure, history
from .parts.intervals import mean_interval
from .parts.on_images import CNN, DCNN, cnn, dcnn, training
from .parts.sweeps import Cell, Row, Swept, draw_history, statement, still_falling, sweep, task_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIMILAR = 0.05  # of the samples: at the scale of the figures such curves lie on each other
KINDS = ("relu", "polynomial", "chebyshev")
NETWORKS = {"T2-2": "6 layers, Theory II", "T3-9": "5 layers, Theory III"}


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    labels: Labels = "true"
    activation: Activation = "weighted:10:10"
    chebyshev: Activation = "polynomial:10:10"
    channels: FourChannels = DCNN
    cnn_channels: Channels = CNN
    learning_rate: Rate = 0.01
    batch_size: Batch = 100
    models: Models = 4
    num_train: Samples
    num_test: Samples
    epochs: Epochs = 60
    evaluate_every: Every = 1

    def check_together(self) -> None:
        for name in (self.activation, self.chebyshev):
            radius_of(name)  # refuses what is no polynomial near ReLU, whose range cannot be measured

    def sample_passes(self) -> int:
        return len(KINDS) * len(NETWORKS) * int(self.models * self.epochs * self.num_train)


class Network(TypedDict):
    """A network: its history with each activation, and how far the neurons of the polynomial ones go."""

    num_params: int
    epoch: Values
    ranges: Arrays
    relu: Finals
    polynomial: Finals
    chebyshev: Finals
    chebyshev_ranges: Arrays


class Measured(TypedDict):
    """What is measured, by figure."""

    activation: str
    chebyshev: str
    radius: float
    networks: dict[str, Network]


def task(o: Settings, seed: int, figure: str, kind: str) -> TrainTask:
    """One of the twins: the same weights and batches with each activation."""
    activation = {"relu": "relu", "polynomial": o.activation, "chebyshev": o.chebyshev}[kind]
    network = dcnn(o.data, activation, o.channels) if figure == "T2-2" else cnn(o.data, activation, o.cnn_channels)
    return replace(training(o, seed, network, o.models), evaluate_every=o.evaluate_every)


def run(run: Run[Settings]) -> Measured:
    """Both architectures, each with all activations from the same weights and with the same batches."""
    swept = sweep(run, task, tuple(NETWORKS), KINDS)
    return {
        "activation": run.options.activation,
        "chebyshev": run.options.chebyshev,
        "radius": radius_of(run.options.activation),
        "networks": {figure: _network(run, swept, figure) for figure in NETWORKS},
    }


def _network(run: Run[Settings], swept: Swept, figure: str) -> Network:
    polynomial, chebyshev = places = [(figure, kind) for kind in KINDS[1:]]
    ranges = swept.ranges(run, places, f"{figure}-ranges")
    return {
        "num_params": swept.tasks[polynomial].network.num_params,
        "epoch": swept.results[polynomial].history["epoch"],
        "ranges": ranges[task_name(polynomial)],
        "chebyshev_ranges": ranges[task_name(chebyshev)],
        "relu": history(swept.results[figure, "relu"]),
        "polynomial": history(swept.results[polynomial]),
        "chebyshev": history(swept.results[chebyshev]),
    }


def _last(curves: Finals) -> Cell:
    """The last values of each model, and all training losses."""
    return {
        "train_loss": [row[-1] for row in curves["train_loss"]],
        "train_error": [row[-1] for row in curves["train_error"]],
        "test_loss": [row[-1] for row in curves["test_loss"]],
        "test_error": [row[-1] for row in curves["test_error"]],
        "losses": curves["train_loss"],
    }


def _twins(figure: str, measured: Measured) -> list[Row]:
    """The ReLU network and the polynomial one."""
    net = measured["networks"][figure]
    pair = {"relu": net["relu"], "polynomial": net["polynomial"]}
    return [Row(_last(curves), kind=kind) for kind, curves in pair.items()]


@statement(
    "T2 Fig. 2: similar",
    "“As long as the nonlinearity approximates ReLU well (especially near 0), the ‘polynomial net’ performs similarly "
    "to a ReLU net.” (Theory II, Fig. 2)",
    known=lambda twins: {"threshold": SIMILAR, "still_falling": any(still_falling(row.cell) for row in twins)},
    needs=(
        lambda twins: learned(twins[0].column("train_error")),
        lambda twins: generalises(twins[0].column("test_error")),
    ),
    against=f"training or test errors of the twins differ on average surely (95 %) by more than {SIMILAR:g} of the "
    "samples, and no training loss still falls",
)
def similar(twins: list[Row], numbers: Numbers) -> Outcome:
    """Paired differences of the errors: equivalence within five per cent of the samples."""
    relu, polynomial = twins
    intervals = {}
    measures: tuple[Measure, Measure] = ("train_error", "test_error")
    for name in measures:
        with_relu, with_polynomial = relu.column(name), polynomial.column(name)
        intervals[name] = mean_interval(with_polynomial - with_relu)
        numbers |= {f"relu_{name}": with_relu, f"polynomial_{name}": with_polynomial, name: intervals[name]}
    if all(low >= -SIMILAR and high <= SIMILAR for _, low, high in intervals.values()):
        return Outcome("agrees", numbers)
    apart = [name for name, (_, low, high) in intervals.items() if low > SIMILAR or high < -SIMILAR]
    if apart and numbers["still_falling"]:
        return Outcome("undecided", numbers, f"{' and '.join(apart)} differ, but training has not ended")
    if apart:
        return Outcome("contradicts", numbers, f"{' and '.join(apart)} differ by more than {SIMILAR:g}")
    return Outcome("undecided", numbers, f"a 95 % interval of the differences is not within ±{SIMILAR:g}, nor outside")


CHECKS = (
    similar.check(partial(_twins, "T2-2")),
    similar.check(
        partial(_twins, "T3-9"),
        name="T3 Fig. 9: very similar",
        sentence="“polynomial and ReLU networks with the same architecture have very similar performance in terms of "
        "training and testing error” (Theory III, 6.4.2, Fig. 9)",
    ),
)


def _draw(figure: str, seeds: Sequence[Measured]) -> Figure:
    from matplotlib import pyplot

    drawing, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5), width_ratios=(1, 1.6), layout="constrained")
    measured, nets = seeds[0], [each["networks"][figure] for each in seeds]
    radius, net = measured["radius"], nets[0]
    x = np.linspace(-1.1 * radius, 1.1 * radius, 400)
    left.plot(x, np.maximum(x, 0), color="black", label="ReLU")
    for name, color in ((measured["activation"], "C1"), (measured["chebyshev"], "C0")):
        left.plot(x, np.polynomial.polynomial.polyval(x, parse_activation(name)[1]), color=color, label=name)
    left.axvspan(-radius, radius, color="0.93", label="[−R, R]")
    left.set_xlabel("z")
    left.set_title("activation")
    left.legend()
    twins = ("ReLU", "black", [each["relu"] for each in nets]), ("polynomial", "C1", [n["polynomial"] for n in nets])
    for kind, color, curves in (*twins, ("Chebyshev", "C0", [n["chebyshev"] for n in nets])):
        draw_history(right, net["epoch"], [c["train_error"] for c in curves], f"{kind}, train", color, "-", shade=0.15)
        draw_history(right, net["epoch"], [c["test_error"] for c in curves], f"{kind}, test", color, "--", shade=0.15)
    right.set_ylim(0, 1)
    right.set_xlabel("epoch")
    right.set_ylabel("classification error")
    right.set_title(f"{NETWORKS[figure]}: {net['num_params']:,} weights,\nmean and range of the models")
    right.legend()
    return drawing


EXPERIMENT = Experiment(
    id="E01",
    title="A polynomial network beside its ReLU twin",
    source="Theory II, Fig. 2; Theory III, Fig. 9",
    sizes={
        "smoke": Settings(data="digits", models=2, num_train=200, num_test=100, epochs=3),
        "laptop": Settings(
            channels=(6, 8, 10, 12),
            cnn_channels=(4, 8, 16, 32),
            learning_rate=0.1,
            batch_size=50,
            models=24,
            num_train=300,
            num_test=1000,
            evaluate_every=10,
        ),
        "paper": Settings(data="cifar10", num_train=50000, num_test=10000),
    },
    run=run,
    figures={figure: OfSeeds(partial(_draw, figure)) for figure in NETWORKS},
    checks=CHECKS,
    choices="Neither figure prints rate, epochs or data sizes: rate 0.01 and batches of 100 as in Theory II, 4.1 and "
    "4.2, 60 epochs of SGD as there in 4.4. The laptop size has 300 images, batches of 50 and rate 0.1, so that "
    "training comes near its end, channels 6, 8, 10, 12 and 4, 8, 16, 32 (12 and 25 weights for each image), and 24 "
    "twins: with eight, and rate 0.2, the intervals of the differences were wider than what is called similar, and a "
    "polynomial network diverged. The polynomial that is decided on is near ReLU “especially near 0”, as the captions "
    "want: least squares on [-10, 10] with the weight exp(-z²/2) + 1/100, never clipped; the Chebyshev expansion, "
    "which errs most at 0, stands beside it. Why 10 is said in netsim.models, and how far the neurons go (the share "
    "outside, the largest value) is recorded in `ranges`. Twins have the same initial weights (variance 2 / fan-in) "
    "and the same batches. Read as “similar”: final errors that differ by at most 0.05.",
)
