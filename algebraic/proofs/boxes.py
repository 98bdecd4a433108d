"""Boxes that are proved to hold exactly one solution of a square system each.

A box is a rectangle for every unknown, |Re(w_k − m_k)| ≤ r_k and |Im(w_k − m_k)| ≤ r_k, with middle and radius written
as decimal numbers, that Krawczyk's operator (:mod:`algebraic.proofs.krawczyk_operator`) maps into its interior in
complex balls (python-flint ``acb``). If the system is real and so is the middle, then the conjugate of the solution
lies in the box, too, and hence is the same: the solution is real.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, inf, isfinite, log10, nextafter
from typing import Any

import flint
import numpy as np

from ..networks import Balls
from ..shell import object_array, rationals
from ..systems import Family
from .krawczyk_operator import holds_one_solution

PRECISIONS = (128, 256, 512, 1024)  # bits, tried in turn
MAX_NEWTON_STEPS = 12
GUARD_BITS = 32

Box = list[list[str]]  # for each unknown: real part and imaginary part of the middle, radius


class BallSystem:
    """One member of a family with exact data, evaluated in complex balls at the surrounding working precision.

    Args:
        family: with exact numbers in ``fixed``.
        parameters: exact numbers, as many as the family has.
    """

    def __init__(self, family: Family, parameters: Sequence[Any]) -> None:
        self._family = family
        self._parameters = rationals([[value] for value in parameters])
        self.num_unknowns = family.num_unknowns

    @property
    def parameters(self) -> list[flint.acb]:
        """The parameters of the member, in balls."""
        return [value[0] for value in Balls(flint.acb).array(self._parameters)]

    def evaluate(self, w: Sequence[flint.acb]) -> tuple[flint.acb_mat, flint.acb_mat]:
        """F (as a column) and its Jacobian."""
        p = self.parameters
        residuals, slopes, _ = self.move(w, p, p)
        return residuals, slopes

    def move(
        self, w: Sequence[flint.acb], p: Sequence[flint.acb], rate: Sequence[flint.acb]
    ) -> tuple[flint.acb_mat, flint.acb_mat, flint.acb_mat]:
        """F at another member of the family, its Jacobian, and ∂F/∂p · rate, the first and the last as columns."""
        ring = Balls(flint.acb)
        columns = (object_array([[value] for value in values]) for values in (w, p, rate))
        residuals, slopes, rates = self._family.over(ring.array, ring.constant).evaluate(*columns)
        return flint.acb_mat(residuals.tolist()), flint.acb_mat(slopes[0].tolist()), flint.acb_mat(rates.tolist())


def enclose(system: BallSystem, point: Sequence[Any], scale: np.ndarray, *, real: bool = False) -> Box | None:
    """A box around the solution near a floating-point one, or ``None`` if no precision proves one.

    Args:
        point: complex, shape (K,), or K complex balls where floats do not tell it from another.
        scale: typical size of each weight, shape (K,): radii are relative to it.
        real: round the middle to real numbers, which proves a real solution.

    >>> from algebraic.systems.families import zero_error_family
    >>> from algebraic.networks.network import Network
    >>> net = Network.dense([1, 1], output_bias=False)
    >>> system = BallSystem(zero_error_family(net, rationals([[3]]), 1), [1])  # 3 w = 1
    >>> enclose(system, np.array([0.333 + 0j]), np.ones(1), real=True)
    [['0.33333333333333333333333333', '0', '1e-12']]
    """
    for bits in PRECISIONS:
        with flint.ctx.workprec(bits):
            middle = _newton(system, point, bits)
            if middle is None:
                return None
            box = _write(middle, scale, bits, real)
        if holds_one(system, box):
            return box
    return None


def _newton(system: BallSystem, point: Sequence[Any], bits: int) -> list[flint.acb] | None:
    w = [value if isinstance(value, flint.acb) else flint.acb(complex(value)) for value in point]
    for _ in range(MAX_NEWTON_STEPS):
        residuals, slopes = system.evaluate(w)
        try:
            step = slopes.mid().solve(residuals.mid())
        except ZeroDivisionError:
            return None
        w = [(value - step[k, 0]).mid() for k, value in enumerate(w)]
        sizes = [(float(step[k, 0].abs_upper()), float(value.abs_upper())) for k, value in enumerate(w)]
        if not all(isfinite(size) for pair in sizes for size in pair):  # as floats, too: radii and scales are some
            return None
        if all(s <= 2.0 ** (GUARD_BITS // 2 - bits) * v or s == 0 for s, v in sizes):
            break
    return w


def _write(middle: list[flint.acb], scale: np.ndarray, bits: int, real: bool) -> Box:
    digits = floor(0.301 * bits) - 12
    rows = []
    for value, unit in zip(middle, scale.tolist(), strict=True):
        size = max(float(abs(value).mid()), unit)
        exponent = floor(log10(size)) - floor(0.1 * bits)
        parts = [value.real, flint.arb(0) if real else value.imag]
        rows.append([*(part.mid().str(digits, radius=False) for part in parts), f"1e{exponent:+d}".replace("+", "")])
    return rows


def read_box(box: Box) -> tuple[list[flint.acb], list[flint.acb]]:
    """Middles and whole rectangles of a box, in balls at the surrounding precision."""
    middles, whole = [], []
    for re, im, radius in box:
        middles.append(flint.acb(flint.arb(re), flint.arb(im)))
        r = flint.arb(radius)
        whole.append(flint.acb(flint.arb(re, r), flint.arb(im, r)))
    return middles, whole


def precision_of(box: Box) -> int:
    """Bits that suffice to work with the numbers of a box."""
    longest = max(len(text) for row in box for text in row[:2])
    return max(PRECISIONS[0], int(longest / 0.301) + GUARD_BITS)


def holds_one(system: BallSystem, box: Box) -> bool:
    """Krawczyk's test: whether the box is proved to hold exactly one solution. False says nothing."""
    with flint.ctx.workprec(precision_of(box)):
        middles, whole = read_box(box)
        residuals, at_middle = system.evaluate(middles)
        _, slopes = system.evaluate(whole)
        return holds_one_solution(middles, whole, residuals, slopes, at_middle)


