"""The margins of f(x) = v1 (w1·x)² + v2 (w2·x)² that patterns of signs allow, by programs in rational numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import TypedDict

import flint
import numpy as np

from ...instruments import Separator, exact_rows, inner_product, separate

Points = list[list[Fraction]]


class TwoUnits(TypedDict):
    """f(x) = v1 (w1·x)² + v2 (w2·x)² on points with the labels +1 and −1, and weights to start from, v1 > 0 > v2.

    The first inputs are zero at the points of the second class, and the others at those of the first: given are
    the inputs that are not.
    """

    plus: list[list[int]]
    minus: list[list[int]]
    w1: list[int]
    w2: list[int]
    v1: str
    v2: str


def ball(value: Fraction) -> flint.arb:
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def loss(instance: TwoUnits) -> flint.arb:
    """Σ log(1 + exp(−y_i f(x_i))) at the start."""
    total = flint.arb(0)
    for points, w, v in (("plus", "w1", "v1"), ("minus", "w2", "v2")):
        for x in exact_rows(instance[points]):  # type: ignore[literal-required]
            inner = inner_product([Fraction(a) for a in instance[w]], x)  # type: ignore[literal-required]
            total += (-ball(abs(Fraction(instance[v])) * inner * inner)).exp().log1p()  # type: ignore[literal-required]
    return total


@dataclass(frozen=True)
class Margins:
    """For points and the signs of w·x_i: ρ², its w with min s_i w·x_i = 1, the largest ρ² for any signs, and whether
    the multipliers prove the first: α ≥ 0, w = Σ α_i s_i x_i, α_i = 0 where s_i w·x_i > 1."""

    here: Fraction
    w: tuple[Fraction, ...]
    largest: Fraction
    proved: bool


def _separator(points: Points, signs: tuple[int, ...], any_sign: bool = False) -> tuple[Separator | None, bool]:
    """The least w with s_i w·x_i ≥ 1, and whether its multipliers prove that."""
    rows = [[s * v for v in x] for s, x in zip(signs, points, strict=True)]
    found = separate(rows, [Fraction(0)] * len(rows), any_sign=any_sign)
    if found is None:
        return None, True
    slacks = [inner_product(row, found.w) - 1 for row in rows]
    sums = [inner_product(found.multipliers, column) for column in zip(*rows, strict=True)]
    fits = min(slacks) >= 0 and min(found.multipliers) >= 0 and list(found.w) == sums
    return found, fits and not any(a * s for a, s in zip(found.multipliers, slacks, strict=True))


def margins(points: Points, w: list[int], *, any_sign: bool = False) -> Margins:
    """Solve the program for the signs of w·x_i, and for all others."""
    at = [Fraction(v) for v in w]
    signs = tuple(1 if inner_product(at, x) > 0 else -1 for x in points)
    found, proved = _separator(points, signs, any_sign)
    others = (_separator(points, (1, *rest))[0] for rest in product((1, -1), repeat=len(points) - 1))
    largest = max(1 / inner_product(each.w, each.w) for each in others if each is not None)
    if found is None:
        return Margins(Fraction(0), (), largest, proved)
    return Margins(1 / inner_product(found.w, found.w), found.w, largest, proved)


def largest_margin(first: Fraction, second: Fraction) -> flint.arb:
    """The largest min_i y_i f(x_i)/‖W‖³ for ρ₊² and ρ₋²: κ (AB/(A + B))^(3/2), A = ρ₊^(4/3), B = ρ₋^(4/3), κ = 2/√27.

    A unit of norm s has |v||w|² ≤ κ s³, at |w|² = 2v²; so the margin is at most min(κ s³ρ₊², κ (1 − s²)^(3/2) ρ₋²).
    """
    a, b = (ball(value) ** (flint.arb(2) / 3) for value in (first, second))
    return 2 / flint.arb(27).sqrt() * (a * b / (a + b)) ** (flint.arb(3) / 2)


def margin_at(
    plus: Points, minus: Points, w1: list[flint.arb], w2: list[flint.arb], v1: flint.arb, v2: flint.arb
) -> flint.arb:
    """min_i y_i f(x_i)/‖W‖³, for points of both kinds."""
    values = []
    for points, w, v in ((plus, w1, v1), (minus, w2, -v2)):
        for x in points:
            inner = sum((a * ball(b) for a, b in zip(w, x, strict=True)), flint.arb(0))
            values.append(v * inner * inner)
    square = sum((a * a for a in (*w1, *w2, v1, v2)), flint.arb(0))
    least = values[0]
    for value in values[1:]:
        least = least.min(value)
    return least / (square * square.sqrt())


def slack(instance: TwoUnits) -> float:
    """By how much the weights stay below the bound of their signs, as a part of it, in floats."""
    plus, minus = exact_rows(instance["plus"]), exact_rows(instance["minus"])
    first, second = margins(plus, instance["w1"]), margins(minus, instance["w2"])
    if not (first.here and second.here):
        return float("inf")
    bound = largest_margin(first.here, second.here)
    w1, w2, v1, v2 = [flint.arb(v) for v in instance["w1"]], [flint.arb(v) for v in instance["w2"]], *readout(instance)
    return float((1 - margin_at(plus, minus, w1, w2, v1, v2) / bound).mid())


def readout(instance: TwoUnits, factor: Fraction = Fraction(1)) -> tuple[flint.arb, flint.arb]:
    return ball(Fraction(instance["v1"]) * factor), ball(Fraction(instance["v2"]) * factor)


def vary(stream: np.random.Generator, instance: TwoUnits, size: float) -> TwoUnits:
    """Other weights, as whole numbers up to some thousands: f is homogeneous."""
    whole = np.array(
        [*instance["w1"], *instance["w2"], float(Fraction(instance["v1"])), float(Fraction(instance["v2"]))]
    )
    moved = np.round(1000 * (whole / np.abs(whole).max() + size * stream.normal(size=len(whole))))
    weights, cut = [int(v) for v in moved], len(instance["w1"])
    v1, v2 = str(max(1, weights[-2])), str(min(-1, weights[-1]))
    return {**instance, "w1": weights[:cut], "w2": weights[cut:-2], "v1": v1, "v2": v2}
