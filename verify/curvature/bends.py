"""Activations with their first two derivatives in balls, for the Hessian of the real function.

At a kink there is no second derivative: a ReLU that reads 0 up to rounding, or a softplus that torch cuts off there,
proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import numpy as np

from ..audit import Balls, Unprovable

U = 2.0**-53
UP = 1 + 2.0**-30
TINY = 2.0**-500
BITS = 80
MAX_VALUES = 400_000  # of functions that are enclosed one by one


def enclosed_bends(options: Any, z: Balls) -> tuple[Balls, Balls, Balls]:
    """Value, first and second derivative, entry by entry.

    Raises:
        Unprovable: at a kink, for a function that is not known, or for too many values.
    """
    name = options["name"]
    if name in ("relu", "leaky_relu"):
        return _bent(z, float(options.get("slope", 0.0)))
    if name == "polynomial":
        given = [float(c) for c in options["coefficients"]]
        first = [Balls(np.float64(k)) * Balls(np.float64(c)) for k, c in enumerate(given)][1:]
        second = [Balls(np.float64(k * (k - 1))) * Balls(np.float64(c)) for k, c in enumerate(given)][2:]
        return (_horner([Balls(np.float64(c)) for c in given], z), _horner(first, z), _horner(second, z))
    if name not in FUNCTIONS:
        raise Unprovable(f"the second derivative of {name} is not enclosed")
    if z.middle.size > MAX_VALUES:
        raise Unprovable(f"more than {MAX_VALUES:,} values of {name} are not enclosed one by one")
    return _one_by_one(options, z)


def _bent(z: Balls, slope: float) -> tuple[Balls, Balls, Balls]:
    spread = z.spread * UP
    up, down = z.middle - spread > 0, z.middle + spread < 0
    if not (up | down).all():
        raise Unprovable("a ReLU reads 0 up to rounding: there is no second derivative at a kink")
    slopes = Balls(np.where(up, 1.0, slope))
    return z * slopes, slopes, Balls(np.zeros(z.shape))


def _horner(coefficients: list[Balls], z: Balls) -> Balls:
    total = Balls(np.zeros(z.shape))
    for coefficient in reversed(coefficients):
        total = total * z + coefficient
    return total


def _one_by_one(options: Any, z: Balls) -> tuple[Balls, Balls, Balls]:
    function = FUNCTIONS[options["name"]]
    found = np.empty((6, z.middle.size))
    before = flint.ctx.prec
    flint.ctx.prec = BITS
    try:
        pairs = zip(z.middle.ravel().tolist(), z.spread.ravel().tolist(), strict=True)
        for k, (middle, radius) in enumerate(pairs):
            for which, ball in enumerate(function(flint.arb(middle, radius), options)):
                found[2 * which, k], found[2 * which + 1, k] = float(ball.mid()), float(ball.rad())
    finally:
        flint.ctx.prec = before
    made = []
    for which in range(3):
        middle, wide = found[2 * which].reshape(z.shape), found[2 * which + 1].reshape(z.shape)
        made.append(Balls(middle, (wide * UP + 2 * U * abs(middle)) * UP + TINY))
    return made[0], made[1], made[2]


def _tanh(z: Any, options: Any) -> tuple[Any, Any, Any]:
    value, slope = z.tanh(), z.sech() ** 2
    return value, slope, -2 * value * slope


def _sigmoid(z: Any, options: Any) -> tuple[Any, Any, Any]:
    up, down = z.exp(), (-z).exp()
    value, slope = 1 / (1 + down), 1 / ((1 + down) * (1 + up))
    return value, slope, slope * (1 - 2 * value)


def _softplus(z: Any, options: Any) -> tuple[Any, Any, Any]:
    """As torch has it: z itself from βz > threshold on."""
    steep, end = flint.arb(float(options["beta"])), float(options["threshold"])
    scaled = steep * z
    if scaled > end:
        return z, flint.arb(1), flint.arb(0)
    if not scaled < end:
        raise Unprovable("a softplus reads its threshold up to rounding, where torch changes it")
    below = 1 / (1 + (-scaled).exp())
    return scaled.exp().log1p() / steep, below, steep * below * (1 - below)


def _gelu(z: Any, options: Any) -> tuple[Any, Any, Any]:
    if options["approximate"] != "none":
        raise Unprovable("the second derivative of GELU by tanh is not enclosed")
    below = (-z / flint.arb(2).sqrt()).erfc() / 2
    density = (-z * z / 2).exp() / (2 * flint.arb.pi()).sqrt()
    return z * below, below + z * density, density * (2 - z * z)


FUNCTIONS: dict[str, Callable[[Any, Any], tuple[Any, Any, Any]]] = {
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "gelu": _gelu,
}
