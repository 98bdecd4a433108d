"""Real roots of a rational polynomial: their number by Sturm's theorem, and its largest values, where it has them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import flint

ONE = flint.fmpq_poly([1])


def num_real_roots(polynomial: flint.fmpq_poly, low: Any = None, high: Any = None) -> int:
    """Number of different real roots in (low, high]; ``None`` stands for −∞ and ∞.

    >>> num_real_roots(flint.fmpq_poly([0, -1, 0, 1])), num_real_roots(flint.fmpq_poly([0, -1, 0, 1]), 0, 1)
    (3, 1)
    """
    if polynomial.degree() < 1:
        if polynomial == 0:
            raise ValueError("every number is a root of the zero polynomial")
        return 0
    # Dividing by the greatest common divisor leaves the same roots, each once.
    chain = [polynomial // polynomial.gcd(polynomial.derivative())]
    chain.append(chain[0].derivative())
    while chain[-1].degree() > 0:
        rest = chain[-2] % chain[-1]
        chain.append(-rest / abs(rest[rest.degree()]))
    return _changes(chain, low, -1) - _changes(chain, high, 1)


def largest_square(
    polynomial: flint.fmpq_poly, low: Any = -1, high: Any = 1, *, base: flint.fmpq_poly = ONE, power: int = 0
) -> flint.arb:
    """A ball that holds max p(x)² b(x)^power over [low, high], for a base b that is positive inside.

    The largest value is at an end or where 2 p′ b + power p b′ = 0, or p = 0: these roots are isolated, so that the
    ball is proved.

    >>> bend = flint.fmpq_poly([-1, 0, 2])  # T_2, and (T_2′)²(1 − x²) = 4 at x² = 1/2
    >>> largest_square(bend) == 1
    True
    >>> abs(largest_square(bend.derivative(), base=flint.fmpq_poly([1, 0, -1]), power=1) - 4) < 1e-20
    True
    """
    slope = 2 * polynomial.derivative() * base + power * polynomial * base.derivative()
    with flint.ctx.workprec(128 + 8 * max(0, slope.degree())):
        p, b = flint.arb_poly(polynomial), flint.arb_poly(base)
        ends = [flint.arb(polynomial(x)) ** 2 * flint.arb(base(x)) ** power for x in (low, high)]
        surely, perhaps = list(ends), list(ends)
        roots: Any = slope.numer().complex_roots() if slope.degree() > 0 else []
        for root, _ in roots:  # of real ones the imaginary part is exactly 0
            place = root.real
            if not root.imag.is_zero() or place < low or place > high:
                continue
            value = p(place) ** 2 * b(place) ** power
            perhaps.append(value)
            if low < place < high:
                surely.append(value)
        return max(v.lower() for v in surely).union(max(v.upper() for v in perhaps))


def _changes(chain: list[flint.fmpq_poly], place: Any, end: int) -> int:
    """Changes of sign at a place, or at the end of the line on that side."""
    signs = []
    for p in chain:
        value = p[p.degree()] * (end if p.degree() % 2 else 1) if place is None else p(place)
        if value != 0:
            signs.append(value > 0)
    return sum(a != b for a, b in pairwise(signs))
