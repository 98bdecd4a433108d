"""The networks of NMH §2: a graph of hidden units in layers, weights shared inside a layer, skips to the output.

Networks and their parameters are plain data, as JSON has them. Units are numbered as in the paper: inputs 0 … d−1,
then the hidden units layer by layer. Features Ψ(U), one row for each sample, are evaluated in balls (:mod:`flint`) or
in float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypedDict

import flint
import numpy as np

DENOMINATOR = 64  # random parameters and inputs are integers divided by this

ACTIVATIONS_IN_BALLS: dict[str, Callable[[flint.arb], flint.arb]] = {
    "sigmoid": lambda t: 1 / (1 + (-t).exp()),
    "arctan": lambda t: t.atan() / flint.arb.pi() + flint.arb(0.5),
    "softplus": lambda t: t.exp().log1p(),
    "tanh": lambda t: t.tanh(),
    "linear": lambda t: t,
    "cube": lambda t: t * t * t,
}
ACTIVATIONS_IN_FLOATS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sigmoid": lambda t: 1 / (1 + np.exp(-t)),
    "arctan": lambda t: np.arctan(t) / np.pi + 0.5,
    "softplus": lambda t: np.logaddexp(0, t),
    "tanh": np.tanh,
    "linear": lambda t: t,
    "cube": lambda t: t**3,
}
BOUNDED_ACTIVATIONS = ("sigmoid", "arctan")  # bounded, with limit 0 at −∞
ACTIVATION_DEGREES = {"linear": 1, "cube": 3}


class SkipLayer(TypedDict):
    """Unit k reads ``supports[k]`` and has weight vector ``groups[k]``, and a bias of its own unless ``tied``."""

    activation: str
    supports: list[list[int]]
    groups: list[int]
    tied: bool


class SkipNet(TypedDict):
    """A network whose hidden units ``skips`` are connected to the output."""

    num_inputs: int
    layers: list[SkipLayer]
    skips: list[int]


class SkipParameters(TypedDict):
    """U: for each layer its weight vectors and its biases, numbers or balls."""

    weights: list[list[list[Any]]]
    biases: list[list[Any]]


def skip_layer(
    activation: str, supports: list[list[int]], *, shared: bool = False, groups: list[int] | None = None
) -> SkipLayer:
    """A layer: all units share one weight vector, none do, or as ``groups`` says."""
    chosen = groups if groups is not None else [0] * len(supports) if shared else list(range(len(supports)))
    return {"activation": activation, "supports": supports, "groups": chosen, "tied": False}


def places_of_units(net: SkipNet) -> dict[int, tuple[int, int]]:
    """Layer and position in it of every hidden unit."""
    found, unit = {}, net["num_inputs"]
    for depth, each in enumerate(net["layers"]):
        for k in range(len(each["supports"])):
            found[unit] = (depth, k)
            unit += 1
    return found


def random_parameters(net: SkipNet, seed: int, *, spread: int = 128) -> SkipParameters:
    """Integers uniform in ±spread, to be divided by :data:`DENOMINATOR`."""
    stream = np.random.default_rng(seed)
    weights, biases = [], []
    for each in net["layers"]:
        widths = {g: len(s) for g, s in zip(each["groups"], each["supports"], strict=True)}
        weights.append([stream.integers(-spread, spread + 1, widths[g]).tolist() for g in range(len(widths))])
        count = len(widths) if each["tied"] else len(each["supports"])
        biases.append(stream.integers(-spread, spread + 1, count).tolist())
    return {"weights": weights, "biases": biases}


def entrywise(change: Callable[..., Any], *parameters: SkipParameters) -> SkipParameters:
    """Parameters whose every entry is a function of the entries at its place.

    >>> u: SkipParameters = {"weights": [[[1, 2]]], "biases": [[3]]}
    >>> entrywise(lambda a, b: a - b, u, u)
    {'weights': [[[0, 0]]], 'biases': [[0]]}
    """

    def along(*lists: list[Any]) -> list[Any]:
        return [change(*entries) for entries in zip(*lists, strict=True)]

    weights, biases = [each["weights"] for each in parameters], [each["biases"] for each in parameters]
    return {
        "weights": [
            [along(*vectors) for vectors in zip(*layers, strict=True)] for layers in zip(*weights, strict=True)
        ],
        "biases": [along(*layers) for layers in zip(*biases, strict=True)],
    }


def _affine(net: SkipNet, parameters: SkipParameters, depth: int, offset: int) -> tuple[list[list[Any]], list[Any]]:
    """Weight matrix (rows: the units below from ``offset`` on) and biases of a layer."""
    each = net["layers"][depth]
    below = net["num_inputs"] if depth == 0 else sum(len(k["supports"]) for k in net["layers"][:depth])
    matrix: list[list[Any]] = [[0] * len(each["supports"]) for _ in range(below)]
    for k, (support, group) in enumerate(zip(each["supports"], each["groups"], strict=True)):
        for unit, weight in zip(support, parameters["weights"][depth][group], strict=True):
            matrix[unit - offset][k] = weight
    biases = parameters["biases"][depth]
    return matrix, [biases[g] for g in each["groups"]] if each["tied"] else list(biases)


def hidden_values(net: SkipNet, inputs: list[list[int]], parameters: SkipParameters) -> list[list[flint.arb]]:
    """Values of all hidden units in balls, one row for each sample; parameters and inputs are 64ths.

    Entries of the parameters may be integers or balls. The precision is that of the surrounding context.
    """
    values: list[list[flint.arb]] = [[] for _ in inputs]
    current = flint.arb_mat([[flint.arb(v) / DENOMINATOR for v in row] for row in inputs])
    for depth, each in enumerate(net["layers"]):
        offset = 0 if depth == 0 else net["num_inputs"]
        matrix, biases = _affine(net, parameters, depth, offset)
        sums = (current * flint.arb_mat([[flint.arb(v) / DENOMINATOR for v in row] for row in matrix])).tolist()
        act = ACTIVATIONS_IN_BALLS[each["activation"]]
        shifts = [flint.arb(b) / DENOMINATOR for b in biases]
        for row, out in zip(values, sums, strict=True):
            row.extend(act(t + b) for t, b in zip(out, shifts, strict=True))
        current = flint.arb_mat(values)
    return values


def features_in_balls(
    net: SkipNet, inputs: list[list[int]], parameters: SkipParameters, *, columns: int | None = None
) -> flint.arb_mat:
    """Ψ(U) in balls, or its first ``columns`` columns."""
    chosen = [unit - net["num_inputs"] for unit in net["skips"][:columns]]
    return flint.arb_mat([[row[k] for k in chosen] for row in hidden_values(net, inputs, parameters)])


def features_in_floats(net: SkipNet, inputs: list[list[int]], parameters: SkipParameters) -> np.ndarray:
    """Ψ(U) in float64."""
    x = np.array(inputs, dtype=float) / DENOMINATOR
    values = np.zeros((len(inputs), 0))
    for depth, each in enumerate(net["layers"]):
        matrix, biases = _affine(net, parameters, depth, 0 if depth == 0 else net["num_inputs"])
        sums = (x if depth == 0 else values) @ (np.array(matrix) / DENOMINATOR) + np.array(biases) / DENOMINATOR
        values = np.hstack([values, ACTIVATIONS_IN_FLOATS[each["activation"]](sums)])
    return values[:, [unit - net["num_inputs"] for unit in net["skips"]]]


def certified_rank(
    net: SkipNet, inputs: list[list[int]], parameters: SkipParameters, *, most_bits: int = 4096
) -> tuple[bool, dict[str, float]]:
    """Whether det of the first N columns of Ψ(U) is proved non-zero; the precision is doubled until it is."""
    bits, size = 64, len(inputs)
    while bits <= most_bits:
        with flint.ctx.workprec(bits):
            det = features_in_balls(net, inputs, parameters, columns=size).det()
            if det.is_finite() and not det.contains(0):
                return True, {"bits": bits, "log2_abs_det": round(log2_of(abs(det)), 1)}
        bits *= 2
    return False, {"bits": bits // 2}


def log2_of(value: flint.arb) -> float:
    """The binary logarithm of a positive ball's middle, also where it is no float."""
    return float((value.mid().log() / flint.arb(2).log()).mid())


