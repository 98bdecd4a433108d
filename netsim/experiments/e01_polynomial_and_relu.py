"""E01: a polynomial network beside the ReLU network of the same shape and start (Theory II, Fig. 2; III, Fig. 9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ..models import NetworkSpec, radius_of, relu_polynomial
from ..probes import activation_ranges
from ..runs import Check, Experiment, Measured, Outcome, Run
from ..training import DataSpec, TrainTask
from .parts.common import cnn, dcnn
from .parts.sweeps import MEASURES, column, diverged, finals, mean_interval, notes_of, still_falling

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIMILAR = 0.05  # of the samples: at the scale of the figures such curves lie on each other
NETWORKS = {"T2-2": "6 layers, Theory II", "T3-9": "5 layers, Theory III"}
CHANNELS = (16, 32, 64, 128)


def run(run: Run) -> Measured:
    """Both architectures, each with both activations from the same weights and with the same batches."""
    o = run.options
    data = DataSpec(o["data"], o["num_train"], o["num_test"], seed=run.seed, labels=o["labels"])
    tasks = {
        f"{figure}-{kind}": TrainTask(
            _network(figure, o | {"activation": activation}),
            data,
            models=tuple(range(o["models"])),
            epochs=o["epochs"],
            learning_rate=o["learning_rate"],
            batch_size=o["batch_size"],
            evaluate_every=o["evaluate_every"],
            seed=run.seed,
        )
        for figure in NETWORKS
        for kind, activation in (("relu", "relu"), ("polynomial", o["activation"]))
    }
    results = run.train(tasks)
    run.notes += notes_of({name: finals(result) for name, result in results.items()})
    measured: Measured = {"activation": o["activation"], "radius": radius_of(o["activation"]), "networks": {}}
    for figure in NETWORKS:
        task, name = tasks[f"{figure}-polynomial"], f"{figure}-polynomial"
        call = {"task": task, "weights": results[name].weights, "device": run.device}
        measured["networks"][figure] = {
            "num_params": task.network.num_params,
            "epoch": results[name].history["epoch"],
            "ranges": run.map(f"{figure}-ranges", activation_ranges, [call])[0],
        } | {
            kind: {measure: results[f"{figure}-{kind}"].history[measure] for measure in MEASURES}
            for kind in ("relu", "polynomial")
        }
    return measured


def _network(figure: str, options: dict[str, Any]) -> NetworkSpec:
    return dcnn(options) if figure == "T2-2" else cnn(options, CHANNELS)


def _ends(net: dict[str, Any], kind: str) -> dict[str, np.ndarray]:
    """The last values of each model, and the training loss an evaluation before."""
    ends = {name: column({name: [row[-1] for row in net[kind][name]]}, name) for name in MEASURES}
    return ends | {"loss_before": column({"loss": [row[-2] for row in net[kind]["train_loss"]]}, "loss")}


def _similar(figure: str, measured: Measured) -> Outcome:
    """Paired differences of the errors: equivalence within five per cent of the samples."""
    net = measured["networks"][figure]
    relu, polynomial = _ends(net, "relu"), _ends(net, "polynomial")
    numbers: dict[str, Any] = {"threshold": SIMILAR, "still_falling": still_falling(relu) or still_falling(polynomial)}
    if diverged(relu).any():
        return Outcome("undecided", numbers, "a ReLU network diverged: there is nothing to compare with")
    if diverged(polynomial).any():
        count = int(diverged(polynomial).sum())
        return Outcome("contradicts", numbers | {"diverged": count}, f"{count} polynomial networks diverged")
    intervals = {}
    for name in ("train_error", "test_error"):
        intervals[name] = mean_interval(polynomial[name] - relu[name])
        numbers |= {f"relu_{name}": relu[name], f"polynomial_{name}": polynomial[name], name: intervals[name]}
    if all(low >= -SIMILAR and high <= SIMILAR for _, low, high in intervals.values()):
        return Outcome("agrees", numbers)
    apart = [name for name, (_, low, high) in intervals.items() if low > SIMILAR or high < -SIMILAR]
    if apart and numbers["still_falling"]:
        return Outcome("undecided", numbers, f"{' and '.join(apart)} differ, but training has not ended")
    if apart:
        return Outcome("contradicts", numbers, f"{' and '.join(apart)} differ by more than {SIMILAR:g}")
    return Outcome("undecided", numbers, f"a 95 % interval of the differences is not within ±{SIMILAR:g}, nor outside")


def _draw(figure: str, measured: Measured) -> Figure:
    from matplotlib import pyplot

    drawing, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), width_ratios=(1, 1.6), layout="constrained")
    radius, net = measured["radius"], measured["networks"][figure]
    x = np.linspace(-1.1 * radius, 1.1 * radius, 400)
    degree = int(measured["activation"].split(":")[1])
    left.plot(x, np.maximum(x, 0), color="black", label="ReLU")
    values = np.polynomial.polynomial.polyval(x, relu_polynomial(degree, radius))
    left.plot(x, values, color="tab:red", label=f"degree {degree}")
    left.axvspan(-radius, radius, color="0.93", label="[−R, R]")
    left.set_xlabel("z")
    left.set_title("activation")
    left.legend()
    for kind, color in (("relu", "black"), ("polynomial", "tab:red")):
        for name, dashes in (("train_error", "-"), ("test_error", "--")):
            errors = np.array([column({"row": row}, "row") for row in net[kind][name]])
            label = f"{'ReLU' if kind == 'relu' else kind}, {name.split('_')[0]}"
            right.plot(net["epoch"], errors.mean(0), dashes, color=color, label=label)
            right.fill_between(net["epoch"], errors.min(0), errors.max(0), color=color, alpha=0.15, linewidth=0)
    right.set_ylim(0, 1)
    right.set_xlabel("epoch")
    right.set_ylabel("classification error")
    right.set_title(f"{NETWORKS[figure]}: {net['num_params']:,} weights, mean and range of the models", fontsize=10)
    right.legend()
    return drawing


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    return 2 * len(NETWORKS) * int(options["models"] * options["epochs"] * options["num_train"])


_COMMON = {
    "data": "patches",
    "labels": "true",
    "activation": "polynomial:10:10",
    "learning_rate": 0.01,
    "batch_size": 100,
    "models": 4,
}

EXPERIMENT = Experiment(
    id="E01",
    title="A polynomial network beside its ReLU twin",
    source="Theory II, Fig. 2; Theory III, Fig. 9",
    sizes={
        "smoke": _COMMON
        | {"data": "digits", "num_train": 200, "num_test": 100, "models": 2, "epochs": 3, "evaluate_every": 1},
        "laptop": _COMMON | {"num_train": 1000, "num_test": 1000, "epochs": 60, "evaluate_every": 4},
        "paper": _COMMON
        | {"data": "cifar10", "num_train": 50000, "num_test": 10000, "epochs": 60, "evaluate_every": 1},
    },
    run=run,
    figures={figure: partial(_draw, figure) for figure in NETWORKS},
    checks=(
        Check(
            "",
            "T2 Fig. 2: similar",
            "“As long as the nonlinearity approximates ReLU well (especially near 0), the ‘polynomial net’ performs "
            "similarly to a ReLU net.” (Theory II, Fig. 2)",
            partial(_similar, "T2-2"),
        ),
        Check(
            "",
            "T3 Fig. 9: very similar",
            "“polynomial and ReLU networks with the same architecture have very similar performance in terms of "
            "training and testing error” (Theory III, 6.4.2, Fig. 9)",
            partial(_similar, "T3-9"),
        ),
    ),
    work=work,
    choices="Neither figure prints rate, epochs or data sizes: rate 0.01 and batches of 100 as in Theory II, 4.1 and "
    "4.2, 60 epochs of SGD as there in 4.4. The polynomial is the Chebyshev expansion of ReLU on [-10, 10], never "
    "clipped; why 10 is said in netsim.models, and how far the neurons go (the share outside, the largest value) "
    "is recorded in `ranges`. Twins have the same initial weights (variance 2 / fan-in) and the same batches. Read as "
    "“similar”: final errors that differ by at most 0.05.",
)