def is_real(box: Box) -> bool | None:
    """For a box that holds one solution of a real system: whether that is real; ``None`` if the box does not tell."""
    if all(flint.arb(im) == 0 for _, im, _ in box):
        return True
    with flint.ctx.workprec(precision_of(box)):
        _, whole = read_box(box)
        return False if any(not w.imag.contains(0) for w in whole) else None


def conjugate(box: Box) -> Box:
    """The box with the conjugate of the solution."""
    return [[re, im[1:] if im.startswith("-") else im if im == "0" else f"-{im}", radius] for re, im, radius in box]


def overlapping(boxes: Sequence[Box]) -> list[tuple[int, int]]:
    """Pairs of boxes that are not proved to be disjoint.

    >>> overlapping([[["0", "0", "1e-3"]], [["1", "0", "1e-3"]], [["0.001", "0", "1e-2"]]])
    [(0, 2)]
    """
    if not boxes:
        return []
    with flint.ctx.workprec(max(map(precision_of, boxes))):
        read = [read_box(box)[1] for box in boxes]
        # Floats that enclose the first coordinate: where these intervals are disjoint, so are the boxes.
        low = [_outwards(whole[0].real.lower(), -inf) for whole in read]
        high = [_outwards(whole[0].real.upper(), inf) for whole in read]
        order = sorted(range(len(boxes)), key=low.__getitem__)
        found = []
        for place, i in enumerate(order):
            for j in order[place + 1 :]:
                if low[j] > high[i]:
                    break
                if all(a.overlaps(b) for a, b in zip(read[i], read[j], strict=True)):
                    found.append((min(i, j), max(i, j)))
        return sorted(found)


def _outwards(value: flint.arb, direction: float) -> float:
    """A float on the given side of a ball, beyond every rounding."""
    middle = float(value.mid())
    return nextafter(middle + (-1 if direction < 0 else 1) * (1e-15 * abs(middle) + float(value.rad())), direction)
