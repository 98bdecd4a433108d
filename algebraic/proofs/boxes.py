"""Boxes that are proved to hold exactly one solution of a square system each.

A box is a rectangle for every unknown, |Re(w_k − m_k)| ≤ r_k and |Im(w_k − m_k)| ≤ r_k, with middle and radius written
as decimal numbers, that Krawczyk's operator (:mod:`algebraic.proofs.krawczyk_operator`) maps into its interior in
complex balls (python-flint ``acb``). If the system is real and so is the middle, then the conjugate of the solution
lies in the box, too, and hence is the same: the solution is real.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import floor, isfinite, log10, nan
from typing import Any

import flint
import numpy as np

from ..shell import ROLE_SHADOWS, random_stream
from .ball_system import BallSystem
from .krawczyk_operator import holds_one_solution

PRECISIONS = (128, 256, 512, 1024)  # bits, tried in turn
MAX_NEWTON_STEPS = 12
GUARD_BITS = 32
SMALLEST = 2.0**-1000  # more than what underflow loses
SAME_JACOBIAN = 1e-9  # by which steps must shrink, from 1, while the Jacobian stays the same

Box = list[list[str]]  # for each unknown: real part and imaginary part of the middle, radius


def enclose(system: BallSystem, point: Sequence[Any], scale: np.ndarray, *, real: bool = False) -> Box | None:
    """A box around the solution near a floating-point one, or ``None`` if no precision proves one.

    Args:
        point: complex, shape (K,), or K complex balls where floats do not tell it from another.
        scale: typical size of each weight, shape (K,): radii are relative to it.
        real: round the middle to real numbers, which proves a real solution.

    >>> from algebraic.systems.families import zero_error_family
    >>> from algebraic.networks.network import Network
    >>> from algebraic.shell.exact import rationals
    >>> net = Network.dense([1, 1], output_bias=False)
    >>> system = BallSystem(zero_error_family(net, rationals([[3]]), 1), [1])  # 3 w = 1
    >>> enclose(system, np.array([0.333 + 0j]), np.ones(1), real=True)
    [['0.33333333333333333333333333', '0', '1e-12']]
    """
    for bits in PRECISIONS:
        with flint.ctx.workprec(bits):
            middle = _newton(system, point, bits)
            if middle is None:
                continue  # where much cancels, few bits lead astray
            box = _write(middle, scale, bits, real)
        if holds_one(system, box):
            return box
    return None


def narrower(system: BallSystem, box: Box) -> Box | None:
    """A smaller box around the same real solution, inside the one that is given; ``None`` if more bits prove none."""
    with flint.ctx.workprec(precision_of(box)):
        middles, whole = read_box(box)
    scale = np.array([float(radius) for _, _, radius in box]) * 10.0 ** floor(0.1 * PRECISIONS[0])
    for bits in PRECISIONS:
        with flint.ctx.workprec(bits):
            middle = _newton(system, middles, bits)
            if middle is None:
                continue
            found = _write(middle, scale, bits, real=True)
            inside = all(a.contains(b) for a, b in zip(whole, read_box(found)[1], strict=True))
        smaller = all(float(new[2]) < float(old[2]) for new, old in zip(found, box, strict=True))
        if inside and smaller and holds_one(system, found):
            return found
    return None


def _newton(system: BallSystem, point: Sequence[Any], bits: int) -> list[flint.acb] | None:
    """Newton's method; the Jacobian serves again as long as steps are small and shrink quickly with it."""
    w = [value if isinstance(value, flint.acb) else flint.acb(complex(value)) for value in point]
    jacobian, part = None, 1.0
    for _ in range(MAX_NEWTON_STEPS):
        if jacobian is None:
            residuals, slopes = system.evaluate(w)
            jacobian = slopes.mid()
        else:
            residuals = system.residuals(w)
        try:
            step = jacobian.solve(residuals.mid())
        except ZeroDivisionError:
            return None
        w = [(value - step[k, 0]).mid() for k, value in enumerate(w)]
        sizes = [(float(step[k, 0].abs_upper()), float(value.abs_upper())) for k, value in enumerate(w)]
        if not all(isfinite(size) for pair in sizes for size in pair):  # as floats, too: radii and scales are some
            return None
        if all(_below(pair, 2.0 ** (GUARD_BITS // 2 - bits)) for pair in sizes):
            break
        part *= SAME_JACOBIAN
        if not all(_below(pair, part) for pair in sizes):
            jacobian, part = None, 1.0
    return w


def _below(pair: tuple[float, float], part: float) -> bool:
    step, value = pair
    return step <= part * value or step == 0


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
        residuals, (_, slopes) = system.residuals(middles), system.evaluate(whole)
        if holds_one_solution(middles, whole, residuals, slopes, slopes.mid()):
            return True
        _, at_middle = system.evaluate(middles)  # another approximate inverse
        return holds_one_solution(middles, whole, residuals, slopes, at_middle)


def is_real(box: Box) -> bool | None:
    """For a box that holds one solution of a real system: whether that is real; ``None`` if the box does not tell."""
    if all(flint.arb(im) == 0 for _, im, _ in box):
        return True
    if any(abs(_nearest(im)) > 2 * _nearest(radius) + SMALLEST for _, im, radius in box):  # far beyond any rounding
        return False
    with flint.ctx.workprec(precision_of(box)):
        _, whole = read_box(box)
        return False if any(not w.imag.contains(0) for w in whole) else None


def _nearest(text: str) -> float:
    """The nearest float, or nan, of which nothing is true."""
    try:
        return float(text)
    except ValueError:
        return nan


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
    pairs = _perhaps(*_floats(boxes))
    with flint.ctx.workprec(max(map(precision_of, boxes))):
        read = {i: read_box(boxes[i])[1] for i in set(chain.from_iterable(pairs))}
        return sorted(
            (min(pair), max(pair))
            for pair in pairs
            if all(a.overlaps(b) for a, b in zip(read[pair[0]], read[pair[1]], strict=True))
        )


def _floats(boxes: Sequence[Box]) -> tuple[np.ndarray, np.ndarray]:
    """Real and imaginary parts of middles and bounds of the radii, rounding included, shape (boxes, 2 K) each."""
    read = np.array([[[_nearest(re), _nearest(im), _nearest(radius)] for re, im, radius in box] for box in boxes])
    middles = read[..., :2].reshape(len(boxes), -1)
    radii = np.repeat(read[..., 2], 2, axis=1)
    return middles, radii * (1 + 2.0**-50) + abs(middles) * 2.0**-50 + SMALLEST


def _perhaps(middles: np.ndarray, radii: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of boxes that are not seen to be disjoint in floats.

    Boxes whose shadows on a line are disjoint are disjoint. The line is a random one: solutions that a symmetry
    relates have many coordinates in common.
    """
    with np.errstate(all="ignore"):
        sizes = np.median(abs(middles), axis=0)
        direction = random_stream(0, ROLE_SHADOWS, 0).normal(size=len(sizes)) / np.where(sizes > 0, sizes, 1.0)
        rounding = 4 * len(sizes) * 2.0**-52 * (abs(middles) @ abs(direction))
        shadow, width = middles @ direction, (radii @ abs(direction) + rounding) * (1 + 2.0**-40) + SMALLEST
        low, high = shadow - width, shadow + width
    open_ended = ~(np.isfinite(low) & np.isfinite(high))  # what overflows is not seen to be disjoint from anything
    low[open_ended], high[open_ended] = -np.inf, np.inf
    order = np.argsort(low, kind="stable")
    first, found = np.arange(len(order)), []  # places that may overlap the one that is ``step`` further on
    for step in range(1, len(order)):
        first = first[: np.searchsorted(first, len(order) - step)]
        i, j = order[first], order[first + step]
        near = low[j] <= high[i]
        first, i, j = first[near], i[near], j[near]
        if not len(first):
            break
        with np.errstate(all="ignore"):
            apart = (abs(middles[i] - middles[j]) > (radii[i] + radii[j]) * (1 + 2.0**-50)).any(axis=1)
        found += list(zip(i[~apart].tolist(), j[~apart].tolist(), strict=True))
    return found
