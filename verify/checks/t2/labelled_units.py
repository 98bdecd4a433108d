"""One unit with labels: how many regions of weights fit its targets, and how many its labels.

f(x) = P(w·x), P a polynomial that is not constant, on N independent inputs: the sums z_i = w·x_i are free, and w is
determined by them up to an affine space of dimension K − N, which is connected. So the regions of a set of weights that
is described by each z_i for itself are the products of its regions on the N lines: with the targets y_i, the points
with P(z_i) = y_i; with the labels, the open intervals on which P lies on the side of label i.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple, TypedDict

import flint

from ...instruments import polynomial, rational

BITS = 256


class Labelled(TypedDict):
    """A unit with data.

    Attributes:
        activation: coefficients of P from the constant term upwards.
        labels: 1 where the output is to be above the threshold, 0 where below.
        coded: the targets of the labels 0 and 1.
    """

    activation: list[str]
    inputs: list[list[int]]
    labels: list[int]
    coded: list[str]
    threshold: str


class Regions(NamedTuple):
    """On one line: of the zeros of P − y, of the side of the label, and which of these hold zeros."""

    zeros: int
    sides: int
    with_zeros: int
    stray: int  # zeros on the wrong side, or on the threshold


def labelled(
    activation: list[str], inputs: list[list[int]], labels: list[int], coded: list[str], threshold: str
) -> Labelled:
    """As plain data."""
    return {"activation": activation, "inputs": inputs, "labels": labels, "coded": coded, "threshold": threshold}


def real_roots(p: flint.fmpq_poly) -> list[tuple[flint.arb, int]]:
    """The different real roots from left to right, in balls that are apart, and their orders."""
    with flint.ctx.workprec(BITS):
        roots: Any = p.numer().complex_roots() if p.degree() > 0 else []
    return sorted(((z.real, order) for z, order in roots if z.imag.is_zero()), key=lambda pair: float(pair[0]))


def _between(a: flint.arb, b: flint.arb) -> flint.fmpq:
    """A rational number right of the one root and left of the other."""
    mantissa, exponent = ((a + b) / 2).mid().man_exp()
    found = flint.fmpq(int(mantissa)) * flint.fmpq(2) ** int(exponent)
    if not a < found < b:
        raise ArithmeticError("roots are too near to each other for these balls")
    return found


def _left_of(root: flint.arb, crossings: list[flint.arb]) -> int:
    """How many crossings are left of a root."""
    if not all(c < root or c > root for c in crossings):
        raise ArithmeticError("a zero is too near to the threshold for these balls")
    return sum(bool(c < root) for c in crossings)


def regions(instance: Labelled, label: int) -> Regions:
    """Of one sample."""
    p, sign = polynomial(instance["activation"]), 1 if label else -1
    y, level = rational(instance["coded"][label]), rational(instance["threshold"])
    crossings = [root for root, _ in real_roots(p - level)]
    ends = [crossings[0] - 1, *crossings, crossings[-1] + 1] if crossings else [flint.arb(-1), flint.arb(1)]
    right = [(p(_between(a, b)) - level) * sign > 0 for a, b in pairwise(ends)]
    zeros = [root for root, _ in real_roots(p - y)]
    if y == level:
        return Regions(len(zeros), sum(right), 0, len(zeros))
    places = [_left_of(root, crossings) for root in zeros]  # the interval of each
    stray = sum(not right[k] for k in places)
    return Regions(len(zeros), sum(right), len({k for k in places if right[k]}), stray)
