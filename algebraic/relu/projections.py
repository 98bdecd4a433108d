"""The nearest point to the targets that some rays can make, exactly; asked once, and read off what is known.

The outputs that rays S can make are a cone, and the nearest p to y in it is the one with (y − p) · g ≤ 0 for all rays
in S, and (y − p) · p = 0. A combination that makes p answers for every S between its own rays and all rays with
(y − p) · g ≤ 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import flint

from .intervals import Intervals
from .known import Combination, bits
from .linear_program import dot
from .question import Row, whole_rows
from .unit import Unit


@dataclass(frozen=True)
class Projection:
    """The nearest point.

    Attributes:
        combination: positive coefficients of independent rays, which make it.
        residual: y less that.
        allowed: all rays with residual · g ≤ 0, as bits.
        level: those with residual · g = 0; only these make it.
        name: the place of the first projection that has this residual.
    """

    combination: Combination
    residual: Row
    allowed: int
    level: int
    name: int

    @cached_property
    def loss(self) -> Fraction:
        """½ |residual|²."""
        return sum((v * v for v in self.residual), Fraction(0)) / 2


class Projections:
    """Those that are known.

    Args:
        closed: answer from what is known only; a set that nothing answers for is an error.
    """

    def __init__(self, unit: Unit, target: Row, *, closed: bool = False) -> None:
        self.unit, self.target, self.closed = unit, target, closed
        self.found: list[Projection] = []
        self._names: dict[Row, int] = {}
        self._intervals = Intervals(len(unit.rays))
        self._columns = whole_rows([ray.outputs for ray in unit.rays])

    def of(self, rays: int) -> Projection:
        """The nearest point that these rays make.

        Raises:
            KeyError: nothing that is known answers, and nothing may be asked.
        """
        place = self._intervals.find(rays)
        if place is not None:
            return self.found[place]
        if self.closed:
            raise KeyError(rays)
        return self.add(self._nearest(bits(rays)))

    def add(self, combination: Combination) -> Projection:
        """Know the point that a combination makes, if it is the nearest for its own rays.

        Raises:
            ValueError: it is not.
        """
        rays, made = self.unit.rays, [Fraction(0)] * len(self.target)
        for k, c in combination.items():
            made = [value + c * g for value, g in zip(made, rays[k].outputs, strict=True)]
        residual = tuple(y - p for y, p in zip(self.target, made, strict=True))
        whole = whole_rows([residual])[0]  # a positive multiple: only signs count
        values = [dot(whole, column) for column in self._columns]
        if any(values[k] for k in combination) or not all(c > 0 for c in combination.values()):
            raise ValueError("this is not the nearest point")
        allowed = sum(1 << k for k, value in enumerate(values) if value <= 0)
        level = sum(1 << k for k, value in enumerate(values) if value == 0)
        name = self._names.setdefault(residual, len(self.found))
        projection = Projection(combination, residual, allowed, level, name)
        self.found.append(projection)
        every = (1 << len(rays)) - 1
        self._intervals.add(sum(1 << k for k in combination), every & ~allowed)
        return projection

    def _nearest(self, places: list[int]) -> Combination:
        """By the method of Lawson and Hanson (1974), which comes to an end in exact numbers."""
        columns = {k: [_fmpq(v) for v in self.unit.rays[k].outputs] for k in places}
        target, values = [_fmpq(v) for v in self.target], dict[int, flint.fmpq]()
        while True:
            residual = list(target)
            for k, c in values.items():
                residual = [r - c * g for r, g in zip(residual, columns[k], strict=True)]
            gains = {k: _dot(residual, columns[k]) for k in places if k not in values}
            best = max(gains, key=lambda k: gains[k], default=None)
            if best is None or gains[best] <= 0:
                return {k: Fraction(int(c.p), int(c.q)) for k, c in sorted(values.items())}
            values[best] = flint.fmpq(0)
            while True:
                solved = _least_squares([columns[k] for k in values], target)
                if all(c > 0 for c in solved):
                    values = dict(zip(values, solved, strict=True))
                    break
                # As far from the old values towards the new ones as none of them is negative.
                step = min(old / (old - new) for old, new in zip(values.values(), solved, strict=True) if new <= 0)
                moved = {k: old + step * (new - old) for (k, old), new in zip(values.items(), solved, strict=True)}
                values = {k: c for k, c in moved.items() if c > 0}


def _least_squares(columns: list[list[flint.fmpq]], target: list[flint.fmpq]) -> list[flint.fmpq]:
    gram = flint.fmpq_mat([[_dot(a, b) for b in columns] for a in columns])
    found = gram.solve(flint.fmpq_mat([[_dot(a, target)] for a in columns]))
    return [found[i, 0] for i in range(len(columns))]


def _dot(a: list[flint.fmpq], b: list[flint.fmpq]) -> flint.fmpq:
    return sum((x * y for x, y in zip(a, b, strict=True)), flint.fmpq(0))


def _fmpq(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)
