"""E06: basins, and walls between them, computed and not drawn by hand (Theory II, Fig. 1, 6, 38 and 39)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated

import numpy as np

from ..models import (
    Activation,
    FourChannels,
    NetworkSpec,
    Weights,
    copies,
    initial_weights,
    one_model,
    reached_weights,
    together,
)
from ..probes import barrier, cosine_dissimilarity, interpolate, perturb
from ..runs import Experiment, Images, Labels, Network, Options, Run
from ..shell import Batch, Epochs, Few, Positive, Range, Rate, Samples, Several, refuse
from ..training import TrainResult, TrainTask
from .parts.basin_checks import CHECKS, Measured, Pair, Trajectories
from .parts.basin_figures import draw_basins, draw_volumes, draw_walls
from .parts.on_images import DCNN, NOISE, PICTURES, THEORY2, dcnn, own_or, training
from .parts.surroundings import noise_rows, plane_around, plane_between, volumes
from .parts.trajectories import Dissimilarity, embedded


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
    noise: Annotated[tuple[float, ...], Range(0, 1000)] = (0.25, 1.0)
    noise_scales: Annotated[tuple[float, ...], Range(0, 1000)] = (0.01, 0.03, 0.1, 0.25, 0.5, 1.0)
    levels: Annotated[tuple[float, ...], Range(1e-6, 1000)] = (0.25, 0.5, 1.0)
    radius: Positive = 1.0
    num_train: Samples
    num_test: Samples
    epochs: Epochs = 60
    splits: Annotated[tuple[int, ...], Range(0, 100_000, ascending=True)]
    num_copies: Few
    num_ratios: Several
    draws: Few
    resolution: Annotated[int, Range(3, 1001)]
    dims: Annotated[tuple[int, ...], Range(1, 1000, ascending=True)] = (1, 2, 3, 4, 8, 16, 32)
    num_rays: Few
    num_radii: Several

    def check_together(self) -> None:
        if max(self.splits) >= self.epochs:
            raise refuse(
                f"a path splits at epoch {max(self.splits)}, and epochs is {self.epochs}", "let splits be below epochs"
            )

    def sample_passes(self) -> int:
        epochs = self.epochs
        branched = sum(epochs - split for split in self.splits) * len(self.noise) * self.num_copies
        return int(self.num_train * (epochs + branched))


def run(run: Run[Settings]) -> Measured:
    """Train a model; branch from it at some epochs; then look at the loss around and between what came of it."""
    o = run.options
    task = replace(
        training(o, run.seed, own_or(o, dcnn(o.data, o.activation, o.channels))),
        evaluate_every=o.epochs,
        record_layers=(1,),  # the paper counts the input: its layer 2
        record_every=max(1, o.epochs // 20),
    )
    states, legs = _main_path(run, task)
    ends, branches = _branches(run, task, states)
    final = states[o.epochs]
    return {
        "num_params": task.network.num_params,
        "final": {
            "train_loss": legs[-1].final("train_loss")[0],
            "train_error": legs[-1].final("train_error")[0],
            "test_loss": legs[-1].final("test_loss")[0],
            "test_error": legs[-1].final("test_error")[0],
        },
        "pairs": _pairs(run, task, final, ends),
        "trajectories": _trajectories(o, legs, branches),
        "noise": noise_rows(run, task, states, o.noise_scales, o.draws),
        "around": plane_around(run, task, final, o.resolution),
        "between": plane_between(run, task, together([final, _end(ends, 0), _end(ends, -1)]), o.resolution),
        "volume": volumes(
            run,
            task,
            final,
            dims=o.dims,
            num_rays=o.num_rays,
            radius=o.radius,
            num_radii=o.num_radii,
            levels=o.levels,
        ),
    }


def _main_path(run: Run[Settings], task: TrainTask) -> tuple[dict[int, Weights], list[TrainResult]]:
    """The weights at every epoch where something branches and at the end, and how they came about."""
    o = run.options
    places = sorted({0, *o.splits, o.epochs})
    states = {0: initial_weights(task.network, (0,), task.seed)}
    legs = []
    for stage, (begin, end) in enumerate(pairwise(places)):
        leg = replace(task, start=states[begin], epochs=end - begin, stage=stage)
        legs.append(run.train_one(f"main{begin}", leg))
        states[end] = legs[-1].weights
    return states, legs


def _branches(
    run: Run[Settings], task: TrainTask, states: dict[int, Weights]
) -> tuple[list[tuple[int, float, Weights]], list[TrainResult]]:
    """Perturbed copies of the model at every split, trained until the main path ends."""
    o = run.options
    places = [(split, noise) for split in o.splits for noise in o.noise]
    numbers = tuple(range(1, o.num_copies + 1))
    tasks = {}
    for index, (split, noise) in enumerate(places):
        same = copies(states[split], 0, len(numbers))
        start = perturb(same, noise, seed=run.seed, index=index, models=numbers).weights
        tasks[f"split{split}noise{noise:g}"] = replace(
            task, models=numbers, start=start, epochs=o.epochs - split, stage=len(o.splits) + 1 + index
        )
    results = list(run.train(tasks).values())
    return [(*place, result.weights) for place, result in zip(places, results, strict=True)], results


def _end(ends: list[tuple[int, float, Weights]], place: int) -> Weights:
    """The first copy of the branches of the smallest noise, from the first or the last split."""
    smallest = min(noise for _, noise, _ in ends)
    return one_model([weights for _, noise, weights in ends if noise == smallest][place], 0)


def _pairs(run: Run[Settings], task: TrainTask, final: Weights, ends: list[tuple[int, float, Weights]]) -> list[Pair]:
    """The loss and the error on the line from the main model to every branch."""
    ratios = np.linspace(0, 1, run.options.num_ratios).tolist()
    places = [
        (split, noise, copy, one_model(weights, copy))
        for split, noise, weights in ends
        for copy in range(run.options.num_copies)
    ]
    lines = run.evaluate("line", task, [interpolate(final, other, ratios) for *_, other in places])
    rows: list[Pair] = []
    for (split, noise, copy, other), found in zip(places, lines, strict=True):
        finite = np.isfinite(found["train_loss"][[0, -1]]).all()
        rows.append(
            {
                "split": split,
                "noise": noise,
                "copy": copy,
                "dissimilarity": _dissimilarity(task.network, final, other),
                "ratios": ratios,
                "loss": found["train_loss"],
                "error": found["train_error"],
                "wall": barrier(ratios, found["train_loss"].tolist()) if finite else float("nan"),
            }
        )
    return rows


def _dissimilarity(network: NetworkSpec, first: Weights, second: Weights) -> float:
    """1 − cosine of all weights that have an effect: under batch normalisation biases have none."""
    seen = {number: reached_weights(network, number) for number in range(1, len(network.layers) + 1)}
    flat = [np.concatenate([w[f"layer{k}.weight"].ravel()[seen[k]] for k in seen]) for w in (first, second)]
    return float(cosine_dissimilarity(np.stack(flat))[0, 1])


def _trajectories(options: Settings, legs: list[TrainResult], branches: list[TrainResult]) -> Trajectories:
    """The paper's layer 2 of the main path and of the first copy from every split, with the smallest noise."""
    count = len(options.noise)
    smallest = int(np.argmin(options.noise))
    paths = [np.concatenate([leg.trajectories[1][0] for leg in legs])]
    paths += [result.trajectories[1][0] for result in branches[smallest::count]]
    picture = embedded(np.concatenate(paths)[None], root=options.mds == "root")
    cuts = np.cumsum([len(path) for path in paths])[:-1]
    return {
        "points": np.split(np.asarray(picture["points"][0]), cuts),
        "labels": ["main", *(f"epoch {split}" for split in options.splits)],
        "stress": picture["stress"],
    }


