"""How many complex solutions a small system can have: by a Gröbner basis over the rational numbers (flint)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint

from ..engines import dimension, num_standard_monomials
from ..systems import primitive_terms

LIMITS = 80, 400, 4000  # polynomials in the basis, terms of one, bits of a coefficient: a moment, and not more


@dataclass(frozen=True)
class Ideal:
    """What a basis says.

    Attributes:
        dimension: of the complex solutions; −1 if there are none.
        degree: their number with multiplicity, where they are finitely many.
        values: the one solution, where all polynomials of the basis are linear.
    """

    dimension: int
    degree: int | None
    values: tuple[Fraction, ...] | None


def ideal_of(names: Sequence[str], polynomials: Sequence[Any], *, order: str = "degrevlex") -> Ideal | None:
    """The ideal of some polynomials over Q; nothing if that would take long.

    >>> from algebraic.systems import as_system
    >>> ideal_of(("x", "y"), as_system(["x*y - 2", "x - 4"]).polynomials)
    Ideal(dimension=0, degree=1, values=(Fraction(4, 1), Fraction(1, 2)))
    """
    context = flint.fmpz_mpoly_ctx.get(tuple(names), flint.Ordering(order))
    given = [context.from_dict(dict(primitive_terms(p))) for p in polynomials]
    basis, whole = flint.fmpz_mpoly_vec(given, context).buchberger_naive(LIMITS)
    if not whole:
        return None
    vector: Any = basis  # its stub names no vector
    found = list(vector.autoreduction())
    leaders = [tuple(map(int, p.monomial(0))) for p in found]
    size = dimension(leaders, len(names))
    degree = num_standard_monomials(leaders, len(names)) if size == 0 else 0 if size < 0 else None
    return Ideal(size, degree, _one_solution(found, leaders) if degree == 1 else None)


def _one_solution(basis: list[Any], leaders: list[tuple[int, ...]]) -> tuple[Fraction, ...]:
    """Each leading monomial is an unknown, and what is left is a constant."""
    values = [Fraction(0)] * len(leaders)
    for polynomial, leader in zip(basis, leaders, strict=True):
        terms = {tuple(map(int, e)): int(c) for e, c in polynomial.terms()}
        values[leader.index(1)] = Fraction(-terms.get((0,) * len(leader), 0), terms[leader])
    return tuple(values)
