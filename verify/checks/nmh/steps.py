"""A short segment on which the loss falls strictly, certified by the loss as a power series along it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import flint
import numpy as np

from ...instruments import DENOMINATOR, SkipNet, SkipParameters, entrywise, features_in_balls
from .points import Labelled, Point, moved as moved_parameters

SERIES: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda t: 1 / (1 + (-t).exp()),
    "arctan": lambda t: t.atan() / flint.arb.pi() + flint.arb(0.5),
    "softplus": lambda t: (1 + t.exp()).log(),
}
LENGTHS = (-4, -8, -12, -16, -24)  # binary logarithms of the lengths of segments that are tried


def loss_along(instance: Labelled, point: Point, way: Point, where: flint.arb, order: int) -> Any:
    """The power series in t, up to t^order, of Φ(point + (where + t) way)."""
    size = order + 1

    def line(a: Any, b: Any) -> Any:
        return flint.arb_series([a + where * b, flint.arb(b)], size)

    u = entrywise(lambda a, b: line(flint.arb(a) / DENOMINATOR, flint.arb(b) / DENOMINATOR), point[0], way[0])
    pairs = zip(point[1].tolist(), way[1].tolist(), strict=True)
    v = [[line(a, b) for a, b in zip(*rows, strict=True)] for rows in pairs]
    total = flint.arb_series([0], size)
    for x, y in zip(instance["inputs"], instance["labels"], strict=True):
        values = _units(instance["net"], x, u, size)
        read = [values[unit] for unit in instance["net"]["skips"]]
        outputs = [sum((a * row[j] for a, row in zip(read, v, strict=True)), flint.arb_series([0], size))
                   for j in range(len(v[0]))]  # fmt: skip
        powers = [(g - outputs[y]).exp() for g in outputs]
        total += sum(powers[1:], powers[0]).log()
    return total / len(instance["labels"])


def _units(net: SkipNet, x: list[int], u: SkipParameters, size: int) -> list[Any]:
    values = [flint.arb_series([flint.arb(k) / DENOMINATOR], size) for k in x]
    for depth, each in enumerate(net["layers"]):
        new = []
        for k, (support, group) in enumerate(zip(each["supports"], each["groups"], strict=True)):
            terms = zip(u["weights"][depth][group], support, strict=True)
            bias = u["biases"][depth][group if each["tied"] else k]
            new.append(SERIES[each["activation"]](sum((w * values[unit] for w, unit in terms), bias)))
        values += new
    return values


def ways(instance: Labelled, point: Point) -> Iterator[Point]:
    """Directions to try: down the gradient, then along each weight; all a little off, so that ends are generic."""
    zero: Point = (entrywise(lambda _: 0, point[0]), flint.arb_mat(point[1].nrows(), point[1].ncols()))
    stream = np.random.default_rng(instance["seed"])
    slopes = [float(loss_along(instance, point, way, flint.arb(0), 1)[1].mid()) for way in _axes(zero)]
    largest = max(map(abs, slopes))

    def near(entries: list[float]) -> Point:
        off = [e + float(k) / 2**20 for e, k in zip(entries, stream.integers(-(2**6), 2**6, len(entries)), strict=True)]
        return _filled(zero, off)

    if largest > 0:
        yield near([-slope / largest for slope in slopes])
    for k in range(sum(len(vector) for layer in point[0]["weights"] for vector in layer)):
        yield near([float(i == k) for i in range(len(slopes))])


def _axes(zero: Point) -> Iterator[Point]:
    count = sum(1 for _ in _entries(zero))
    for k in range(count):
        yield _filled(zero, [float(i == k) for i in range(count)])


def _entries(point: Point) -> Iterator[Any]:
    yield from (entry for layer in point[0]["weights"] for vector in layer for entry in vector)
    yield from (entry for layer in point[0]["biases"] for entry in layer)
    yield from (entry for row in point[1].tolist() for entry in row)


def _filled(zero: Point, entries: list[float]) -> Point:
    """The direction with these entries; those of U in units, though U is in 64ths."""
    left = iter(entries)
    u = {
        "weights": [[[next(left) * DENOMINATOR for _ in v] for v in layer] for layer in zero[0]["weights"]],
        "biases": [[next(left) * DENOMINATOR for _ in layer] for layer in zero[0]["biases"]],
    }
    return u, flint.arb_mat([[next(left) for _ in row] for row in zero[1].tolist()])  # type: ignore[return-value]


def falls(instance: Labelled, point: Point) -> tuple[Point, str] | None:
    """The end of a segment on which Φ falls strictly and where Ψ has full rank, and how the fall is certified.

    Either the slope is negative all along, or the curvature is, on both sides; then one of both ways goes down, the
    side of the smaller slope, whichever that is, and both ends have full rank.
    """
    for way in ways(instance, point):
        for power in LENGTHS:
            length = flint.arb(2) ** power
            half = length / 2
            try:
                on, back = (loss_along(instance, point, way, flint.arb(side * half, half), 2) for side in (1, -1))
            except ValueError:  # the balls are too wide for the series of 1/(1 + e^−t)
                continue
            if on[1] < 0 and full_rank(instance, moved(point, way, length)):
                return moved(point, way, length), f"the slope is below {float(on[1].upper()):.3g} on it"
            ends = [moved(point, way, side * length) for side in (1, -1)]
            if on[2] < 0 and back[2] < 0 and all(full_rank(instance, end) for end in ends):
                return ends[0], f"the curvature is below {float(2 * on[2].upper()):.3g} on both sides"
    return None


def moved(point: Point, way: Point, step: flint.arb) -> Point:
    """point + step · way"""
    return moved_parameters(point[0], way[0], step), point[1] + way[1] * step


def full_rank(instance: Labelled, point: Point) -> bool:
    """Whether det of the first N columns of Ψ is proved non-zero."""
    psi = features_in_balls(instance["net"], instance["inputs"], point[0], columns=len(instance["inputs"]))
    return psi.nrows() == psi.ncols() and not psi.det().contains(0)
