"""Where a counterexample to NMH's theorems is looked for: degenerate small points, and points beside a given one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from typing import Any

import numpy as np

from ...instruments import (
    DENOMINATOR,
    SkipNet,
    SkipParameters,
    entrywise,
    features_in_floats,
    random_parameters,
    skip_layer,
)
from ...vary import entries_moved
from .points import Start, start

SMOOTH = ("sigmoid", "arctan", "softplus")
LARGEST = 2**16  # of a number that is moved, in 64ths
SMALLEST_STEP = 64  # its negative binary logarithm


def small_starts() -> Iterator[Start]:
    """One to three samples on a line, and as many units: U with weights 0, equal or opposite units, V to ±1000."""
    for name, count, kind in product(SMOOTH, (1, 2, 3), ("zero", "biases", "equal", "opposite", "large")):
        net: SkipNet = {
            "num_inputs": 1,
            "layers": [skip_layer(name, [[0]] * count)],
            "skips": list(range(1, count + 1)),
        }
        signs = [(-1) ** k for k in range(count)]
        weights = {
            "equal": [64] * count,
            "opposite": [64 * s for s in signs],
            "large": [6400 + k for k in range(count)],
        }
        u: SkipParameters = {
            "weights": [[[w] for w in weights.get(kind, [0] * count)]],
            "biases": [list(range(count)) if kind == "biases" else [0] * count],
        }
        outputs = ([0] * count, [64] * count, [64 * s for s in signs], [64000] * count)
        for v, labels in product(outputs, ([0] * count, [k % 2 for k in range(count)])):
            yield {
                "net": net,
                "inputs": [[0], [64], [-64000]][:count],
                "labels": labels,
                "num_classes": 2,
                "start": kind,
                "U": u,
                "V": [[w, 0] for w in v],
                "seed": 0,
            }


def beside(stream: np.random.Generator, instance: Any, size: float) -> Any:
    """U, V and the samples moved, each number by about ``size`` times its size or 1; all of them stay 64ths."""
    moved = entries_moved("V", "inputs")(stream, deepcopy(instance), size)
    change = entries_moved("u")
    moved["U"] = entrywise(lambda w: change(stream, {"u": int(w)}, size)["u"], start(instance))
    numbers = [*moved["V"], *moved["inputs"], *(w for layer in moved["U"]["weights"] for w in layer)]
    largest = max(abs(w) for row in [*numbers, *moved["U"]["biases"]] for w in row)
    return moved if largest <= LARGEST else None


def outputs_in_floats(instance: Start, u: SkipParameters) -> np.ndarray:
    """G = Ψ(U)V."""
    return features_in_floats(instance["net"], instance["inputs"], u) @ (np.array(instance["V"]) / DENOMINATOR)


def entropy_in_floats(outputs: np.ndarray, labels: list[int]) -> float:
    """Φ of NMH (2)."""
    shifted = outputs - outputs[np.arange(len(labels)), labels][:, None]
    return float(np.mean(np.logaddexp.reduce(shifted, axis=1)))


def loss_in_floats(outputs: np.ndarray, labels: list[int], loss: str) -> float:
    """φ of NMH Appendix C, 1–3: ``cross-entropy``, ``square`` or ``hinge``."""
    if loss == "cross-entropy":
        return entropy_in_floats(outputs, labels)
    hot = np.eye(outputs.shape[1])[labels]
    if loss == "square":
        return float(np.sum((outputs - hot) ** 2) / 2)
    own = outputs[np.arange(len(labels)), labels][:, None]
    return float(np.mean(np.max(np.where(hot > 0, 0, np.maximum(0, 1 - own + outputs)), axis=1)))


def decline(instance: Any) -> float:
    """The smallest fall of the loss on the way from G to what has loss 0, in parts of the chord's; 1 where convex."""
    labels, loss = instance["labels"], instance["loss"]
    begin = outputs_in_floats(instance, start(instance))
    target = np.eye(instance["num_classes"])[labels] * (40 if loss == "cross-entropy" else 1)
    here, least = loss_in_floats(begin, labels, loss), loss_in_floats(target, labels, loss)
    falls = [
        (here - loss_in_floats(begin * (1 - x) + target * x, labels, loss)) / (x * (here - least))
        for x in (2.0**-10, 2.0**-4, 0.25, 0.5, 1.0)
        if here > 2 * least
    ]
    return min(falls, default=1.0)


def condition(instance: Start) -> float:
    """The smallest singular value of Ψ in parts of the largest; 0 where rank Ψ < N."""
    values = np.linalg.svd(features_in_floats(instance["net"], instance["inputs"], start(instance)), compute_uv=False)
    return float(values[len(instance["inputs"]) - 1] / values[0])


def share_of_curvature(instance: Start) -> float:
    """The trace of the Hessian in the first column of V, in parts of that with p = 1/2 for all samples."""
    psi = features_in_floats(instance["net"], instance["inputs"], start(instance))
    outputs = psi @ (np.array(instance["V"]) / DENOMINATOR)
    p = np.exp(outputs - np.logaddexp.reduce(outputs, axis=1)[:, None])[:, 0]
    squares = np.sum(psi**2, axis=1)
    return float(4 * np.sum(p * (1 - p) * squares) / np.sum(squares))


def longest_step(instance: Start) -> float:
    """The longest 2^−k such that Φ stays below 9/8 Φ(U, V) on this part of a segment to a generic U, at four points."""
    here, other = start(instance), random_parameters(instance["net"], instance["seed"] + 1)
    level = 1.125 * entropy_in_floats(outputs_in_floats(instance, here), instance["labels"])
    for k in range(1, SMALLEST_STEP):
        steps = [2.0**-k * part / 4 for part in (4, 3, 2, 1)]
        there = (entrywise(lambda v, w, s=s: v + s * (w - v), here, other) for s in steps)
        if all(entropy_in_floats(outputs_in_floats(instance, u), instance["labels"]) < level for u in there):
            return float(2.0**-k)
    return 0.0
