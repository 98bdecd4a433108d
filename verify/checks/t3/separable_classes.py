"""Separable points of two classes or three, of all kinds, and where gradient descent starts on them (T3 §3.1)."""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

import numpy as np

from ...claims import Settings
from ...declare import hypothesis
from ...instruments import exact_rows, grow, inner_product, plain_vector, separate


class Separable(TypedDict):
    """Points, the class of each among ``classes`` (two: one weight vector and labels ±1), the start of the weights, one
    row for each class, and the step, in parts of 4/Σ‖a_i‖²."""

    x: list[list[str]]
    y: list[int]
    classes: int
    start: list[str]
    part: str


def constraints(instance: Separable) -> list[list[Fraction]]:
    """The a_i of all samples: y x, or for each other class k the point x at the place of its class and −x at that of
    k."""
    found, classes = [], instance["classes"]
    for x, y in zip(exact_rows(instance["x"]), instance["y"], strict=True):
        if classes == 2:
            found.append([v if y else -v for v in x])
            continue
        for other in (k for k in range(classes) if k != y):
            found.append([v * ((k == y) - (k == other)) for k in range(classes) for v in x])
    return found


def draw(stream: np.random.Generator, settings: Settings) -> Separable:
    """Separable points of all kinds: one, equal, collinear, degenerate support vectors, scaled, three classes; starts
    at 0, near, far, orthogonal to the points or against them; steps also above 2/(Lipschitz constant)."""
    while True:
        classes = 3 if stream.random() < 0.2 else 2
        dim = grow(settings.scale, 1, 4 if classes == 2 else 2, stream)
        count = grow(settings.scale, 1, 7 if classes == 2 else 3, stream)
        points = stream.integers(-4, 5, (count, dim))
        if stream.random() < 0.15:
            points = stream.integers(-3, 4, (count, 1)) * points[:1]  # collinear
        if stream.random() < 0.15:
            points = np.vstack([points, points[:1], points[:1]])  # equal
        hidden = stream.integers(-3, 4, (dim, classes)) @ np.eye(classes)[:, : 1 if classes == 2 else classes]
        values = points @ hidden
        y = [int(v) for v in (values[:, 0] > 0 if classes == 2 else values.argmax(1))]
        x = [[Fraction(int(v)) for v in row] for row in points]
        if settings.drop is not None:  # the first point, with another class, too
            x, y = [*x, x[0]], [*y, (y[0] + 1) % classes]
        elif classes == 2 and stream.random() < 0.3:
            x, y = beside(x, y, stream)
        factor = Fraction(int(stream.choice([1, 1, 1, 1000]))) / int(stream.choice([1, 1, 1, 1000]))
        size = int(stream.choice([0, 1, 10, 100])) / Fraction(int(stream.choice([1, 1, 7]))) / factor
        start = [Fraction(int(v)) * size for v in stream.integers(-3, 4, dim * (1 if classes == 2 else classes))]
        part = stream.choice(["1/10", "1/2", "99/100", "2", "20"])
        instance: Separable = {
            "x": [plain_vector([v * factor for v in row]) for row in x],
            "y": y,
            "classes": classes,
            "start": plain_vector(start),
            "part": str(part),
        }
        if stream.random() < 0.2:
            against = [-sum(column, Fraction(0)) for column in zip(*constraints(instance), strict=True)]
            instance["start"] = plain_vector([v * size / factor / (1 + len(x)) for v in against])
        if (separable.violated(instance) is None) == (settings.drop is None):
            return instance


def beside(
    x: list[list[Fraction]], y: list[int], stream: np.random.Generator
) -> tuple[list[list[Fraction]], list[int]]:
    """Another point, with the margin of the nearest ones and, in general, no force on the solution."""
    rows = [[v if label else -v for v in point] for point, label in zip(x, y, strict=True)]
    found = separate(rows, [Fraction(0)] * len(rows))
    if found is None:
        return x, y
    move = [Fraction(int(v)) for v in stream.integers(-3, 4, len(x[0]))]
    along = inner_product(move, found.w) / inner_product(found.w, found.w)
    support = rows[next(i for i, v in enumerate(found.multipliers) if v > 0)]
    return [*x, [a + m - along * w for a, m, w in zip(support, move, found.w, strict=True)]], [*y, 1]


@hypothesis
def separable(instance: Separable) -> str | None:
    """the points are linearly separable, by a hyperplane through 0"""
    rows = constraints(instance)
    return None if separate(rows, [Fraction(0)] * len(rows)) else "no hyperplane separates the points"
