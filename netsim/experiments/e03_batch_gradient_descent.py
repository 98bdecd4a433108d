"""E03: batch gradient descent from scratch, branches from perturbed points, and averaged models (Theory II, Fig. 4)."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..models import Weights, initial_weights
from ..probes import average, cosine_dissimilarity, embed_trajectories, perturb
from ..runs import Experiment, Measured, Run
from ..training import DataSpec, TrainTask
from .parts.branches import CHECKS, LAYERS
from .parts.common import dcnn, one_model, together

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CURVES = ("train_loss", "train_error", "test_loss", "test_error")

Path = dict[int, Weights]  # by epoch one model


def run(run: Run) -> Measured:
    """Main trajectory and all branches go on side by side, from one recorded epoch to the next."""
    o = run.options
    data = DataSpec(o["data"], o["num_train"], o["num_test"], seed=run.seed, labels=o["labels"])
    network = dcnn(o)
    paths: list[Path] = [{0: initial_weights(network, (0,), run.seed)}]
    curves: list[dict[str, list[float]]] = [{name: [] for name in CURVES}]
    branches: list[dict[str, Any]] = []
    times = recorded_epochs(o)
    for stage, (begin, end) in enumerate(pairwise(times)):
        for noise in o["noise"] if begin in o["branch_epochs"] else ():
            number = len(paths)  # of the branch's model, and so of its draws
            moved = perturb(paths[0][begin], noise, measure="std", seed=run.seed, models=[number])
            paths.append({begin: moved.weights})
            curves.append({name: [] for name in CURVES})
            branches.append({"noise": noise, "from": begin})
        task = TrainTask(
            network,
            data,
            models=tuple(range(len(paths))),
            epochs=end - begin,
            learning_rate=o["learning_rate"],
            batch_size=o["batch_size"],
            start=together(path[begin] for path in paths),
            stage=stage,
            evaluate_every=end - begin,
            seed=run.seed,
        )
        result = run.train({f"epoch{begin}": task})[f"epoch{begin}"]
        for number, (path, curve) in enumerate(zip(paths, curves, strict=True)):
            path[end] = one_model(result.weights, number)
            for name, values in curve.items():
                values += result.history[name][number, 0 if not values else 1 :].tolist()
    means = [{epoch: average(path[epoch], paths[0][epoch]) for epoch in path} for path in paths[1:]]
    found = run.evaluate("means", task, [together(path.values()) for path in means])
    for branch, path, curve, of_means in zip(branches, paths[1:], curves[1:], found, strict=True):
        distance = {name: _distances(path, paths[0], layer) for name, layer in LAYERS.items()}
        branch |= curve | {"mean": {name: of_means[name] for name in CURVES[:2]}, "distance": distance}
    measured: Measured = {"num_params": network.num_params, "epochs": times, "main": curves[0], "branches": branches}
    for layer, noise in (("2", min(o["noise"])), ("3", max(o["noise"]))):
        chosen = [number for number, branch in enumerate(branches) if branch["noise"] == noise]
        shown = [paths[0], *(paths[1 + n] for n in chosen), *(means[n] for n in chosen)]
        measured[f"layer{layer}"] = {"noise": noise, "branches": chosen} | _embed(shown, LAYERS[layer])
    return measured


def recorded_epochs(options: dict[str, Any]) -> list[int]:
    """Where models are kept: every ``record_every`` epochs, where branches begin, and the end."""
    end = options["epochs"]
    begins = {epoch for epoch in options["branch_epochs"] if epoch < end}
    return sorted(begins.union(range(0, end, options["record_every"]), [end]))


def _distances(path: Path, main: Path, layer: int) -> list[float]:
    """1 − cosine between a branch and the main trajectory at every epoch that both have."""
    name = f"layer{layer}.weight"
    pairs = [np.stack([path[epoch][name].ravel(), main[epoch][name].ravel()]) for epoch in path]
    return [float(cosine_dissimilarity(pair)[0, 1]) if np.isfinite(pair).all() else np.nan for pair in pairs]


def _embed(paths: list[Path], layer: int) -> dict[str, Any]:
    """All models of several paths together; ``points`` is a list of paths. Diverged models have no place."""
    models = np.stack([path[epoch][f"layer{layer}.weight"].ravel() for path in paths for epoch in path])
    finite = np.isfinite(models).all(axis=1)
    found = embed_trajectories(models[finite])
    places = np.full((len(models), 2), np.nan)
    places[finite] = found.points
    points = np.split(places, np.cumsum([len(path) for path in paths])[:-1])
    return {"points": [path.tolist() for path in points], "stress": found.stress, "explained": found.explained}


def _draw_path(axes: Axes, points: Any, errors: list[Any], style: dict[str, Any]) -> None:
    """A line, with the training errors of its first and last model, and of one early between them."""
    path = np.asarray(points, float)
    axes.plot(*path.T, marker=".", markersize=3, **style)
    for place, offset in ((0, (4, 4)), (len(path) // 10, (6, -4)), (len(path) - 1, (-16, -9))):
        text = f"{float(errors[place]):.3f}"
        axes.annotate(text, path[place], xytext=offset, textcoords="offset points", fontsize=6, color=style["color"])


def _draw_branches(axes: Axes, measured: Measured, layer: str, shown: list[int]) -> None:
    """The main trajectory, some branches and their averages with it."""
    part = measured[f"layer{layer}"]
    count = len(part["branches"])
    _draw_path(axes, part["points"][0], measured["main"]["train_error"], {"color": "black", "label": "main"})
    for place in shown:
        branch = measured["branches"][part["branches"][place]]
        color = f"C{place}"
        parting = part["points"][0][measured["epochs"].index(branch["from"])]
        jump = np.asarray([parting, part["points"][1 + place][0]], float)
        axes.plot(*jump.T, color=color, linewidth=0.5, linestyle="--")
        style = {"color": color, "linewidth": 1.2, "label": f"branch at epoch {branch['from']}"}
        _draw_path(axes, part["points"][1 + place], branch["train_error"], style)
        style = {"color": color, "linewidth": 0.8, "linestyle": ":", "label": "averaged with main"}
        _draw_path(axes, part["points"][1 + count + place], branch["mean"]["train_error"], style)
    axes.legend(fontsize=7)
    axes.set_xlabel("first MDS coordinate", fontsize=8)
    axes.set_ylabel("second MDS coordinate", fontsize=8)
    axes.tick_params(labelsize=6)


def _draw(layer: str, measured: Measured) -> Figure:
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 7.5))
    part = measured[f"layer{layer}"]
    _draw_branches(axes, measured, layer, list(range(len(part["branches"]))))
    axes.set_title(f"layer {layer}, noise {part['noise']:g}·S; numbers: training error (stress {part['stress']:.2f})")
    return figure


def _draw_apart(layer: str, measured: Measured) -> Figure:
    from matplotlib import pyplot

    part = measured[f"layer{layer}"]
    figure, grid = pyplot.subplots(2, 2, figsize=(11, 9))
    for place, axes in enumerate(grid.flat[: len(part["branches"])]):
        _draw_branches(axes, measured, layer, [place])
        axes.set_title(f"({'abcd'[place]})", fontsize=9)
    figure.suptitle(f"layer {layer}, noise {part['noise']:g}·S; numbers: training error")
    return figure


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    begins = [0] + [e for e in options["branch_epochs"] if e < options["epochs"] for _ in options["noise"]]
    return int(options["num_train"] * sum(options["epochs"] - begin for begin in begins))


_COMMON = {"data": "patches", "labels": "true", "activation": "relu", "batch_size": 0, "noise": [0.25, 0.5, 1.0]}
_PAPER = {"learning_rate": 0.1, "epochs": 2000, "record_every": 20, "branch_epochs": [0, 10, 50, 200]}
_LAPTOP = {"learning_rate": 0.2, "epochs": 400, "record_every": 10, "num_train": 500, "num_test": 200}
_SMOKE = {"learning_rate": 0.2, "epochs": 6, "record_every": 3, "branch_epochs": [0, 1, 2, 4]}

EXPERIMENT = Experiment(
    id="E03",
    title="Batch gradient descent from scratch, branches and averaged models",
    source="Theory II, 4.3 and B.3, Fig. 4 and 14–17",
    sizes={
        "smoke": _COMMON | _SMOKE | {"data": "digits", "num_train": 100, "num_test": 50},
        "laptop": _COMMON | _PAPER | _LAPTOP,
        "paper": _COMMON | _PAPER | {"data": "cifar10", "num_train": 50000, "num_test": 10000},
    },
    run=run,
    figures={
        "T2-4": partial(_draw, "2"),
        "T2-14": partial(_draw, "2"),
        "T2-15": partial(_draw_apart, "2"),
        "T2-16": partial(_draw, "3"),
        "T2-17": partial(_draw_apart, "3"),
    },
    checks=CHECKS,
    work=work,
    choices="The paper prints neither the learning rate of BGD nor how long it ran: 0.1 and 2,000 epochs at paper "
    "size; on the laptop 0.2 and 400 epochs of 500 patches. Models are kept every 10 or 20 epochs and where branches "
    "begin. Distant are, as the paper says, the branches at epoch 0 and that of 1·S at the second branch; all others "
    "of less than 1·S are called nearby. A later branch also has fewer epochs left, which alone makes it end nearer. "
    "Batch normalisation takes its statistics anew from the training set for every averaged model.",
)
