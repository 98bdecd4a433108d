"""A deep network ends at a zero minimiser that has not the least norm (T3 §4.2, summary)."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple, TypedDict, final

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    grow,
    half_square,
    matrix,
    matrix_trace,
    plain_matrix,
    pseudo_inverse,
    random_matrix,
    rational,
    rows_within,
)


@final
class Net(TypedDict):
    """f = W_{H+1}σ(W_H … σ(W_1 X)), σ(z) = z^degree or, with degree 1, ReLU; a direction for the last layer.

    Without ``hidden`` layers ``direction`` says where in the row space of Xᵀ the linear network starts.
    """

    X: PlainMatrix
    Y: PlainMatrix
    degree: int
    relu: bool
    hidden: list[PlainMatrix]
    direction: PlainMatrix


@final
class Unit(TypedDict):
    """f = v σ(w·x) with one sample, σ(z) = z^degree or, with degree 1, ReLU; no start has a norm above ``largest``."""

    x: list[int]
    y: int
    degree: int
    relu: bool
    largest: str


def draw(stream: np.random.Generator, settings: Settings) -> Net | Unit:
    """One unit with starts down to 1/1000, or a network with one or two hidden layers and as many units as samples, or
    more; without a hidden layer, or without a zero minimiser, where that is dropped."""
    drop = settings.drop
    degree = int(stream.integers(1, 4))
    relu = degree == 1 and stream.random() < 0.6
    d = grow(settings.scale, 1, 3, stream)
    if drop == "reachable":
        return {"x": [0] * d, "y": 1 + int(stream.integers(3)), "degree": degree, "relu": relu, "largest": "1"}
    if drop is None and stream.random() < 0.5:
        sample = [int(v) for v in stream.integers(-3, 4, d)]
        sample[0] = sample[0] or 1
        largest = ("1", "1/10", "1/1000")[int(stream.integers(3))]
        return {"x": sample, "y": int(stream.integers(-4, 5)), "degree": degree, "relu": relu, "largest": largest}
    n, outputs = min(d, grow(settings.scale, 1, 2, stream)), int(stream.integers(1, 3))
    layers = 0 if drop == "deep" else int(stream.integers(1, 3))
    while True:
        x = random_matrix(stream, d, n, bound=2)
        sizes = [d] + [n + int(stream.integers(0, 2)) for _ in range(layers)]
        hidden: list[PlainMatrix] = [random_matrix(stream, b, a, bound=2) for a, b in pairwise(sizes)]
        last = random_matrix(stream, outputs, sizes[-1], bound=2)
        instance: Net = {
            "X": x,
            "Y": [[0]],
            "degree": degree if layers else 1,
            "relu": relu and layers > 0,
            "hidden": hidden,
            "direction": random_matrix(stream, outputs, sizes[-1] if layers else n, bound=1),
        }
        features = _forward(instance, [matrix(w) for w in hidden])[-1].output
        if layers == 0 or (features.rank() == n and any(any(row) for row in instance["direction"])):
            wanted = matrix(last) * features
            return {**instance, "Y": [[int(v.p) for v in row] for row in wanted.tolist()]}


class Layer(NamedTuple):
    """Weights, what they read, and the values before and after the activation."""

    weights: flint.fmpq_mat
    read: flint.fmpq_mat
    before: flint.fmpq_mat
    output: flint.fmpq_mat


def _forward(instance: Net, hidden: list[flint.fmpq_mat]) -> list[Layer]:
    """The hidden layers; the inputs alone where there is none."""
    signal = matrix(instance["X"])
    found = [Layer(signal, signal, signal, signal)]
    for weights in hidden:
        before = weights * signal
        if instance["relu"]:
            values = [max(v, flint.fmpq(0)) for v in before.entries()]
        else:
            values = [v ** instance["degree"] for v in before.entries()]
        signal = flint.fmpq_mat(before.nrows(), before.ncols(), values)
        found.append(Layer(weights, found[-1].output, before, signal))
    return found


def _root(value: flint.fmpq, *, above: bool) -> flint.fmpq:
    """A rational bound of √value, to some 12 digits."""
    scaled = value * 10**24
    return flint.fmpq((scaled.p // scaled.q).isqrt() + int(above), 10**12)


def _norm(values: flint.fmpq_mat) -> flint.fmpq:
    """A bound of Frobenius' norm from above."""
    return _root(2 * half_square(values), above=True)


def _full(like: flint.fmpq_mat, value: flint.fmpq) -> flint.fmpq_mat:
    """A matrix of this shape with one value everywhere."""
    return flint.fmpq_mat(like.nrows(), like.ncols(), [value] * (like.nrows() * like.ncols()))


