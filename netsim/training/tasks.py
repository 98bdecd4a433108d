"""Many models of one architecture trained as one: plain SGD, or full-batch gradient descent.

A :class:`TrainTask` says everything; :func:`netsim.training.train` is a pure function of it, so that it can run in any
process. All models share one forward and one backward pass (batched products, grouped convolutions): their losses are
added, and no weight of one touches another. Every model visits the samples in an order of its own, a function of
(seed, model, epoch).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256

import numpy as np

from ..models import NetworkSpec, Weights, initial_weights
from ..shell import WrongInput

LOSSES = ("cross_entropy", "square")


@dataclass(frozen=True)
class DataSpec:
    """Which data: the arguments of :func:`netsim.data.load_dataset`."""

    name: str = "patches"
    num_train: int | None = None
    num_test: int | None = None
    seed: int = 0
    labels: str = "true"
    inputs: str = "true"
    preprocess: str = "standard"
    data_dir: str | None = None


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
    """

    network: NetworkSpec
    data: DataSpec
    models: tuple[int, ...]
    epochs: int
    learning_rate: float | tuple[float, ...] = 0.01
    batch_size: int = 100
    loss: str = "cross_entropy"
    start: Weights | None = None
    stage: int = 0
    evaluate_every: int = 1
    record_layers: tuple[int, ...] = ()
    record_every: int = 1
    weight_decay: float = 0.0
    augment: bool = False
    seed: int = 0
    dtype: str = "float32"

    def __post_init__(self) -> None:
        if self.loss not in LOSSES:
            raise WrongInput(f"loss {self.loss!r}", hint=" or ".join(LOSSES), kind="unknown_loss")
        if self.dtype not in ("float32", "float64"):
            raise WrongInput(f"dtype {self.dtype!r}", hint="float32 or float64")
        for name in ("evaluate_every", "record_every"):
            if getattr(self, name) < 1:
                raise WrongInput(f"{name} is {getattr(self, name)}", hint="give a positive number")
        if self.epochs < 0 or self.batch_size < 0:
            raise WrongInput(f"{self.epochs} epochs, batches of {self.batch_size}", hint="neither is negative")
        rates = self.learning_rate
        if isinstance(rates, tuple) and len(rates) != len(self.models):
            raise WrongInput(f"{len(rates)} learning rates for {len(self.models)} models")
        if not self.models:
            raise WrongInput("no models to train")

    def identity(self) -> str:
        """A hash of all of it, of the start by its own hash."""
        plain = {
            key: getattr(self, key) for key in self.__dataclass_fields__ if key not in ("network", "data", "start")
        }
        start = None if self.start is None else weights_hash(self.start)
        plain |= {"network": asdict(self.network), "data": asdict(self.data), "start": start}
        return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()

    def part(self, places: slice) -> TrainTask:
        """The same for some of the models."""
        rates = self.learning_rate
        return replace(
            self,
            models=self.models[places],
            learning_rate=rates[places] if isinstance(rates, tuple) else rates,
            start=None if self.start is None else {name: array[places] for name, array in self.start.items()},
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
    """

    weights: Weights
    history: dict[str, np.ndarray]
    trajectories: dict[int, np.ndarray] = field(default_factory=dict)
    record_epochs: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    notes: tuple[str, ...] = ()

    @property
    def diverged(self) -> np.ndarray:
        """Which models have a loss that is not finite at their last evaluation, (num_models,) bool."""
        return ~np.isfinite(self.final("train_loss"))

    def final(self, name: str) -> np.ndarray:
        """The last value of each model."""
        return self.history[name][:, -1]


def weights_hash(weights: Weights) -> str:
    """SHA-256 of names, shapes and values."""
    digest = sha256()
    for name in sorted(weights):
        array = np.ascontiguousarray(weights[name])
        digest.update(f"{name}{array.shape}{array.dtype}".encode() + array.tobytes())
    return digest.hexdigest()


def join(parts: list[TrainResult]) -> TrainResult:
    """Results of groups of models, one after the other."""
    first = parts[0]
    return TrainResult(
        weights={name: np.concatenate([part.weights[name] for part in parts]) for name in first.weights},
        history={
            name: array if name == "epoch" else np.concatenate([part.history[name] for part in parts])
            for name, array in first.history.items()
        },
        trajectories={k: np.concatenate([part.trajectories[k] for part in parts]) for k in first.trajectories},
        record_epochs=first.record_epochs,
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def chain(parts: list[TrainResult]) -> TrainResult:
    """Results of one span of epochs after the other."""
    last = parts[-1]
    return TrainResult(
        weights=last.weights,
        history={name: np.concatenate([part.history[name] for part in parts], axis=-1) for name in last.history},
        trajectories={k: np.concatenate([part.trajectories[k] for part in parts], axis=1) for k in last.trajectories},
        record_epochs=np.concatenate([part.record_epochs for part in parts]),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def start_weights(task: TrainTask) -> Weights:
    """Given, or drawn."""
    return initial_weights(task.network, task.models, task.seed) if task.start is None else task.start
