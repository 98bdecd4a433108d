"""Other generators of the same ideal of functions analytic at the origin, fewer and simpler."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations_with_replacement
from math import comb
from typing import Any

import flint

MAX_FACTORED = 300  # terms of a polynomial that is factored
MAX_TERMS = 3_000  # in all, after an elimination
MAX_ROUNDS = 200
MAX_MULTIPLES = 300  # of the other generators, among which one is sought


def simplified(polynomials: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """Generators without variables that an equation determines, and the names of those that were eliminated.

    Until nothing changes:

    * factors that are not 0 at the origin, units there, are left out;
    * linear combinations over Q bring the coefficients into reduced echelon form, low degrees first;
    * terms that another generator, a monomial, divides are left out;
    * one that divides all others up to a unit stands for all;
    * at the end, one that is a sum of multiples of the others of no higher degree is left out;
    * an equation a x + b = 0 with a(0) ≠ 0, a and b without x, determines x = −b/a analytically: x is replaced in the
      others, which are multiplied by powers of the unit a. As a x + b is a coordinate then, it adds ½ to λ, and the
      others have their own λ in the other variables.

    >>> ring = flint.fmpq_mpoly_ctx.get(("x", "y", "z"), flint.Ordering.degrevlex)
    >>> x, y, z = ring.gens()
    >>> simplified([x + x * y - z**2, x * y + y**2 * (1 + z)])[1]
    ['x']
    """
    gens, eliminated = _monic(polynomials), []
    for _ in range(MAX_ROUNDS):
        before = gens
        gens = _monic(_without_units(p) for p in gens)
        gens = _one_for_all(_reduced(_echelon(gens)))
        found = _eliminate(gens)
        if found is not None:
            name, gens = found
            eliminated.append(name)
            gens = _monic(gens)
        elif gens == before:
            break
    return _without_consequences(gens), eliminated


def variables_of(polynomial: Any) -> set[int]:
    """The indices of the variables that occur."""
    return {i for i, degree in enumerate(polynomial.degrees()) if degree > 0}


def constant_of(polynomial: Any) -> Any:
    """The value at the origin."""
    return polynomial[(0,) * polynomial.context().nvars()]


def _monic(polynomials: Any) -> list[Any]:
    """Those that are not 0, each once, with leading coefficient 1."""
    out: list[Any] = []
    for p in polynomials:
        if not p.is_zero():
            scaled = p / p.context().constant(p.leading_coefficient())
            if scaled not in out:
                out.append(scaled)
    return out


def _without_units(polynomial: Any) -> Any:
    if len(polynomial) == 1 or len(polynomial) > MAX_FACTORED:
        return polynomial
    factors = polynomial.factor()[1]
    if all(constant_of(factor) == 0 for factor, _ in factors):
        return polynomial
    kept = [factor**power for factor, power in factors if constant_of(factor) == 0]
    return reduce(lambda a, b: a * b, kept, polynomial.context().constant(1))


def _echelon(gens: list[Any]) -> list[Any]:
    if len(gens) < 2:
        return gens
    context = gens[0].context()
    columns = sorted({tuple(map(int, m)) for p in gens for m in p.monoms()}, key=lambda e: (sum(e), e))
    place = {e: k for k, e in enumerate(columns)}
    matrix = flint.fmpq_mat(len(gens), len(columns))
    for i, p in enumerate(gens):
        for e, c in p.terms():
            matrix[i, place[tuple(map(int, e))]] = c
    echelon, rank = matrix.rref()
    rows = [{e: echelon[i, k] for k, e in enumerate(columns) if echelon[i, k] != 0} for i in range(rank)]
    return _monic(context.from_dict(row) for row in rows)


def _reduced(gens: list[Any]) -> list[Any]:
    """Without the terms that another generator, a monomial, divides."""
    monomials = [tuple(map(int, p.monoms()[0])) for p in gens if len(p) == 1]
    if not monomials:
        return gens
    out = []
    for p in gens:
        own = tuple(map(int, p.monoms()[0])) if len(p) == 1 else None
        kept = {e: c for e, c in p.terms() if not any(m != own and _divides(m, e) for m in monomials)}
        out.append(p if len(kept) == len(p) else p.context().from_dict(kept))
    return _monic(out)


def _divides(monomial: Sequence[int], exponents: Sequence[int]) -> bool:
    return all(a <= b for a, b in zip(monomial, exponents, strict=True))


def _one_for_all(gens: list[Any]) -> list[Any]:
    """The greatest common divisor alone, where it is a generator up to a unit."""
    if len(gens) < 2 or any(len(p) > MAX_FACTORED for p in gens):
        return gens
    common = reduce(lambda a, b: a.gcd(b), gens)
    return [common] if any(constant_of(p / common) != 0 for p in gens) else gens


def _without_consequences(gens: list[Any]) -> list[Any]:
    kept = list(gens)
    for p in sorted(gens, key=lambda q: -q.total_degree()):
        others = [q for q in kept if q is not p]
        if others and _is_consequence(p, others):
            kept = others
    return kept


def _is_consequence(polynomial: Any, others: Sequence[Any]) -> bool:
    """Whether it is Σ c_i f_i with deg c_i f_i ≤ its own degree, by linear algebra over Q."""
    context, degree = polynomial.context(), int(polynomial.total_degree())
    used = sorted(set.union(*map(variables_of, [polynomial, *others])))
    rooms = [degree - int(q.total_degree()) for q in others]
    if sum(comb(len(used) + room, room) for room in rooms if room >= 0) > MAX_MULTIPLES:
        return False
    columns = []
    for q, room in zip(others, rooms, strict=True):
        for size in range(room + 1):
            for chosen in combinations_with_replacement(used, size):
                columns.append(reduce(lambda a, i: a * context.gen(i), chosen, q))
    place: dict[tuple[int, ...], int] = {}
    for q in [*columns, polynomial]:
        for e in q.monoms():
            place.setdefault(tuple(map(int, e)), len(place))
    matrix = flint.fmpq_mat(len(columns) + 1, len(place))
    for i, q in enumerate([*columns, polynomial]):
        for e, c in q.terms():
            matrix[i, place[tuple(map(int, e))]] = c
    without = flint.fmpq_mat([[matrix[i, j] for j in range(len(place))] for i in range(len(columns))])
    return bool(columns) and int(matrix.rank()) == int(without.rank())


def _eliminate(gens: list[Any]) -> tuple[str, list[Any]] | None:
    """The variable that costs the fewest terms, and the other generators without it."""
    choices = []
    for k, p in enumerate(gens):
        for i in variables_of(p):
            if p.degrees()[i] == 1:
                by_power = _by_power(p, i)
                if constant_of(by_power[1]) != 0:
                    others = sum(i in variables_of(q) for q in gens) - 1
                    choices.append((others * len(p), len(by_power[1]), k, i))
    for *_, k, i in sorted(choices):
        found = _replaced(gens, k, i)
        if found is not None:
            return str(gens[0].context().names()[i]), found
    return None


def _replaced(gens: list[Any], k: int, i: int) -> list[Any] | None:
    powers = _by_power(gens[k], i)
    unit, rest = powers[1], powers.get(0, gens[k].context().constant(0))
    out, size = [], 0
    for j, p in enumerate(gens):
        if j == k:
            continue
        parts = _by_power(p, i)
        top = max(parts)
        p = reduce(lambda a, b: a + b, (q * (-rest) ** e * unit ** (top - e) for e, q in parts.items()))
        size += len(p)
        if size > MAX_TERMS:
            return None
        out.append(p)
    return out


def _by_power(polynomial: Any, i: int) -> dict[int, Any]:
    """The coefficients of the powers of one variable."""
    parts: dict[int, dict[Any, Any]] = {}
    for e, c in polynomial.terms():
        rest = list(map(int, e))
        power, rest[i] = rest[i], 0
        parts.setdefault(power, {})[tuple(rest)] = c
    return {power: polynomial.context().from_dict(terms) for power, terms in parts.items()}
