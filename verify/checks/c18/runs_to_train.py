"""Which networks are trained for C18 §5, and how: to small losses or rounding errors, or not at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...claims import Settings
from ...instruments import grow
from .trained_nets import Run, num_weights


def draw(stream: np.random.Generator, settings: Settings) -> Run:
    """Training that ends at a small loss or at rounding errors, with all samples or one in a step, polished or not."""
    scale, drop = settings.scale, settings.drop
    dim, width, count = grow(scale, 1, 2, stream), grow(scale, 2, 4, stream), 1 + grow(scale, 1, 4, stream)
    if stream.random() < 0.1:
        count = 1
    if drop == "overparametrised":
        dim, width = 1, 1
        count = num_weights({"inputs": [[0]], "width": 1}) + int(stream.integers(0, 3))  # type: ignore[typeddict-item]
    inputs: list[list[int]] = []
    while len(inputs) < count:
        row = [int(v) for v in stream.integers(-8, 9, dim)]
        if row not in inputs:
            inputs.append(row)
    steps = 0 if drop == "trained" else int(stream.choice([60, 200, 600, 1200]))
    polish = int(drop is None and steps == 1200 and stream.random() < 0.4) * 2
    return {
        "inputs": inputs,
        "labels": [int(v) for v in stream.integers(-4, 5, count)],
        "width": width,
        "seed": int(stream.integers(2**31)),
        "steps": steps,
        "batch": 1 if stream.random() < 0.5 else count,
        "polish": polish,
    }


def draw_unpolished(stream: np.random.Generator, settings: Settings) -> Run:
    """Weights as training leaves them."""
    return {**draw(stream, settings), "polish": 0}


def draw_polished(stream: np.random.Generator, settings: Settings) -> Run:
    """Weights that Gauss–Newton steps have taken to a loss of rounding errors."""
    return {**draw(stream, settings), "steps": 1200, "polish": 3}


def draw_start(stream: np.random.Generator, settings: Settings) -> Run:
    """No training at all."""
    return draw(stream, replace(settings, drop="trained"))


def draw_many_samples(stream: np.random.Generator, settings: Settings) -> Run:
    """As many samples as weights, or more."""
    return draw(stream, replace(settings, drop="overparametrised"))


def draw_edges(stream: np.random.Generator, settings: Settings) -> Run:
    """The start, half-way, d ≥ n, repeated samples, an input of 0, inputs times 1000, and polished weights."""
    kind = int(stream.integers(7))
    found = draw(stream, replace(settings, drop=("trained", "overparametrised")[kind] if kind < 2 else None))
    if kind == 2:
        found |= {"inputs": [*found["inputs"], found["inputs"][0]], "labels": [*found["labels"], 3]}
    if kind == 3:
        found |= {"inputs": [[0] * len(found["inputs"][0])], "labels": found["labels"][:1], "batch": 1}
    if kind == 4:
        found |= {"inputs": [[1000 * v for v in x] for x in found["inputs"]], "steps": 30}
    if kind == 5:
        found |= {"steps": 40, "polish": 0}
    if kind == 6:
        found["polish"] = 3
    return found
