"""The minima of ReLU units with biases: a plateau where all are off, and an interpolation of the targets, exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TypedDict

from algebraic.shell import as_fraction

from ...instruments import matrix


class Minima(TypedDict):
    """A linear, deep linear or ReLU network, data, and weights of its hidden layer to start from."""

    kind: str
    input_dim: int
    width: int
    inputs: list[list[int]]
    targets: list[int]
    start: list[list[int]]


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


def num_weights(kind: str, input_dim: int, width: int) -> int:
    """K: w; v and W; or v, W and b."""
    return {"linear": input_dim, "deep linear": width * (input_dim + 1), "relu": width * (input_dim + 2)}[kind]


def weights_of(instance: Minima) -> int:
    """K of an instance."""
    return num_weights(instance["kind"], instance["input_dim"], instance["width"])


def relu_loss(instance: Minima, v: list[Fraction], w: list[list[Fraction]], b: list[Fraction]) -> Fraction:
    """½ Σ (Σ_j v_j (w_j·x + b_j)₊ − y)²."""
    total = Fraction(0)
    for x, y in zip(instance["inputs"], instance["targets"], strict=True):
        z = [sum((p * q for p, q in zip(row, x, strict=True)), c) for row, c in zip(w, b, strict=True)]
        total += (sum((a * max(c, Fraction(0)) for a, c in zip(v, z, strict=True)), Fraction(0)) - y) ** 2
    return total / 2


def relu_minima(instance: Minima, sign: int = 1) -> Plateau:
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
    zero_error, num_params = relu_interpolation(instance), weights_of(instance)
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
