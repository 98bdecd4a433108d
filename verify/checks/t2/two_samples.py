"""All local minima with a loss that is not zero, for two samples and one input (T2 Proposition 1), in balls.

f = Σ v_j φ(w_j), φ(w) = (P(w x_1), P(w x_2)), P(0) = 0, r = f − y ≠ 0. At a critical point every unit has
r·φ(w_j) = 0, and one with v_j ≠ 0 has r·φ'(w_j) = 0, too; at a local minimum every unit has, as the Hessian has a 0 at
(w_j, w_j) where v_j = 0. So all w_j are double roots of r·φ, and roots of the determinant of (φ, φ').

* If all v_j are 0, r = −y, and they are double roots of y·φ. There is no local minimum if y·φ has no real one.
* Else let a unit with v_j ≠ 0 have the weight w, φ(w) ≠ 0. Then r is minus the part of y orthogonal to φ(w), and if w
  is the only real double root of r·φ, every unit has this weight and Σ v_j φ(w) = y + r. With c = r·φ''(w) ≠ 0 the
  second variation is |φ(w)|² (Σ Δv_j + κ Σ v_j Δw_j)² + c Σ v_j Δw_j². A minimum has c v_j ≥ 0 for all j, and v_j ≠ 0:
  a small v_j with c v_j < 0, its part along φ(w) taken back by another unit, lowers the loss. So c v_j > 0 for all j:
  the nullity of the Hessian is h − 1, and there are such points if and only if c Σ v_j > 0, that is β > 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import flint

Poly = flint.fmpq_poly
BITS = 256


class Families(NamedTuple):
    """The real double roots w with β > 0, each of which has a family of local minima, and those with β < 0."""

    minima: list[str]
    saddles: list[str]


def all_families(powers: list[int], inputs: list[flint.fmpq], targets: list[flint.fmpq]) -> Families | str:
    """All local minima with a loss that is not zero are in these families; or why that is not proved.

    >>> all_families([0, 1, 1], [flint.fmpq(1), flint.fmpq(2)], [flint.fmpq(1), flint.fmpq(1)])
    Families(minima=[], saddles=[])
    """
    p = Poly(powers)
    if powers[0] or len(inputs) != 2:
        return "P(0) ≠ 0, or there are not two samples"
    phi = [p(Poly([0, x])) for x in inputs]
    slope = [q.derivative() for q in phi]
    wronskian = phi[0] * slope[1] - phi[1] * slope[0]
    flat = targets[0] * phi[0] + targets[1] * phi[1]
    if wronskian == 0 or flat == 0 or _real_roots(flat.gcd(flat.derivative())):
        return "y·φ has a double root, or φ and φ' are parallel everywhere"
    found = Families([], [])
    with flint.ctx.workprec(BITS):
        roots = _real_roots(wronskian)
        for k, w in enumerate(roots):
            here = [flint.arb_poly(q)(w) for q in phi]
            if all(value.contains(0) for value in here):
                if w.is_exact() and w == 0:
                    continue  # a unit at 0 has no output: another unit with v_j ≠ 0 says what r is, or r = −y
                return "a double root at which φ may vanish"
            size = here[0] ** 2 + here[1] ** 2
            share = (targets[0] * here[0] + targets[1] * here[1]) / size
            r = [share * value - y for value, y in zip(here, targets, strict=True)]
            if all(value.contains(0) for value in r):
                return "y may be parallel to φ(w): the loss may be 0"
            error = [flint.arb_poly(q) for q in phi]
            total = r[0] * error[0] + r[1] * error[1]
            for other in (each for j, each in enumerate(roots) if j != k):
                if total(other).contains(0) and total.derivative()(other).contains(0):
                    return "r·φ may have two real double roots"
            beta = share * total.derivative().derivative()(w)
            if beta.contains(0):
                return "β may be 0"
            (found.minima if beta > 0 else found.saddles).append(w.str(8))
    return found


def _real_roots(polynomial: Poly) -> list[Any]:
    """Enclosed real roots, each once, 0 as an exact one."""
    if polynomial.degree() < 1:
        return []
    with flint.ctx.workprec(BITS):
        roots: list[Any] = polynomial.numer().complex_roots()
    return [flint.arb(0) if root.contains(0) else root.real for root, _ in roots if root.imag.is_zero()]
