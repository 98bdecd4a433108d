"""Points and layers for the matrices of C18 Corollary 3.4: random ones, the edges, and all small ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import TypedDict

import numpy as np

from ...claims import Settings
from ...instruments import grow, projections, random_matrix
from .construction import draw_points

# σ(x) for x > 0, with rational values
RATIONAL_RECTIFIERS: dict[str, Callable[[Fraction], Fraction]] = {
    "relu": lambda x: x,
    "square": lambda x: x * x,
    "x²/(1 + x)": lambda x: x * x / (1 + x),
    "x/(1 + x)": lambda x: x / (1 + x),
    "identity": lambda x: x,
}


class Deep(TypedDict):
    """The points, a direction that tells them apart, and the widths of all hidden layers."""

    inputs: list[list[int]]
    labels: list[int]
    direction: list[int]
    widths: list[int]
    activation: str


def draw(stream: np.random.Generator, settings: Settings) -> Deep:
    """One to four hidden layers of any widths, the last of d or more; from d = 3 on the label in the middle of three
    points on a line is the largest of the three."""
    scale, drop = settings.scale, settings.drop
    depth = grow(scale, 2, 4, stream) if stream.random() < 0.9 else 1
    d, p = grow(scale, 1, 6, stream), grow(scale, 1, 4, stream)
    if drop is not None or stream.random() < 0.7:
        d = max(d, 3)
    depth = 2 if drop is not None else depth
    points = draw_points(stream, d, p)
    inputs, labels, direction = points["inputs"], points["labels"], [int(a) for a in points["direction"]]
    if d >= 3:
        while True:
            first, step = random_matrix(stream, 2, p)
            line = [[a + k * b for a, b in zip(first, step, strict=True)] for k in range(3)]
            rest = [row for row in inputs if row not in line][: d - 3]
            if any(step) and len(rest) == d - 3:
                break
        inputs = line + rest
        order = sorted(range(3), key=labels.__getitem__)
        labels[:3] = [labels[order[0]], labels[order[2]], labels[order[1]]]
    while len(set(projections(inputs, direction))) < d:
        direction = [int(v) for v in stream.integers(-50, 51, p)]
    if drop == "distinct":
        inputs[1] = list(inputs[0])
    widths = [grow(scale, 1, 4, stream) for _ in range(depth - 1)] + [d + grow(scale, 0, 3, stream)]
    if drop == "width":
        widths[-1] = 1
    activation = str(stream.choice([name for name in RATIONAL_RECTIFIERS if name != "identity"]))
    return {"inputs": inputs, "labels": labels, "direction": direction, "widths": widths,
            "activation": "identity" if drop == "rectified" else activation}  # fmt: skip


def draw_edges(stream: np.random.Generator, settings: Settings) -> Deep:
    """One point and one layer, h = d, labels that are equal, and inputs times 10^6."""
    found = draw(stream, settings)
    kind = int(stream.integers(4))
    if kind == 0:
        found |= {"inputs": found["inputs"][:1], "labels": found["labels"][:1]}
    if kind == 1:
        found["widths"] = [1] * (len(found["widths"]) - 1) + [len(found["inputs"])]
    if kind == 2:
        found["labels"] = [7] * len(found["labels"])
    if kind == 3:
        found["inputs"] = [[10**6 * v for v in row] for row in found["inputs"]]
    return found


def points_on_a_line() -> Iterator[Deep]:
    """Up to three of four points, labels from 0 to 2, and up to three hidden layers, the last of width d."""
    for d in (1, 2, 3):
        for points, labels in product(combinations(range(4), d), product(range(3), repeat=d)):
            for widths, activation in product(([d], [1, d], [2, 1, d]), ("relu", "square")):
                yield {
                    "inputs": [[x] for x in points],
                    "labels": list(labels),
                    "direction": [1],
                    "widths": list(widths),
                    "activation": activation,
                }
