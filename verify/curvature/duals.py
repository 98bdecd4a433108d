"""Numbers a + εb with ε² = 0 and a, b in balls: a pass over them has a function and its change along a direction.

A gradient computed with weights w + εv is ∇L + ε H v (:mod:`.enclosing`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..audit import Balls, RealBalls, Unprovable
from .bends import enclosed_bends


class Dual:
    """An array of values, and of their changes; ``None`` where these are 0."""

    __slots__ = ("change", "value")

    def __init__(self, value: Balls, change: Balls | None = None) -> None:
        self.value, self.change = value, change

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return self.value.shape

    def map(self, moved: Callable[[Any], Any]) -> Dual:
        """The same numbers in other places."""
        return Dual(self.value.map(moved), None if self.change is None else self.change.map(moved))

    def __add__(self, other: Dual) -> Dual:
        return self._with(self.value + other.value, self.change, other.change)

    def __mul__(self, other: Dual) -> Dual:
        first = None if self.change is None else self.change * other.value
        second = None if other.change is None else self.value * other.change
        return self._with(self.value * other.value, first, second)

    def __matmul__(self, other: Dual) -> Dual:
        first = None if self.change is None else self.change @ other.value
        second = None if other.change is None else self.value @ other.change
        return self._with(self.value @ other.value, first, second)

    def sum(self, axis: int) -> Dual:
        """Along an axis."""
        return Dual(self.value.sum(axis), None if self.change is None else self.change.sum(axis))

    @staticmethod
    def _with(value: Balls, first: Balls | None, second: Balls | None) -> Dual:
        present = [each for each in (first, second) if each is not None]
        change = present[0] + present[1] if len(present) == 2 else next(iter(present), None)
        shape = value.shape
        return Dual(value, None if change is None else change.map(lambda a: np.broadcast_to(a, shape)))


class DualBalls:
    """What a pass over a graph computes with. Activations are enclosed in the first pass, and known in further ones."""

    def __init__(self) -> None:
        self.balls = RealBalls()
        self.known: list[tuple[Balls, Balls, Balls]] = []
        self.at = 0

    def again(self) -> None:
        """Another direction at the same weights and data."""
        self.at = 0

    def lift(self, values: np.ndarray) -> Dual:
        """Floats as what they are."""
        return Dual(self.balls.lift(values))

    def activation(self, options: Any, z: Dual) -> tuple[Dual, Dual]:
        """The values and the derivatives of an activation."""
        if self.at == len(self.known):
            self.known.append(enclosed_bends(options, z.value))
        value, slope, bend = self.known[self.at]
        self.at += 1
        if z.change is None:
            return Dual(value), Dual(slope)
        return Dual(value, slope * z.change), Dual(slope, bend * z.change)

    def join(self, parts: Sequence[Dual]) -> Dual:
        """One after the other along the first axis of a sample."""
        value = self.balls.join([part.value for part in parts])
        if all(part.change is None for part in parts):
            return Dual(value)
        changes = [Balls(np.zeros(part.shape)) if part.change is None else part.change for part in parts]
        return Dual(value, self.balls.join(changes))

    def reciprocal(self, number: int) -> Dual:
        """1 / a whole number."""
        return Dual(self.balls.reciprocal(number))

    def largest(self, windows: Dual, outside: np.ndarray) -> np.ndarray:
        """Not here: a maximum has kinks that are not looked for."""
        raise Unprovable("maxima over windows have kinks")
