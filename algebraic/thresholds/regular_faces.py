"""The learning coefficient of equations whose faces are regular, each equation with a Newton polyhedron of its own.

For w > 0 let f_i|w be the terms of f_i on which w·α is least, m_i(w) that least value. The equations are **regular** (a
non-degenerate complete intersection, after Khovanskii and Varchenko) if for each w > 0 and each set S of them the
gradients of f_i|w, i ∈ S, are linearly independent wherever these vanish together in (R \\ 0)^d.

Then a toric modification for the common normal fan makes all f_i monomial beside functions with independent gradients:
at a point over the origin, in a cone with the rays ρ_j, there are coordinates y_j and u_i with

    f_i = y^(m_i) for i ∉ S,    f_i = y^(m_i) u_i for i ∈ S,    dx = Π_j y_j^(|ρ_j| − 1) dy du,

up to units, S the equations whose face parts vanish there. That is a monomial ideal: 2 λ is the least value of
|w| + Σ_S b_i over w in the cone, b ≥ 0, m_i(w) ≥ 1 for i ∉ S and m_i(w) + b_i ≥ 1 for i ∈ S; the multiplicity is the
dimension of the optimal (w, b), plus 1. The least over all cones and S is that of the ideal. One equation: λ is the
smaller one of half the value of its polyhedron and ½, where it has a zero.

Sources: A. Varchenko, Functional Analysis and Its Applications 10 (1976); A. Khovanskii, ibid. 11 (1977).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod

import flint

from ..shell import TooLarge, as_fmpq
from .linear_program import Exponents, distance
from .polyhedron import Ray, compact_faces, facets, flatten
from .rules import Threshold
from .torus_zeros import Terms, derivatives, no_common_zero

MAX_EQUATIONS = 3
MAX_SUMS = 400  # exponent vectors of the product of the equations
REASON = "Newton polyhedra: on every face the equations that vanish together have independent gradients"


def by_regular_faces(equations: Sequence[Terms]) -> Threshold | None:
    """λ at the origin, or bounds, for equations that are proved to be regular; ``None`` where that is not proved.

    >>> one = Fraction(1)
    >>> found = by_regular_faces([{(2, 0): one, (0, 2): -one}])  # x² − y²
    >>> found.value, found.multiplicity
    (Fraction(1, 2), 2)
    """
    if len(equations) > MAX_EQUATIONS or prod(map(len, equations)) > MAX_SUMS:
        return None
    sums = {tuple(map(sum, zip(*choice, strict=True))) for choice in product(*equations)}
    try:
        cones = list(_cones(sorted(sums)))
    except TooLarge:
        return None
    found: list[_Candidate] = []
    for rays in cones:
        parts = [_initial(terms, rays) for terms in equations]
        for chosen, occurs in _vanishing([k for k, part in enumerate(parts) if len(part) > 1], parts):
            if occurs is None:
                return None
            if occurs != "never":
                found.append(_candidate(equations, rays, chosen, occurs == "surely"))
    lower = min(each.value for each in found)
    upper = min(each.value for each in found if each.sure)
    if lower < upper:
        reason = f"{REASON}; not known whether they do vanish together"
        return Threshold(lower / 2, upper / 2, None, (reason,))
    orders = {sure: max((c.order for c in found if c.value == lower and c.sure >= sure), default=0) for sure in (0, 1)}
    return Threshold.exact(lower / 2, orders[1] if orders[0] == orders[1] else None, REASON)


@dataclass(frozen=True)
class _Candidate:
    value: Fraction  # 2 λ
    order: int
    sure: bool


def _cones(points: Sequence[Exponents]) -> Iterator[list[Ray]]:
    """For each compact face the rays of its normal cone."""
    rays = facets(points)
    for face in compact_faces(points):
        yield [
            ray for ray in rays if all(sum(w * a for w, a in zip(ray[:-1], e, strict=True)) == ray[-1] for e in face)
        ]


def _least(terms: Terms, weight: Sequence[int]) -> int:
    return min(sum(w * a for w, a in zip(weight, e, strict=True)) for e in terms)


def _initial(terms: Terms, rays: Sequence[Ray]) -> Terms:
    """The part of an equation that belongs to the interior of the cone."""
    weight = [sum(column) for column in zip(*(ray[:-1] for ray in rays), strict=True)]
    least = _least(terms, weight)
    return {e: c for e, c in terms.items() if sum(w * a for w, a in zip(weight, e, strict=True)) == least}


def _vanishing(several: Sequence[int], parts: Sequence[Terms]) -> Iterator[tuple[tuple[int, ...], str | None]]:
    """Each set of face parts, and whether they vanish together: never, perhaps or surely; ``None``: not regular."""
    yield (), "surely"
    if not several:
        return
    bases = {i: next(iter(parts[i])) for i in several}
    points = [tuple(a - b for a, b in zip(e, bases[i], strict=True)) for i in several for e in parts[i]]
    flat = iter(flatten([(0,) * len(points[0]), *points])[0][1:])
    own = {i: {next(flat): c for c in parts[i].values()} for i in several}
    for size in range(1, len(several) + 1):
        for chosen in combinations(several, size):
            equations = [own[i] for i in chosen]
            empty = no_common_zero(equations)
            if empty:
                yield chosen, "never"
            elif not _independent(equations):
                yield chosen, None
            else:
                yield chosen, "perhaps" if empty is None else "surely"


def _independent(equations: Sequence[Terms]) -> bool:
    """Whether the gradients are proved to be independent at each common zero: the minors do not all vanish there."""
    size = len(next(iter(equations[0])))
    if size < len(equations):
        return False
    gradients = [derivatives(terms) for terms in equations]
    minors = [_determinant([[row[j] for j in chosen] for row in gradients])
              for chosen in combinations(range(size), len(equations))]  # fmt: skip
    return bool(no_common_zero([*equations, *(minor for minor in minors if minor)]))


def _determinant(matrix: Sequence[Sequence[Terms]]) -> Terms:
    """By expansion along the first row."""
    if len(matrix) == 1:
        return dict(matrix[0][0])
    total: Terms = {}
    for k, entry in enumerate(matrix[0]):
        minor = _determinant([[*row[:k], *row[k + 1 :]] for row in matrix[1:]])
        for a, c in entry.items():
            for b, d in minor.items():
                e = tuple(x + y for x, y in zip(a, b, strict=True))
                total[e] = total.get(e, Fraction(0)) + (-1) ** k * c * d
    return {e: c for e, c in total.items() if c}


def _candidate(equations: Sequence[Terms], rays: Sequence[Ray], chosen: Sequence[int], sure: bool) -> _Candidate:
    """The monomial ideal in y (scaled by |ρ_j|) and u."""
    sizes = [sum(ray[:-1]) for ray in rays]
    exponents = [
        tuple(
            [Fraction(_least(terms, ray[:-1]), size) for ray, size in zip(rays, sizes, strict=True)]
            + [Fraction(i == k) for k in chosen]
        )
        for i, terms in enumerate(equations)
    ]
    found = distance(exponents)
    width = len(rays) + len(chosen)
    rows = [[*map(as_fmpq, exponents[k])] for k in found.on_face]
    rows += [[flint.fmpq(int(j == i)) for j in range(width)] for i in found.free]
    dimension = len(rays[0]) - 1
    images = [
        [flint.fmpq(ray[i], size) for ray, size in zip(rays, sizes, strict=True)] + [flint.fmpq(0)] * len(chosen)
        for i in range(dimension)
    ]
    images += [[flint.fmpq(int(j == len(rays) + k)) for j in range(width)] for k in range(len(chosen))]
    order = flint.fmpq_mat(rows + images).rank() - (flint.fmpq_mat(rows).rank() if rows else 0) + 1
    return _Candidate(found.value, int(order), sure)
