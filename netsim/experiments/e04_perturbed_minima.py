"""E04: three models of a training path, perturbed four times and trained on (Theory II, B.4, Fig. 5 and 18–37)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import numpy as np

from ..models import Activation, FourChannels, Weights, one_model, together
from ..probes import interpolate, similarity
from ..runs import Arrays, Experiment, Images, Labels, Network, OfSeeds, Options, Run
from ..shell import Batch, Epochs, Every, Few, Range, Rate, Samples, Spread
from ..training import TrainResult, TrainTask
from .parts.finals import Finals, finals
from .parts.landscape_checks import LANDSCAPE_CHECKS
from .parts.on_images import DCNN, NOISE, PICTURES, THEORY2, dcnn, images, own_or
from .parts.perturbation_checks import POINTS, RETRAINING_CHECKS, Measured, Probe
from .parts.retraining import (
    LAYERS,
    RUNS,
    Compared,
    Line,
    Point,
    end_of_path,
    measure_runs,
    perturbed,
    probe,
    train_in_parts,
)
from .parts.retraining_figures import (
    alone_figure,
    curves_figure,
    interpolation_figure,
    minima_figure,
    similarity_figure,
    together_figure,
)
from .parts.trajectories import Dissimilarity

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    DrawsSeeds = Callable[[Point, str, Sequence[Point]], Figure]

OTHER = 1  # number of the model that all are compared with: another start, the same training
RATIOS = [place / 10 for place in range(11)]
FIRST_PROBE = 10  # indices of random draws below are those of the perturbations that are trained on


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    network: Network = "paper"
    labels: Labels = "true"
    activation: Activation = "relu"
    channels: FourChannels = DCNN
    mds: Dissimilarity = "one_minus_cosine"
    learning_rate: Rate = 0.01
    batch_size: Batch = 100
    sgd_epochs: Annotated[tuple[int, ...], Range(1, 100_000, items=2, ascending=True)] = (5, 30, 60)
    bgd_epochs: Epochs = 400
    bgd_learning_rate: Rate = 0.1
    noise: Spread = 0.1
    large_noise: Spread = 1.0
    retrain_epochs: Epochs = 200
    evaluate_every: Every = 5
    probe_scales: Annotated[tuple[float, ...], Range(0, 1000)] = (0.01, 0.1, 0.25, 0.5, 1.0)
    probe_coordinates: Annotated[tuple[int, ...], Range(1, 1_000_000)] = (1, 100, 10000)
    probe_draws: Few = 30
    num_train: Samples
    num_test: Samples

    def sample_passes(self) -> int:
        path = 2 * (self.sgd_epochs[-1] + self.bgd_epochs)
        retrained = len(POINTS) * (RUNS + 1) + 2
        return int(self.num_train * (path + retrained * self.retrain_epochs))


def run(run: Run[Settings]) -> Measured:
    """The path of two models; at three points of it perturbations, retraining, interpolation and random probes."""
    o = run.options
    data = images(o, run.seed)
    network = own_or(o, dcnn(o.data, o.activation, o.channels), LAYERS.values())
    task = TrainTask(network, data, models=(0, OTHER), epochs=0, seed=run.seed)
    stops = [0, *o.sgd_epochs]
    parts = [(f"sgd{end}", end - begin, o.batch_size, o.learning_rate) for begin, end in pairwise(stops)]
    path = train_in_parts(run, task, [*parts, ("bgd", o.bgd_epochs, 0, o.bgd_learning_rate)])
    points = dict(zip(POINTS, (path[0], path[1], path[-1]), strict=True))
    starts = {
        point: together([perturbed(result.weights, o.noise, "std", run.seed, index), one_model(result.weights, 1)])
        for index, (point, result) in enumerate(points.items())
    }
    starts["large"] = perturbed(path[-1].weights, o.large_noise, "std", run.seed, len(POINTS), 2)
    retrained = run.train({name: _retraining(run, task, start) for name, start in starts.items()})
    lines = _lines(run, task, starts, retrained)
    correct = run.evaluate("final", task, [retrained[point].weights for point in POINTS])
    begun = run.evaluate("begun", task, [starts[point] for point in POINTS])
    return {
        "num_params": task.network.num_params,
        "points": {
            point: {
                **measure_runs(task.network, retrained[point], root=o.mds == "root"),
                **_point(points[point], found["test_correct"], lines[point]),
                "errors_at_start": similarity(first["test_correct"]).incorrect,
            }
            for point, found, first in zip(POINTS, correct, begun, strict=True)
        },
        "large": {"noise": o.large_noise, "final": finals(retrained["large"]), "interpolation": lines["large"]},
        "probes": _probes(run, task, points),
    }


def _point(before: TrainResult, correct: np.ndarray, line: Line) -> Compared:
    alike = similarity(correct)
    return {
        "unperturbed": end_of_path(before),
        "similarity": {"correct": alike.correct, "incorrect": alike.incorrect, "agreement": alike.agreement},
        "interpolation": line,
    }


def _retraining(run: Run[Settings], task: TrainTask, start: Weights) -> TrainTask:
    o = run.options
    return replace(
        task,
        models=tuple(range(len(start["layer1.weight"]))),
        start=start,
        epochs=o.retrain_epochs,
        batch_size=0,
        learning_rate=o.bgd_learning_rate,
        evaluate_every=o.evaluate_every,
        record_layers=tuple(LAYERS.values()),
        record_every=o.evaluate_every,
    )


def _lines(
    run: Run[Settings], task: TrainTask, starts: dict[str, Weights], retrained: dict[str, TrainResult]
) -> dict[str, Line]:
    """Between perturbations 1 and 2, before and after retraining."""
    ends = [*starts.values(), *(retrained[name].weights for name in starts)]
    models = [interpolate(one_model(pair, 0), one_model(pair, 1), RATIOS) for pair in ends]
    found = [_measures(arrays) for arrays in run.evaluate("lines", task, models)]
    pairs = zip(starts, found[: len(starts)], found[len(starts) :], strict=True)
    return {name: {"ratios": RATIOS, "before": before, "after": after} for name, before, after in pairs}


def _measures(arrays: Arrays) -> Finals:
    return {
        "train_loss": arrays["train_loss"],
        "train_error": arrays["train_error"],
        "test_loss": arrays["test_loss"],
        "test_error": arrays["test_error"],
    }


def _probes(run: Run[Settings], task: TrainTask, points: dict[str, TrainResult]) -> list[Probe]:
    """Random perturbations of the three models: of all weights by several scales, of a few weights by ``noise``."""
    o = run.options
    kinds = [(scale, 0) for scale in o.probe_scales] + [(o.noise, count) for count in o.probe_coordinates]
    calls = [
        partial(
            probe,
            task=task,
            weights=one_model(points[point].weights, 0),
            scale=scale,
            coordinates=coordinates,
            draws=o.probe_draws,
            index=FIRST_PROBE + index,
            device=run.device,
        )
        for point in POINTS
        for index, (scale, coordinates) in enumerate(kinds)
    ]
    rows: list[Probe] = []
    names = [(point, *kind) for point in POINTS for kind in kinds]
    for (point, scale, coordinates), found in zip(names, run.map("probes", calls), strict=True):
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
                "mean_error_rise": float(np.mean(found["train_error"] - found["error_before"])),
                "deviation_of_error_rise": float(np.std(found["train_error"], ddof=1)),
            }
        )
    return rows


def _title(point: str) -> str:
    return f"{point}, perturbed by 0.1·S and retrained"


def _draw(drawn: Callable[[Point, str], Figure], point: str, measured: Measured) -> Figure:
    return drawn(measured["points"][point], _title(point))


def _together(layer: str) -> Callable[[Point, str], Figure]:
    return lambda part, title: together_figure(part, layer, title)


def _draw_seeds(
    drawn: Callable[[Point, str, Sequence[Point]], Figure], point: str, seeds: Sequence[Measured]
) -> Figure:
    first, *others = (measured["points"][point] for measured in seeds)
    return drawn(first, _title(point), others)


def _of_seeds(drawn: DrawsSeeds, point: str) -> OfSeeds[Measured]:
    return OfSeeds(partial(_draw_seeds, drawn, point))


def _figures(first: int, point: str, *, has_lines: bool) -> dict[str, Callable[[Measured], Figure]]:
    """The figures of one model, in the order of the paper."""
    drawn = [*map(_together, LAYERS), alone_figure, similarity_figure]
    figures: list[Callable[[Measured], Figure]] = [_of_seeds(curves_figure, point)]
    figures += [partial(_draw, draw, point) for draw in drawn]
    figures += [_of_seeds(interpolation_figure, point)] if has_lines else []
    return {f"T2-{first + place}": draw for place, draw in enumerate(figures)}


EXPERIMENT = Experiment(
    id="E04",
    title="Models of three stages, perturbed four times and retrained",
    source="Theory II, 4.4 and B.4, Fig. 5 and 18–37",
    sizes={
        "smoke": Settings(
            data="digits",
            learning_rate=0.1,
            sgd_epochs=(1, 2, 3),
            bgd_epochs=4,
            retrain_epochs=4,
            evaluate_every=2,
            probe_draws=3,
            num_train=100,
            num_test=50,
        ),
        "laptop": Settings(
            channels=(8, 12, 16, 20),
            learning_rate=0.1,
            batch_size=10,
            sgd_epochs=(17, 100, 200),
            bgd_learning_rate=0.2,
            probe_coordinates=(1, 30, 1000),
            probe_draws=40,
            num_train=150,
            num_test=400,
        ),
        "paper": Settings(data="cifar10", num_train=50000, num_test=10000),
    },
    run=run,
    figures={"T2-5": _of_seeds(minima_figure, "Mfinal")}
    | _figures(18, "M5", has_lines=False)
    | _figures(24, "M30", has_lines=True)
    | _figures(31, "Mfinal", has_lines=True),
    checks=RETRAINING_CHECKS + LANDSCAPE_CHECKS,
    choices=THEORY2
    + NOISE
    + PICTURES
    + "Captions of Theory II contradict one another (T2-23): Fig. 5, 18, 24 and 31 say 0.1·S and 200 epochs, "
    "Fig. 41 says 0.01·m and 400 epochs, and Fig. 19–22, 25–28 and 32–35 say that they correspond “exactly to Figure "
    "41”, yet speak of 200 epochs. Here all of B.4 has 0.1·S and 200 epochs; Fig. 41 is E05. The text does not say "
    "what the “random reference model” of Fig. 23, 29 and 36 is: here one from other initial weights with the same "
    "training, unperturbed; the matrices are on the test set. Neither rate is printed in B.4: 0.01 for SGD as in "
    "Fig. 3, and 0.1 for gradient descent. On the laptop an epoch has 15 steps instead of 500, and the rates are 0.1 "
    "and 0.2: M5 and M30 stand there for epochs 17 and 100 of 200 of SGD, so that the rate times the number of steps "
    "is that of epochs 5, 30 and 60; 150 images and channels 8, 12, 16, 20 are 50 weights for each image (paper: 3.8; "
    "with as few, a network so narrow does not come to training error 0, see E05). "
    "The very large perturbation of Fig. 37's caption is 1·S, of Mfinal, trained on as the others.",
)
