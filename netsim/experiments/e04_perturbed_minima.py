"""E04: three models of a training path, perturbed four times and trained on (Theory II, B.4, Fig. 5 and 18–37)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..models import Weights
from ..probes import interpolate, similarity
from ..runs import Experiment, Measured, Run
from ..training import DataSpec, TrainResult, TrainTask
from .parts.common import dcnn, one_model, together
from .parts.landscape_checks import LANDSCAPE_CHECKS
from .parts.perturbation_checks import POINTS, RETRAINING_CHECKS
from .parts.retraining import CURVES, LAYERS, RUNS, end_of_path, measure_runs, perturbed, probe, train_in_parts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OTHER = 1  # number of the model that all are compared with: another start, the same training
RATIOS = [place / 10 for place in range(11)]
FIRST_PROBE = 10  # indices of random draws below are those of the perturbations that are trained on


def run(run: Run) -> Measured:
    """The path of two models; at three points of it perturbations, retraining, interpolation and random probes."""
    o = run.options
    data = DataSpec(o["data"], o["num_train"], o["num_test"], seed=run.seed, labels=o["labels"])
    task = TrainTask(dcnn(o), data, models=(0, OTHER), epochs=0, seed=run.seed)
    stops = [0, *o["sgd_epochs"]]
    parts = [(f"sgd{end}", end - begin, o["batch_size"], o["learning_rate"]) for begin, end in pairwise(stops)]
    path = train_in_parts(run, task, [*parts, ("bgd", o["bgd_epochs"], 0, o["bgd_learning_rate"])])
    points = dict(zip(POINTS, (path[0], path[1], path[-1]), strict=True))
    starts = {
        point: together([perturbed(result.weights, o["noise"], "std", run.seed, index), one_model(result.weights, 1)])
        for index, (point, result) in enumerate(points.items())
    }
    starts["large"] = perturbed(path[-1].weights, o["large_noise"], "std", run.seed, len(POINTS), 2)
    retrained = run.train({name: _retraining(run, task, start) for name, start in starts.items()})
    lines = _lines(run, task, starts, retrained)
    measured: Measured = {
        "num_params": task.network.num_params,
        "points": {},
        "large": {
            "noise": o["large_noise"],
            "final": {name: retrained["large"].final(name) for name in CURVES},
            "interpolation": lines["large"],
        },
        "probes": _probes(run, task, points),
    }
    correct = run.evaluate("final", task, [retrained[point].weights for point in POINTS])
    for point, found in zip(POINTS, correct, strict=True):
        alike = similarity(found["test_correct"])
        measured["points"][point] = measure_runs(retrained[point]) | {
            "unperturbed": end_of_path(points[point]),
            "similarity": {"correct": alike.correct, "incorrect": alike.incorrect, "agreement": alike.agreement},
            "interpolation": lines[point],
        }
    return measured


def _retraining(run: Run, task: TrainTask, start: Weights) -> TrainTask:
    o = run.options
    return replace(
        task,
        models=tuple(range(len(start["layer1.weight"]))),
        start=start,
        epochs=o["retrain_epochs"],
        batch_size=0,
        learning_rate=o["bgd_learning_rate"],
        evaluate_every=o["evaluate_every"],
        record_layers=tuple(LAYERS.values()),
        record_every=o["evaluate_every"],
    )


def _lines(
    run: Run, task: TrainTask, starts: dict[str, Weights], retrained: dict[str, TrainResult]
) -> dict[str, dict[str, Any]]:
    """Between perturbations 1 and 2, before and after retraining."""
    ends = {(name, "before"): start for name, start in starts.items()}
    ends |= {(name, "after"): result.weights for name, result in retrained.items()}
    models = [interpolate(one_model(pair, 0), one_model(pair, 1), RATIOS) for pair in ends.values()]
    lines: dict[str, dict[str, Any]] = {name: {"ratios": RATIOS} for name in starts}
    for (name, when), found in zip(ends, run.evaluate("lines", task, models), strict=True):
        lines[name][when] = {curve: found[curve] for curve in CURVES}
    return lines


def _probes(run: Run, task: TrainTask, points: dict[str, TrainResult]) -> list[dict[str, Any]]:
    """Random perturbations of the three models: of all weights by several scales, of a few weights by ``noise``."""
    o = run.options
    kinds = [(scale, 0) for scale in o["probe_scales"]] + [(o["noise"], count) for count in o["probe_coordinates"]]
    calls = [
        {
            "task": task,
            "weights": one_model(points[point].weights, 0),
            "scale": scale,
            "coordinates": coordinates,
            "draws": o["probe_draws"],
            "index": FIRST_PROBE + index,
            "device": run.device,
        }
        for point in POINTS
        for index, (scale, coordinates) in enumerate(kinds)
    ]
    rows = []
    names = [(point, *kind) for point in POINTS for kind in kinds]
    for (point, scale, coordinates), found in zip(names, run.map("probes", probe, calls), strict=True):
        rise = found["train_loss"] - found["loss_before"]
        rows.append(
            {
                "point": point,
                "scale": scale,
                "coordinates": coordinates or task.network.num_params,
                "draws": len(rise),
                "lowered": int(np.sum(rise < 0)),
                "mean_rise": rise.mean(),
                "deviation_of_rise": rise.std(ddof=1),
                "mean_error_rise": np.mean(found["train_error"] - found["error_before"]),
                "deviation_of_error_rise": np.std(found["train_error"], ddof=1),
            }
        )
    return rows


def work(options: dict[str, Any]) -> int:
    """Sample passes."""
    path = 2 * (options["sgd_epochs"][-1] + options["bgd_epochs"])
    retrained = len(POINTS) * (RUNS + 1) + 2
    return int(options["num_train"] * (path + retrained * options["retrain_epochs"]))


def _title(point: str) -> str:
    return f"{point}, perturbed by 0.1·S and retrained"


def _draw(kind: str, point: str, measured: Measured, layer: str = "") -> Figure:
    from .parts import retraining_figures as figures

    part = measured["points"][point]
    if layer:
        return figures.together_figure(part, layer, _title(point))
    draw = {
        "curves": figures.curves_figure,
        "alone": figures.alone_figure,
        "minima": figures.minima_figure,
        "similarity": figures.similarity_figure,
        "interpolation": figures.interpolation_figure,
    }
    return draw[kind](part, _title(point))


def _figures(first: int, point: str, *, has_lines: bool) -> dict[str, Any]:
    """The figures of one model, in the order of the paper."""
    drawn = [partial(_draw, "curves", point)]
    drawn += [partial(_draw, "together", point, layer=layer) for layer in LAYERS]
    drawn += [partial(_draw, kind, point) for kind in ("alone", "similarity")]
    drawn += [partial(_draw, "interpolation", point)] if has_lines else []
    return {f"T2-{first + place}": draw for place, draw in enumerate(drawn)}


_COMMON = {
    "data": "patches",
    "labels": "true",
    "activation": "relu",
    "learning_rate": 0.01,
    "batch_size": 100,
    "sgd_epochs": [5, 30, 60],
    "bgd_epochs": 400,
    "bgd_learning_rate": 0.1,
    "noise": 0.1,
    "large_noise": 1.0,
    "retrain_epochs": 200,
    "evaluate_every": 5,
    "probe_scales": [0.01, 0.1, 0.25, 0.5, 1.0],
    "probe_coordinates": [1, 100, 10000],
    "probe_draws": 30,
}
_SMOKE = {"sgd_epochs": [1, 2, 3], "bgd_epochs": 4, "retrain_epochs": 4, "evaluate_every": 2, "probe_draws": 3}
_LAPTOP = {"learning_rate": 0.1, "bgd_learning_rate": 0.2, "num_train": 400, "num_test": 400}

EXPERIMENT = Experiment(
    id="E04",
    title="Models of three stages, perturbed four times and retrained",
    source="Theory II, 4.4 and B.4, Fig. 5 and 18–37",
    sizes={
        "smoke": _COMMON | _SMOKE | {"data": "digits", "learning_rate": 0.1, "num_train": 100, "num_test": 50},
        "laptop": _COMMON | _LAPTOP,
        "paper": _COMMON | {"data": "cifar10", "num_train": 50000, "num_test": 10000},
    },
    run=run,
    figures={"T2-5": partial(_draw, "minima", "Mfinal")}
    | _figures(18, "M5", has_lines=False)
    | _figures(24, "M30", has_lines=True)
    | _figures(31, "Mfinal", has_lines=True),
    checks=RETRAINING_CHECKS + LANDSCAPE_CHECKS,
    work=work,
    choices="Captions of Theory II contradict one another (T2-23): Fig. 5, 18, 24 and 31 say 0.1·S and 200 epochs, "
    "Fig. 41 says 0.01·m and 400 epochs, and Fig. 19–22, 25–28 and 32–35 say that they correspond “exactly to Figure "
    "41”, yet speak of 200 epochs. Here all of B.4 has 0.1·S and 200 epochs; Fig. 41 is E05. The text does not say "
    "what the “random reference model” of Fig. 23, 29 and 36 is: here one from other initial weights with the same "
    "training, unperturbed; the matrices are on the test set. Neither rate is printed in B.4: 0.01 for SGD as in "
    "Fig. 3, and 0.1 for gradient descent; on the laptop, where an epoch has 4 steps instead of 500, 0.1 and 0.2. "
    "The very large perturbation of Fig. 37's caption is 1·S, of Mfinal, trained on as the others.",
)
