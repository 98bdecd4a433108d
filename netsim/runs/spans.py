"""Training as a piece of work: spans of epochs one after the other, with arrays by name in and out."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import numpy as np

from ..models import Weights
from ..training import TrainResult, TrainTask, train
from .pieces import Arrays, Piece, identity_of

SPAN_PASSES = 200_000  # sample passes between checkpoints: some ten seconds on the CPU


def training_piece(name: str, task: TrainTask, device: str) -> Piece:
    """The training of one group of models, in spans of so many epochs that each is a checkpoint."""
    per_epoch = num_train_of(task) * len(task.models)
    epochs = max(1, SPAN_PASSES // per_epoch)
    spans = [(i, min(i + epochs, task.epochs)) for i in range(0, task.epochs, epochs)] or [(0, 0)]
    whole = partial(_train_span, task=task, device=device)
    return Piece(
        name,
        [partial(whole, span=span) for span in spans],
        [per_epoch * (last - first) for first, last in spans],
        identity_of(whole),
        carry=lambda arrays: {name: _under(arrays, f"{name}/") for name in ("weights", "velocity")},
    )


def num_train_of(task: TrainTask) -> int:
    """Training samples of a task; the whole set is counted by loading it."""
    if task.data.num_train is not None:
        return task.data.num_train
    from ..training import dataset_of

    return len(dataset_of(task.data).train_labels)


def results_of(piece: Piece) -> list[TrainResult]:
    """What came of each span."""
    return [
        TrainResult(
            weights=_under(arrays, "weights/"),
            history=_under(arrays, "history/"),
            trajectories={int(k): a for k, a in _under(arrays, "trajectory/").items()},
            record_epochs=arrays["record_epochs"],
            notes=tuple(json.loads(arrays["notes"].tobytes())),
            velocity=_under(arrays, "velocity/"),
        )
        for arrays in piece.found
    ]


def _train_span(
    task: TrainTask,
    device: str,
    span: tuple[int, int],
    weights: Weights | None = None,
    velocity: Weights | None = None,
) -> Arrays:
    """:func:`netsim.training.train` with arrays by name in and out."""
    task = task if weights is None else replace(task, start=weights, velocity=velocity or None)
    result = train(task, device, span)
    arrays = {f"weights/{name}": array for name, array in result.weights.items()}
    arrays |= {f"velocity/{name}": array for name, array in result.velocity.items()}
    arrays |= {f"history/{name}": array for name, array in result.history.items()}
    arrays |= {f"trajectory/{layer}": array for layer, array in result.trajectories.items()}
    notes = np.frombuffer(json.dumps(result.notes).encode(), np.uint8)
    return arrays | {"record_epochs": result.record_epochs, "notes": notes}


def _under(arrays: Arrays, folder: str) -> Arrays:
    return {name.removeprefix(folder): a for name, a in arrays.items() if name.startswith(folder)}
