"""One path in logarithms with any number of bits: as in :mod:`algebraic.tracking.logarithmic`, with middles of balls.

For ends that lie closer together than float64 can tell, and for paths that come so close to each other on the way.
The precision is doubled where a path can be followed no further with what it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flint

from ..shell import UNLIMITED, Budget
from .paths import ARRIVED, AT_INFINITY, SINGULAR, TOO_MANY_STEPS

Numbers = list[flint.acb]
Evaluate = Callable[[Numbers, Numbers, Numbers], tuple[flint.acb_mat, flint.acb_mat, flint.acb_mat]]

PRECISIONS = (128, 256, 512)  # bits, tried in turn
PREDICTED = 1e-3  # largest first correction of a logarithm
FIRST_ERROR = 1e-4  # of a straight line
STALE = 0.1  # part of the last step from which on the points before it make the prediction no better: a line is taken
MOST_POINTS = 5  # through which a prediction goes, with their tangents: of order ten
BENT = 0.05  # and this part of the way that the path bends in a step: near a branch point the others are no farther
FIRST_STEP, SMALLEST_STEP, LARGEST_STEP = 0.02, 1e-6, 4.0
FIRST_TIME = -60.0  # of the straight part
LAST_TIME = 230.0  # s = e^−230 = 10^−100
SEEN = 0.35  # τ for each bit: s is √ε then, and rounding hides which of the paths to a double point this is
POLISHED = 0.7  # of the bits: the last correction at the target; at a double point rounding leaves half of them
TESTED_FROM, TESTED_EVERY = 4.0, 3.0  # in τ: Newton's method at the target
NEAR = 0.05  # first correction at the target, relative to a coordinate that does not vanish; the second, to the first
GROWS = 0.02  # slope from which on a coordinate is said to grow, or to vanish
MAX_STEPS = 3000
NEWTON_STEPS = 12


@dataclass(frozen=True)
class PreciseEnd:
    """The end of a path.

    Attributes:
        point: K complex balls of radius zero; where it arrived they are right to most of the bits.
        status: as in :class:`algebraic.tracking.LogTracked`.
        slopes: Re du/dτ at the end.
        time: τ at the end, −1 if the path did not come to the straight part.
        step: the last step.
        bits: the precision at the end.
    """

    point: Numbers
    status: int
    slopes: list[float]
    time: float
    step: float
    bits: int


def follow_precisely(
    evaluate: Evaluate,
    point: Sequence[complex] | Numbers,
    start: Numbers,
    waypoint: Numbers | None,
    end: Numbers,
    *,
    precisions: Sequence[int] = PRECISIONS,
    budget: Budget = UNLIMITED,
) -> PreciseEnd:
    """Follow one solution without a zero coordinate at generic parameters to a member that may be anything.

    Args:
        evaluate: F(w; p), its Jacobian and ∂F/∂p · dp as a column, from unknowns, parameters and their rates.
        point: near the solution at ``start``, floats or balls.
        start, end: parameters, exact.
        waypoint: generic parameters of the size of ``end``, to which each parameter goes along its logarithm first.

    Raises:
        OutOfBudget: the time is over.

    >>> def square(w, p, rate):  # w² − p = 0
    ...     return flint.acb_mat([[w[0] ** 2 - p[0]]]), flint.acb_mat([[2 * w[0]]]), flint.acb_mat([[-rate[0]]])
    >>> found = follow_precisely(square, [1.0], [flint.acb(1)], None, [flint.acb("1e-60")])
    >>> found.status == ARRIVED, found.point[0].real.str(10, radius=False)
    (True, '1.000000000e-30')
    """
    path = _Path(evaluate, point, start, waypoint, end)
    for bits in precisions:
        with flint.ctx.workprec(bits):
            path.run(bits, budget)
        if path.status == ARRIVED or path.time >= LAST_TIME:
            break
    return PreciseEnd(path.w, path.status, path.slopes, path.time if path.straight else -1.0, path.step, bits)


class _Path:
    """A path: on which part it is, time, step, point and tangent, and those of the step before."""

    def __init__(
        self,
        evaluate: Evaluate,
        point: Sequence[complex] | Numbers,
        start: Numbers,
        waypoint: Numbers | None,
        end: Numbers,
    ) -> None:
        self.evaluate, self.start, self.waypoint, self.last = evaluate, start, waypoint, end
        self.straight = waypoint is None
        self.w = [flint.acb(value) for value in point]
        self.status, self.slopes = TOO_MANY_STEPS, [0.0] * len(self.w)
        self.u: Numbers = []
        self._begin_part()

    def _begin_part(self) -> None:
        self.time, self.step, self.tested = FIRST_TIME * self.straight, FIRST_STEP, TESTED_FROM - TESTED_EVERY
        self.before: list[tuple[float, Numbers, Numbers]] = []  # time, point and tangent, the last one first

    def parameters(self, time: float) -> tuple[Numbers, Numbers]:
        """p and dp/dt."""
        if self.straight:
            s = 1 / (1 + flint.acb(time).exp())
            begin = self.start if self.waypoint is None else self.waypoint
            ways = [a - b for a, b in zip(begin, self.last, strict=True)]
            p = [(b + s * way).mid() for b, way in zip(self.last, ways, strict=True)]
            return p, [(-s * (1 - s) * way).mid() for way in ways]
        rates = self.rates
        p = [(a * (r * flint.acb(time)).exp()).mid() for a, r in zip(self.start, rates, strict=True)]
        return p, [(r * value).mid() for r, value in zip(rates, p, strict=True)]

    def run(self, bits: int, budget: Budget) -> None:
        """As far as these bits reach."""
        self.status, self.step = TOO_MANY_STEPS, max(self.step, 1e3 * SMALLEST_STEP)
        self.before = []  # of fewer bits
        if not self.straight:
            assert self.waypoint is not None
            rates = [(b / a).log() for a, b in zip(self.start, self.waypoint, strict=True)]
            self.length = _whole(max(float(abs(rate).mid()) for rate in rates))
            self.rates = [(rate / self.length).mid() for rate in rates]
        if not self.u:
            self.u = [value.log().mid() for value in self.w]
        if not self._settle(bits):
            return
        for _ in range(MAX_STEPS):
            budget.check("a path was being followed precisely")
            self._advance(bits)
            if not self.straight and self.time >= self.length:
                self.straight = True
                self._begin_part()
                self._settle(bits)
            grows = max(self.slopes) > GROWS
            if self.straight and self.time >= self.tested + TESTED_EVERY and not grows:
                self.tested = self.time
                landed = self._land(bits)
                if landed is not None:
                    self.w, self.status = landed, ARRIVED
                    return
            last = LAST_TIME if grows else min(LAST_TIME, SEEN * bits)
            if self.step < SMALLEST_STEP or (self.straight and self.time >= last):
                break
        self.w = [value.exp().mid() for value in self.u]
        if self.straight:
            self.status = AT_INFINITY if max(self.slopes) > GROWS else SINGULAR

    def _newton(self, u: Numbers, time: float) -> tuple[Numbers, Numbers] | None:
        """Newton's correction of the logarithms, and the tangent."""
        w = [value.exp().mid() for value in u]
        found = _solve(self.evaluate(w, *self.parameters(time)), w)
        return None if found is None else (found[0], [-value for value in found[1]])

    def _settle(self, bits: int) -> bool:
        """Newton's method where the path is, with all bits; sets the tangent."""
        for _ in range(NEWTON_STEPS):
            found = self._newton(self.u, self.time)
            if found is None or not _size(found[0]) < 1.0:
                return False
            self.u = [(value - c).mid() for value, c in zip(self.u, found[0], strict=True)]
            self.v = found[1]
            if _size(found[0]) < 2.0 ** (-bits // 3):
                self.slopes = [float(value.real) for value in self.v]
                return True
        return False

    def _advance(self, bits: int) -> None:
        """One step, or a smaller step size."""
        step = _whole(self.step) if self.straight else min(_whole(self.step), self.length - self.time)
        time = self.time + step
        guess = self._predict(step)
        factor = 0.25
        first = self._newton(guess, time)
        if first is not None:
            error = _size(first[0])
            u = [(g - c).mid() for g, c in zip(guess, first[0], strict=True)]
            bend = _size([value - old - step * v for value, old, v in zip(u, self.u, self.v, strict=True)])
            way, limit = (bend, PREDICTED) if self.before else (step * _size(self.v), FIRST_ERROR)
            allowed = min(limit, max(BENT * way, 2.0 ** (-bits // 2)))
            if error < 1e6:
                order = 2 + 2 * len(self.before)
                powers = (
                    (0.3 * PREDICTED / (error + 1e-300)) ** (1 / order),
                    (0.3 * allowed / (error + 1e-300)) ** (2 / order),
                )
                factor = min(max(min(powers), 0.1), 2.0)
            if error <= allowed:
                second = self._newton(u, time)
                if second is not None and _size(second[0]) <= max(1e-2 * error, 2.0 ** (-bits // 3)):
                    self.before = [(self.time, self.u, self.v), *self.before][: MOST_POINTS - 1]
                    self.u = [(value - c).mid() for value, c in zip(u, second[0], strict=True)]
                    self.v, self.time = second[1], time
                    self.slopes = [float(value.real) for value in self.v]
                    self.step = min(max(self.step, step) * max(factor, 0.5), LARGEST_STEP)
                    return
                factor = 0.5
        self.step = step * min(factor, 0.5)
        if self.before and self.step < STALE * (self.time - self.before[0][0]):
            self.before = []

    def _predict(self, step: float) -> Numbers:
        """The polynomial with these points and tangents, by divided differences; at first a straight line."""
        points = [(self.time, self.u, self.v), *self.before]
        times = [flint.arb(time) for time, _, _ in points for _ in range(2)]  # whatever is added to u has all bits
        column = [u for _, u, _ in points for _ in range(2)]
        slopes = [v for _, _, v in points for _ in range(2)]
        guess, basis = self.u, flint.arb(1)
        for order in range(1, len(times)):
            column = [
                slopes[i]
                if order == 1 and i % 2 == 0
                else [(b - a) / (times[i + order] - times[i]) for a, b in zip(column[i], column[i + 1], strict=True)]
                for i in range(len(column) - 1)
            ]
            basis *= times[0] + step - times[order - 1]
            guess = [(value + c * basis).mid() for value, c in zip(guess, column[0], strict=True)]
        return guess

    def _land(self, bits: int) -> Numbers | None:
        """Newton's method at the target, if it converges as to a regular solution near by."""
        w = [value.exp().mid() for value in self.u]
        size, still = w, [flint.acb(0)] * len(self.last)
        vanishing = [slope < -GROWS for slope in self.slopes]
        allowed = NEAR
        for step in range(NEWTON_STEPS):
            found = _solve(self.evaluate(w, self.last, still), size)
            if found is None:
                return None
            changes = [float(abs(value).mid()) for value in found[0]]
            there = max((change for change, gone in zip(changes, vanishing, strict=True) if not gone), default=0.0)
            if not (max(changes) < 10 and (step > 1 or there <= allowed)):
                return None
            allowed = max(NEAR * there, 2.0 ** (-bits // 3))
            w = [(value - c * unit).mid() for value, c, unit in zip(w, found[0], size, strict=True)]
            if max(changes) < 2.0 ** (-POLISHED * bits):
                return w
        return None


def _solve(found: tuple[flint.acb_mat, flint.acb_mat, flint.acb_mat], size: Numbers) -> tuple[Numbers, Numbers] | None:
    """J⁻¹F and J⁻¹∂F, each relative to ``size``; ``None`` where J is singular or something is not finite."""
    residuals, slopes, rates = found
    count = len(size)
    matrix = flint.acb_mat([[slopes[i, k].mid() * size[k] for k in range(count)] for i in range(count)])
    right = flint.acb_mat([[residuals[i, 0].mid(), rates[i, 0].mid()] for i in range(count)])
    try:
        solved = matrix.mid().solve(right)
    except ZeroDivisionError:
        return None
    columns = [[solved[k, j].mid() for k in range(count)] for j in range(2)]
    if not all(value.is_finite() for column in columns for value in column):
        return None
    return columns[0], columns[1]


def _whole(time: float) -> float:
    """A multiple of 2^−30, so that sums of steps are exact: more bits see what floats round."""
    return max(round(time * 2**30), 1) / 2**30


def _size(values: Numbers) -> float:
    return max(float(abs(value).mid()) for value in values)
