"""Arrays of real balls |x − middle| ≤ radius in float64, rounded outward: what a computed derivative is at most
wrong by.

As in :mod:`algebraic.proofs.discs` (S. M. Rump, Fast and parallel interval arithmetic, BIT 39 (1999) 534–554) every
operation is done on the middles, and the radius takes up a bound of its rounding error. With u = 2⁻⁵³:

* A sum or product of two floats is wrong by at most u times the result.
* A sum of n products, in any order, with fused multiplications or without, by at most nu / (1 − nu) times the sum of
  the sizes of its terms (N. J. Higham, Accuracy and Stability, 2nd ed., (3.5)): less than (n + 2) u times that for n
  < 2²⁶.
* Radii are sums and products of numbers ≥ 0; each operation loses at most a factor 1 − u, and ``UP`` = 1 + 2⁻³⁰
  makes up for 8 million of them. ``TINY`` = 2⁻⁵⁰⁰ is more than all that underflow loses, added where it may happen:
  sums and products of zeros stay exact.

The functions tanh, sigmoid, softplus and GELU are enclosed by python-flint's balls, entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import flint
import numpy as np

from .arithmetic import Options, Unprovable

U = 2.0**-53
UP = 1 + 2.0**-30
TINY = 2.0**-500
NORMAL = 2.0**-900  # products above are far from underflow, also times u
BITS = 80
MAX_VALUES = 4_000_000  # of functions that are enclosed one by one


class Balls:
    """An array of balls.

    Args:
        middle: float64 array.
        radius: of the same shape; or ``None`` where all are exact.

    >>> (Balls(np.array([3.0]), np.array([0.5])) * Balls(np.array([2.0]))).middle
    array([6.])
    """

    __slots__ = ("middle", "radius")

    def __init__(self, middle: Any, radius: Any = None) -> None:
        self.middle, self.radius = middle, radius

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return tuple(self.middle.shape)

    @property
    def spread(self) -> Any:
        """The radii as an array."""
        return np.zeros(self.middle.shape) if self.radius is None else self.radius

    def map(self, moved: Callable[[Any], Any]) -> Balls:
        """The same numbers in other places."""
        return Balls(moved(self.middle), None if self.radius is None else moved(self.radius))

    @property
    def least(self) -> float:
        """The smallest middle or radius that is not zero."""
        parts = [abs(self.middle)] if self.radius is None else [abs(self.middle), self.radius]
        return min(float(np.min(part, where=part > 0, initial=np.inf)) for part in parts)

    def __add__(self, other: Balls) -> Balls:
        middle = self.middle + other.middle
        lost = 0.0 if Balls(middle).least > NORMAL else TINY
        return Balls(middle, (self._radius + other._radius + U * abs(middle)) * UP + lost)

    def __mul__(self, other: Balls) -> Balls:
        middle = self.middle * other.middle
        wide = abs(self.middle) * other._radius + self._radius * (abs(other.middle) + other._radius)
        return Balls(middle, (wide + U * abs(middle)) * UP + _lost(self, other))

    def __matmul__(self, other: Balls) -> Balls:
        count = self.middle.shape[-1]
        left, right = abs(self.middle), abs(other.middle)
        wide = (count + 2) * U * (left @ right)
        if other.radius is not None:
            wide = wide + left @ other.radius
        if self.radius is not None:
            wide = wide + self.radius @ (right if other.radius is None else right + other.radius)
        return Balls(self.middle @ other.middle, wide * UP + _lost(self, other))

    def sum(self, axis: int) -> Balls:
        """Along an axis."""
        wide = (self.spread + self.middle.shape[axis] * U * abs(self.middle)).sum(axis)
        return Balls(self.middle.sum(axis), wide * UP + (0.0 if self.least > NORMAL else TINY))

    @property
    def _radius(self) -> Any:
        return 0.0 if self.radius is None else self.radius


def _lost(left: Balls, right: Balls) -> float:
    """What underflow in products may lose."""
    return 0.0 if left.least * right.least > NORMAL else TINY


class RealBalls:
    """What a pass over a graph computes with: real numbers, enclosed."""

    def __init__(self) -> None:
        self.left = MAX_VALUES

    def lift(self, values: np.ndarray) -> Balls:
        """Floats as what they are."""
        return Balls(np.asarray(values, dtype=np.float64))

    def activation(self, options: Options, z: Balls) -> tuple[Balls, Balls]:
        """The values and the derivatives of an activation."""
        name = options["name"]
        if name in ("relu", "leaky_relu"):
            return _bent(z, options.get("slope", 0.0))
        if name == "polynomial":
            coefficients = [float(c) for c in options["coefficients"]]
            slopes = [Balls(np.float64(k)) * Balls(np.float64(c)) for k, c in enumerate(coefficients)][1:]
            return _horner([Balls(np.float64(c)) for c in coefficients], z), _horner(slopes, z)
        self.left -= z.middle.size
        if self.left < 0:
            raise Unprovable(f"more than {MAX_VALUES:,} values of {name} are not enclosed one by one")
        return _enclosed(options, z)

    def join(self, parts: Sequence[Balls]) -> Balls:
        """One after the other along the first axis of a sample."""
        middles = np.concatenate([part.middle for part in parts], axis=1)
        return Balls(middles, np.concatenate([part.spread for part in parts], axis=1))

    def reciprocal(self, number: int) -> Balls:
        """1 / a whole number."""
        return Balls(np.float64(1 / number), np.float64(U / number * UP))

    def largest(self, windows: Balls, outside: np.ndarray) -> np.ndarray:
        """Which entry of the last axis is the largest, surely; of equal ones the first, as torch has it."""
        spread = windows.spread
        low, high = (np.where(outside, -np.inf, windows.middle + s * spread * UP) for s in (-1, 1))
        best = np.argmax(np.where(outside, -np.inf, windows.middle), axis=-1)
        lowest = np.take_along_axis(low, best[..., None], axis=-1)
        np.put_along_axis(high, best[..., None], -np.inf, axis=-1)
        exact = (np.where(outside, 0.0, spread) == 0).all(axis=-1)
        if not ((lowest[..., 0] > high.max(axis=-1)) | exact).all():
            raise Unprovable("two values under a maximum are equal up to rounding")
        return best


def _bent(z: Balls, slope: float) -> tuple[Balls, Balls]:
    """ReLU, or leaky ReLU; what lies on both sides of 0 is enclosed."""
    spread = z.spread
    low, high = z.middle - spread * UP, z.middle + spread * UP
    up, down = low > 0, high <= 0
    slopes = np.where(up, 1.0, slope)
    between = ~up & ~down
    if slope == 0 and not between.any():
        return Balls(np.where(up, z.middle, 0.0), np.where(up, spread, 0.0)), Balls(slopes)
    far = np.maximum(abs(low), abs(high)) * max(1.0, abs(slope))
    middle = np.where(between, 0.0, slopes * z.middle)
    radius = np.where(between, far, abs(slopes) * spread + U * abs(middle)) * UP + np.where(
        down & (slope == 0), 0.0, TINY
    )
    half = np.where(between, 0.5 * abs(1 - slope), 0.0)
    return Balls(middle, radius), Balls(np.where(between, 0.5 + 0.5 * slope, slopes), half * UP)


def _horner(coefficients: list[Balls], z: Balls) -> Balls:
    total = Balls(np.zeros(z.shape))
    for coefficient in reversed(coefficients):
        total = total * z + coefficient
    return total


def _enclosed(options: Options, z: Balls) -> tuple[Balls, Balls]:
    function = FUNCTIONS[options["name"]]
    count = z.middle.size
    found = [np.empty(count) for _ in range(4)]
    before = flint.ctx.prec
    flint.ctx.prec = BITS
    try:
        pairs = zip(z.middle.ravel().tolist(), z.spread.ravel().tolist(), strict=True)
        for k, (middle, radius) in enumerate(pairs):
            for which, ball in enumerate(function(flint.arb(middle, radius), options)):
                found[2 * which][k], found[2 * which + 1][k] = float(ball.mid()), float(ball.rad())
    finally:
        flint.ctx.prec = before
    value, wide, slope, steep = (each.reshape(z.shape) for each in found)
    return (
        Balls(value, (wide * UP + 2 * U * abs(value)) * UP + TINY),
        Balls(slope, (steep * UP + 2 * U * abs(slope)) * UP + TINY),
    )


def _tanh(z: Any, options: Options) -> tuple[Any, Any]:
    return z.tanh(), z.sech() ** 2


def _sigmoid(z: Any, options: Options) -> tuple[Any, Any]:
    up, down = z.exp(), (-z).exp()
    return 1 / (1 + down), 1 / ((1 + down) * (1 + up))


def _softplus(z: Any, options: Options) -> tuple[Any, Any]:
    """As torch has it: z itself from βz > threshold on."""
    steep = flint.arb(float(options["beta"]))
    scaled = steep * z
    if scaled > float(options["threshold"]):
        return z, flint.arb(1)
    value, slope = scaled.exp().log1p() / steep, 1 / (1 + (-scaled).exp())
    return (value, slope) if scaled <= float(options["threshold"]) else (value.union(z), slope.union(flint.arb(1)))


def _gelu(z: Any, options: Options) -> tuple[Any, Any]:
    if options["approximate"] == "none":
        below = (-z / flint.arb(2).sqrt()).erfc() / 2
        return z * below, below + z * (-z * z / 2).exp() / (2 * flint.arb.pi()).sqrt()
    steep = flint.arb((2 / flint.arb.pi()).sqrt().mid(), 2.0**-50)  # torch has floats for both numbers
    cubic = flint.arb(0.044715, 2.0**-56)
    inner = (steep * (z + cubic * z * z * z)).tanh()
    rate = steep * (1 + 3 * cubic * z * z)
    return z * (1 + inner) / 2, (1 + inner) / 2 + z * (1 - inner * inner) * rate / 2


def _smoolu(z: Any, options: Options) -> tuple[Any, Any]:
    """It and its derivative exp(−1/z)(1 + 1/z) increase, and both are 0 for z ≤ 0."""
    found = []
    for end in (z.lower(), z.upper()):
        small = (-1 / end).exp() if end > 0 else flint.arb(0)
        found.append((end * small, small * (1 + 1 / end)) if end > 0 else (small, small))
    return tuple(low.union(high) for low, high in zip(*found, strict=True))


FUNCTIONS: dict[str, Callable[[Any, Options], tuple[Any, Any]]] = {
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "gelu": _gelu,
    "smoolu": _smoolu,
}
