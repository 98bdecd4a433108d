"""What the outputs of a network can be at all, whatever its weights are.

Intervals go through the layers, sample by sample: an input is what it is; a layer with weights of its own takes all
values, but 0 stays 0 where it has no bias; activations have their ranges, and sums, maxima and means keep signs.
Ends are exact, or rounded outwards; an end is open only where it is never taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq, fmpq_poly

from .layers import Layer

# GELU is least at z = −0.7518, with −0.16997, and torch's approximation by tanh with −0.17004
LEAST_GELU = -0.171


@dataclass(frozen=True)
class Reach:
    """Intervals.

    Attributes:
        low: shape (N, size), perhaps −∞.
        high: likewise, perhaps ∞.
        open_low: whether the low end is never taken.
        open_high: whether the high end is never taken.
    """

    low: np.ndarray
    high: np.ndarray
    open_low: np.ndarray
    open_high: np.ndarray

    @property
    def parts(self) -> tuple[np.ndarray, ...]:
        """The four arrays."""
        return self.low, self.high, self.open_low, self.open_high

    def misses(self, targets: np.ndarray) -> np.ndarray:
        """Where a target is no value."""
        below = (targets < self.low) | (self.open_low & (targets == self.low))
        return np.asarray(below | (targets > self.high) | (self.open_high & (targets == self.high)))

    def told(self, sample: int, output: int) -> str:
        """One interval in words.

        >>> ends = [np.array([[value]]) for value in (0.0, np.inf, True, False)]
        >>> Reach(*ends).told(0, 0)
        'above 0'
        """
        low, high, above, below = (part[sample, output] for part in self.parts)
        if low == high:
            return f"{low:g}"
        words = [] if low == -np.inf else [f"{'above' if above else 'at least'} {low:g}"]
        words += [] if high == np.inf else [f"{'below' if below else 'at most'} {high:g}"]
        return " and ".join(words)


def reach_of(layers: Sequence[Layer], inputs: Mapping[str, np.ndarray]) -> Reach:
    """The intervals of the outputs.

    Args:
        layers: of a network.
        inputs: for each name an array, shape (N, size).
    """
    found: list[Reach] = []
    num_samples = len(next(iter(inputs.values())))
    for layer in layers:
        read = [found[n] for n in layer.sources]
        if layer.kind == "input":
            found.append(_interval(inputs[layer.name], inputs[layer.name]))
        elif layer.kind == "affine":
            found.append(_affine(layer, read[0]))
        elif layer.kind == "activation":
            found.append(_activation(layer, read[0]))
        elif layer.kind == "add":
            found.append(_sum(read))
        elif layer.kind == "concatenate":
            parts = zip(*(each.parts for each in read), strict=True)
            found.append(Reach(*(np.concatenate(part, axis=1) for part in parts)))
        elif layer.kind == "select":
            found.append(Reach(*(part[:, layer.index] for part in read[0].parts)))
        elif layer.kind == "same":
            found.append(read[0])
        elif layer.kind in ("average", "maximum"):
            found.append(_pool(layer, read[0]))
        else:
            found.append(_everything((num_samples, layer.size)))
    return found[-1]


def _interval(low: Any, high: Any) -> Reach:
    low, high = np.broadcast_arrays(np.asarray(low, dtype=float), np.asarray(high, dtype=float))
    return Reach(low, high, np.zeros(low.shape, dtype=bool), np.zeros(low.shape, dtype=bool))


def _everything(shape: tuple[int, ...]) -> Reach:
    return _interval(np.full(shape, -np.inf), np.full(shape, np.inf))


def _affine(layer: Layer, source: Reach) -> Reach:
    """All values, but: 0 stays 0 and is moved by a constant bias; what is ≥ 0 stays so under constants ≥ 0."""
    num_samples = len(source.low)
    everything = _everything((num_samples, layer.size))
    if layer.parameters[1] is not None:
        return everything
    places = 1 if layer.index is None else layer.index.shape[1]
    bias = np.zeros(layer.size) if layer.frozen[1] is None else np.repeat(layer.frozen[1], places)
    nothing = np.broadcast_to(_of_each(layer, (source.low == 0) & (source.high == 0)), everything.low.shape)
    low, high = (np.where(nothing, bias, end) for end in everything.parts[:2])
    weight = layer.frozen[0]
    if weight is not None and layer.index is None:
        positive, negative = (source.low >= 0), (source.high <= 0)
        for sign, keeps, end in ((weight >= 0, positive, low), (weight <= 0, negative, low)):
            end[:] = np.where(_all_terms(sign, keeps, weight), np.maximum(end, bias), end)
        for sign, keeps, end in ((weight <= 0, positive, high), (weight >= 0, negative, high)):
            end[:] = np.where(_all_terms(sign, keeps, weight), np.minimum(end, bias), end)
    return _interval(low, high)


def _all_terms(sign: np.ndarray, keeps: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Shape (N, outputs): whether each term is 0, or its weight has the sign and its value too."""
    return np.array([((sign & row) | (weight == 0)).all(axis=1) for row in keeps])


