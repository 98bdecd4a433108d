"""Paths in logarithms, for ends whose coordinates, or whose parameters, differ by many powers of ten.

The unknowns are u = log w, so that each coordinate is followed to as many digits of its own. The parameters go to
their targets in two parts: first each along its logarithm to the size of its target, with a random phase, then on a
straight line p = target + s (p' − target) with s = 1/(1 + e^τ), which is e^−τ for large τ. Near its end everything on
a path is a power of s (a Puiseux series), hence u a straight line in τ (B. Huber, J. Verschelde, Polyhedral end games
for polynomial continuation, Numer. Algorithms 18 (1998) 91–108). Its slope tells how w_k ~ s^−slope goes on: to zero,
to a number that is not zero, or beyond all bounds. It begins as slowly, from τ = −36 on: where p' is special, as that
of nearly equal inputs is, a path may turn in the first billionth of the line. Nothing here is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..shell import UNLIMITED, Budget
from .paths import ARRIVED, AT_INFINITY, SINGULAR, TOO_MANY_STEPS, Tolerances, between, solve

if TYPE_CHECKING:
    from ..systems import Family

FINE = Tolerances(1e-3, 1e-7)  # of logarithms: largest first and second correction of a coordinate, relative to it
FIRST_ERROR = 1e-4  # of a straight line
STALE = 0.1  # part of the last step from which on the cubic through its ends gets no better: a line is taken
BENT = 0.05  # of the way that a path bends in a step: near a branch point the other paths are no farther
UNSEEN = 1e-10  # bends below this are rounding
FIRST_STEP = 0.02
FIRST_TIME = -36.0  # of the straight part: 1 − s is a rounding error
SMALLEST_STEP = 1e-7
LARGEST_STEP = 3.0
LAST_TIME = 600.0  # s = e^−600: what has not arrived by then is given up
TESTED_FROM, TESTED_EVERY = 4.0, 2.0  # in τ: Newton's method at the target
NEAR = (
    0.05  # first correction at the target, relative to each coordinate that does not vanish; the second, to the first
)
POLISHED = 1e-9  # last correction there
GROWS = 0.02  # slope from which on a coordinate is said to grow, or to vanish
ALIKE = 1e3  # factor between parameters and their targets up to which they go straight
MAX_STEPS = 4000


@dataclass(frozen=True)
class LogTracked:
    """Ends of paths; the last axis of an array is the path.

    Attributes:
        points: shape (K, num_paths), polished by Newton's method where they arrived.
        status: ``ARRIVED``, ``AT_INFINITY`` (a coordinate grew as long as it was followed), ``SINGULAR`` (all have
            a limit, as it seems) or ``TOO_MANY_STEPS``.
        slopes: Re du/dτ at the end, shape (K, num_paths).
        times: τ at the end, −1 for paths that did not come to the second part.
        steps: the last step in τ.
    """

    points: np.ndarray
    status: np.ndarray
    slopes: np.ndarray
    times: np.ndarray
    steps: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """The largest coordinate of each end."""
        return abs(self.points).max(axis=0)


def follow_logarithms(
    family: Family,
    points: np.ndarray,
    start: np.ndarray,
    way: np.ndarray | None,
    end: np.ndarray,
    *,
    tolerances: Tolerances = FINE,
    budget: Budget = UNLIMITED,
) -> LogTracked:
    """Follow solutions without a zero coordinate at generic parameters to a member that may be anything.

    Args:
        points: complex, shape (K, num_paths).
        start, end: parameters, shape (num_parameters,).
        way: generic parameters of the size of ``end`` (:func:`waypoint`), to which each goes along its logarithm first.

    Raises:
        OutOfBudget: the time is over.
    """
    num_paths = points.shape[1]
    found = LogTracked(
        points.astype(complex),
        np.full(num_paths, TOO_MANY_STEPS),
        np.zeros(points.shape),
        np.full(num_paths, -1.0),
        np.zeros(num_paths),
    )
    with np.errstate(all="ignore"):  # what overflows is a step that is rejected
        lanes = _Lanes(family, np.log(found.points), tolerances)
        if way is not None:
            lanes.run(_Powers(start, way), budget)
            lanes.straighten()
        lanes.run(_Straight(start if way is None else way, end), budget)
        lanes.write(found)
    return found


def waypoint(start: np.ndarray, end: np.ndarray, stream: np.random.Generator) -> np.ndarray | None:
    """Generic parameters of the size of their targets; ``None`` where the start is of that size.

    >>> waypoint(np.array([1.0, 1j]), np.array([2.0, 0.0]), np.random.default_rng(0)) is None
    True
    >>> way = waypoint(np.array([1.0, 1j]), np.array([1e-8, 0.0]), np.random.default_rng(0))
    >>> bool(0.5e-8 < abs(way[0]) < 1.5e-8), bool(way[1] == 1j)
    (True, True)
    """
    size = abs(end)
    known = size > 0
    ratio = size[known] / abs(start[known])
    if ((ratio < ALIKE) & (ratio > 1 / ALIKE)).all():
        return None
    phases = np.exp(2j * np.pi * stream.random(len(start)))
    return np.where(known, np.where(known, size, 1.0) * phases * (0.5 + stream.random(len(start))), start)


class _Powers:
    """p = start · (end / start)^(t / length): a unit of time is at most a factor e."""

    begin = 0.0

    def __init__(self, start: np.ndarray, end: np.ndarray) -> None:
        self.start, rate = start[:, None], np.log(end / start)[:, None]
        self.length = float(abs(rate).max())
        self.rate = rate / self.length

    def __call__(self, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        p = self.start * np.exp(self.rate * t)
        return p, self.rate * p


class _Straight:
    """p = end + s (start − end) with s = 1/(1 + e^τ)."""

    begin, length = FIRST_TIME, np.inf

    def __init__(self, start: np.ndarray, end: np.ndarray) -> None:
        self.start, self.end = start[:, None].astype(complex), end[:, None].astype(complex)
        self.way = self.start - self.end

    def __call__(self, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        s, rest = 1 / (1 + np.exp(t)), 1 / (1 + np.exp(-t))
        p = np.where(t > 0, self.end + s * self.way, self.start - rest * self.way)
        return p, -s * rest * self.way


class _Lanes:
    """Paths that are followed side by side; a lane knows time t, step h, point u and tangent v, and the last ones."""

    def __init__(self, family: Family, u: np.ndarray, tolerances: Tolerances) -> None:
        self.family, self.tolerances, self.u = family, tolerances, u
        self.status = np.full(u.shape[1], TOO_MANY_STEPS)
        self.lost = np.zeros(u.shape[1], dtype=bool)  # on the way along logarithms
        self.ends = np.exp(u)

    def straighten(self) -> None:
        """What did not come through the first part stays where it is."""
        self.lost = self.status != ARRIVED
        self.status = np.full(len(self.lost), TOO_MANY_STEPS)

    def run(self, way: _Powers | _Straight, budget: Budget) -> None:
        size = self.u.shape[1]
        self.t, self.h, self.last_h = np.full(size, way.begin), np.full(size, FIRST_STEP), np.zeros(size)
        self.tested = np.full(size, TESTED_FROM - TESTED_EVERY)
        self.v = self._newton(way, self.u, self.t, np.arange(size))[1]
        self.last_u, self.last_v = self.u.copy(), self.v.copy()
        active = np.flatnonzero(~self.lost)
        for _ in range(MAX_STEPS):
            if not len(active):
                break
            budget.check("paths were being followed in logarithms")
            self._step(way, active)
            active = active[~self._ended(way, active)]

    def _newton(self, way: Any, u: np.ndarray, t: np.ndarray, lanes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Newton's correction of u and the tangent, with rows and columns brought to size one."""
        p, rate = way(t)
        w = np.exp(u)
        return _scaled_solve(*self.family.evaluate(w, p, rate), w)

    def _step(self, way: Any, active: np.ndarray) -> None:
        allowed = self.tolerances
        t, h, u, v = self.t[active], self.h[active], self.u[:, active], self.v[:, active]
        step = np.minimum(h, way.length - t)
        guess = _cubic(self.last_u[:, active], self.last_v[:, active], self.last_h[active], u, v, step)
        new_t = np.where(step < h, way.length if way.length < np.inf else t + step, t + step)
        first, _ = self._newton(way, guess, new_t, active)
        second, tangent = self._newton(way, guess - first, new_t, active)
        error, rest = abs(first).max(axis=0), abs(second).max(axis=0)
        known = self.last_h[active] > 0
        bend = np.where(known, abs(guess - first - u - step * v).max(axis=0), step * abs(v).max(axis=0))
        limit = np.where(known, allowed.predicted, FIRST_ERROR)
        limit = np.minimum(limit, np.maximum(BENT * bend, UNSEEN))
        good = (error <= limit) & (rest <= allowed.corrected)
        relative = 0.3 / (error + 1e-300)
        factor = np.minimum((relative * allowed.predicted) ** 0.25, (relative * limit) ** 0.5)
        factor = np.where(good, between(0.5, factor, 2.0), between(0.1, factor, 0.5))
        factor = np.where(np.isfinite(factor), factor, 0.25)
        self.h[active] = np.minimum(np.where(good, np.maximum(h, step), step) * factor, LARGEST_STEP)
        self.last_h[active[self.h[active] < STALE * self.last_h[active]]] = 0.0
        on = active[good]
        self.last_u[:, on], self.last_v[:, on], self.last_h[on] = u[:, good], v[:, good], step[good]
        self.u[:, on], self.v[:, on], self.t[on] = (guess - first - second)[:, good], tangent[:, good], new_t[good]

    def _ended(self, way: Any, active: np.ndarray) -> np.ndarray:
        """Which of the active lanes have ended; their status is set."""
        t = self.t[active]
        arrived = t >= way.length if isinstance(way, _Powers) else self._arrived(way, active)
        slopes = self.v[:, active].real.max(axis=0)
        over = (self.h[active] < SMALLEST_STEP) | (t > LAST_TIME)
        ended = np.where(slopes > GROWS, AT_INFINITY, SINGULAR)
        self.status[active] = np.where(arrived, ARRIVED, np.where(over, ended, self.status[active]))
        return arrived | over

    def _arrived(self, way: _Straight, active: np.ndarray) -> np.ndarray:
        """Which lanes are so near that Newton's method at the target comes to a regular solution."""
        arrived = np.zeros(len(active), dtype=bool)
        due = np.flatnonzero(self.t[active] >= self.tested[active] + TESTED_EVERY)
        due = due[(self.v[:, active[due]].real < GROWS).all(axis=0)]
        if len(due):
            lanes = active[due]
            self.tested[lanes] = self.t[lanes]
            w, near = land(self.family, np.exp(self.u[:, lanes]), way.end, self.v[:, lanes].real < -GROWS)
            self.ends[:, lanes[near]] = w[:, near]
            arrived[due[near]] = True
        return arrived

    def write(self, found: LogTracked) -> None:
        arrived = self.status == ARRIVED
        found.points[:] = np.where(arrived, self.ends, np.exp(self.u))
        found.status[:] = np.where(self.lost, TOO_MANY_STEPS, self.status)
        found.slopes[:], found.steps[:] = self.v.real, self.h
        found.times[:] = np.where(self.lost, -1.0, self.t)