def formal_values(net: SkipNet, inputs: list[list[int]], parameters: SkipParameters | None = None) -> list[list[int]]:
    """A number for every sample and hidden unit: equal numbers mean equal values, for every U that shares as it must.

    With ``parameters``, equal for this U; weights that are 0 then count as absent.
    """
    names: dict[Any, int] = {}
    values: list[list[int]] = [[] for _ in inputs]
    for depth, each in enumerate(net["layers"]):
        offset = 0 if depth == 0 else net["num_inputs"]
        source = inputs if depth == 0 else values
        new: list[list[int]] = [[] for _ in inputs]
        for k, (support, group) in enumerate(zip(each["supports"], each["groups"], strict=True)):
            own = group if each["tied"] else k
            bias = own if parameters is None else parameters["biases"][depth][own]
            labels = [] if parameters is None else parameters["weights"][depth][group]
            for row, out in zip(source, new, strict=True):
                read = [row[unit - offset] for unit in support]
                if parameters is None:
                    kept: tuple[Any, ...] = (group, *read)
                elif depth == 0:
                    kept = (sum(weight * x for weight, x in zip(labels, read, strict=True)),)
                else:
                    kept = tuple(sorted(term for term in zip(labels, read, strict=True) if term[0] != 0))
                key = (each["activation"], bias, depth if parameters is None else depth == 0, kept)
                out.append(names.setdefault(key, len(names)))
        for row, out in zip(values, new, strict=True):
            row.extend(out)
    return values


