"""Whether the squared error of a small shape has a minimum, by a route that is not that of :mod:`.small_fits`.

Either weights with the least error are written down, or shown to exist by Sturm's theorem or by the two roots of an
apolar quadratic; or weights far out are, whose error is next to its infimum and above it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import flint

from algebraic.shell import as_fraction

from ...instruments import design, kernel_basis, least_squares, num_real_roots, pseudo_inverse, rational
from .small_fits import (
    SmallShape,
    activation,
    certainly_fitted,
    cubic_of,
    error_at,
    pencil_factors,
    pencil_fit,
    targets_of,
)

FAR = 10**12  # how far out weights are looked at whose error comes near to its infimum
NEAR = Fraction(1, 10**6)  # of it, in units of Σ y²


def attained(instance: SmallShape) -> bool | None:
    """The same by another route: weights with the least error, or some far out with an error next to it."""
    kind, least = instance["kind"], certainly_fitted(instance).infimum
    if kind == "linear":
        x, y = design(instance["inputs"], instance["bias"]).transpose(), flint.fmpq_mat([targets_of(instance)])
        found = least_squares(x, y).tolist()[0]
        return error_at(instance, [[Fraction(1), *map(as_fraction, found)]]) == as_fraction(least)
    if kind == "unit" and _reached(instance, least):
        return True
    if kind == "pencil":
        (a, b), p = pencil_fit(instance)[1], activation(instance)
        z = p[1] * a / (p[2] * b) if a and b else flint.fmpq(0)
        if bool(a) == bool(b):
            unit = _pencil_unit(instance, z, b / (p[1] * z) if b else z)
            return error_at(instance, [unit]) == as_fraction(least) or None
    if kind == "cubes":
        c = cubic_of(instance) or []
        thirds = [c[0], c[1] / 3, c[2] / 3, c[3]]
        kernel = kernel_basis(flint.fmpq_mat([thirds[:3], thirds[1:]]))
        if len(kernel) > 1:  # a cube or 0
            return True
        q = [kernel[0][k, 0] for k in range(3)]  # apolar to c: its two roots are the linear forms
        bend = q[1] * q[1] - 4 * q[0] * q[2]
        if bend:
            return bool(bend > 0)
    weights = far_out(instance)
    scale = sum(Fraction(y) ** 2 for y in instance["targets"])
    return False if as_fraction(least) < error_at(instance, weights) < as_fraction(least) + NEAR * scale else None


def _reached(instance: SmallShape, least: flint.fmpq | None) -> bool:
    """Whether v = ±2^k max |y| have sums with the least error, by Sturm's theorem."""
    p, y = activation(instance), targets_of(instance)
    kept = [y, [max(v, flint.fmpq(0)) for v in y], [min(v, flint.fmpq(0)) for v in y]]
    nearest = [t for t in kept if sum(((a - b) ** 2 for a, b in zip(t, y, strict=True)), flint.fmpq(0)) == least]
    if any(not any(t) for t in nearest):
        return True  # v = 0
    largest = max(abs(v) for v in y)
    powers = [largest * flint.fmpq(2) ** k * s for k in range(-20, 44, 4) for s in (1, -1)]
    return any(all(num_real_roots(p - a / v) for a in t) for t, v in product(nearest, powers))


def far_out(instance: SmallShape) -> list[list[Fraction]]:
    """Weights of a size of ``FAR`` whose error is next to its infimum."""
    p, y = activation(instance), targets_of(instance)
    if instance["kind"] == "pencil":
        a, b = pencil_fit(instance)[1]
        z = flint.fmpq(FAR) if a else flint.fmpq(1, FAR)
        return [_pencil_unit(instance, z, a / (p[2] * z * z) if a else b / (p[1] * z))]
    if instance["kind"] == "cubes":
        (l0, l1), (m0, m1) = _double_line(cubic_of(instance) or [])
        both = [[flint.fmpq(FAR, 3), l0 + m0 / FAR, l1 + m1 / FAR], [flint.fmpq(-FAR, 3), l0, l1]]
        return [[as_fraction(v) for v in unit] for unit in both]
    up = sum((v * abs(v) for v in y), flint.fmpq(0)) >= 0
    v = max(abs(a) for a in y) * (1 if up == bool(p(0) > 0) else -1) / FAR
    sums = [_root(p - a / v) if (a > 0) == up and a else flint.fmpq(0) for a in y]
    x = design(instance["inputs"], instance["bias"])
    w = pseudo_inverse(x) * flint.fmpq_mat([[s] for s in sums])
    return [[as_fraction(v), *(as_fraction(row[0]) for row in w.tolist())]]


def _pencil_unit(instance: SmallShape, z: flint.fmpq, v: flint.fmpq) -> list[Fraction]:
    """v, and w with w·e = z."""
    factors = pencil_factors(instance) or []
    x, c = next((x, c) for x, c in zip(instance["inputs"], factors, strict=True) if c)
    square = sum((flint.fmpq(a * a) for a in x), flint.fmpq(0))
    return [as_fraction(v), *(as_fraction(z * c * a / square) for a in x)]


def _root(p: flint.fmpq_poly) -> flint.fmpq:
    """A rational number next to a real root."""
    with flint.ctx.workprec(256):
        roots: Any = p.numer().complex_roots()
        real = [root.real for root, _ in roots if root.imag.contains(0)]
        mantissa, exponent = real[-1].mid().man_exp()
    return rational(Fraction(int(mantissa)) * Fraction(2) ** int(exponent))


def _double_line(c: list[flint.fmpq]) -> tuple[list[flint.fmpq], list[flint.fmpq]]:
    """l, with a coefficient 1, and m of a cubic l² m; l² is its Hessian, up to a factor."""
    p, q, r, s = c
    head, middle = q * q - 3 * p * r, q * r - 9 * p * s
    if head:
        slope = middle / (2 * head)
        return [flint.fmpq(1), slope], [p, q - 2 * slope * p]
    return [flint.fmpq(0), flint.fmpq(1)], [r, s]