def _drift(instance: Net, layers: list[Layer], radius: flint.fmpq) -> flint.fmpq | None:
    """How far the last features move, at most, while the weights move by ``radius``; nothing if a ReLU may switch."""
    moved = flint.fmpq(0)
    for layer in layers[1:]:
        moved = radius * (_norm(layer.read) + moved) + _norm(layer.weights) * moved
        if instance["relu"] and min(abs(v) for v in layer.before.entries()) <= moved:
            return None
        degree = instance["degree"]
        moved = degree * (_norm(layer.before) + moved) ** (degree - 1) * moved
    return moved


def _near_a_minimiser(instance: Net) -> Finding:
    """A start from which gradient descent ends at a zero minimiser where ‖W_2‖² ≠ ‖W_1‖²/m, proved in a ball around
    it.
    """
    x, y, degree = matrix(instance["X"]), matrix(instance["Y"]), instance["degree"]
    for scale, shift in ((1, "0"), (2, "0"), (1, "1/7"), (2, "3/11"), (1, "-3/5")):
        hidden = [matrix(w) for w in instance["hidden"]]
        hidden = [w + _full(w, rational(shift)) for w in hidden]
        layers = _forward(instance, [hidden[0] * scale, *hidden[1:]])
        features = layers[-1].output
        if features.rank() < x.ncols():
            continue
        least = _root(1 / matrix_trace((features.transpose() * features).inv()), above=False)  # of singular values
        direction = matrix(instance["direction"])
        if not any((direction * features).entries()):  # the start is to be no minimiser
            direction = _full(y, flint.fmpq(1)) * features.transpose()
        for digits in range(1, 30):
            last = y * pseudo_inverse(features) + direction / 10**digits
            residual = _norm(direction * features) / 10**digits
            if not least:
                break
            radius = 4 * residual / least
            drift = _drift(instance, layers, radius)
            second = layers[2].weights if len(layers) > 2 else last
            squares = [2 * half_square(w) for w in (layers[1].weights, second)]
            gap = squares[1] - squares[0] / degree
            slack = (1 + flint.fmpq(1, degree)) * (2 * _root(sum(squares, flint.fmpq(0)), above=True) + radius) * radius
            if drift is not None and 2 * drift <= least and slack < abs(gap):
                measured = {"residual": str(residual), "radius": str(radius), "gap": str(gap)}
                start = [plain_matrix(w) for w in (*(layer.weights for layer in layers[1:]), last)]
                return Finding(True, "exact", measured, certificate={"start": start})
    return Finding(None, "exact", {}, "no start was found from which the limit is proved")


def _one_unit(instance: Unit, *, balanced: bool = False, power: int | None = None) -> Finding:
    """The flow from w = αx, v = ±β: |f| grows to |y|, since both grow; v² − ‖w‖²/m is conserved."""
    square, degree = flint.fmpq(sum(a * a for a in instance["x"])), instance["degree"]
    if not square:  # f = 0: without an error all weights are zero minimisers, and 0 alone is of minimum norm
        return Finding(not instance["y"], "exact", {}, "x = 0: there is no zero minimiser" if instance["y"] else "")
    target = abs(instance["y"])
    alpha = rational(instance["largest"]) / (4 * (1 + square))
    beta = 2 * alpha * (1 + square)
    while target and beta * (alpha * square) ** degree >= target:
        alpha, beta = alpha / 2, beta / 2
    if not target:
        beta = flint.fmpq(0)  # f = 0 already
    # With z = w·x = α‖x‖² and r = f − y: v·∂L/∂v = rvz^m and w·∂L/∂w = m·rvz^m.
    weight, slope = power or degree, beta * (alpha * square) ** degree
    gap = beta**2 - alpha**2 * square / weight
    measured = {
        "alpha": str(alpha),
        "beta": str(beta),
        "square_of_start": str(alpha**2 * square + beta**2),
        "gap": str(gap),
    }
    if slope * degree != slope * weight:
        return Finding(False, "exact", measured, f"v² − ‖w‖²/{weight} is not conserved, as σ has degree {degree}")
    if balanced:  # v² = ‖w‖²/m, and vσ(w·x) = y: what Lagrange asks for, at one point in the row space but for signs
        what = "from α‖x‖ = β√m the limit is of minimum norm"
        return Finding(False, "exact", measured, what if target else "from 0 the limit is 0, of minimum norm")
    return Finding(bool(gap) or None, "exact", measured, "" if gap else "the start is balanced")