def rank_bound(net: SkipNet, inputs: list[list[int]]) -> tuple[int, str]:
    """A bound on the rank of Ψ(U) for every U, and why it holds: equal rows, equal columns, or a polynomial degree."""
    chosen = [unit - net["num_inputs"] for unit in net["skips"]]
    rows = [tuple(row[k] for k in chosen) for row in formal_values(net, inputs)]
    bounds = [
        (len(chosen), f"{len(chosen)} columns"),
        (len(set(rows)), f"{len(rows)} samples give only {len(set(rows))} different rows"),
        (len(set(zip(*rows, strict=True))), f"{len(chosen)} features are only {len(set(zip(*rows, strict=True)))}"),
    ]
    if all(each["activation"] in ACTIVATION_DEGREES for each in net["layers"]):
        degree = math.prod(ACTIVATION_DEGREES[each["activation"]] for each in net["layers"])
        room = math.comb(net["num_inputs"] + degree, degree)
        bounds.append((room, f"polynomials of degree {degree} in {net['num_inputs']} inputs have dimension {room}"))
    return min(bounds)


def equal_patches(net: SkipNet, inputs: list[list[int]]) -> str | None:
    """Assumption 3.1.3: the first pair of samples whose patches agree for a unit of the first layer."""
    supports = net["layers"][0]["supports"]
    for k, support in enumerate(supports):
        if support in supports[:k]:
            continue
        seen: dict[tuple[int, ...], int] = {}
        for i, row in enumerate(inputs):
            patch = tuple(row[unit] for unit in support)
            if patch in seen:
                return f"samples {seen[patch]} and {i} have the same patch at unit {k} of the first layer"
            seen[patch] = i
    return None


def clean_paths(net: SkipNet) -> dict[int, list[int] | None]:
    """For every skip unit a backward path to the first layer as in Assumption 3.1.2 (softplus), or ``None``."""
    where, skips = places_of_units(net), set(net["skips"])
    marked = {(where[unit][0], net["layers"][where[unit][0]]["groups"][where[unit][1]]) for unit in skips}
    clean: dict[int, list[int]] = {}
    found: dict[int, list[int] | None] = {}
    for unit, (depth, k) in where.items():
        below = net["layers"][depth]["supports"][k]
        path = [] if depth == 0 else next((clean[low] for low in below if low in clean), None)
        if unit in skips:
            found[unit] = path
        elif path is not None and (depth, net["layers"][depth]["groups"][k]) not in marked:
            clean[unit] = [unit, *path]
    return found


def cross_entropy(outputs: list[list[Any]], labels: list[int]) -> flint.arb:
    """Φ of NMH (2) in balls, from the outputs G."""
    total = flint.arb(0)
    for row, y in zip(outputs, labels, strict=True):
        total += sum((((g - row[y]).exp()) for k, g in enumerate(row) if k != y), flint.arb(0)).log1p()
    return total / len(labels)