def land(family: Family, w: np.ndarray, end: np.ndarray, vanishing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method at the target, and where it converges as to a regular solution near by.

    Args:
        vanishing: which coordinates go to zero, so that no correction is large for them, shape (K, count).
    """
    size, near = abs(w), np.ones(w.shape[1], dtype=bool)
    allowed: Any = NEAR
    for step in range(6):
        residuals, slopes, _ = family.evaluate(w, end, end)
        correction, _ = _scaled_solve(residuals, slopes, residuals, size)
        w = w - correction * size
        change = abs(correction)
        if step < 2:
            there = np.where(vanishing, 0.0, change).max(axis=0)
            near &= there <= allowed
            allowed = np.maximum(NEAR * there, POLISHED)
        near &= change.max(axis=0) < 10
    return w, near & (change.max(axis=0) < POLISHED)


def _scaled_solve(
    residuals: np.ndarray, slopes: np.ndarray, rates: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Newton's correction and the tangent, relative to ``size``; rows and columns are brought to size one before."""
    matrices = slopes * size.T[:, None, :]
    rows = abs(matrices).max(axis=2, keepdims=True)
    matrices = matrices / rows
    columns = abs(matrices).max(axis=1, keepdims=True)
    matrices = matrices / columns
    right = np.stack([residuals, rates]).transpose(2, 1, 0) / rows
    bad = ~(np.isfinite(matrices).all(axis=(1, 2)) & np.isfinite(right).all(axis=(1, 2)))
    matrices[bad], right[bad] = np.eye(matrices.shape[1]), np.nan
    solved = solve(matrices, right) / columns.transpose(0, 2, 1)
    return solved[:, :, 0].T, -solved[:, :, 1].T


def _cubic(
    last_u: np.ndarray, last_v: np.ndarray, last_h: np.ndarray, u: np.ndarray, v: np.ndarray, step: np.ndarray
) -> np.ndarray:
    """The cubic through two points and their tangents, a step beyond; a straight line on the first step."""
    known = last_h > 0
    a = 1 + step / np.where(known, last_h, 1.0)
    cubic = (
        ((2 * a - 3) * a * a + 1) * last_u
        + ((a - 2) * a + 1) * a * last_h * last_v
        + (3 - 2 * a) * a * a * u
        + (a - 1) * a * a * last_h * v
    )
    return np.where(known, cubic, u + step * v)
