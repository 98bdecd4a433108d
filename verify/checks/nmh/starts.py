"""Networks, data and starting points for the paths of NMH's abstract, degenerate ones and traps among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NotRequired

import flint
import numpy as np

from ...claims import Settings
from ...instruments import SkipNet, SkipParameters, equal_patches, grow, random_parameters, skip_layer
from . import small_points
from .points import Labelled, Point, output_weights
from .traps import balanced

OWN_WEIGHTS = ("random", "zero", "constant", "critical", "copies", "copies below")
SHARED_WEIGHTS = ("trap", "beside the trap", "bent", "shared", "shared zero")
SMOOTH = ("sigmoid", "arctan", "softplus")

# Two groups with a = −1 and a = 1; (c, z, class). In the first Σ r c² = 2/3, in the second −7/2.
LOW = ((0, 1, 0), (1, 10, 1), (-1, 16, 1))
HIGH = ((0, 0, 1), (1, 2, 0), (2, 18, 0), (-3, 12, 0))


class Start(Labelled):
    """A point (U, V) of a kind; where ``balanced``, V_11 and V_21 are what makes it a trap (:mod:`.traps`)."""

    kind: str
    U: SkipParameters
    balanced: NotRequired[bool]


def draw(stream: np.random.Generator, settings: Settings) -> Start:
    """A start of a kind; the seed is that of the parameters that free units move to."""
    kinds = OWN_WEIGHTS + SHARED_WEIGHTS
    return of_kind("random" if settings.drop else kinds[int(stream.integers(len(kinds)))], stream, settings)


def draw_in_turn(stream: np.random.Generator, settings: Settings) -> Start:
    """The kinds but the random ones, each with the fewest samples."""
    kinds = OWN_WEIGHTS[1:] + SHARED_WEIGHTS
    return of_kind(kinds[round(settings.scale * (len(kinds) - 1))], stream, replace(settings, scale=0.0))


def trap_at_one() -> Start:
    """The seven samples as they are, w = (1, 0), all biases 0, and output weights of the units 1 and 2 alone."""
    rows = [(a, c, 0, z, y) for a, group in ((-1, LOW), (1, HIGH)) for c, z, y in group]
    count = len(rows)
    return {
        "kind": "trap",
        "net": _one_vector(count),
        "inputs": [[64 * k for k in x] for *x, _ in rows],
        "labels": [y for *_, y in rows],
        "num_classes": 2,
        "U": {"weights": [[[64, 0]]], "biases": [[0] * count]},
        "V": [[0, 0] for _ in rows],
        "seed": 0,
        "balanced": True,
    }


def _one_vector(count: int) -> SkipNet:
    """Units with one weight vector and biases of their own; the first reads (a, c), the others (0, z)."""
    layer = skip_layer("sigmoid", [[0, 1]] + [[2, 3]] * (count - 1), shared=True)
    return {"num_inputs": 4, "layers": [layer], "skips": list(range(4, 4 + count))}


def small_starts() -> Iterator[Start]:
    """The small points, each a start of its own kind."""
    for point in small_points.small_starts():
        yield {**point, "kind": point["start"]}  # type: ignore[typeddict-item]


def beside(stream: np.random.Generator, instance: Start, size: float) -> Any:
    """Another point and other samples, of which no two have the same patch; one that is not balanced any more."""
    moved = small_points.beside(stream, {k: v for k, v in instance.items() if k != "balanced"}, size)
    return None if moved is None or equal_patches(moved["net"], moved["inputs"]) else moved


def of_kind(kind: str, stream: np.random.Generator, settings: Settings) -> Start:
    """A start of this kind."""
    drop = settings.drop
    if kind in SHARED_WEIGHTS[:3]:
        return _trap(stream, kind)
    activation = {"activation": "cube", "path": "softplus"}.get(drop or "") or SMOOTH[int(stream.integers(3))]
    count = 2 * grow(settings.scale, 1 + bool(drop), 4, stream)
    classes, dim = (1, 3) if drop == "classes" else (2, 3)
    layers = [skip_layer(activation, [[0, 1, 2]] * count)]
    if kind.startswith("shared"):  # a convolution: one weight vector for patches of three
        dim = count + 2
        layers = [skip_layer(activation, [[k, k + 1, k + 2] for k in range(count)], shared=True)]
    skips = list(range(dim, dim + count - (drop == "width")))
    if kind == "copies below" or drop == "path":  # the units of a second layer read all units of the first
        layers.append(skip_layer(activation, [list(range(3, 3 + count))] * (count if drop else 2)))
        skips = list(range(3, 3 + count + 2 - 2 * bool(drop)))
    if drop == "path":  # each skip of the second layer reads skips alone
        skips = list(range(4, 4 + count))
        layers[1]["supports"] = [list(range(4, 3 + count))] * count
    net: SkipNet = {"num_inputs": dim, "layers": layers, "skips": skips}
    parameters = random_parameters(net, int(stream.integers(2**31)))
    v = stream.integers(-128, 129, (len(skips), classes))
    _degenerate(kind, parameters, v, count)
    inputs = np.array([stream.permutation(4 * count)[:count] for _ in range(dim)]).T.tolist()
    if drop == "patches":
        inputs[1] = list(inputs[0])
    return {"kind": kind, "net": net, "inputs": inputs, "labels": [k % classes for k in range(count)],
            "num_classes": classes, "U": parameters, "V": v.tolist(), "seed": int(stream.integers(2**31))}  # fmt: skip


def _degenerate(kind: str, parameters: SkipParameters, v: np.ndarray, count: int) -> None:
    """Make U and V of the kind."""
    if kind in ("zero", "constant", "critical", "shared zero"):
        parameters["weights"][0] = [[0] * len(each) for each in parameters["weights"][0]]
    if kind in ("zero", "critical"):
        parameters["biases"][0] = [0 if kind == "zero" else parameters["biases"][0][0]] * count
    if kind == "critical":
        v[-1] -= v.sum(axis=0)  # with balanced classes: outputs 0, and Φ(U, ·) has its minimum there
    if kind.startswith("copies"):
        half = count // 2
        parameters["weights"][0][half:] = [list(w) for w in parameters["weights"][0][:half]]
        parameters["biases"][0][half:] = list(parameters["biases"][0][:half])


def _trap(stream: np.random.Generator, kind: str) -> Start:
    """The seven samples, moved and scaled; a point of the trap, one beside it, or one where data let it bend down."""
    high = HIGH if kind != "bent" else (HIGH[0], (1, 3, 0), (2, 17, 0), HIGH[3])  # Σ r z² > 0 now
    scale, shift = (1, 0) if kind == "bent" else (int(k) for k in stream.integers(1, 5, 2))
    rows = [(a, c * scale, 0, z + shift, y) for a, group in ((-1, LOW), (1, high)) for c, z, y in group]
    rows = [rows[k] for k in stream.permutation(len(rows))]
    count = len(rows)
    u: SkipParameters = {
        "weights": [[[int(stream.integers(1, 129)), 0]]],
        "biases": [stream.integers(-128, 129, count).tolist()],
    }
    v = [[0, 0], [0, 0], *stream.integers(-128, 129, (count - 2, 2)).tolist()]
    if kind == "beside the trap":
        u["weights"][0][0][1] = 1
    if kind == "bent":  # Σ v_k σ′(b_k) is small, Σ v_k σ″(b_k) large and negative
        u = {"weights": [[[64, 0]]], "biases": [[0, 0, 64, -64, 32, -32, 96]]}
        v[2:4] = [[-60 * 64, 0], [-150 * 64, 0]]
        v[4:] = [[0, 0]] * (count - 4)
    inputs = [[64 * k for k in x] for *x, _ in rows]
    return {"kind": kind, "net": _one_vector(count), "inputs": inputs, "labels": [y for *_, y in rows],
            "num_classes": 2, "U": u, "V": v, "seed": int(stream.integers(2**31)), "balanced": True}  # fmt: skip


def point_of(instance: Start) -> Point:
    """U and V of an instance, in balls."""
    v = output_weights(instance)
    if instance.get("balanced"):
        others = [v[k, 0] - v[k, 1] for k in range(2, v.nrows())]
        v[0, 0], v[1, 0] = balanced(instance["net"], instance["inputs"], instance["labels"], instance["U"], others)
        v[0, 1], v[1, 1] = flint.arb(0), flint.arb(0)
    return instance["U"], v
