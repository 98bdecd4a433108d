"""The theorem of Newton and Kantorovich where there are more weights than equations.

Let F be continuously differentiable around the closed ball of radius ρ around v0, J = F′, J(v0) onto with
‖J(v0)⁺‖ ≤ β, ‖J(v0)⁺ F(v0)‖ ≤ η, and ‖J(v) − J(v′)‖ ≤ L ‖v − v′‖ on that ball. If h = β L η < ½ and 2η ≤ ρ, then F has
a zero within t = 2η / (1 + √(1 − 2h)) ≤ 2η of v0.

For on V = range J(v0)ᵀ the map G(u) = J(v0)⁺ F(v0 + u) has G′(0) = 1, ‖G(0)‖ ≤ η and a derivative with the Lipschitz
constant β L: the theorem for as many unknowns as equations (L. V. Kantorovich 1948; J. M. Ortega, Amer. Math. Monthly
75 (1968) 658–660) gives u with G(u) = 0, and J(v0)⁺ has no kernel. On the open ball of radius 2η < 1 / (β L) the
smallest singular value of J is more than 1/β − 2ηL > 0: there the zeros are a manifold of dimension weights −
equations, by the implicit function theorem.

The norm of v is that of the weights divided by their ``steps``; ``radius`` is Euclidean again, and around the floats
alone that ``corrections`` are added to. Every number below is one operation after the other in float64, rounded to
nearest and then up, so that whoever repeats it gets the same bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .rings import TINY, UP

LEAST_BALL = 2.0**-300  # so that what is constant on a ball is told from what only has no radius


@dataclass(frozen=True)
class Bounds:
    """What follows from the measured bounds.

    Attributes:
        beta: ≥ ‖J⁺‖.
        eta: ≥ ‖J⁺F‖.
        ball: ρ = 2η, or a tiny number more than 0.
        h: ≥ β L η.
        radius: within which of the floats the zero lies, nan if none is proved.
    """

    beta: float
    eta: float
    ball: float
    h: float
    radius: float


def follow(sigma: float, residual: float, lipschitz: float, longest: float, moved: float) -> Bounds:
    """β, η, ρ, h and the radius.

    Args:
        sigma: a lower bound of the smallest singular value of J(v0).
        residual: an upper bound of ‖F(v0)‖.
        lipschitz: an upper bound L on the ball.
        longest: the largest step.
        moved: an upper bound of the length of the corrections.

    >>> bounds = follow(0.5, 1e-3, 4.0, 1.0, 0.0)  # h = 2 · 4 · 2e-3
    >>> 0.0159 < bounds.h < 0.0161, 0.002 < bounds.radius < 0.0021
    (True, True)
    >>> follow(0.5, 1.0, 4.0, 1.0, 0.0).radius
    nan
    """
    beta = UP / sigma if sigma > 0 else math.inf
    lost = TINY if residual else 0.0  # more than is lost where a product is too small for its exponent
    eta = beta * residual * UP + lost
    h = beta * lipschitz * UP * eta * UP
    radius = math.nan
    ball = max(2 * eta, LEAST_BALL)
    if h < 0.5 and math.isfinite(beta):
        radius = (longest * (2 * eta / (1 + math.sqrt(1 - 2 * h)) * UP) + moved) * UP + lost
    return Bounds(beta, eta, ball, h, radius)
