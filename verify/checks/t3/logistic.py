"""Networks whose outputs are u·φ(x) with any u, under the logistic loss: which of the two alternatives the data are in.

L = Σ log(1 + exp(−y_i f(x_i))), which is the cross-entropy of two classes, y_i = ±1. In these networks, all without
biases, f = u·φ(x), and u takes every value in R^p as the weights do:

    linear   f = w·x, and v·Wx                       φ = x
    tower    f = v (w_h … (w_1 x)² …)², x a number   φ = x^(2^h), u = v w_h² …
    relu     f = Σ v_j max(w_j x, 0), x a number     φ = (max(x, 0), max(−x, 0)), from two units on
    squares  f = Σ v_j (w_j·x)², a unit per input    φ = all x_k x_l: xᵀAx for any symmetric A, by its eigenvectors

With a_i = y_i φ(x_i) exactly one of these holds (Stiemke): Σ α_i a_i = 0 for some α with all α_i > 0, or some u has
a_i·u ≥ 0 for all i and > 0 for one. In the first case L is constant along the u with all a_i·u = 0, tends to infinity
along each other ray, and is convex: it has a minimum. In the second L falls strictly along u from everywhere, and has
none. One level on (Gordan): some u has all a_i·u > 0, and then L(su) → 0 for s → ∞, or Σ α_i a_i = 0 for some α ≥ 0,
α ≠ 0; then the terms with α_i > 0 alone have a positive minimum, and L never falls below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypedDict

import numpy as np

from ...instruments import (
    column_vector,
    exact_rows,
    grow,
    inner_product,
    kernel_basis,
    matrix,
    null_projector,
    random_matrix,
    separate,
)

Rows = Sequence[Sequence[Fraction]]


class Classified(TypedDict):
    """Points x, one a row, with labels ±1; ``kind`` as above, ``depth`` the number of hidden layers of a tower."""

    kind: str
    depth: int
    x: list[list[int]]
    y: list[int]


@dataclass(frozen=True)
class Alternative:
    """What proves on which side the data are.

    Attributes:
        direction: u with a_i·u > 0 where α_i = 0, and a_i·u = 0 elsewhere.
        multipliers: α ≥ 0 with Σ α_i a_i = 0 and as many positive entries as there can be.
    """

    direction: tuple[Fraction, ...]
    multipliers: tuple[Fraction, ...]

    @property
    def has_minimum(self) -> bool:
        """Whether L has a minimum at finite weights."""
        return all(self.multipliers)

    @property
    def reaches_zero(self) -> bool:
        """Whether the infimum of L is 0."""
        return not any(self.multipliers)

    def proves(self, rows: Rows) -> bool:
        """Whether it is what it should be, tried on the data."""
        sums = [inner_product(self.multipliers, column) for column in zip(*rows, strict=True)]
        slopes = [inner_product(row, self.direction) for row in rows]
        signs = all((a > 0) == (s == 0) and a >= 0 and s >= 0 for a, s in zip(self.multipliers, slopes, strict=True))
        return signs and not any(sums)


def features(instance: Classified) -> list[list[Fraction]]:
    """The rows φ(x_i)."""
    points = exact_rows(instance["x"])
    if instance["kind"] == "linear":
        return points
    if instance["kind"] == "tower":
        return [[row[0] ** 2 ** instance["depth"]] for row in points]
    if instance["kind"] == "relu":
        return [[max(row[0], Fraction(0)), max(-row[0], Fraction(0))] for row in points]
    return [[a * b for k, a in enumerate(row) for b in row[: k + 1]] for row in points]


def signed_rows(instance: Classified) -> list[list[Fraction]]:
    """The rows a_i = y_i φ(x_i)."""
    return [[y * v for v in row] for y, row in zip(instance["y"], features(instance), strict=True)]


def alternative(rows: Rows, *, any_sign: bool = False) -> Alternative:
    """Decide between the alternatives: α is a sum of circuits, the positive dependences of fewest rows.

    Args:
        any_sign: take dependences of any signs (for a check that is broken on purpose).

    >>> found = alternative([[Fraction(1)], [Fraction(-4)]])
    >>> [str(v) for v in found.multipliers], found.has_minimum, alternative([[Fraction(2)]]).reaches_zero
    (['4', '1'], True, True)
    """
    size, rank = len(rows), matrix(rows).rank()
    multipliers = [Fraction(0)] * size
    for count in range(1, rank + 2):
        for chosen in combinations(range(size), count):
            if all(multipliers[i] for i in chosen):
                continue
            null = kernel_basis(matrix([rows[i] for i in chosen]).transpose())
            if len(null) != 1:
                continue
            found = [Fraction(int(v.p), int(v.q)) for v in null[0].entries()]
            found = [v / found[-1] for v in found] if found[-1] else found
            if any_sign or min(found) > 0:
                for i, v in zip(chosen, found, strict=True):
                    multipliers[i] += v
    fixed = [row for row, a in zip(rows, multipliers, strict=True) if a]
    rest = [row for row, a in zip(rows, multipliers, strict=True) if not a]
    direction = [Fraction(0)] * len(rows[0])
    if rest:
        if fixed:
            onto = null_projector(matrix(fixed))
            moved = [(onto * column_vector(matrix([row]).entries())).entries() for row in rest]
            rest = [[Fraction(int(v.p), int(v.q)) for v in row] for row in moved]
        widest = separate(rest, [Fraction(0)] * len(rest))
        direction = list(widest.w) if widest else direction
    return Alternative(tuple(direction), tuple(multipliers))


def draw_classified(stream: np.random.Generator, scale: float, *, separable: bool = False) -> Classified:
    """Few points near the origin, so that all cases occur: equal points, zeros, classes that touch or overlap."""
    while True:
        kind = ("linear", "tower", "relu", "squares")[int(stream.integers(4))]
        dim = grow(scale, 1, 3 if kind == "linear" else 2, stream) if kind in ("linear", "squares") else 1
        size = grow(scale, 1, 5, stream)
        instance: Classified = {
            "kind": kind,
            "depth": 1 + int(stream.integers(3)) if kind == "tower" else 1,
            "x": random_matrix(stream, size, dim, bound=3),
            "y": [int(v) for v in stream.choice([-1, 1], size)],
        }
        if not separable or alternative(signed_rows(instance)).reaches_zero:
            return instance
