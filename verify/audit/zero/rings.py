"""The two kinds of numbers of the passes: floats to search with, balls to prove with."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq

from .layers import Layer

TINY = 2.0**-1000  # more than is lost where a float is too small for its exponent
UP = 1 + 2.0**-30  # makes up for eight million roundings of sums and products of numbers ≥ 0


class Unsteady(Exception):
    """An activation is not differentiable, or not one and the same piece, on all of a ball."""


class Floats:
    """float64, rounded to nearest, with errors that nobody bounds."""

    def zeros(self, shape: tuple[int, ...]) -> Any:
        """An array of zeros."""
        return np.zeros(shape)

    def number(self, value: Fraction) -> float:
        """The nearest float."""
        return float(value)

    def numbers(self, values: np.ndarray) -> Any:
        """The same array."""
        return values

    def product(self, left: Any, right: Any) -> Any:
        """left · rightᵀ."""
        return left @ right.T

    def activate(self, name: str, options: tuple[Fraction, ...], values: Any) -> tuple[Any, Any]:
        """Values and slopes; at a kink the slope that torch takes."""
        from scipy.special import erf, expit

        z = values
        numbers = [float(option) for option in options]
        if name == "tanh":
            value = np.tanh(z)
            return value, 1 - value * value
        if name == "sigmoid":
            value = expit(z)
            return value, value * expit(-z)
        if name == "softplus":
            beta, threshold = numbers
            linear = beta * z > threshold
            return np.where(linear, z, np.logaddexp(0, beta * z) / beta), np.where(linear, 1.0, expit(beta * z))
        if name == "gelu":
            share = 0.5 * (1 + erf(z / np.sqrt(2)))
            return z * share, share + z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
        if name == "gelu_tanh":
            inner = np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)
            bent = np.tanh(inner)
            slopes = (1 + bent) / 2 + z / 2 * (1 - bent * bent) * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * z * z)
            return z * (1 + bent) / 2, slopes
        if name in ("relu", "leaky_relu"):
            slopes = np.where(z > 0, 1.0, numbers[0] if numbers else 0.0)
            return z * slopes, slopes
        value, slopes = np.zeros_like(z), np.zeros_like(z)
        for coefficient in reversed(numbers):
            slopes = slopes * z + value
            value = value * z + coefficient
        return value, slopes

    def largest(self, windows: Any) -> np.ndarray:
        """The first of the largest."""
        return np.asarray(windows.argmax(axis=-1))


class Balls:
    """Arrays of ``flint.arb``: every result holds all results of the points of its arguments.

    How far the nearest kink is, is kept: the smallest |z| of a rectifier and the smallest lead of a maximum.

    Attributes:
        kink: the smallest of them so far, or ``None``.
    """

    def __init__(self) -> None:
        self.kink: float | None = None

    def zeros(self, shape: tuple[int, ...]) -> Any:
        """An array of zeros."""
        return np.full(shape, arb(0), dtype=object)

    def number(self, value: Fraction) -> arb:
        """A rational number, enclosed."""
        return arb(fmpq(value.numerator, value.denominator))

    def numbers(self, values: np.ndarray) -> Any:
        """Floats, exactly."""
        return _each(arb, values.tolist() if values.ndim == 1 else values.reshape(-1).tolist(), values.shape)

    def product(self, left: Any, right: Any) -> Any:
        """left · rightᵀ."""
        rows, inner = left.shape
        columns = len(right)
        if not rows * inner * columns:
            return self.zeros((rows, columns))
        found = arb_mat(rows, inner, left.reshape(-1).tolist()) * arb_mat(inner, columns, right.T.reshape(-1).tolist())
        return _array(found.entries(), (rows, columns))

    def activate(self, name: str, options: tuple[Fraction, ...], values: Any) -> tuple[Any, Any]:
        """Values and slopes.

        Raises:
            Unsteady: a ball holds a kink.
        """
        if name == "polynomial":
            value, slope = self.zeros(values.shape), self.zeros(values.shape)
            for coefficient in map(self.number, reversed(options)):
                slope = slope * values + value
                value = value * values + coefficient
            return value, slope
        numbers = [self.number(option) for option in options]
        pairs = [self._one(name, numbers, z) for z in values.reshape(-1).tolist()]
        return _array([pair[0] for pair in pairs], values.shape), _array([pair[1] for pair in pairs], values.shape)

    def _one(self, name: str, numbers: list[arb], z: arb) -> tuple[arb, arb]:
        if name == "tanh":
            value = z.tanh()
            return value, 1 - value * value
        if name == "sigmoid":
            return _logistic(z), _logistic(z) * _logistic(-z)
        if name == "gelu":
            share = (1 + (z / arb(2).sqrt()).erf()) / 2
            return z * share, share + z * (-z * z / 2).exp() / (2 * arb.pi()).sqrt()
        if name == "gelu_tanh":
            factor, third = (2 / arb.pi()).sqrt(), arb(44715) / 1_000_000
            bent = (factor * (z + third * z * z * z)).tanh()
            return z * (1 + bent) / 2, (1 + bent) / 2 + z / 2 * (1 - bent * bent) * factor * (1 + 3 * third * z * z)
        if name == "softplus":
            beta, threshold = numbers
            if self._side(beta * z - threshold, "the threshold of a softplus"):
                return z, arb(1)
            return (beta * z).exp().log1p() / beta, _logistic(beta * z)
        slope = arb(1) if self._side(z, "the kink of a rectifier") else (numbers[0] if numbers else arb(0))
        return z * slope, slope

    def _side(self, z: arb, what: str) -> bool:
        distance = float(z.abs_lower()) * (1 - 2.0**-52)
        if not (z > 0 or z < 0):
            raise Unsteady(f"{what} lies on the ball")
        self.kink = distance if self.kink is None else min(self.kink, distance)
        return bool(z > 0)

    def largest(self, windows: Any) -> np.ndarray:
        """Which entry is the largest everywhere on the balls.

        Raises:
            Unsteady: two different entries may be.
        """
        shape, width = windows.shape[:-1], windows.shape[-1]
        found = []
        for window in windows.reshape(-1, width).tolist():
            best = max(range(width), key=lambda n: float(window[n].mid()))
            for other in window:
                constant = other.is_exact() and window[best].is_exact() and other == window[best]
                if other is not window[best] and not constant:  # two equal constants are no kink
                    self._side(window[best] - other, "a tie of a maximum")
            found.append(best)
        return np.array(found, dtype=np.int64).reshape(shape)


def _logistic(z: arb) -> arb:
    return 1 / (1 + (-z).exp())


def _array(entries: list[Any], shape: tuple[int, ...]) -> Any:
    found = np.empty(len(entries), dtype=object)
    found[:] = entries
    return found.reshape(shape)


def _each(function: Callable[[Any], Any], entries: list[Any], shape: tuple[int, ...]) -> Any:
    return _array([function(entry) for entry in entries], shape)


def second_slopes(layer: Layer, sizes: np.ndarray) -> np.ndarray:
    """Upper bounds of the second derivative of an activation where |z| is at most a size.

    tanh'' = −2t(1 − t²) is largest at t² = 1/3, σ'' = σ(1 − σ)(1 − 2σ) likewise; softplus'' = βσ(1 − σ) ≤ β/4 and
    GELU'' = (2 − z²)φ(z), |GELU''| ≤ 2φ(0), as (z² − 2)φ(z) is at most 2φ(2) at z² = 4. Each is rounded up.

    >>> second_slopes(Layer("activation", (0,), 1, name="tanh"), np.array([[3.0, 5.0]])).tolist()
    [[0.77, 0.77]]
    """
    if layer.name in ("relu", "leaky_relu"):
        return np.zeros_like(sizes)
    if layer.name == "polynomial":
        total = np.zeros_like(sizes)
        for power in range(len(layer.options) - 1, 1, -1):
            factor = float(abs(layer.options[power])) * (power * (power - 1))
            total = (total * sizes + factor) * UP + (TINY if factor else 0.0)
        return total
    bounds = {"tanh": 0.77, "sigmoid": 0.0963, "gelu": 0.798, "gelu_tanh": 0.8}
    if layer.name == "softplus":
        return np.full_like(sizes, np.nextafter(float(layer.options[0]), np.inf) / 4)
    return np.full_like(sizes, bounds[layer.name])
