"""Tracking solutions along segments: many paths at once, each with a step size of its own.

While the parameters move from p to p' the solutions move with dw/dt = −J⁻¹ ∂F/∂t. A step extrapolates the cubic
through the last two points and their tangents, and two Newton corrections bring it back. A step is accepted when
the first correction is small and the second one much smaller. What does not arrive is named, never dropped.
Nothing here proves anything: proofs are made afterwards (:mod:`algebraic.proofs.boxes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from array_api_compat import array_namespace, device

from ..shell import ROLE_NOISE, UNLIMITED, Budget, random_stream

if TYPE_CHECKING:
    from ..systems import Family

ARRIVED, AT_INFINITY, SINGULAR, TOO_MANY_STEPS = range(4)

BATCH = 2048  # paths side by side: enough to hide the calls, few enough for the cache
FIRST_STEP = 0.02
SMALLEST_STEP = 1e-11
LARGEST_NORM = 1e8
MAX_STEPS = 3000
AIM = 0.3  # part of the tolerance that the next predictor error is aimed at, and the root of that of the correction
EARLY = 1e-3  # remaining time from which on a path must show whether it grows
SLOWEST_GROWTH = 0.05
POLISHED = 1e-8


@dataclass(frozen=True)
class Tolerances:
    """What a step must satisfy, relative to the norm of the point.

    Attributes:
        predicted: largest first Newton correction (the predictor's error).
        corrected: largest second one.
    """

    predicted: float = 3e-3
    corrected: float = 3e-6


CAREFUL = Tolerances(1e-4, 1e-8)


@dataclass(frozen=True)
class Tracked:
    """Ends of paths, as arrays whose last axis is the path.

    Attributes:
        points: shape (K, num_paths), polished by Newton's method where they arrived.
        status: one of ``ARRIVED``, ``AT_INFINITY``, ``SINGULAR``, ``TOO_MANY_STEPS`` for each.
        residuals: size of the last Newton correction relative to the point.
        num_steps: steps in all, rejected ones included.
    """

    points: Any
    status: Any
    residuals: Any
    num_steps: int


def track(
    family: Family,
    points: Any,
    start: Any,
    end: Any,
    *,
    tolerances: Tolerances = Tolerances(),
    batch: int = BATCH,
    max_steps: int = MAX_STEPS,
    budget: Budget = UNLIMITED,
) -> Tracked:
    """Follow solutions at the parameters ``start`` to solutions at ``end``.

    Args:
        family: its fixed arrays are of the library and on the device of the points (:meth:`Family.over`).
        points: complex array, shape (K, num_paths); numpy or any library with the array API, on any device.
        start, end: parameters, shape (num_parameters, num_paths) or (num_parameters, 1).

    Raises:
        OutOfBudget: the time is over.
    """
    xp = array_namespace(points)
    num_paths = points.shape[1]
    ends = []
    for begin in range(0, num_paths, batch):
        rows = slice(begin, min(begin + batch, num_paths))
        ends.append(
            _Batch(family, points[:, rows], _part(start, rows), _part(end, rows), tolerances).run(max_steps, budget)
        )
    if not ends:
        on = device(points)
        return Tracked(points, xp.zeros(0, dtype=xp.int64, device=on), xp.zeros(0, dtype=xp.float64, device=on), 0)
    return Tracked(
        xp.concat([e.points for e in ends], axis=1),
        xp.concat([e.status for e in ends]),
        xp.concat([e.residuals for e in ends]),
        sum(e.num_steps for e in ends),
    )


def _part(p: Any, rows: slice) -> Any:
    return p if p.shape[1] == 1 else p[:, rows]


class _Batch:
    """Paths that are tracked together, a lane for each; lanes that have ended are taken out from time to time.

    A lane knows its time t, its step h, its point w and tangent v, and those of the step before.
    Arrays on a GPU stay there: a step waits for one number, how many lanes have ended.
    """

    def __init__(self, family: Family, points: Any, start: Any, end: Any, tolerances: Tolerances) -> None:
        self.xp = xp = array_namespace(points)
        self.family, self.tolerances = family, tolerances
        size = points.shape[1]
        self.result, self.end = xp.asarray(points, copy=True), end
        self.status = xp.full((size,), TOO_MANY_STEPS, dtype=xp.int64, device=device(points))
        self.lanes = xp.arange(size, device=device(points))  # which path a lane follows
        self.ending = self.status  # of each lane, so far
        zero = xp.real(points[0]) * 0
        self.start = start + 0 * points[:1]
        self.rate = (end - start) + 0 * points[:1]
        self.t, self.h, self.last_step = zero, zero + FIRST_STEP, zero
        self.w, self.last_w = points, points
        self.v = self.last_v = self._newton(points, zero)[1]
        self.early_norm = norm(points)
        self.num_steps = xp.zeros((), dtype=xp.int64, device=device(points))

    def run(self, max_steps: int, budget: Budget) -> Tracked:
        with np.errstate(all="ignore"):  # a point that overflows is a step that is rejected
            for _ in range(max_steps):
                budget.check("paths were being tracked")
                ended = self._step()
                if 8 * int(self.xp.count_nonzero(ended)) >= ended.shape[0]:
                    self._compact(~ended)
                if self.lanes.shape[0] == 0:
                    break
            self._write(self.lanes, self.w, self.ending)
            return self._polished()

    def _newton(self, w: Any, t: Any) -> tuple[Any, Any]:
        """Newton's correction and the tangent at w."""
        residuals, slopes, rates = self.family.evaluate(w, self.start + t * self.rate, self.rate)
        solved = solve(slopes, self.xp.permute_dims(self.xp.stack([residuals, rates]), (2, 1, 0)))
        return solved[:, :, 0].T, -solved[:, :, 1].T

    def _predict(self, step: Any) -> Any:
        """The cubic through the last two points and tangents; a straight line on the first step."""
        known = self.last_step > 0
        a = 1 + step / self.xp.where(known, self.last_step, 1.0)
        cubic = (
            ((2 * a - 3) * a * a + 1) * self.last_w
            + ((a - 2) * a + 1) * a * self.last_step * self.last_v
            + (3 - 2 * a) * a * a * self.w
            + (a - 1) * a * a * self.last_step * self.v
        )
        return self.xp.where(known, cubic, self.w + step * self.v)

    def _step(self) -> Any:
        """One step of every lane; returns which lanes have ended."""
        xp, allowed = self.xp, self.tolerances
        moving = self.t < 1
        final = self.h >= 1 - self.t
        step = xp.where(final, 1 - self.t, self.h)
        t = xp.where(final, 1.0, self.t + step)
        guess = self._predict(step)
        first, _ = self._newton(guess, t)
        second, v = self._newton(guess - first, t)
        w = guess - first - second
        size = norm(w)
        error, correction = norm(first) / size, norm(second) / size
        good = moving & (error <= allowed.predicted) & (correction <= allowed.corrected)
        self.num_steps = self.num_steps + xp.count_nonzero(moving)
        # The predictor's error is of fourth order, what one correction leaves of it is quadratic in it.
        factor = (AIM * allowed.predicted / (error + 1e-300)) ** 0.25
        slower = (AIM * AIM * allowed.corrected / (correction + 1e-300)) ** 0.125
        factor = xp.where(slower < factor, slower, factor)
        factor = xp.where(good, between(0.5, factor, 3.0), xp.where(factor < 0.5, between(0.1, factor, 0.5), 0.5))
        self.h = xp.where(moving, xp.where(good, xp.maximum(self.h, step), step) * factor, self.h)
        self.last_w, self.last_v = xp.where(good, self.w, self.last_w), xp.where(good, self.v, self.last_v)
        self.last_step = xp.where(good, step, self.last_step)
        self.w, self.v, self.t = xp.where(good, w, self.w), xp.where(good, v, self.v), xp.where(good, t, self.t)
        return self._sort_out()

    def _sort_out(self) -> Any:
        """Write down how lanes have ended; returns which have."""
        xp = self.xp
        remaining, size = 1 - self.t, norm(self.w)
        self.early_norm = xp.where(remaining > EARLY, size, self.early_norm)
        arrived = remaining <= 0
        stuck = ~arrived & ((self.h < SMALLEST_STEP) | (remaining < 100 * SMALLEST_STEP))
        # On the way to infinity |w| grows like a power of 1 / (1 − t); at a singular point it tends to a limit.
        growth = xp.log(size / self.early_norm) / xp.log(EARLY / between(1e-16, remaining, EARLY / 2))
        late = remaining < EARLY / 2  # before that a path may come near infinity and return
        far = ~arrived & late & ((size > LARGEST_NORM) | (stuck & (growth > SLOWEST_GROWTH)))
        for mask, status in ((arrived, ARRIVED), (stuck, SINGULAR), (far, AT_INFINITY)):
            self.ending = xp.where(mask, status, self.ending)
        return arrived | stuck | far

    def _compact(self, keep: Any) -> None:
        self._write(self.lanes, self.w, self.ending)
        kept = self.xp.nonzero(keep)[0]
        for name in ("w", "v", "last_w", "last_v", "start", "rate"):
            setattr(self, name, getattr(self, name)[:, kept])
        for name in ("t", "h", "last_step", "early_norm", "lanes", "ending"):
            setattr(self, name, getattr(self, name)[kept])

    def _write(self, lanes: Any, points: Any, status: Any) -> None:
        self.result[:, lanes], self.status[lanes] = points, status

    def _polished(self) -> Tracked:
        """Newton's method at the end of the paths that arrived."""
        xp = self.xp
        chosen = xp.nonzero(self.status == ARRIVED)[0]
        residuals = xp.real(self.result[0]) * 0 + xp.inf
        if chosen.shape[0]:
            end = self.end if self.end.shape[1] == 1 else self.end[:, chosen]
            w, size = polish(self.family, self.result[:, chosen], end)
            self.result[:, chosen], residuals[chosen] = w, size
            lost = chosen[~(size < POLISHED)]
            self.status[lost] = SINGULAR
        return Tracked(self.result, self.status, residuals, int(self.num_steps))


def polish(family: Family, w: Any, p: Any, *, num_corrections: int = 3) -> tuple[Any, Any]:
    """Newton's method at fixed parameters; the points, and the last correction relative to them."""
    relative = None
    for _ in range(num_corrections):
        residuals, slopes, _ = family.evaluate(w, p, p)
        correction = solve(slopes, residuals.T[:, :, None])[:, :, 0].T
        w = w - correction
        relative = norm(correction) / norm(w)
    return w, relative


def norm(values: Any) -> Any:
    """Euclidean norm over the first axis."""
    xp = array_namespace(values)
    return xp.sqrt(xp.sum(xp.real(values) ** 2 + xp.imag(values) ** 2, axis=0))


def between(low: float, values: Any, high: float) -> Any:
    """Values moved into an interval; NaN stays NaN. (``clip`` of array-api-compat indexes by masks: slow on a GPU.)"""
    xp = array_namespace(values)
    return xp.where(values < low, low, xp.where(values > high, high, values))


def solve(matrices: Any, right: Any) -> Any:
    """Solve a batch of linear systems; where a matrix is singular the answer is of no use, but there is one.

    torch solves them one by one without asking, on a GPU without waiting, and answers with NaN or infinity there.
    """
    xp = array_namespace(matrices)
    if hasattr(xp.linalg, "solve_ex"):
        return xp.linalg.solve_ex(matrices, right)[0]
    try:
        return xp.linalg.solve(matrices, right)
    except (np.linalg.LinAlgError, RuntimeError):
        # A pivot is exactly zero somewhere. Change every matrix by rounding errors of its own size.
        noise = random_stream(0, ROLE_NOISE, 0).normal(size=tuple(matrices.shape[1:]))
        noise = xp.asarray(noise, device=device(matrices))
        size = xp.max(xp.abs(matrices), axis=(1, 2), keepdims=True)
    for relative in (1e-16, 1e-14, 1e-12):  # the first may be lost in rounding
        try:
            return xp.linalg.solve(matrices + (relative * size + 1e-300) * noise, right)
        except (np.linalg.LinAlgError, RuntimeError):
            continue
    return xp.full_like(right, xp.nan)
