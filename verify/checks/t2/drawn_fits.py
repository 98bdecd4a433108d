"""Random instances of the shapes of :mod:`.small_fits`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from ...instruments import grow
from .small_fits import CUBE, SmallShape, outputs

POSITIVE = ("1,0,1", "1,1,1", "5,-4,1", "2,0,-2,0,1", "1/1000,0,1", "-3,2,-1")  # never 0 on the line
TOUCHING = ("0,0,1", "1,2,1", "1,0,-2,0,1", "0,0,-3", "0,0,0,0,2")  # 0 somewhere, without a change of sign


def shape(kind: str, p: str, inputs: list[list[int]], targets: list[Any], *, bias: bool = False) -> SmallShape:
    """As plain data."""
    return {
        "kind": kind,
        "activation": p.split(","),
        "bias": bias,
        "inputs": inputs,
        "targets": [str(y) for y in targets],
    }


def random_vector(stream: np.random.Generator, size: int, bound: int = 5) -> list[int]:
    """Integers, not all 0."""
    while True:
        found = [int(v) for v in stream.integers(-bound, bound + 1, size)]
        if any(found):
            return found


def draw_pencil(stream: np.random.Generator, scale: float) -> SmallShape:
    """Targets A c² + B c, A or B often 0, and for three samples or more sometimes beside them."""
    reads = grow(scale, 2, 4, stream)
    factors = [int(c) for c in stream.permutation([-3, -2, -1, 1, 2, 3])[: int(stream.integers(2, reads + 1))]]
    a, b = (int(v) for v in stream.choice([-2, -1, 1, 2], 2))
    big, small = (int(v) for v in stream.integers(-4, 5, 2) * stream.integers(0, 2, 2))
    noise = stream.integers(-2, 3, len(factors)) * int(stream.integers(0, 2)) * (len(factors) > 2)
    targets = [big * c * c + small * c + int(n) for c, n in zip(factors, noise, strict=True)]
    e = random_vector(stream, reads, 2)
    return shape("pencil", f"0,{b},{a}", [[c * v for v in e] for c in factors], targets)


def draw_unit(stream: np.random.Generator, scale: float) -> SmallShape:
    """P never 0 on the line, or touching 0; two targets or more."""
    bias = bool(stream.integers(2))
    reads = grow(scale, 1 if bias else 2, 3, stream)
    size = int(stream.integers(2, reads + bias + 1))
    p = str(stream.choice([*POSITIVE, *TOUCHING]))
    inputs = [random_vector(stream, reads) for _ in range(size)]
    return shape("unit", p, inputs, [int(y) for y in stream.integers(-5, 6, size)], bias=bias)


def draw_cubes(stream: np.random.Generator, scale: float) -> SmallShape:
    """The values of three lines, two of them often the same."""
    bound = 2 + round(3 * scale)
    while True:
        inputs = [random_vector(stream, 2, bound) for _ in range(4)]
        if all(a * d != b * c for (a, b), (c, d) in combinations(inputs, 2)):
            break
    lines = [random_vector(stream, 2, bound) for _ in range(3)]
    if stream.random() < 0.4:
        lines[1] = lines[0]
    values = [[a * x[0] + b * x[1] for a, b in lines] for x in inputs]
    return shape("cubes", ",".join(CUBE), inputs, [p * q * r for p, q, r in values])


def draw_linear(stream: np.random.Generator, scale: float) -> SmallShape:
    """Fewer samples than weights, the last a multiple of the first."""
    reads = grow(scale, 2, 4, stream) + 1
    inputs = [random_vector(stream, reads) for _ in range(int(stream.integers(2, reads)))]
    inputs[-1] = [int(stream.integers(0, 3)) * v for v in inputs[0]]
    return shape("linear", "0,1", inputs, [int(y) for y in stream.integers(-5, 6, len(inputs))])


def draw_bare(stream: np.random.Generator, scale: float) -> SmallShape:
    """Independent inputs, at most as many as weights; P of degree 1 to 4."""
    reads = grow(scale, 1, 4, stream) + 1
    p = str(stream.choice([*POSITIVE, *TOUCHING, "0,1", "1,0,-3,2", "0,1,0,1"]))
    inputs = [random_vector(stream, reads) for _ in range(int(stream.integers(1, reads + 1)))]
    return shape("bare", p, inputs, [int(y) for y in stream.integers(-5, 6, len(inputs))])


def draw_pooled(stream: np.random.Generator, scale: float) -> SmallShape:
    """One filter of two or three weights, summed over two places; often the first sample is 0, and with a solution."""
    reads = grow(scale, 2, 3, stream)
    first = [0] * (2 * reads) if stream.random() < 0.5 else random_vector(stream, 2 * reads, 1)
    c, d, y = (int(v) for v in stream.integers(1, 4, 3))
    found = shape("pooled", f"{c},0,{d}", [first, random_vector(stream, 2 * reads)], [2 * c * y] * 2)
    return {**found, "weights": [[str(y), *["0"] * reads]]}


def with_solution(stream: np.random.Generator, found: SmallShape) -> SmallShape:
    """The same with random weights, and targets that these fit."""
    reads = len(found["inputs"][0]) + found["bias"]
    units = [["1"] * (found["kind"] in ("linear", "bare")) for _ in range(1 + (found["kind"] == "cubes"))]
    for unit in units:
        unit += [str(v) for v in random_vector(stream, reads + 1 - len(unit), 3)]
    return {**found, "targets": [str(y) for y in outputs(found, units)], "weights": units}


SHAPES: dict[str, Callable[[np.random.Generator, float], SmallShape]] = {
    "pencil": draw_pencil,
    "unit": draw_unit,
    "cubes": draw_cubes,
    "linear": draw_linear,
    "bare": draw_bare,
    "pooled": draw_pooled,
}
