"""Boxes and tubes in which the set is proved to be a graph: as many unknowns are functions of the others as equations.

Krawczyk's operator (:func:`algebraic.proofs.krawczyk_step`) in the free unknowns, the others lying in balls, proves for
each of their values exactly one solution in the box. Along a line it proves a path inside the set.
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
import numpy as np
import scipy  # its parts are loaded when they are used: 0.3 s

from ..proofs import holds_one_solution, krawczyk_step
from .in_balls import BITS, BallPolynomials, column, middles

RADII = (1e-25, 1e-20, 1e-15, 1e-12, 1e-10, 1e-8, 1e-6)
NEWTON_STEPS = 8
SMALLEST = 1e-30  # of a correction, so that its box has an interior


def free_unknowns(slopes: np.ndarray) -> list[int]:
    """As many columns of a Jacobian as it has rows, well conditioned together (pivoted QR).

    >>> free_unknowns(np.array([[1.0, 0, 3], [0, 2, 0]]))
    [1, 2]
    """
    _, _, order = scipy.linalg.qr(slopes, pivoting=True, mode="economic")
    return sorted(int(k) for k in order[: len(slopes)])


def float_slopes(balls: BallPolynomials, point: Sequence[float] | np.ndarray) -> np.ndarray:
    """The Jacobian in floats, which prove nothing."""
    slopes = balls.slopes([flint.arb(float(x)) for x in point])
    return np.array([[float(x.mid()) for x in row] for row in slopes.tolist()]).reshape(-1, balls.num_unknowns)


def node(balls: BallPolynomials, near: Sequence[flint.arb], free: Sequence[int]) -> list[flint.arb] | None:
    """A small box with one point of the set for every value of the unknowns that are not free, or ``None``.

    Args:
        near: a point near the set; the unknowns that are not free may be balls.

    >>> from algebraic.systems import as_system
    >>> box = node(BallPolynomials(as_system(["x*y - 1"])), [flint.arb(2), flint.arb(0.4)], [1])
    >>> box[1].contains(0.5), float(box[1].rad()) < 1e-20
    (True, True)
    """
    with flint.ctx.workprec(BITS):
        middle = [x.mid() for x in near]
        for _ in range(NEWTON_STEPS):
            residuals = column(balls.values(middle)).mid()
            try:
                step = _columns(balls.slopes(middle).mid(), free).solve(residuals)
            except ZeroDivisionError:
                return None
            for i, k in enumerate(free):
                middle[k] = (middle[k] - step[i, 0]).mid()
        if not all(x.is_finite() for x in middle):
            return None
        for radius in RADII:
            whole = [x + flint.arb(0, radius) if k in free else near[k] for k, x in enumerate(middle)]
            if holds_graph(balls, whole, free):
                return whole
    return None


def holds_graph(balls: BallPolynomials, whole: Sequence[flint.arb], free: Sequence[int]) -> bool:
    """Whether, for every value of the others, exactly one value of the free unknowns in the box is proved."""
    with flint.ctx.workprec(BITS):
        centers = [x.mid() if k in free else x for k, x in enumerate(whole)]
        exact = [x.mid() for x in whole]
        slopes, at_middle = _columns(balls.slopes(whole), free), _columns(balls.slopes(exact), free)
        residuals = column(balls.values(centers))
        return holds_one_solution([centers[k] for k in free], [whole[k] for k in free], residuals, slopes, at_middle)


def tube(
    balls: BallPolynomials, start: Sequence[flint.arb], end: Sequence[flint.arb], free: Sequence[int]
) -> list[flint.arb] | None:
    """Corrections u of the free unknowns in which a path of the set runs along a line, or ``None`` without a proof.

    On the line w(τ), τ from −1 to 1, from any point of the box ``start`` to any of ``end``, it is proved that for every
    τ exactly one u(τ) in the symmetric box X = Π [−r_i, r_i] solves F(w(τ) + u) = 0 (as
    :func:`algebraic.proofs.krawczyk_segment` for networks). A point of the set at an end is on the path: there u = 0
    is in X.

    Returns:
        X, a ball around 0 for each free unknown.

    >>> from algebraic.systems import as_system
    >>> hyperbola = BallPolynomials(as_system(["x*y - 1"]))
    >>> one, two = [flint.arb(1), flint.arb(1)], [flint.arb("1.2"), 1 / flint.arb("1.2")]
    >>> tube(hyperbola, one, two, [1]) is not None
    True
    >>> tube(hyperbola, one, [flint.arb(-1), flint.arb(-1)], [1]) is None
    True
    """
    with flint.ctx.workprec(BITS):
        middle = [(a + b) / 2 for a, b in zip(start, end, strict=True)]
        half = [(b - a) / 2 for a, b in zip(start, end, strict=True)]
        interval = flint.arb(0, 1)
        line = [m + interval * h for m, h in zip(middle, half, strict=True)]
        if not all(x.is_finite() for x in line):
            return None
        residuals = column(balls.values(middle))
        at_middle = _columns(balls.slopes([m.mid() for m in middle]), free)

        def image(box: flint.arb_mat, around: Sequence[flint.arb]) -> flint.arb_mat | None:
            slopes = balls.slopes(around)
            drift = (slopes * column(half)) * interval
            return krawczyk_step(box, residuals + drift, _columns(slopes, free), at_middle)

        guess = image(column([flint.arb(0) for _ in free]), line)
        if guess is None:
            return None
        box = [interval * (2 * guess[i, 0].abs_upper() + SMALLEST) for i in range(len(free))]
        mapped = image(column(box), corrected(line, box, free))
        if mapped is None or not all(u.contains_interior(mapped[i, 0]) for i, u in enumerate(box)):
            return None
        return box


def corrected(line: Sequence[flint.arb], corrections: Sequence[flint.arb], free: Sequence[int]) -> list[flint.arb]:
    """A box around a line with the corrections of its free unknowns."""
    around = list(line)
    for u, k in zip(corrections, free, strict=True):
        around[k] = around[k] + u
    return around


def segment(start: Sequence[flint.arb], end: Sequence[flint.arb]) -> list[flint.arb]:
    """A box around the line from one point to another."""
    with flint.ctx.workprec(BITS):
        return [(a + b) / 2 + flint.arb(0, 1) * ((b - a) / 2) for a, b in zip(start, end, strict=True)]


def nearest_on_set(balls: BallPolynomials, point: np.ndarray, *, steps: int = 5) -> np.ndarray:
    """A few steps of Gauss and Newton towards the set, in floats."""
    for _ in range(steps):
        values = middles(balls.values([flint.arb(float(x)) for x in point]))
        point = point - np.linalg.lstsq(float_slopes(balls, point), values, rcond=None)[0]
    return point


def _columns(matrix: flint.arb_mat, chosen: Sequence[int]) -> flint.arb_mat:
    return flint.arb_mat([[row[k] for k in chosen] for row in matrix.tolist()])