def _of_each(layer: Layer, truth: np.ndarray) -> np.ndarray:
    """Whether something holds for all entries that an output of an affine layer reads, shape (N, outputs)."""
    if layer.index is None:
        return np.asarray(truth.all(axis=1, keepdims=True))
    padded = np.concatenate([truth, np.ones((len(truth), 1), dtype=bool)], axis=1)
    each = np.asarray(padded[:, layer.index].all(axis=3))  # samples, groups, places
    return np.asarray(np.repeat(each, layer.size // each[0].size, axis=1).reshape(len(truth), layer.size))


def _activation(layer: Layer, source: Reach) -> Reach:
    name, shape = layer.name, source.low.shape
    zero = (source.low == 0) & (source.high == 0)
    if name == "relu":
        return _interval(np.maximum(source.low, 0), np.maximum(source.high, 0))
    if name == "polynomial":
        low, high = polynomial_range(layer.options)
        value = float(layer.options[0]) if layer.options else 0.0
        exact = not layer.options or Fraction(value) == layer.options[0]
        return _interval(np.where(zero & exact, value, low), np.where(zero & exact, value, high))
    if name == "softplus" and layer.options[1] < 0:
        return _everything(shape)  # torch's is negative where it is linear
    ends = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "softplus": (0.0, np.inf)}.get(name)
    if ends is not None:
        found = _interval(np.full(shape, ends[0]), np.full(shape, ends[1]))
        found = Reach(found.low, found.high, np.ones(shape, dtype=bool), found.high < np.inf)
    else:
        found = _interval(np.full(shape, LEAST_GELU if name.startswith("gelu") else -np.inf), np.full(shape, np.inf))
    if name in ("tanh", "gelu", "gelu_tanh", "leaky_relu"):  # these keep 0
        kept = [np.where(zero, value, part) for value, part in zip((0.0, 0.0, False, False), found.parts, strict=True)]
        found = Reach(*kept)
    return found


def polynomial_range(coefficients: Sequence[Fraction]) -> tuple[float, float]:
    """Ends between which all values of a polynomial lie: it is least where its derivative is 0.

    >>> polynomial_range([Fraction(1), Fraction(0), Fraction(2)])[1]
    inf
    >>> 0.999999 < polynomial_range([Fraction(1), Fraction(0), Fraction(2)])[0] <= 1
    True
    """
    exact = list(coefficients)
    value: Any
    while exact and not exact[-1]:
        exact.pop()
    if len(exact) <= 1:
        value = exact[0] if exact else Fraction(0)
        return _down(arb(fmpq(value.numerator, value.denominator))), -_down(
            -arb(fmpq(value.numerator, value.denominator))
        )
    if len(exact) % 2 == 0:
        return -np.inf, np.inf
    sign = 1 if exact[-1] > 0 else -1
    polynomial = fmpq_poly([sign * fmpq(c.numerator, c.denominator) for c in exact])
    least = np.inf
    roots: Any = polynomial.derivative().numer().complex_roots()  # enclosed, each with its multiplicity
    for root, _ in roots:
        if not root.imag.contains(0):
            continue
        value = arb(0)
        for coefficient in reversed(polynomial.coeffs()):
            value = value * root.real + arb(coefficient)
        least = min(least, _down(value))
    return (least, np.inf) if sign > 0 else (-np.inf, -least)


def _down(value: arb) -> float:
    """A float that is not above any number of a ball; exactly the number where it is a float."""
    if value.is_exact() and arb(float(value.mid())) == value:
        return float(value.mid())
    return float(np.nextafter(float(value.lower()), -np.inf))


def _sum(read: Sequence[Reach]) -> Reach:
    total = read[0]
    for other in read[1:]:
        low, high = total.low + other.low, total.high + other.high
        exact = ((total.low == 0) & (total.high == 0)) | ((other.low == 0) & (other.high == 0))
        total = _interval(
            np.where(exact, low, np.nextafter(low, -np.inf)), np.where(exact, high, np.nextafter(high, np.inf))
        )
    return total


def _pool(layer: Layer, source: Reach) -> Reach:
    """A mean lies between the least low and the largest high end, a maximum between the largest ones."""
    assert layer.index is not None
    rim = 0.0 if layer.kind == "average" else -np.inf
    low, high = (np.concatenate([end, np.full((len(end), 1), rim)], axis=1)[:, layer.index] for end in source.parts[:2])
    least = low.min(axis=2) if layer.kind == "average" else low.max(axis=2)
    return _interval(least, high.max(axis=2))
