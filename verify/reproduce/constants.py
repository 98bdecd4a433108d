"""Real numbers of the literature, in balls that are proved to hold them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint

from algebraic.networks import relu_approximant

from .enclosure import Enclosure, in_ball

BITS = 128  # of the balls


def kac_real_roots(degree: int) -> Enclosure:
    """Expected number of real roots of Σ_{k≤n} c_k t^k with independent standard normal coefficients.

    E_n = 4/π ∫_0^1 √(A C − B²) / A dt with A = Σ t^{2k}, B = Σ k t^{2k−1}, C = Σ k² t^{2k−2}: the density of Kac, as
    Edelman and Kostlan derive it, which is the same at t and 1/t.
    """
    powers = [flint.fmpz_poly([0] * (2 * k) + [1]) for k in range(degree + 1)]
    a = sum(powers, flint.fmpz_poly([0]))
    b = sum((k * flint.fmpz_poly([0] * (2 * k - 1) + [1]) for k in range(1, degree + 1)), flint.fmpz_poly([0]))
    c = sum((k * k * powers[k - 1] for k in range(1, degree + 1)), flint.fmpz_poly([0]))
    inner, outer = flint.acb_poly(flint.arb_poly(a * c - b * b)), flint.acb_poly(flint.arb_poly(a))

    def density(t: Any, analytic: bool) -> Any:
        return inner(t).sqrt(analytic=analytic) / outer(t)

    with flint.ctx.workprec(BITS):
        found = 4 * flint.acb.integral(density, 0, 1).real / flint.arb.pi()
    return in_ball(found, f"an integral in balls of {BITS} bits")


def absolute_value_error(degree: int) -> Enclosure:
    """The least sup error of polynomials of this degree as approximations of abs(x) on [−1, 1].

    Twice that of ReLU(x) = (x + abs(x))/2 if the degree is at least 1.
    """
    found = relu_approximant(degree)
    because = "an alternation (de la Vallée Poussin) from below, a bound of the sup error from above"
    low = Fraction(0) if found.lower_bound is None else found.lower_bound
    return Enclosure(2 * low, 2 * found.error, because)
