"""Polynomials near ReLU on [−R, R], each with a proved upper bound of its sup error.

ReLU(x) = (x + abs(x))/2, so all of them are x/2 + q(x)/2 with an even polynomial q near abs(x):

* ``uniform``: the best q in the sup norm, from Remez's exchange for √t, t = x². Its error alternates at n + 2 points
  or more, which proves a lower bound for *every* polynomial of that degree (de la Vallée Poussin).
* ``chebyshev``: abs(x) = 2/π − 4/π Σ_k (−1)^k T_2k(x) / (4k² − 1), cut off; the sup error is R / (π (2m + 1)).
* ``legendre``: abs(x) = 1/2 + Σ_k (−1)^(k+1) (4k + 1) (2k−2)! / (4^k (k−1)! (k+1)!) P_2k(x), cut off; exact rationals.

n E_n(abs(x)) tends to R · 0.2801694990… for even n (Bernstein's constant), half of it for ReLU. (Theory II, §3, A.1.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Any

import flint
import numpy as np

from ..shell import TooLarge, WrongInput, as_fmpq, as_fraction
from .activation import Activation

KINDS = ("uniform", "chebyshev", "legendre")
MAX_DEGREE = 160
SCALED_LIMITS = {"uniform": 0.1401, "chebyshev": 0.3183, "legendre": 0.3183}  # degree · error / R, about
_EXCHANGES = 30


@dataclass(frozen=True)
class ReluApproximant:
    """A polynomial near ReLU on [−radius, radius].

    Attributes:
        error: a proved upper bound of the sup error.
        lower_bound: no polynomial of degree ≤ ``degree`` has a smaller sup error; proved on ``alternation``;
            ``None`` for the expansions.
        alternation: points, ascending, at which the error alternates in sign.
    """

    activation: Activation
    radius: Fraction
    kind: str
    error: Fraction
    lower_bound: Fraction | None = None
    alternation: tuple[Fraction, ...] = ()

    @property
    def degree(self) -> int:
        """Of the polynomial."""
        return self.activation.degree

    def as_dict(self) -> dict[str, Any]:
        """Plain data, exact numbers as text."""
        return {
            "activation": str(self.activation),
            "radius": str(self.radius),
            "kind": self.kind,
            "degree": self.degree,
            "error": str(self.error),
            "lower_bound": None if self.lower_bound is None else str(self.lower_bound),
            "alternation": [str(x) for x in self.alternation],
        }


def relu_approximant(degree: int, radius: Any = 1, kind: str = "uniform") -> ReluApproximant:
    """The approximant of a degree (at most this; odd degrees above 1 gain nothing over the even one below).

    Args:
        degree: from 1 to 160.
        radius: R > 0, an exact number.
        kind: ``uniform``, ``chebyshev`` or ``legendre``.

    Raises:
        WrongInput: a degree below 1, a radius that is not positive, an unknown kind.
        TooLarge: a degree above 160.

    >>> found = relu_approximant(2)
    >>> round(float(found.error), 9), round(float(found.lower_bound), 9)  # 1/16
    (0.0625, 0.0625)
    """
    scale = _checked_radius(radius)
    if kind not in KINDS:
        raise WrongInput(f"{kind!r} is no kind of approximant", hint=f"one of {', '.join(KINDS)}", kind="bad_kind")
    if isinstance(degree, bool) or not isinstance(degree, int) or degree < 1:
        raise WrongInput(f"an approximant of degree {degree!r}", hint="a whole number from 1 on", kind="bad_degree")
    if degree > MAX_DEGREE:
        raise TooLarge(
            f"an approximant of degree {degree} (limit {MAX_DEGREE})",
            hint="take a smaller degree",
            kind="degree_too_large",
        )
    half = degree // 2
    nodes: tuple[Fraction, ...] = ()
    if kind == "uniform":
        series, nodes = _remez(half)
        even = _chebyshev_sum(series)
    else:
        even = _chebyshev_sum(_chebyshev_series(half)) if kind == "chebyshev" else _legendre_sum(half)
    unit = (flint.fmpq_poly([0, 1]) + even) / 2
    activation = Activation(as_fraction(c) * scale / scale**k for k, c in enumerate(unit.coeffs()))
    error = relu_error_bound(activation, scale)
    if not nodes:
        return ReluApproximant(activation, scale, kind, error)
    points = tuple(scale * x for x in (*(-x for x in nodes[:0:-1]), *nodes))
    return ReluApproximant(activation, scale, kind, error, alternation_bound(activation, points), points)


def relu_for_accuracy(accuracy: Any, radius: Any = 1, kind: str = "uniform") -> ReluApproximant:
    """The approximant of least degree whose proved error is at most ε: the degree ℓ(ε) of Theory II.

    For ``uniform`` no polynomial at all of degree ℓ − 1 does it, where ``lower_bound`` of degree ℓ − 1 exceeds ε.

    Raises:
        WrongInput: an accuracy or radius that is not positive.
        TooLarge: the degree would exceed 160.

    >>> relu_for_accuracy("1/100", 2).degree
    28
    """
    wanted, scale = as_fraction(accuracy), _checked_radius(radius)
    if wanted <= 0:
        raise WrongInput(f"an accuracy of {wanted}", hint="a number above 0", kind="bad_accuracy")
    if kind not in KINDS:
        raise WrongInput(f"{kind!r} is no kind of approximant", hint=f"one of {', '.join(KINDS)}", kind="bad_kind")
    guess = SCALED_LIMITS[kind] * float(scale / wanted)
    if guess > MAX_DEGREE:
        raise TooLarge(
            f"accuracy {wanted} on [−{scale}, {scale}] needs a degree of about {guess:.0f} (limit {MAX_DEGREE})",
            hint="take a larger accuracy or a smaller radius",
            kind="degree_too_large",
        )
    half = int(guess / 2)
    found = relu_approximant(max(1, 2 * half), scale, kind)
    while found.error > wanted:
        half += 1
        found = relu_approximant(2 * half, scale, kind)
    while half > 0:
        smaller = relu_approximant(max(1, 2 * half - 2), scale, kind)
        if smaller.error > wanted:
            break
        found, half = smaller, half - 1
    return found


def relu_error_bound(activation: Activation, radius: Any) -> Fraction:
    """A proved upper bound of sup |P(x) − ReLU(x)| on [−R, R], for any polynomial P.

    On each half the error is a polynomial: the bound is its largest value, in balls, over the ends and over the
    critical points, which are enclosed by isolating the roots of the derivative.

    >>> relu_error_bound(Activation.parse("z**2/2+z/2"), 1)  # −1/8 at −1/2 and at 1/2
    Fraction(1, 8)
    """
    scale = _checked_radius(radius)
    # P(R u) / R against ReLU(u) on [−1, 1]
    poly = flint.fmpq_poly([as_fmpq(c * scale**k / scale) for k, c in enumerate(activation.coefficients)])
    identity = flint.fmpq_poly([0, 1])
    mirrored = poly - identity / 2
    right = poly - identity
    bounds = [_half_bound(right)]
    if mirrored(-identity) != mirrored:  # otherwise the error is even
        bounds.append(_half_bound(poly(-identity)))
    return scale * max(bounds)


def alternation_bound(activation: Activation, points: Sequence[Fraction]) -> Fraction | None:
    """min |P − ReLU| over points where it alternates: a lower bound for the error of every polynomial of degree
    ``len(points) − 2`` or less on any range that holds them (de la Vallée Poussin); ``None`` without alternation.

    >>> alternation_bound(Activation.parse("z/2+1/4"), [Fraction(-1), Fraction(0), Fraction(1)])
    Fraction(1, 4)
    """
    errors = [relu_error_at(activation, x) for x in points]
    rising = all(a < b for a, b in pairwise(points))
    if not rising or any(a * b >= 0 for a, b in pairwise(errors)):
        return None
    return min(abs(e) for e in errors)


def relu_error_at(activation: Activation, point: Fraction) -> Fraction:
    """P(x) − ReLU(x), exactly."""
    value = Fraction(0)
    for coefficient in reversed(activation.coefficients):
        value = value * point + coefficient
    return value - max(point, Fraction(0))


def _checked_radius(radius: Any) -> Fraction:
    scale = as_fraction(radius)
    if scale <= 0:
        raise WrongInput(f"a range [−R, R] with R = {scale}", hint="take R above 0", kind="bad_radius")
    return scale


def _half_bound(poly: flint.fmpq_poly) -> Fraction:
    """An upper bound of |poly| on [0, 1]."""
    bound = max(abs(as_fraction(poly(0))), abs(as_fraction(poly(1))))
    slope = poly.derivative()
    if slope.degree() < 1:
        return bound
    with flint.ctx.workprec(96 + 4 * poly.degree()):
        value_at = flint.arb_poly(poly)
        roots: Any = slope.numer().complex_roots()
        for root, _ in roots:  # of real ones the imaginary part is exactly 0
            if not root.imag.is_zero() or root.real < 0 or root.real > 1:
                continue
            bound = max(bound, _upper(value_at(root.real)))
    return bound


def _upper(ball: flint.arb) -> Fraction:
    """A rational number, of 64 bits, that is no smaller than the ball's absolute value."""
    with flint.ctx.workprec(64):
        mantissa, exponent = abs(ball).upper().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _chebyshev_sum(coefficients: Sequence[Fraction]) -> flint.fmpq_poly:
    """Σ c_k T_2k."""
    total = flint.fmpq_poly([0])
    for k, c in enumerate(coefficients):
        total += flint.fmpq_poly(flint.fmpz_poly.chebyshev_t(2 * k)) * as_fmpq(c)
    return total


