"""Sturm's theorem: how many real roots a rational polynomial has, exactly."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import flint


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


def _changes(chain: list[flint.fmpq_poly], place: Any, end: int) -> int:
    """Changes of sign at a place, or at the end of the line on that side."""
    signs = []
    for p in chain:
        value = p[p.degree()] * (end if p.degree() % 2 else 1) if place is None else p(place)
        if value != 0:
            signs.append(value > 0)
    return sum(a != b for a, b in pairwise(signs))
