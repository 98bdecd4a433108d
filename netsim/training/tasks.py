"""Many models of one architecture trained as one: plain SGD, or full-batch gradient descent.

A :class:`TrainTask` says everything; :func:`netsim.training.train` is a pure function of it, so that it can run in any
process. All models share one forward and one backward pass (batched products, grouped convolutions): their losses are
added, and no weight of one touches another. Every model visits the samples in an order of its own, a function of
(seed, model, epoch).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from math import prod
from typing import Annotated, TypeAlias, TypeVar

import numpy as np

from ..models import NetworkSpec, Weights, initial_weights, weight_shapes
from ..shell import (
    Batch,
    Every,
    Instance,
    OneOf,
    Range,
    Rate,
    Seed,
    Spread,
    WrongInput,
    check_fields,
    held,
    refuse,
)
from .data_specs import DataSpec

LOSSES = ("cross_entropy", "square")
DTYPES = ("float32", "float64")
MOST_MODELS = 100_000
Key = TypeVar("Key", str, int)  # of arrays: names, or numbers of layers
STATE = ("start", "velocity")  # what a task goes on from


def check_fits(network: NetworkSpec, data: DataSpec) -> None:
    """Refuse a network of other inputs, or of too few outputs.

    Raises:
        WrongInput: it says what would fit.
    """
    shape, classes = data.shape, data.num_classes
    fits = network.input_shape == shape if network.layers[0].size else prod(network.input_shape) == prod(shape)
    if not fits:
        raise refuse(
            f"input_shape of the network is {network.input_shape}, and an image of {data.name} is {shape}",
            f"give {shape}, or input_dim {prod(shape)} where no layer is a convolution",
        )
    if network.num_outputs < classes:
        raise refuse(
            f"the network has {network.num_outputs} outputs, and {data.name} has {classes} classes",
            f"give {classes} outputs",
        )


def check_weights(network: NetworkSpec, arrays: Weights, num_models: int, what: str) -> None:
    """Refuse arrays of another network, or of another number of models.

    Raises:
        WrongInput: it names the first array that is not there, too much, or of another shape.
    """
    wanted = {name: (num_models, *shape) for name, shape in weight_shapes(network).items()}
    given = {name: tuple(array.shape) for name, array in arrays.items()}
    for name in sorted({*wanted, *given}):
        found, right = given.get(name, "nothing"), wanted.get(name, "nothing")
        if found != right:
            raise refuse(
                f"{what} has {found} for {name}, and the network {right}",
                "give weights of this network, models first, such as those of a TrainResult",
            )


@dataclass(frozen=True)
class TrainTask:
    """What to train, how, and what to record.

    Attributes:
        models: numbers of the models; each is an index of its random draws, so that sharding changes nothing.
        start: weights to start from, with the models first; ``None`` draws initial weights.
        batch_size: 0 is full-batch gradient descent. A last incomplete batch is used, too.
        learning_rate: one for all, or one for each model.
        epochs: how many.
        stage: one more index of the random draws, for experiments that train the same models again and again.
        evaluate_every: epochs between evaluations; the start (before any step) and the end are always evaluated.
        record_layers: weight layers whose weights are recorded, every ``record_every`` epochs and at the start.
        weight_decay: γ of the penalty γ‖W‖² (all weights).
        augment: random crops and flips of every batch.
        seed: of the order of the samples, of initial weights and of augmentation.
        dtype: ``float32`` or ``float64``.
        momentum: μ of Nesterov: v ← μ v + g, w ← w − rate · (g + μ v), g the gradient; 0 is plain descent.
        rate_drops: shares of the epochs after which the learning rate is divided by 10, ascending.
        velocity: to start from with momentum, by name as the weights; ``None`` is 0.
    """

    network: NetworkSpec
    data: DataSpec
    models: Annotated[tuple[int, ...], Range(0, repeats=True, most_items=MOST_MODELS)]
    epochs: Annotated[int, Range(0, 100_000)]
    learning_rate: Rate | Annotated[tuple[float, ...], Range(0, 1000, repeats=True, most_items=MOST_MODELS)] = 0.01
    batch_size: Batch = 100
    loss: Annotated[str, OneOf(LOSSES, kind="unknown_loss")] = "cross_entropy"
    start: Weights | None = None
    stage: Annotated[int, Range(0)] = 0
    evaluate_every: Every = 1
    record_layers: Annotated[tuple[int, ...], Range(1, 10_000, items=0, most_items=10_000)] = ()
    record_every: Every = 1
    weight_decay: Spread = 0.0
    augment: bool = False
    seed: Seed = 0
    dtype: Annotated[str, OneOf(DTYPES)] = "float32"
    momentum: Annotated[float, Range(0, 0.9999)] = 0.0
    rate_drops: Annotated[tuple[float, ...], Range(0, 1, items=0, ascending=True)] = ()
    velocity: Weights | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        rates, network = self.learning_rate, self.network
        if isinstance(rates, tuple) and len(rates) != len(self.models):
            raise refuse(f"{len(rates)} learning rates for {len(self.models)} models", "give one rate, or one for each")
        check_fits(network, self.data)
        if self.record_layers and max(self.record_layers) > len(network.layers):
            raise refuse(f"record_layers is {self.record_layers}", f"give layers from 1 to {len(network.layers)}")
        for what, arrays in (("start", self.start), ("velocity", self.velocity)):
            if arrays is not None:
                check_weights(network, arrays, len(self.models), what)
        if self.velocity is not None and not self.momentum:
            raise refuse("velocity is given, and momentum is 0", "give a momentum, or no velocity")

    def identity(self) -> str:
        """A hash of all of it, of the start by its own hash."""
        plain = {key: getattr(self, key) for key in self.__dataclass_fields__ if key not in ("network", "data", *STATE)}
        plain |= {"network": asdict(self.network), "data": self.data.document()}
        plain |= {key: None if (given := getattr(self, key)) is None else weights_hash(given) for key in STATE}
        return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()

    def part(self, places: slice) -> TrainTask:
        """The same for some of the models."""
        rates = self.learning_rate
        return replace(
            self,
            models=self.models[places],
            learning_rate=rates[places] if isinstance(rates, tuple) else rates,
            start=_some(self.start, places),
            velocity=_some(self.velocity, places),
        )


@dataclass(frozen=True)
class TrainResult:
    """What came of it.

    Attributes:
        weights: the final ones, models first.
        history: by name an array (num_models, num_evaluations): ``train_loss``, ``train_error``, ``test_loss``,
            ``test_error``, ``norm``, and ``norm.layerK`` for each weight layer. ``epoch`` is (num_evaluations,).
        trajectories: by layer, (num_models, num_records, num_weights); ``record_epochs`` belongs to it.
        notes: what a reader must know, such as smaller chunks after memory ran out.
        velocity: the final one, models first, where there is momentum.
    """

    weights: Weights
    history: dict[str, np.ndarray]
    trajectories: dict[int, np.ndarray] = field(default_factory=dict)
    record_epochs: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    notes: tuple[str, ...] = ()
    velocity: Weights = field(default_factory=dict)

    @property
    def diverged(self) -> np.ndarray:
        """Which models have a loss that is not finite at their last evaluation, (num_models,) bool."""
        return ~np.isfinite(self.final("train_loss"))

    def final(self, name: str) -> np.ndarray:
        """The last value of each model.

        Raises:
            WrongInput: nothing of this name was measured: not at all, or not in a span without an evaluation.
        """
        if name not in self.history or name == "epoch":
            known = ", ".join(sorted(self.history.keys() - {"epoch"}))
            hint = f"there are {known}" if known else "a span ends without an evaluation: chain it with the others"
            raise WrongInput(f"no {name!r} was measured", hint=hint, kind="not_measured")
        return self.history[name][:, -1]


def _some(arrays: Weights | None, places: slice) -> Weights | None:
    """Those of some of the models."""
    return None if arrays is None else {name: array[places] for name, array in arrays.items()}


def weights_hash(weights: Weights) -> str:
    """SHA-256 of names, shapes and values."""
    digest = sha256()
    for name in sorted(weights):
        array = np.ascontiguousarray(weights[name])
        digest.update(f"{name}{array.shape}{array.dtype}".encode() + array.tobytes())
    return digest.hexdigest()


Parts: TypeAlias = Annotated[Sequence[TrainResult], Instance(TrainResult, repeats=True, most_items=10_000_000)]


@held
def join(parts: Parts) -> TrainResult:
    """Results of groups of models, one after the other."""
    first = parts[0]
    return TrainResult(
        weights={name: np.concatenate([part.weights[name] for part in parts]) for name in first.weights},
        history=_one_after_the_other([part.history for part in parts], axis=0) | {"epoch": first.history["epoch"]},
        trajectories=_one_after_the_other([part.trajectories for part in parts], axis=0),
        record_epochs=first.record_epochs,
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        velocity={name: np.concatenate([part.velocity[name] for part in parts]) for name in first.velocity},
    )


@held
def chain(parts: Parts) -> TrainResult:
    """Results of one span of epochs after the other; one in which nothing was evaluated or recorded adds nothing."""
    return TrainResult(
        weights=parts[-1].weights,
        history=_one_after_the_other([part.history for part in parts], axis=-1),
        trajectories=_one_after_the_other([part.trajectories for part in parts], axis=1),
        record_epochs=np.concatenate([part.record_epochs for part in parts]),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        velocity=parts[-1].velocity,
    )


def _one_after_the_other(parts: list[dict[Key, np.ndarray]], axis: int) -> dict[Key, np.ndarray]:
    """By name the arrays of all parts that have one; a part has none where it measured nothing."""
    names = dict.fromkeys(name for part in parts for name in part)
    return {name: np.concatenate([part[name] for part in parts if name in part], axis=axis) for name in names}


def start_weights(task: TrainTask) -> Weights:
    """Given, or drawn."""
    return initial_weights(task.network, task.models, task.seed) if task.start is None else task.start