EXPERIMENT = Experiment(
    id="E06",
    title="Basins, and walls between them, computed",
    source="Theory II, Section 5 and C, Fig. 1, 6, 38 and 39",
    sizes={
        "smoke": Settings(
            data="digits",
            learning_rate=0.05,
            batch_size=20,
            num_train=60,
            num_test=20,
            epochs=4,
            splits=(0, 3),
            num_copies=1,
            num_ratios=3,
            draws=3,
            resolution=3,
            dims=(1, 2, 3),
            num_rays=4,
            num_radii=6,
        ),
        "laptop": Settings(
            channels=(6, 8, 10, 12),
            learning_rate=0.1,
            batch_size=10,
            num_train=100,
            num_test=100,
            splits=(0, 1, 5, 20, 40),
            num_copies=2,
            num_ratios=11,
            draws=60,
            resolution=15,
            num_rays=32,
            num_radii=12,
        ),
        "paper": Settings(
            data="cifar10",
            num_train=50000,
            num_test=10000,
            splits=(0, 1, 5, 30, 50),
            num_copies=4,
            num_ratios=21,
            draws=40,
            resolution=41,
            num_rays=48,
            num_radii=14,
        ),
    },
    run=run,
    figures={"T2-1": draw_basins, "T2-6": draw_basins, "T2-38": draw_volumes, "T2-39": draw_walls},
    checks=CHECKS,
    choices=THEORY2
    + NOISE
    + PICTURES
    + "The paper's figures are drawings without data. Here: its 6-layer network, trained by SGD; copies "
    "perturbed by 0.25 and 1 times S (its Fig. 4) at several epochs and trained until the main path ends. Random "
    "planes and sections have filters of the model's norms. Volumes are those of the part of a level set that is seen "
    "from the minimum, in sections of dimension 1 to 32, from where rays first leave it. Noise is significant from "
    "0.1 S on; almost never is at most 5 % of the draws, at every scale. The laptop size has 100 "
    "images, channels 6, 8, 10, 12 (35 weights for each image; 3.8 in the paper), batches of 10 and rate 0.1, so that "
    "training ends near the bottom of a basin.",
)
