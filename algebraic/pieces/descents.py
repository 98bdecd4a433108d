"""From a critical point of index one the distance falls to two minima: which, proved without following the flow.

Let q be such a point, e the direction in which the distance g bends down on the set, and c the curve of the set over
the line q + σ e, −1 ≤ σ ≤ 1, with c(0) = q. If g∘c has a negative second derivative, g falls along both arms of c, and
these begin on the two sides of q into which the set {g < g(q)} falls apart there (lemma of Morse: transversal to e the
distance has a minimum at q). From the end of each arm a path goes to a minimum inside {g < g(q)}. So the minimum lies
in the same part of {g < g(q)} as the arm, and q joins the two parts: no more is used of the flow of the gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import flint
import numpy as np
import scipy  # its parts are loaded when they are used: 0.3 s

from ..shell import Budget
from .charts import corrected, float_slopes, free_unknowns, nearest_on_set, node, segment, tube
from .distance import CriticalPoint, Distance, bordered
from .in_balls import BITS, BallPolynomials, middles

FIRST_REACH, SMALLEST_REACH = 0.2, 1e-6  # of an arm, relative to the size of its point
FIRST_STEP, SMALLEST_STEP = 0.1, 1e-6
MAX_SEGMENTS = 2_000

Ball = list[flint.arb]


@dataclass
class Descent:
    """A path below the level of a critical point.

    Attributes:
        end: the number of the minimum in which it ends, ``None`` where it is not proved.
        segments: proved ones.
    """

    end: int | None
    segments: int
    nodes: list[Ball] = field(default_factory=list)


def descents(
    balls: BallPolynomials,
    distance: Distance,
    saddle: CriticalPoint,
    minima: Sequence[CriticalPoint],
    budget: Budget,
) -> list[Descent]:
    """The two descents from a critical point of index one."""
    with flint.ctx.workprec(BITS):
        starts = arms(balls, distance, saddle)
        if starts is None:
            return [Descent(None, 0), Descent(None, 0)]
        return [_follow(balls, distance, saddle, start, minima, budget) for start in starts]


def arms(balls: BallPolynomials, distance: Distance, saddle: CriticalPoint) -> tuple[Ball, Ball] | None:
    """Boxes with the ends of two arms along which the distance is proved to fall, one on each side; or ``None``."""
    q, size = saddle.point, balls.num_unknowns
    rough = middles(q)
    slopes = float_slopes(balls, rough)
    free = free_unknowns(slopes)
    matrix = bordered(balls, distance, q, saddle.multipliers)
    hessian = np.array([[float(matrix[j, k].mid()) for k in range(size)] for j in range(size)])
    tangent = scipy.linalg.null_space(slopes)
    down = tangent @ np.linalg.eigh(tangent.T @ hessian @ tangent)[1][:, 0]
    reach = FIRST_REACH * max(1.0, float(np.abs(rough).max()))
    while reach > SMALLEST_REACH:
        way = [flint.arb(float(reach * x)) for x in down]
        start, end = ([x + sign * h for x, h in zip(q, way, strict=True)] for sign in (-1, 1))
        corrections = tube(balls, start, end, free)
        if corrections is not None and _falls(balls, distance, start, end, corrections, free):
            found = [_end_of_arm(balls, saddle, distance, each, corrections, free) for each in (start, end)]
            if found[0] is not None and found[1] is not None:
                return found[0], found[1]
        reach /= 2
    return None


def _falls(
    balls: BallPolynomials, distance: Distance, start: Ball, end: Ball, corrections: Ball, free: Sequence[int]
) -> bool:
    """Whether g has a negative second derivative along the curve of the set over a line, by implicit differentiation.

    c′ is the line's in the unknowns that are fixed, and J c′ = 0; c″ is 0 there, and J c″ = −c′ᵀ(∇²F)c′.
    """
    around = corrected(segment(start, end), corrections, free)
    slopes, bends = balls.slopes(around), balls.bends(around)
    own = flint.arb_mat([[row[k] for k in free] for row in slopes.tolist()])
    first = [(b - a) / 2 for a, b in zip(start, end, strict=True)]
    fixed = flint.arb_mat([[flint.arb(0) if k in free else x] for k, x in enumerate(first)])
    try:
        solved = own.solve(slopes * fixed)
        for i, k in enumerate(free):
            first[k] = -solved[i, 0]
        along = flint.arb_mat([[x] for x in first])
        bent = flint.arb_mat([[(along.transpose() * hessian * along)[0, 0]] for hessian in bends])
        solved = own.solve(bent)
    except ZeroDivisionError:
        return False
    second = [flint.arb(0)] * len(first)
    for i, k in enumerate(free):
        second[k] = -solved[i, 0]
    total = flint.arb(0)
    for a, x, slope, y in zip(distance.factors, first, distance.slopes(around), second, strict=True):
        total = total + flint.arb(a.numerator) / a.denominator * x * x + slope * y
    return bool(total < 0)


def _end_of_arm(
    balls: BallPolynomials,
    saddle: CriticalPoint,
    distance: Distance,
    line_end: Ball,
    corrections: Ball,
    free: Sequence[int],
) -> Ball | None:
    """A small box with the end of an arm: the only point of the set over the end of the line and in the tube."""
    found = node(balls, line_end, free)
    if found is None or not bool(distance.at(found) < saddle.level):
        return None
    inside = all(u.contains(found[k] - line_end[k]) for u, k in zip(corrections, free, strict=True))
    return found if inside else None


def _follow(
    balls: BallPolynomials,
    distance: Distance,
    saddle: CriticalPoint,
    start: Ball,
    minima: Sequence[CriticalPoint],
    budget: Budget,
) -> Descent:
    """A path from the end of an arm to a minimum, proved segment by segment to stay below the level of the saddle."""
    nodes, step = [start], FIRST_STEP
    centers = np.array([middles(minimum.point) for minimum in minima])
    factors = np.array([float(a) for a in distance.factors])
    aim = np.array([float(p) for p in distance.center])
    while len(nodes) <= MAX_SEGMENTS and step > SMALLEST_STEP:
        budget.check("a descent was being followed")
        here = nodes[-1]
        current = middles(here)
        slopes = float_slopes(balls, current)
        free = free_unknowns(slopes)
        nearest = int(np.argmin(np.linalg.norm(centers - current, axis=1)))
        if _below(balls, distance, saddle, here, minima[nearest].point, free):
            return Descent(nearest, len(nodes), [*nodes, minima[nearest].point])
        pull = -factors * (current - aim)
        pull = pull - np.linalg.lstsq(slopes, slopes @ pull, rcond=None)[0]
        length = float(np.linalg.norm(pull))
        if length == 0:
            break
        moved = nearest_on_set(balls, current + min(step, step * max(length, 1e-3)) * pull / length)
        following = node(balls, [flint.arb(float(x)) for x in moved], free)
        lower = following is not None and bool(distance.at(following) < distance.at(here))
        if following is not None and lower and _below(balls, distance, saddle, here, following, free):
            nodes, step = [*nodes, following], min(1.0, 1.5 * step)
        else:
            step /= 2
    return Descent(None, len(nodes) - 1, nodes)


def _below(
    balls: BallPolynomials, distance: Distance, saddle: CriticalPoint, start: Ball, end: Ball, free: Sequence[int]
) -> bool:
    """Whether a path of the set from one box to another is proved, on which the distance is less than at the saddle.

    Along a line g is convex, so largest at an end; the corrections u change it by ∇g·u + ½ Σ a_k u_k².
    """
    corrections = tube(balls, start, end, free)
    if corrections is None:
        return False
    slopes, extra = distance.slopes(segment(start, end)), flint.arb(0)
    for u, k in zip(corrections, free, strict=True):
        a = distance.factors[k]
        extra = extra + slopes[k] * u + flint.arb(a.numerator) / a.denominator * u * u / 2
    return all(bool(distance.at(each) + extra < saddle.level) for each in (start, end))
