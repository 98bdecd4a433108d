"""SGD and batch gradient descent, four perturbations, gradient descent again: for E04 and E05 (Theory II, B.4, E)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from ...models import Weights
from ...probes import cosine_dissimilarity, euclidean_distances, perturb
from ...runs import Run
from ...shell import random_stream
from ...training import TrainResult, TrainTask
from .common import copies, embedded

RUNS = 4
LAYERS = {"2": 1, "4": 3, "6": 5}  # the paper counts the input as layer 1
CURVES = ("train_loss", "train_error", "test_loss", "test_error")
SHOWN = 81  # evaluations of a curve that are kept for the figures
STILL_FALLING = 0.98  # a last loss below this fraction of the one at three quarters is still falling

Arrays = dict[str, np.ndarray]


def train_in_parts(run: Run, task: TrainTask, parts: list[tuple[str, int, int, float]]) -> list[TrainResult]:
    """(name, epochs, batch size, learning rate), each from where the one before ended."""
    results: list[TrainResult] = []
    for stage, (name, epochs, batch_size, rate) in enumerate(parts):
        start = results[-1].weights if results else None
        part = replace(task, start=start, stage=stage, epochs=epochs, batch_size=batch_size, learning_rate=rate)
        results.append(run.train({name: replace(part, evaluate_every=max(epochs // 4, 1))})[name])
    return results


def perturbed(weights: Weights, noise: float, measure: str, seed: int, index: int, count: int = RUNS) -> Weights:
    """The first model with noise, several times."""
    return perturb(copies(weights, 0, count), noise, measure=measure, seed=seed, index=index).weights


def end_of_path(result: TrainResult) -> dict[str, Any]:
    """Of the first model: its losses and errors at the end, and whether the training loss still falls."""
    losses = result.history["train_loss"][0]
    falling = bool(losses[-1] < STILL_FALLING * losses[-2]) if len(losses) > 1 else True
    return {name: float(result.final(name)[0]) for name in CURVES} | {"still_falling": falling}


def measure_runs(result: TrainResult) -> dict[str, Any]:
    """What the first :data:`RUNS` models did, as plain data; a model that diverged leaves gaps (nan and ``None``)."""
    epochs = result.history["epoch"]
    kept = np.unique(np.linspace(0, len(epochs) - 1, SHOWN).astype(int))
    errors, losses = (result.history[name][:RUNS] for name in ("train_error", "train_loss"))
    measured: dict[str, Any] = {
        "epochs": epochs[kept],
        "curves": {name: result.history[name][:RUNS, kept] for name in CURVES},
        "evaluations": len(epochs),
        "smallest_train_error": errors.min(axis=1),
        "largest_train_error": np.where(np.isfinite(losses).all(axis=1), errors.max(axis=1), np.nan),
        "still_falling": losses[:, -1] < STILL_FALLING * losses[:, len(epochs) * 3 // 4],
        "record_epochs": result.record_epochs,
        "pairs": {},
        "moved": {},
        "together": {},
        "alone": {},
    }
    for paper, ours in LAYERS.items():
        paths = result.trajectories[ours][:RUNS]
        finite = bool(np.isfinite(paths).all())
        measured["pairs"][paper] = {"first": _pairs(paths[:, 0]), "last": _pairs(paths[:, -1])}
        measured["moved"][paper] = [_pairs(path[[0, -1]])["one_minus_cosine"][0] for path in paths]
        measured["together"][paper] = embedded(paths) if finite else None
        measured["alone"][paper] = embedded(paths[:1]) if finite else None
    return measured


def _pairs(points: np.ndarray) -> dict[str, list[float]]:
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
    for draw in range(len(next(iter(moved.values())))):
        chosen = np.zeros(total, bool)
        chosen[random_stream(seed, "coordinates", index, draw).choice(total, coordinates, replace=False)] = True
        begin = 0
        for name, array in weights.items():
            part = chosen[begin : begin + array[0].size].reshape(array[0].shape)
            moved[name][draw] = np.where(part, moved[name][draw], array[0])
            begin += array[0].size
