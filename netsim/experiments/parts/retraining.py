"""SGD and batch gradient descent, four perturbations, gradient descent again: for E04 and E05 (Theory II, B.4, E)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any, NotRequired, TypedDict

import numpy as np

from ...models import NetworkSpec, Weights, copies, in_order, reached_weights
from ...probes import cosine_dissimilarity, euclidean_distances, perturb
from ...runs import Arrays, Run, Values
from ...shell import WrongInput, random_stream
from ...training import TrainResult, TrainTask
from .evidence import still_falls
from .finals import Finals, history
from .separation import Separation, separation
from .trajectories import Picture, embedded

RUNS = 4
LAYERS = {"2": 1, "4": 3, "6": 5}  # the paper counts the input as layer 1
SHOWN = 81  # evaluations of a curve that are kept for the figures


class End(TypedDict):
    """Where a model has come: its losses and errors, and whether the training loss still falls."""

    train_loss: float
    train_error: float
    test_loss: float
    test_error: float
    still_falling: bool


class Distances(TypedDict):
    """Over all pairs of models, by the weights of a layer."""

    one_minus_cosine: list[float]
    euclidean: list[float]


class Span(TypedDict):
    """Right after the perturbation, and at the end."""

    first: Distances
    last: Distances


class Retrained(TypedDict):
    """What the perturbed models did while they were trained on, by layer where weights count.

    Attributes:
        moved: 1 − cosine between the first and the last weights of each run.
        together, alone: pictures of all runs, and of the first; none where one diverged.
    """

    epochs: Values
    curves: Finals
    evaluations: int
    smallest_train_error: Values
    largest_train_error: Values
    still_falling: Values
    record_epochs: Values
    pairs: dict[str, Span]
    moved: dict[str, list[float]]
    together: dict[str, Picture | None]
    alone: dict[str, Picture | None]


class Alike(TypedDict):
    """See :class:`netsim.probes.Similarity`; the last model is the one that all are compared with."""

    correct: Values
    incorrect: Values
    agreement: Values


class Line(TypedDict):
    """Losses and errors between two models, before and after they were retrained."""

    ratios: list[float]
    before: Finals
    after: Finals


class Compared(TypedDict):
    """A model of the path, and how alike the models are that its perturbations led to."""

    unperturbed: End
    similarity: Alike
    interpolation: Line


class Point(Retrained, Compared):
    """A model of the path, and what came of its perturbations.

    Attributes:
        errors_at_start: ``similarity["incorrect"]`` right after the perturbations.
    """

    errors_at_start: NotRequired[Values]


def train_in_parts(run: Run[Any], task: TrainTask, parts: list[tuple[str, int, int, float]]) -> list[TrainResult]:
    """(name, epochs, batch size, learning rate), each from where the one before ended."""
    results: list[TrainResult] = []
    for stage, (name, epochs, batch_size, rate) in enumerate(parts):
        start = results[-1].weights if results else None
        part = replace(task, start=start, stage=stage, epochs=epochs, batch_size=batch_size, learning_rate=rate)
        results.append(run.train_one(name, replace(part, evaluate_every=max(epochs // 4, 1))))
    return results


def perturbed(weights: Weights, noise: float, measure: str, seed: int, index: int, count: int = RUNS) -> Weights:
    """The first model with noise, several times."""
    return perturb(copies(weights, 0, count), noise, measure=measure, seed=seed, index=index).weights


def end_of_path(result: TrainResult) -> End:
    """Of the first model."""
    losses = result.history["train_loss"][0]
    return {
        "train_loss": float(losses[-1]),
        "train_error": float(result.final("train_error")[0]),
        "test_loss": float(result.final("test_loss")[0]),
        "test_error": float(result.final("test_error")[0]),
        "still_falling": still_falls(losses),
    }


def measure_runs(network: NetworkSpec, result: TrainResult, *, root: bool = False) -> Retrained:
    """What the first :data:`RUNS` models did, as plain data; a model that diverged leaves gaps (nan and ``None``)."""
    epochs = result.history["epoch"]
    kept = np.unique(np.linspace(0, len(epochs) - 1, SHOWN).astype(int))
    errors, losses = (result.history[name][:RUNS] for name in ("train_error", "train_loss"))
    seen = {ours: reached_weights(network, ours) for ours in LAYERS.values()}
    paths = {paper: result.trajectories[ours][:RUNS, :, seen[ours]] for paper, ours in LAYERS.items()}
    drawn = {paper: all_of if np.isfinite(all_of).all() else None for paper, all_of in paths.items()}
    return {
        "epochs": epochs[kept],
        "curves": history(result, slice(RUNS), kept),
        "evaluations": len(epochs),
        "smallest_train_error": errors.min(axis=1),
        "largest_train_error": np.where(np.isfinite(losses).all(axis=1), errors.max(axis=1), np.nan),
        "still_falling": [still_falls(row) for row in losses],
        "record_epochs": result.record_epochs,
        "pairs": {k: {"first": _pairs(path[:, 0]), "last": _pairs(path[:, -1])} for k, path in paths.items()},
        "moved": {k: [_pairs(one[[0, -1]])["one_minus_cosine"][0] for one in path] for k, path in paths.items()},
        "together": {k: None if path is None else embedded(path, root=root) for k, path in drawn.items()},
        "alone": {k: None if path is None else embedded(path[:1], root=root) for k, path in drawn.items()},
    }


def separations(found: Retrained) -> dict[str, Separation]:
    """Of all pairs of runs, by layer."""
    return {
        layer: separation(span["first"]["one_minus_cosine"], span["last"]["one_minus_cosine"], found["moved"][layer])
        for layer, span in found["pairs"].items()
    }


def _pairs(points: np.ndarray) -> Distances:
    """Over all pairs of rows."""
    pairs = list(combinations(range(len(points)), 2))
    if not np.isfinite(points).all():
        return {"one_minus_cosine": [np.nan] * len(pairs), "euclidean": [np.nan] * len(pairs)}
    cosine, euclidean = cosine_dissimilarity(points), euclidean_distances(points)
    return {
        "one_minus_cosine": [float(cosine[pair]) for pair in pairs],
        "euclidean": [float(euclidean[pair]) for pair in pairs],
    }


def probe(
    task: TrainTask, weights: Weights, scale: float, coordinates: int, draws: int, index: int, device: str
) -> Arrays:
    """Training loss and error of randomly perturbed copies of one model, and of the model itself, in float64.

    Args:
        scale: the noise, in standard deviations of each layer.
        coordinates: how many weights get it, drawn at random for each copy; 0 for all.
        index: which probe it is, for its random draws.

    Returns:
        ``train_loss`` and ``train_error`` (draws,), ``loss_before`` and ``error_before`` (1,).
    """

    from ...training import evaluate_weights

    wide = {name: array.astype(np.float64) for name, array in weights.items()}  # the effect of one weight is small
    moved = perturbed(wide, scale, "std", task.seed, index, draws)
    if coordinates:
        _keep_some(moved, wide, coordinates, task.seed, index)
    data = replace(task.data, num_test=1)
    before, after = (
        evaluate_weights(task.network, w, data, loss=task.loss, device=device, dtype="float64") for w in (wide, moved)
    )
    return {
        "train_loss": after["train_loss"],
        "train_error": after["train_error"],
        "loss_before": before["train_loss"],
        "error_before": before["train_error"],
    }


def _keep_some(moved: Weights, weights: Weights, coordinates: int, seed: int, index: int) -> None:
    """Undo the noise in all but a few weights of each model, in place."""
    total = sum(array[0].size for array in weights.values())
    if coordinates > total:
        raise WrongInput(
            f"probe_coordinates has {coordinates:,}, and the network has {total:,} weights",
            hint="give no more than it has",
            kind="bad_setting",
        )
    for draw in range(len(next(iter(moved.values())))):
        chosen = np.zeros(total, bool)
        chosen[random_stream(seed, "coordinates", index, draw).choice(total, coordinates, replace=False)] = True
        begin = 0
        for name in in_order(weights):
            array = weights[name]
            part = chosen[begin : begin + array[0].size].reshape(array[0].shape)
            moved[name][draw] = np.where(part, moved[name][draw], array[0])
            begin += array[0].size
