"""Non-zero minima against zero-error minima: do they exist, in which dimension (T2 Corollary 1), exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import NotRequired, TypedDict

import flint
import numpy as np

from algebraic.shell import as_fraction

from ...claims import Settings
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import grow, matrix, random_matrix


class Minima(TypedDict):
    """A linear, deep linear or ReLU network, data, and weights of its hidden layer to start from."""

    kind: str
    input_dim: int
    width: int
    inputs: list[list[int]]
    targets: list[int]
    start: list[list[int]]


class Linear(TypedDict):
    """What is measured for a linear network; ``None`` where there are no other minima."""

    rank_of_inputs: int
    targets_fit: bool
    dimension_of_zero_error_minima: int
    second_order_at_v_0: NotRequired[str | None]
    dimension_of_other_minima: int | None


class Plateau(TypedDict):
    """What is measured for a ReLU network: all units off, and an interpolation; zero-error minima have at most their
    dimension."""

    loss_on_the_plateau: str
    radius_of_the_plateau: str
    constant: bool
    loss_of_the_interpolation: str
    rank_of_its_jacobian: int
    dimension_at_the_interpolation: int
    dimension_of_zero_error_minima: int
    dimension_of_other_minima: int | None


def draw(stream: np.random.Generator, settings: Settings) -> Minima:
    """A linear network without or with a hidden layer, or ReLU units with biases; fewer samples than weights."""
    scale = settings.scale
    kind = ("linear", "deep linear", "relu")[int(stream.integers(3))]
    input_dim, width = grow(scale, 1, 4, stream), grow(scale, 1, 4, stream)
    if settings.drop == "overparametrised":
        kind = "linear"
    num_params = num_weights(kind, input_dim, width)
    most = {"linear": num_params - 1, "deep linear": min(num_params - 1, input_dim + 2), "relu": width}[kind]
    num_samples = int(stream.integers(1, most + 1)) if most else 1
    if kind == "linear" and settings.drop != "overparametrised" and input_dim == 1:
        input_dim = 2  # one weight is never more than the samples
    if settings.drop == "overparametrised":
        num_samples = input_dim + int(stream.integers(0, 3))
    targets = [int(v) for v in stream.choice([v for v in range(-9, 10) if v], num_samples)]
    return {
        "kind": kind,
        "input_dim": input_dim,
        "width": width,
        "inputs": _distinct(stream, num_samples, input_dim),
        "targets": [0] * num_samples if settings.drop == "targets" else targets,
        "start": random_matrix(stream, width, input_dim),
    }


def num_weights(kind: str, input_dim: int, width: int) -> int:
    """K: w; v and W; or v, W and b."""
    return {"linear": input_dim, "deep linear": width * (input_dim + 1), "relu": width * (input_dim + 2)}[kind]


def _num_weights(instance: Minima) -> int:
    return num_weights(instance["kind"], instance["input_dim"], instance["width"])


def _distinct(stream: np.random.Generator, rows: int, columns: int) -> list[list[int]]:
    while True:
        found = random_matrix(stream, rows, columns, bound=9 + rows)
        if len({tuple(row) for row in found}) == rows and all(any(row) for row in found):
            return found


def _measure(instance: Minima) -> Linear | Plateau:
    if instance["kind"] == "relu":
        return _relu(instance)
    return _linear(instance) if instance["kind"] == "linear" else _deep_linear(instance)


def _finding(instance: Minima, found: Linear | Plateau, reason: str) -> Finding:
    num_params, num_samples = _num_weights(instance), len(instance["inputs"])
    return exact(not reason, reason, kind=instance["kind"], K=num_params, N=num_samples, **found)


def _data(instance: Minima) -> tuple[flint.fmpq_mat, flint.fmpq_mat, int, bool]:
    """Samples as rows, targets as a column, the rank, and whether a linear function fits the targets."""
    x, y = matrix(instance["inputs"]), matrix([[t] for t in instance["targets"]])
    rank = x.rank()
    return x, y, rank, flint.fmpq_mat([[*a, *b] for a, b in zip(x.tolist(), y.tolist(), strict=True)]).rank() == rank


def _linear(instance: Minima) -> Linear:
    """f = w·x: the minima are the solutions of XᵀX w = Xᵀy, a set of dimension K − rank X, all with one loss."""
    x, _, rank, fits = _data(instance)
    num_params = _num_weights(instance)
    return {
        "rank_of_inputs": rank,
        "targets_fit": fits,
        "dimension_of_zero_error_minima": num_params - rank,
        "dimension_of_other_minima": None if fits else num_params - (x.transpose() * x).rank(),
    }


def _deep_linear(instance: Minima) -> Linear:
    """f = v W x. Minima: v W is a minimum of the linear problem (dimension K − rank X where v W ≠ 0). Other critical
    points have g = Xᵀr ≠ 0, hence v = 0 and W g = 0, and a direction in which the loss falls."""
    _, _, rank, fits = _data(instance)
    falls = second_order(instance)
    zero = _num_weights(instance) - rank
    other = None if fits else zero
    if falls is not None and falls >= 0:  # never
        other = instance["width"] * (instance["input_dim"] - 1)
    return {
        "rank_of_inputs": rank,
        "targets_fit": fits,
        "dimension_of_zero_error_minima": zero,
        "second_order_at_v_0": None if falls is None else str(falls),
        "dimension_of_other_minima": other,
    }


def second_order(instance: Minima) -> Fraction | None:
    """The ε²-coefficient of the loss on (ε u, W + ε t u gᵀ), from the critical point v = 0, W g = 0, g = Xᵀy ≠ 0.

    The outputs are ε u W x + ε² t |u|² g·x; with t |u|² |g|² = 1 + |u W Xᵀ|² the coefficient is negative.
    """
    x, y, _, _ = _data(instance)
    g = x.transpose() * y
    square = (g.transpose() * g)[0, 0]
    if square == 0:
        return None
    w = matrix(instance["start"])
    first = matrix([[1] * instance["width"]]) * (w - w * g * g.transpose() / square) * x.transpose()
    steps = (1 + (first * first.transpose())[0, 0]) / square
    second = g.transpose() * x.transpose() * steps
    e = flint.fmpq_poly([0, 1])
    loss = flint.fmpq_poly([0])
    for a, b, target in zip(first.tolist()[0], second.tolist()[0], instance["targets"], strict=True):
        residual = e * a + e * e * b - target
        loss += residual * residual / 2
    return as_fraction(loss[2]) if loss[1] == 0 else None


def relu_loss(instance: Minima, v: list[Fraction], w: list[list[Fraction]], b: list[Fraction]) -> Fraction:
    """½ Σ (Σ_j v_j (w_j·x + b_j)₊ − y)²."""
    total = Fraction(0)
    for x, y in zip(instance["inputs"], instance["targets"], strict=True):
        z = [sum((p * q for p, q in zip(row, x, strict=True)), c) for row, c in zip(w, b, strict=True)]
        total += (sum((a * max(c, Fraction(0)) for a, c in zip(v, z, strict=True)), Fraction(0)) - y) ** 2
    return total / 2


def _relu(instance: Minima, sign: int = 1) -> Plateau:
    """With b_j below −max w_j·x every unit is off in a neighbourhood: the loss is ½ Σ y² there, in all K dimensions.
    At a zero-error point the dimension is K − N where the Jacobian has rank N, and never K: on the line λ v the
    outputs are λ y."""
    w = [[Fraction(value) for value in row] for row in instance["start"]]
    sums = [[sum(p * q for p, q in zip(row, x, strict=True)) for x in instance["inputs"]] for row in w]
    b = [-max(row) - 1 if sign > 0 else 1 - min(row) for row in sums]
    radius = Fraction(1, 2 * (1 + max(sum(abs(q) for q in x) for x in instance["inputs"])))
    v = [Fraction(1)] * len(w)
    corners = [
        relu_loss(
            instance,
            [s * radius + a for a in v],
            [[s * radius + a for a in row] for row in w],
            [s * radius + a for a in b],
        )
        for s in (0, 1, -1)
    ]
    flat = len(set(corners)) == 1 and corners[0] > 0
    zero_error, num_params = relu_interpolation(instance), _num_weights(instance)
    return {
        "loss_on_the_plateau": str(corners[0]),
        "radius_of_the_plateau": str(radius),
        "constant": len(set(corners)) == 1,
        "loss_of_the_interpolation": str(zero_error[0]),
        "rank_of_its_jacobian": zero_error[1],
        "dimension_at_the_interpolation": num_params - zero_error[1],
        "dimension_of_zero_error_minima": num_params - 1,  # at most
        "dimension_of_other_minima": num_params if flat else None,
    }


def relu_interpolation(instance: Minima) -> tuple[Fraction, int]:
    """Loss of (a·x − t_k)₊ with thresholds between the sorted a·x, which fits any targets; the rank of its features."""
    a = next(
        [Fraction(base**k) for k in range(instance["input_dim"])]
        for base in range(2, 10**6)
        if len({sum(base**k * q for k, q in enumerate(x)) for x in instance["inputs"]}) == len(instance["inputs"])
    )
    places = [sum((p * q for p, q in zip(a, x, strict=True)), Fraction(0)) for x in instance["inputs"]]
    order = sorted(places)
    thresholds = [order[0] - 1, *((p + q) / 2 for p, q in pairwise(order))]
    features = matrix([[max(p - t, Fraction(0)) for t in thresholds] for p in places])
    solved = features.solve(matrix([[y] for y in instance["targets"]]))
    v = [as_fraction(row[0]) for row in solved.tolist()]
    return relu_loss(instance, v, [a] * len(v), [-t for t in thresholds]), features.rank()


@hypothesis
def overparametrised(instance: Minima) -> str | None:
    """more weights than samples (§2)"""
    num_params = _num_weights(instance)
    num_samples = len(instance["inputs"])
    return None if num_params > num_samples else f"{num_params} weights for {num_samples} samples"


@hypothesis
def targets(instance: Minima) -> str | None:
    """the targets are not all zero"""
    return None if any(instance["targets"]) else "all targets are 0"


@claim(
    "T2-11",
    "Non-zero minima of higher dimensionality than the zero-error minima",
    source="T2 A.3, Corollary 1",
    quantifier="generic",
    field="real",
    letters={"K": "number of weights", "N": "number of samples"},
    draw=draw,
    hypotheses=(overparametrised, targets),
    num_instances=60,
    note="Both texts read: “In general, non-zero minima exist with higher dimensionality than the zero-error global "
    "minima: their dimensionality is the number of weights K vs. the number of data points N. This is true in "
    "the linear case and also in the presence of ReLUs.” If the last numbers count equations (K for critical "
    "points, N for zeros), they make the zero-error set the larger one, as Proposition 1 and §1 have it; no "
    "exchange of words makes the sentence true of both cases. The ReLU half holds as printed.",
)
def higher_dimension(instance: Minima) -> Finding:
    """in general, non-zero minima exist, and with higher dimensionality than the zero-error global minima; in the
    linear case, and also with ReLUs"""
    found = _measure(instance)
    zero, other = found["dimension_of_zero_error_minima"], found["dimension_of_other_minima"]
    reason = ""
    if other is None:
        reason = "where zero error is possible every minimum has zero error: there are no non-zero minima"
    elif other <= zero:
        reason = f"the non-zero minima have dimension {other}, not more than {zero} of the zero-error minima"
    return _finding(instance, found, reason)


@higher_dimension.corrected
def of_which_dimension(instance: Minima) -> Finding:
    """linear networks, with at most one hidden layer and one output: where zero error is possible there are no non-zero
    minima; where it is not, the minima have dimension K − rank X, as the zero-error minima have for targets in reach.
    ReLU units with biases: there are non-zero minima of dimension K (all units off), and the zero-error minima have
    dimension K − N at regular points and less than K everywhere"""
    found = _measure(instance)
    zero, other = found["dimension_of_zero_error_minima"], found["dimension_of_other_minima"]
    if instance["kind"] == "relu":
        good = other == _num_weights(instance) > zero and relu_interpolation(instance)[0] == 0
    else:
        targets_fit = _data(instance)[3]
        good = other == (None if targets_fit else zero)
    return _finding(instance, found, "" if good else f"dimensions {other} and {zero}")


@higher_dimension.false(because="falls")
def saddle(instance: Minima) -> Finding:
    """v = 0 gives non-zero minima of linear networks"""
    falls = second_order(instance) if instance["kind"] == "deep linear" else None
    if falls is None:
        return Finding(None, "exact", {}, "for networks with a hidden layer")
    reason = f"the loss falls from there: second-order coefficient {falls}"
    return Finding(falls >= 0, "exact", {"second_order": str(falls)}, reason)


@higher_dimension.broken(because="not constant")
def plateau(instance: Minima) -> Finding:
    """all units on instead of off"""
    if instance["kind"] != "relu":
        return Finding(None, "exact", {}, "for ReLU networks")
    found = _relu(instance, sign=-1)
    return exact(found["constant"], "the loss is not constant on the plateau", **found)
