"""Networks that are close in the sup norm, with different numbers of zeros (T2 §3, A.1)."""

from __future__ import annotations

from itertools import pairwise
from math import pi
from typing import Literal, TypedDict

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import num_real_roots, polynomial, rational

ONE = flint.fmpq(1)
DIGITS = 10**6  # to which the coefficients of the approximants of the ReLU are rounded


class Pair(TypedDict):
    """f(w) = σ(x w) − y for |x w| ≤ 1, and a network within ε of it.

    Attributes:
        base: coefficients of σ, or ``relu``.
        order: n adds (ε/2) T_n, and 0 adds the constant ε/2.
    """

    base: list[str] | Literal["relu"]
    order: int
    epsilon: str
    x: int
    y: str


def draw(stream: np.random.Generator, settings: Settings) -> Pair:
    """A network and a polynomial within ε: shifted, or with a Chebyshev polynomial added."""
    epsilon = ["1/2", "1/4", "1/8", "1/16"][int(stream.integers(0, 2 + round(2 * settings.scale)))]
    x = int(stream.integers(1, 10)) * (1 if stream.random() < 0.5 else -1)
    if settings.drop == "steep":
        return {"base": ["0", "1"], "order": 1, "epsilon": epsilon, "x": x, "y": "1/4"}
    kind = stream.random()
    if kind < 0.3:
        return {"base": "relu", "order": 0, "epsilon": epsilon, "x": x, "y": "0"}
    if kind < 0.6:
        power = int(stream.choice([2, 4]))
        base = ["0"] * power + [str(stream.integers(1, 5))]
        return {"base": base, "order": 0, "epsilon": epsilon, "x": x, "y": "0"}
    # An increasing σ, and ten extrema of T_n where |σ − y| < ε/2.
    order = 1 + round(10 / float(rational(epsilon)))
    return {"base": ["0", "1/4"], "order": order, "epsilon": epsilon, "x": x, "y": str(stream.choice(["0", "1/16"]))}


def relu_series(epsilon: flint.fmpq) -> flint.fmpq_poly:
    """A polynomial near max(z, 0) on [−1, 1]: the Chebyshev series of |z|, rounded, with error below ε/2 (claimed)."""
    terms = int(1 + 2 / float(epsilon))
    total = flint.fmpq_poly([0, flint.fmpq(1, 2), 0]) + flint.fmpq(round(DIGITS / pi), DIGITS)
    for k in range(1, terms + 1):
        weight = flint.fmpq(round(-((-1) ** k) * 2 / pi / (4 * k * k - 1) * DIGITS), DIGITS)
        total += weight * chebyshev(2 * k)
    return total


def chebyshev(order: int) -> flint.fmpq_poly:
    """T_n by its recursion; |T_n| ≤ 1 on [−1, 1]."""
    before, now = flint.fmpq_poly([1]), flint.fmpq_poly([0, 1])
    for _ in range(order):
        before, now = now, 2 * flint.fmpq_poly([0, 1]) * now - before
    return before


def pieces(instance: Pair) -> tuple[list[tuple[int, int, flint.fmpq_poly]], flint.fmpq_poly]:
    """σ as polynomials on parts (low, high] of [−1, 1], and its approximant there."""
    epsilon = rational(instance["epsilon"])
    if instance["base"] == "relu":
        parts = [(-1, 0, flint.fmpq_poly([0])), (0, 1, flint.fmpq_poly([0, 1]))]
        return parts, relu_series(epsilon) + epsilon / 2 * chebyshev(instance["order"])
    base = polynomial(instance["base"])
    return [(-1, 1, base)], base + epsilon / 2 * chebyshev(instance["order"])


def within(difference: flint.fmpq_poly, epsilon: flint.fmpq, low: int, high: int) -> bool:
    """Whether |difference| < ε on [low, high]: neither ε − d nor ε + d has a root there, or is negative at an end."""
    for sign in (1, -1):
        margin = sign * difference + epsilon
        if margin(low) <= 0 or (margin.degree() > 0 and num_real_roots(margin, low, high)):
            return False
    return True


def zeros(function: flint.fmpq_poly, low: int, high: int) -> int | None:
    """Number of zeros in (low, high] by Sturm's theorem; ``None`` for infinitely many."""
    return None if function == 0 else num_real_roots(function, low, high)


def decide(instance: Pair, *, equal: bool = False, grid: bool = False) -> Finding:
    """Two networks within ε on |x w| ≤ 1 (proved) whose numbers of zeros w differ (exact)."""
    parts, approximant = pieces(instance)
    epsilon, y = rational(instance["epsilon"]), rational(instance["y"])
    measured = {"epsilon": instance["epsilon"], "degree": approximant.degree()}
    if not all(within(part - approximant, epsilon, low, high) for low, high, part in parts):
        return Finding(None, "exact", measured, f"the two are not within {epsilon}")
    counts = [zeros(part - y, low, high) for low, high, part in parts]
    first = None if None in counts else sum(c for c in counts if c is not None)
    second = zeros(approximant - y, -1, 1)
    if grid:
        values = [(approximant - y)(flint.fmpq(k, 2)) for k in (-2, -1, 0, 1, 2)]
        coarse = sum(a * b < 0 for a, b in pairwise(values))
        if coarse != second:
            return Finding(False, "exact", measured, f"a coarse grid sees {coarse} zeros of {second}")
    shown = "infinitely many" if first is None else first
    measured |= {"zeros": shown, "zeros_of_the_approximant": second, "sup_error_below": instance["epsilon"]}
    return exact((first == second) is equal, f"{shown} zeros, and {second} of a network within {epsilon}", **measured)


@hypothesis
def steep(instance: Pair) -> str | None:
    """only the values are approximated, not the derivative by the weights"""
    if instance["base"] == "relu" or not instance["order"] or len(instance["base"]) > 2:
        return None
    slope, most = rational(instance["base"][1]), rational(instance["epsilon"]) / 2 * instance["order"] ** 2
    return f"the derivatives differ by at most {most}, less than the slope {slope}" if most < slope else None


@claim(
    "T2-09",
    "Approximation of a network and the number of its zeros",
    source="T2 §3 and A.1 (“good approximation of the f(x_i) does not imply by itself good approximation …”)",
    quantifier="exists",
    field="real",
    letters={"ε": "epsilon, of the sup norm", "f(x_i) − y_i": "σ(x w) − y, one weight and one data point"},
    draw=draw,
    hypotheses=(steep,),
    size=lambda instance: instance["order"] + len(str(instance)) / 1000,
    num_instances=16,
    note="Three ways: the ReLU with y = 0 has infinitely many zeros, an approximant finitely many; z² has one and "
    "z² + ε/2 none; z/4 + (ε/2) T_n has many where z/4 has one, also at a regular value. With the derivatives "
    "close as well (dropped hypothesis) regular zeros persist. The complex numbers of zeros are the degrees of the "
    "approximants in w and grow as ε goes to 0, whatever f is.",
)
def another_number_of_zeros(instance: Pair) -> Finding:
    """For every ε there are networks f and g with |f − g| < ε on a bounded range of the weights whose numbers of zeros
    differ"""
    return decide(instance)


@another_number_of_zeros.false(because="of a network within")
def equal(instance: Pair) -> Finding:
    """they have equally many zeros"""
    return decide(instance, equal=True)


@another_number_of_zeros.broken(because="a coarse grid sees")
def grid(instance: Pair) -> Finding:
    """zeros are counted on a coarse grid"""
    return decide(instance, grid=True)
