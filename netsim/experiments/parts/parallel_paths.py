"""Parallel paths of SGD with true and with random labels (Theory II, §7), for E07."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NotRequired, TypedDict

import numpy as np

from ...models import copies, initial_weights
from ...probes import cosine_dissimilarity
from ...runs import Run, SomeOptions, Values
from ...training import TrainResult, TrainTask
from .sweeps import floats
from .trajectories import Picture, embedded

if TYPE_CHECKING:
    pass

NUM_PATHS = 4


PATH_LAYER = 1  # the paper's layer 2


LABELS = ("true", "random")


SAME = 1e-9  # 1 − cosine below this is nothing in float32


class Paths(TypedDict):
    """The picture of parallel paths; and epoch by epoch how far they are from their common start and from each other.

    ``least_apart`` is the smallest distance of two ends, ``train_error`` that of each path at its end. Where one
    diverged, nothing else is known.
    """

    diverged: bool
    embedding: NotRequired[Picture]
    from_start: NotRequired[Values]
    apart: NotRequired[Values]
    least_apart: NotRequired[float]
    train_error: NotRequired[Values]


def train_paths(run: Run[SomeOptions], task: TrainTask, *, root: bool = False) -> dict[str, Paths]:
    """By the kind of labels, parallel paths of a task from one start."""
    along = replace(
        task,
        models=tuple(range(NUM_PATHS)),
        start=copies(initial_weights(task.network, (0,), run.seed), 0, NUM_PATHS),
        evaluate_every=task.epochs,
        record_layers=(PATH_LAYER,),
    )
    tasks = {f"paths-{labels}": replace(along, data=replace(along.data, labels=labels)) for labels in LABELS}
    results = run.train(tasks)
    return {labels: _with_errors(results[f"paths-{labels}"], root) for labels in LABELS}


def _with_errors(result: TrainResult, root: bool) -> Paths:
    found = paths_of(result.trajectories[PATH_LAYER], root=root)
    return found if found["diverged"] else {**found, "train_error": result.final("train_error")}


def paths_of(trajectories: np.ndarray, *, root: bool = False) -> Paths:
    """Of trajectories (num_paths, num_records, num_weights)."""
    if not np.isfinite(trajectories).all():
        return {"diverged": True}
    found = [cosine_dissimilarity(np.concatenate([trajectories[:1, 0], now])) for now in trajectories.swapaxes(0, 1)]
    pairs = np.array([matrix[1:, 1:][np.triu_indices(NUM_PATHS, 1)] for matrix in found])
    return {
        "diverged": False,
        "embedding": embedded(trajectories, root=root),
        "from_start": np.array([matrix[0, 1:].mean() for matrix in found]),
        "apart": pairs.mean(1),
        "least_apart": pairs[-1].min(),
    }


def qualities(path: Paths) -> dict[str, bool]:
    """What a picture of the paths shows whatever its scale is."""
    away, apart = floats(path["from_start"]), floats(path["apart"])
    middle = len(away) // 2
    return {
        "all ends differ": float(path["least_apart"]) > SAME,
        "still leaving the start in the second half": bool(away[-1] > away[middle]),
        "still spreading in the second half": bool(apart[-1] > apart[middle]),
        "ends nearer to each other than to the start": bool(apart[-1] < away[-1]),
    }
