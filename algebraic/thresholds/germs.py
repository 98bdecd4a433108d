"""An ideal at the origin: simplified without changing it there, taken apart, and handed to the Newton polyhedron."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Any

import flint

from ..shell import as_fmpq, as_fraction
from .by_polyhedron import Shift, by_polyhedron
from .rules import NOTHING, Threshold
from .simplify import MAX_FACTORED, constant_of, simplified, variables_of

MAX_SHIFTS = 8  # of coordinates, one after the other
MAX_ALONE = 4  # generators, each of which is looked at alone for a lower bound
HALF = Fraction(1, 2)


def at_origin(polynomials: Sequence[Any], *, shifts: int = MAX_SHIFTS) -> Threshold:
    """λ for K = ½ Σ f_i² at the origin, where all f_i vanish, or bounds with their reasons.

    K changes by factors between positive constants where the f_i are replaced by other generators of the ideal that
    they generate among functions analytic at 0, and neither λ nor the multiplicity changes with that, nor with analytic
    coordinates. In order: other generators (``simplify.simplified``), where each variable that
    is eliminated adds ½; parts without common variables, which add; full rank of the Jacobian; a common factor in
    variables of its own, a minimum; the Newton polyhedron, in other coordinates if these help. What is left has the
    bounds of :func:`_lower` and of the Newton polyhedron.

    Args:
        polynomials: python-flint ``fmpq_mpoly`` of one ring.
        shifts: how many changes of coordinates may still be tried; several at one place share what is left.
    """
    if any(constant_of(p) != 0 for p in polynomials):
        raise ValueError("not all polynomials vanish at the origin")
    gens, eliminated = simplified(polynomials)
    total = NOTHING
    if eliminated:
        reason = f"{len(eliminated)} variable{'s' * (len(eliminated) > 1)} eliminated, ½ each: {_list(eliminated)}"
        total = Threshold.exact(HALF * len(eliminated), 1, reason)
    for part in _components(gens):
        total = total.plus(_connected(part, shifts))
    return total


def _connected(gens: Sequence[Any], shifts: int) -> Threshold:
    """Generators that share variables."""
    if _rank(gens) == len(gens):
        return Threshold.exact(
            HALF * len(gens), 1, f"the Jacobian has the full rank {len(gens)}, the codimension of a smooth zero set"
        )
    found = _product(gens, shifts)
    if found is not None:
        return found
    used = sorted(set().union(*map(variables_of, gens)))
    names = [gens[0].context().names()[i] for i in used]
    equations = [{tuple(int(e[i]) for i in used): as_fraction(c) for e, c in p.terms()} for p in gens]
    best, moves = by_polyhedron(equations, names)
    if best.value is not None:
        return best
    best = best.within(_lower(gens, shifts), best.upper)
    tried = moves[:shifts]
    for move in tried:
        other = at_origin([_moved(p, move, used) for p in gens], shifts=(shifts - 1) // len(tried))
        if other.value is not None:
            x, c, beta = names[move.variable], move.constant, _power(move, names)
            return other.because(f"after the change of coordinates {x} → {x} + {c}*{beta}")
        best = best.within(other.lower, other.upper)
    if best.value is not None:
        return best.because("lower and upper bound are equal")
    return best


def _product(gens: Sequence[Any], shifts: int) -> Threshold | None:
    """A factor of all generators in variables of its own, or powers: the ideal is a product."""
    if any(len(p) > MAX_FACTORED for p in gens):
        return None
    common = reduce(lambda a, b: a.gcd(b), gens)
    if common.is_constant():
        return None
    rest = [p / common for p in gens]
    if not any(p.is_constant() for p in rest):
        if variables_of(common) & set().union(*map(variables_of, rest)):
            return None
        return at_origin([common], shifts=shifts).times(at_origin(rest, shifts=shifts))
    groups: list[tuple[set[int], list[tuple[Any, int]]]] = []
    for factor, power in common.factor()[1]:
        own, members = variables_of(factor), [(factor, int(power))]
        for group in [g for g in groups if g[0] & own]:
            groups.remove(group)
            own, members = own | group[0], members + group[1]
        groups.append((own, members))
    powers = [gcd(*(power for _, power in members)) for _, members in groups]
    if powers == [1]:
        return None
    parts = []
    for (_, members), power in zip(groups, powers, strict=True):
        base = reduce(lambda a, b: a * b, (factor ** (e // power) for factor, e in members))
        parts.append(at_origin([base], shifts=shifts).root(power))
    return reduce(Threshold.times, parts)


def _lower(gens: Sequence[Any], shifts: int) -> Fraction:
    """A lower bound: the largest that one generator alone has.

    More generators make K larger. One f of order k has λ ≥ 1/(2k): on lines in a general direction its k-th derivative
    is away from 0 near the point, so {|f| ≤ ε} has length at most C ε^(1/k) there (van der Corput).
    """
    bounds = {k: HALF / min(sum(map(int, e)) for e in p.monoms()) for k, p in enumerate(gens)}
    lower = max(bounds.values())
    if len(gens) > 1:
        few = sorted(bounds, key=lambda k: (-bounds[k], len(gens[k])))[:MAX_ALONE]
        lower = max(lower, *(at_origin([gens[k]], shifts=min(shifts, 1)).lower for k in few))
    return lower


def _moved(polynomial: Any, move: Shift, used: Sequence[int]) -> Any:
    context = polynomial.context()
    values = list(context.gens())
    term = context.constant(as_fmpq(move.constant))
    for i, e in zip(used, move.exponents, strict=True):
        term *= values[i] ** e
    values[used[move.variable]] += term
    return polynomial.compose(*values)


def _power(move: Shift, names: Sequence[str]) -> str:
    return "*".join(f"{n}^{e}" if e > 1 else n for n, e in zip(names, move.exponents, strict=True) if e)


def _components(gens: Sequence[Any]) -> list[list[Any]]:
    """The generators, those together that share variables, directly or by others."""
    groups: list[tuple[set[int], list[Any]]] = []
    for p in gens:
        own, members = variables_of(p), [p]
        for group in [g for g in groups if g[0] & own]:
            groups.remove(group)
            own, members = own | group[0], group[1] + members
        groups.append((own, members))
    return [members for _, members in groups]


def _rank(gens: Sequence[Any]) -> int:
    """The rank of the Jacobian at the origin."""
    size = gens[0].context().nvars()
    rows = [[0] * size for _ in gens]
    for row, p in zip(rows, gens, strict=True):
        for e, c in p.terms():
            if sum(e) == 1:
                row[[int(k) for k in e].index(1)] = c
    return int(flint.fmpq_mat(rows).rank())


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
