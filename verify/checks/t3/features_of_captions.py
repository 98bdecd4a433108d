"""What the captions of T3's regressions leave open, the features and the points, and what depends on it; in balls."""

from __future__ import annotations

from functools import cache
from typing import Literal

import flint

from ...evidence import Finding

Basis = Literal["monomials", "Chebyshev", "Legendre"]
Spacing = Literal["Chebyshev", "equal"]
BITS = 700


def points(count: int, spacing: Spacing) -> list[flint.arb]:
    """Chebyshev nodes, or equally spaced points of [−1, 1] with both ends."""
    if spacing == "equal":
        return [flint.arb(2 * k + 1 - count) / (count - 1) for k in range(count)]
    return [flint.arb.sin_pi(flint.arb(2 * k + 1 - count) / (2 * count)) for k in range(count)]


def gram(count: int, spacing: Spacing, degree: int, basis: Basis) -> flint.arb_mat:
    """ΦΦᵀ for the features of degrees 0 … ``degree`` at these points."""
    rows = []
    for x in points(count, spacing):
        row = [flint.arb(1), x]
        for k in range(2, degree + 1):
            a, b, c = {"monomials": (1, 0, 1), "Chebyshev": (2, 1, 1), "Legendre": (2 * k - 1, k - 1, k)}[basis]
            row.append((a * x * row[-1] - b * row[-2]) / c)
        rows.append(row[: degree + 1])
    phi = flint.arb_mat(rows)
    return phi * phi.transpose()


def least_eigenvalue(matrix: flint.arb_mat) -> flint.arb:
    """A lower bound: 1/‖M⁻¹‖_F."""
    entries = (v * v for row in matrix.inv().tolist() for v in row)
    return 1 / sum(entries, flint.arb(0)).sqrt()


def back_to_zero(basis: Basis, *, cycle: int, degree: int = 30, count: int = 9, step: str = "0.2") -> Finding:
    """Fig. 4: what gradient descent on the mean of squares leaves of any training error after a cycle.

    The residuals are multiplied by I − (2·step/N) ΦΦᵀ in each step; its eigenvalues lie in (−1, 1) if (2·step/N) times
    the trace is below 2, and below the bound for the least one.
    """
    with flint.ctx.workprec(BITS):
        k = gram(count, "Chebyshev", degree, basis)
        eta = 2 * flint.arb(step) / count
        largest = eta * sum((k[i, i] for i in range(count)), flint.arb(0))
        slowest = 1 - eta * least_eigenvalue(k)
        left = slowest ** (2 * cycle)
        measured = {
            "features": basis,
            "points": "Chebyshev",
            "left_of_the_error": left.str(4),
            "largest": largest.str(4),
        }
        if not largest - 1 <= slowest:
            return Finding(None, "certified", measured, "the step may be too large")
        if left < flint.arb(10) ** -30:
            return Finding(True, "certified", measured)
    reason = f"in {basis} of degree {degree} a cycle is not proved to bring the training error to zero"
    return Finding(None, "certified", measured, reason)


@cache
def compared(degree: int = 100, count: int = 76) -> Finding:
    """Fig. 13: numerical errors are amplified by 1/σ_min(Φ), with Chebyshev nodes by many decades less."""
    with flint.ctx.workprec(BITS):
        least = {kind: least_eigenvalue(gram(count, kind, degree, "monomials")) for kind in ("Chebyshev", "equal")}
        if not least["Chebyshev"].is_finite() or not least["equal"].is_finite():
            return Finding(None, "certified", {}, f"not decided with {BITS} bits")
        # 1/‖M⁻¹‖_F is between λ_min/√N and λ_min
        ratio = (least["Chebyshev"] / least["equal"] / flint.arb(count).sqrt()).sqrt()
        measured = {"degree": degree, "amplified_less_by_a_factor_of_at_least": ratio.str(4)}
        holds = bool(ratio > 10**6)
    return Finding(holds, "certified", measured, "" if holds else "Chebyshev nodes amplify errors as much")
