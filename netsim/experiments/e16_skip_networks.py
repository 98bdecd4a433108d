"""E16: convolutional networks with skip-connections to the output (NMH, Tables 1, 2, 4, 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Annotated

import numpy as np

from ..models import (
    IMAGE_NETWORKS,
    Activation,
    DrawnSkips,
    NetworkSpec,
    first_block,
    hidden_neurons,
    image_network,
    walk,
)
from ..probes import check_room, random_features
from ..runs import Experiment, Images, Labels, OfSeeds, Options, Preprocessing, Run
from ..shell import Batch, Epochs, Every, Init, Models, OneOf, Range, Samples
from ..training import TrainTask
from .parts.on_images import image_shape, images, num_classes
from .parts.skip_checks import CHECKS
from .parts.skip_evidence import KINDS, Cell, Measured, RandomFeatures
from .parts.skip_figures import draw

if TYPE_CHECKING:
    from ..training import TrainResult

AUGMENTS = ("none", "crops")


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    labels: Labels = "true"
    preprocess: Preprocessing = "scale"
    num_train: Samples = 500
    num_test: Samples = 1000
    networks: Annotated[tuple[str, ...], OneOf(IMAGE_NETWORKS)] = ("vgg11",)
    activation: tuple[Activation, ...] = ("sigmoid",)
    narrow_by: Annotated[int, Range(1, 64)] = 4
    kinds: Annotated[tuple[str, ...], OneOf(tuple(KINDS))] = tuple(KINDS)
    few_share: Annotated[float, Range(0.0001, 1)] = 0.25
    augment: Annotated[tuple[str, ...], OneOf(AUGMENTS)] = ("none",)
    init: tuple[Init, ...] = ("truncated", "logistic")
    learning_rate: Annotated[tuple[float, ...], Range(0, 1000)] = (0.01, 0.1)
    momentum: Annotated[float, Range(0, 0.9999)] = 0.9
    rate_drops: Annotated[tuple[float, ...], Range(0, 1, ascending=True)] = (0.5, 0.75)
    batch_size: Batch = 20
    epochs: Epochs = 30
    evaluate_every: Every = 10
    num_models: Models = 1
    num_random: Annotated[int, Range(0, 1000)] = 3

    def check_together(self) -> None:
        generators = [generator(*pair) for pair in product(self.networks, self.activation)]
        for cell in (*cells(self), *generators):
            network(self, cell, 0)  # refuses more skips than there are neurons

    def sample_passes(self) -> int:
        return len(cells(self)) * len(self.learning_rate) * self.num_models * self.epochs * self.num_train


CellKey = tuple[str, str, str, str, str]  # network, activation, augmentation, kind, initialisation


def cells(options: Settings) -> list[CellKey]:
    """What is trained; the controls (M < N, the first layer only) from the first initialisation alone."""
    o = options
    found = product(o.networks, o.activation, o.augment, o.kinds, o.init)
    return [key for key in found if key[3] in ("plain", "skip") or key[4] == o.init[0]]


def generator(name: str, activation: str) -> CellKey:
    """The network that makes random features: N skips, and initial weights as printed for it."""
    return name, activation, "none", "skip", "truncated"


def network(options: Settings, cell: CellKey, seed: int) -> NetworkSpec:
    """The network of a cell, with skips from hidden neurons that are drawn for each model.

    One for each training sample, from all hidden neurons (of DenseNet121 from the first dense block); fewer; or, as
    far as its neurons go, as many from the first layer only.
    """
    name, activation, _, kind, init = cell
    spec = image_network(name, image_shape(options.data), num_classes(options.data), activation, options.narrow_by)
    spec = replace(spec, init=init)
    if kind == "plain":
        return spec
    block = first_block(spec) if spec.batch_norm else ()
    neurons = dict(hidden_neurons(spec.layers, spec.input_shape))
    layers, count = block or tuple(neurons), options.num_train
    if kind == "few":
        count = max(1, int(options.few_share * options.num_train))
    if kind == "shallow":
        layers = layers[:1]
        count = min(count, neurons[layers[0]])
    return replace(spec, drawn_skips=DrawnSkips(count, seed, layers))


def run(run: Run[Settings]) -> Measured:
    """All rates and initial weights of a cell are one ensemble; random features have weights of their own."""
    o = run.options
    data = replace(images(o, run.seed), preprocess=o.preprocess)
    places = [(name, activation) for name, activation in product(o.networks, o.activation)]
    if o.num_random:
        check_room(o.num_train, o.num_train, run.device)
    tasks = {
        key: TrainTask(
            network(o, key, run.seed),
            data,
            models=tuple(range(o.num_models)) * len(o.learning_rate),  # the same starts and orders for every rate
            epochs=o.epochs,
            learning_rate=tuple(rate for rate in o.learning_rate for _ in range(o.num_models)),
            batch_size=o.batch_size,
            evaluate_every=o.evaluate_every,
            augment=key[2] == "crops",
            momentum=o.momentum,
            rate_drops=o.rate_drops,
            seed=run.seed,
        )
        for key in cells(o)
    }
    results = run.train({_name(key): task for key, task in tasks.items()})
    calls = [
        partial(
            random_features,
            task=TrainTask(
                network(o, generator(name, activation), run.seed),
                data,
                models=(model,),
                epochs=0,
                seed=run.seed,
            ),
            device=run.device,
        )
        for name, activation in places
        for model in range(o.num_random)
    ]
    found = iter(run.map("random", calls))
    features: list[RandomFeatures] = []
    for name, activation in places:
        rows = [next(found) for _ in range(o.num_random)]
        if not rows:
            continue
        each = {measure: np.array([row[measure] for row in rows]) for measure in rows[0]}
        features.append({"network": name, "activation": activation, "measured": each})
    first = results[_name(next(iter(tasks)))]
    return {
        "learning_rate": o.learning_rate,
        "num_train": o.num_train,
        "num_test": o.num_test,
        "epoch": first.history["epoch"],
        "cells": [_cell(o, key, tasks[key].network, results[_name(key)]) for key in tasks],
        "random": features,
    }


def _name(key: CellKey) -> str:
    return "-".join(key).replace(":", "_")


def _cell(options: Settings, key: CellKey, spec: NetworkSpec, result: TrainResult) -> Cell:
    """Curves (num_rates, num_models, num_evaluations)."""
    shape = (len(options.learning_rate), options.num_models, -1)
    return {
        "network": key[0],
        "activation": key[1],
        "augment": key[2],
        "kind": key[3],
        "init": key[4],
        "num_skips": spec.drawn_skips.count if spec.drawn_skips else 0,
        "num_neurons": spec.num_neurons,
        "num_params": spec.num_params,
        "train_loss": result.history["train_loss"].reshape(shape),
        "train_error": result.history["train_error"].reshape(shape),
        "test_error": result.history["test_error"].reshape(shape),
    }


def multiplications(options: Settings) -> float:
    """Of the weights with what they are applied to, in all training: three for each of a forward pass.

    Evaluations, and the few of the skip-connections, are not counted.
    """
    each: dict[str, int] = {}
    for name in options.networks:
        spec = image_network(
            name, image_shape(options.data), num_classes(options.data), options.activation[0], options.narrow_by
        )
        each[name] = sum(node.multiplications for node in walk(spec.layers, spec.input_shape))
    passes = options.sample_passes() / len(cells(options))
    return float(sum(3 * passes * each[key[0]] for key in cells(options)))


PAPER = Settings(
    data="cifar10",
    num_train=50_000,
    num_test=10_000,
    networks=tuple(name for name in IMAGE_NETWORKS if name != "cnn13"),
    activation=("sigmoid", "softplus:20"),
    narrow_by=1,
    augment=AUGMENTS,
    batch_size=100,
    epochs=300,
    num_models=5,
    num_random=8,
)
SPEED = 25e12  # multiplications a second: 50 TFLOP/s

EXPERIMENT = Experiment(
    id="E16",
    title="Convolutional networks with skip-connections to the output, trained and with random features",
    source="Nguyen, Mukkamala & Hein, §4 and App. F, G, H; Tables 1, 2, 4, 5",
    sizes={
        "smoke": Settings(num_train=40, num_test=40, narrow_by=32, init=("truncated",), epochs=2, evaluate_every=1),
        "laptop": Settings(num_train=100, batch_size=10, epochs=120),
        "paper": PAPER,
    },
    run=run,
    figures={"NMH-T2": OfSeeds(draw)},
    checks=CHECKS,
    choices="The paper prints the rate 0.01 (0.1 for DenseNet121), Nesterov momentum, a tenth of the rate after 50 and "
    "75 % of 300 epochs (1,000 and 5,000 with sigmoid where the training error did not yet come to 0), and no "
    "preprocessing (here grey levels from 0 to 1). It prints neither the momentum (here 0.9), nor the batch size (here "
    "100, laptop: 10), nor how the weights of the trained networks start: here truncated normal, as it says of its "
    "random features, and uniform as is usual for the sigmoid. Skips come from convolutions and dense layers, not from "
    "poolings. Its random features are trained for 5,000 epochs; here V solves the linear system. A failure to "
    "train at one rate and one start is no property of a landscape: so both rates are tried with both starts, and two "
    "controls, M < N skips (of which the theorem says nothing) and N skips from the first layer alone. The best of "
    "several runs is that with the smallest training loss. The laptop size has a quarter of all channels, and 100 "
    "photograph patches in the place of CIFAR-10 with 1,200 steps: 5,836 weights for each image (some 200 in the "
    "paper), since of 500 patches the control with M < N skips learned too little to decide; its times were measured "
    "at a load of some ten processes for each core. CNN13: "
    "`--set data=mnist --set networks=cnn13`. "
    f"The paper size is {multiplications(PAPER):.1e} multiplications, some {multiplications(PAPER) / SPEED / 3600:.0f} "
    "hours of one device at 50 TFLOP/s: `--shard I/N` shares them out.",
)