def _chebyshev_series(half: int) -> list[Fraction]:
    """2/π and −4/π (−1)^k / (4k² − 1), rounded to 96 bits."""
    with flint.ctx.workprec(128):
        scaled: Any = (flint.arb(2) ** 96 / flint.arb.pi()).floor().unique_fmpz()
        over_pi = Fraction(int(scaled), 2**96)
    return [2 * over_pi] + [Fraction((-1) ** (k + 1) * 4, 4 * k * k - 1) * over_pi for k in range(1, half + 1)]


def _legendre_sum(half: int) -> flint.fmpq_poly:
    total = flint.fmpq_poly([flint.fmpq(1, 2)])
    for k in range(1, half + 1):
        above = (-1) ** (k + 1) * (4 * k + 1) * factorial(2 * k - 2)
        total += flint.fmpq_poly.legendre_p(2 * k) * flint.fmpq(above, 4**k * factorial(k - 1) * factorial(k + 1))
    return total


def _remez(half: int) -> tuple[list[Fraction], tuple[Fraction, ...]]:
    """Coefficients of T_0, T_2, …, T_2m of the best approximant of x on [0, 1], and the points of its alternation.

    Floating point: the bounds are proved afterwards, for the rational polynomial that comes out.
    """
    size = half + 2
    orders = 2 * np.arange(half + 1)
    angles = np.linspace(np.pi / 2, 0, size)  # x = cos θ, ascending from 0 to 1
    for _ in range(_EXCHANGES):
        matrix = np.column_stack([np.cos(np.outer(angles, orders)), (-1.0) ** np.arange(size)])
        *head, level = np.linalg.solve(matrix, np.cos(angles))
        series = np.array(head)
        moved = _extrema(series, orders, size)
        if moved is None:
            break
        angles = moved
        if np.abs(_error(series, orders, angles)).max() <= abs(level) * (1 + 1e-12):
            break
    points = np.cos(angles)
    points[0] = 0.0
    return [Fraction(float(c)) for c in series], tuple(Fraction(float(x)) for x in points)


def _error(series: np.ndarray, orders: np.ndarray, angles: np.ndarray) -> np.ndarray:
    return np.cos(np.outer(angles, orders)) @ series - np.cos(angles)


def _extrema(series: np.ndarray, orders: np.ndarray, size: int) -> np.ndarray | None:
    """Where the error is largest between its changes of sign, as angles; ``None`` unless there are ``size``."""
    grid = np.linspace(np.pi / 2, 0, 40 * size + 1)
    error = _error(series, orders, grid)
    pieces = np.split(np.arange(len(grid)), np.flatnonzero(np.diff(np.sign(error))) + 1)
    if len(pieces) != size:
        return None
    angles = np.array([grid[piece[np.argmax(np.abs(error[piece]))]] for piece in pieces])
    for _ in range(4):  # Newton's method for the derivative; the ends stay
        inner = angles[1:-1]
        waves = np.outer(inner, orders)
        slope = np.sin(inner) - np.sin(waves) @ (orders * series)
        bend = np.cos(inner) - np.cos(waves) @ (orders**2 * series)
        angles[1:-1] = inner - np.clip(slope / bend, grid[1] - grid[0], grid[0] - grid[1])
    return angles