def _linear(instance: Net) -> Finding:
    """Without a hidden layer: from a start in the row space of Xᵀ gradient descent stays there, where one solution
    is.
    """
    x, y = matrix(instance["X"]), matrix(instance["Y"])
    best, start = y * pseudo_inverse(x), matrix(instance["direction"]) * x.transpose()
    if best * x != y:
        return Finding(False, "exact", {}, "there is no zero minimiser")
    after = start - (start * x - y) * x.transpose()
    inside = all(rows_within(a, x.transpose()) for a in (start, after, best))
    if not inside or (x.transpose() * x).rank() != x.rank():
        return Finding(None, "exact", {}, "a start outside of the row space")
    return Finding(False, "exact", {}, "without a hidden layer every start in the row space ends at YX⁺: none exists")


def ends_elsewhere(instance: Net | Unit) -> Finding:
    """Whether there is a start from which gradient descent ends at a zero minimiser not of minimum norm."""
    if "x" in instance:
        return _one_unit(instance)
    return _near_a_minimiser(instance) if instance["hidden"] else _linear(instance)


@hypothesis
def deep(instance: Net | Unit) -> str | None:
    """there is a hidden layer"""
    return None if "x" in instance or instance["hidden"] else "no hidden layer"


@hypothesis
def reachable(instance: Net | Unit) -> str | None:
    """there is a zero minimiser"""
    if "x" in instance:
        return None if any(instance["x"]) or not instance["y"] else "x = 0, y ≠ 0"
    x, y = matrix(instance["X"]), matrix(instance["Y"])
    return None if instance["hidden"] or y * pseudo_inverse(x) * x == y else "no linear map has zero error"


@claim(
    "T3-53",
    "With the square loss the deep solution is not guaranteed to be of minimum norm",
    source="T3 §4.2, the summary; also abstract and the end of §6.2.1",
    quantifier="exists",
    field="real",
    letters={"W_k": "weights of layer k", "m": "degree", "σ": "zᵐ, or ReLU with m = 1", "L": "½ Σ (f − y)²"},
    hypotheses=(deep, reachable),
    draw=draw,
    num_instances=40,
    note="The norm is that of all weights. Where σ(sz) = sᵐσ(z) for s > 0, (sW_1, s⁻ᵐW_2) is the same function, and "
    "its norm has the slope 2(‖W_1‖² − m‖W_2‖²) at s = 1: a zero minimiser with ‖W_2‖² ≠ ‖W_1‖²/m is not of minimum "
    "norm. One unit, f = vσ(w·x), from w = αx, v = ±β, as small as one likes and without a part in the null space of "
    "the data: the flow conserves v² − ‖w‖²/m and ends at f = y, so that its limit is of minimum norm only if β² = "
    "α²‖x‖²/m. For f = vw, y = 1, from (w, v) = (ε, 2ε): the limit has the square norm √(4 + 9ε⁴) > 2. Networks with "
    "as many units as samples in the last hidden layer: if r_0 is the residual at the start, ψ the least singular "
    "value of its last features, and that of all features in the ball of radius R = 4‖r_0‖/ψ is at least ψ/2, then "
    "the flow and gradient descent with every constant step up to the inverse of the largest curvature there have a "
    "length of at most R, and end at a zero minimiser in this ball; on it ‖W_2‖² − ‖W_1‖²/m is not zero. All "
    "conditions are strict: the starts are an open set. Without a hidden layer there is none among the starts in the "
    "row space (T3-12), so that the check can say no.",
)
def not_guaranteed(instance: Net | Unit) -> Finding:
    """with the square loss the asymptotic solution of a deep network is not guaranteed to be of minimum norm: there is
    a start from which gradient descent converges to a zero minimiser that is not
    """
    return ends_elsewhere(instance)


@not_guaranteed.false(because="is not of minimum norm")
def guaranteed(instance: Net | Unit) -> Finding:
    """it is, from every small start that has no part in the null space of the data"""
    found = ends_elsewhere(instance)
    if found.holds is None or "x" not in instance:
        return Finding(None, "exact", found.measured, "for one unit")
    return Finding(not found.holds, "exact", found.measured, "a limit of such a start is not of minimum norm")


@not_guaranteed.false(because="of minimum norm")
def never(instance: Net | Unit) -> Finding:
    """from no start is the limit of minimum norm"""
    if "x" not in instance:
        return Finding(None, "exact", {}, "for one unit")
    return _one_unit(instance, balanced=True)


@not_guaranteed.false(
    because="none exists", draw=lambda stream, settings: draw(stream, Settings(settings.scale, "deep"))
)
def shallow(instance: Net | Unit) -> Finding:
    """without a hidden layer, too, there is such a start in the row space of the data"""
    return ends_elsewhere(instance)


@not_guaranteed.broken(because="is not conserved")
def power(instance: Net | Unit) -> Finding:
    """another degree in what is conserved"""
    if "x" not in instance:
        return Finding(None, "exact", {}, "for one unit")
    return _one_unit(instance, power=instance["degree"] + 1)
