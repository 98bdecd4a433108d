"""Systems of polynomials with random coefficients: their dimension, by a resultant matrix modulo a prime (T2 §3)."""

from __future__ import annotations

from itertools import combinations_with_replacement
from math import comb
from typing import TypedDict, final

import flint
import numpy as np

from ...claims import Settings
from ...declare import hypothesis
from ...evidence import Finding
from ...instruments import grow

PRIME = 2**31 - 1
Monomial = tuple[int, ...]
Form = dict[Monomial, int]


@final
class RandomSystem(TypedDict):
    """N polynomials in K unknowns, each by its degree and the coefficients of all monomials up to it, in order."""

    unknowns: int
    degrees: list[int]
    coefficients: list[list[int]]


def draw_system(stream: np.random.Generator, settings: Settings) -> RandomSystem:
    """One to three polynomials of degree 1 to 3 in more unknowns, all coefficients at random."""
    count = grow(settings.scale, 1 + (settings.drop == "random"), 3, stream)
    unknowns = count + grow(settings.scale, 1, 3, stream)
    if settings.drop == "underdetermined":
        unknowns, count = 1, 3
    degrees = [int(stream.integers(1, 4)) for _ in range(count)]
    if settings.drop == "random":
        degrees[1] = degrees[0]
    coefficients = [stream.integers(-999, 1000, comb(unknowns + d, d)).tolist() for d in degrees]
    if settings.drop == "random":
        coefficients[1] = [2 * v for v in coefficients[0]]
    return {"unknowns": unknowns, "degrees": degrees, "coefficients": coefficients}


def monomials(variables: int, degree: int) -> list[Monomial]:
    """The exponents of all monomials of this very degree, in order.

    >>> monomials(2, 2)
    [(2, 0), (1, 1), (0, 2)]
    """
    chosen = combinations_with_replacement(range(variables), degree)
    return [tuple(each.count(k) for k in range(variables)) for each in chosen]


def homogeneous(instance: RandomSystem) -> list[Form]:
    """The polynomials made homogeneous by one more unknown, the last."""
    pairs = zip(instance["degrees"], instance["coefficients"], strict=True)
    return [dict(zip(monomials(instance["unknowns"] + 1, d), c, strict=True)) for d, c in pairs]


def only_zero(forms: list[Form], variables: int) -> bool:
    """Whether so many forms in as many unknowns are proved to have the zero 0 alone, over C.

    In degree Σ (d_i − 1) + 1 their multiples then span all forms (Macaulay), and modulo a prime such a full rank proves
    it over Q.
    """
    degrees = [sum(next(iter(form))) for form in forms]
    top = sum(d - 1 for d in degrees) + 1
    columns = {m: k for k, m in enumerate(monomials(variables, top))}
    rows = []
    for form, degree in zip(forms, degrees, strict=True):
        for shift in monomials(variables, top - degree) if top >= degree else ():
            row = [0] * len(columns)
            for m, value in form.items():
                row[columns[tuple(a + b for a, b in zip(m, shift, strict=True))]] += value
            rows.append(row)
    return flint.nmod_mat([[v % PRIME for v in row] for row in rows], PRIME).rank() == len(columns)


def restricted(form: Form, matrix: list[list[int]]) -> Form:
    """The form on the space x = M t, as one in t."""
    variables, degree = len(matrix[0]), sum(next(iter(form)))
    context = flint.fmpz_mpoly_ctx.get([f"t{k}" for k in range(variables)])
    lines = [sum((c * g for c, g in zip(row, context.gens(), strict=True)), context.constant(0)) for row in matrix]
    total = context.constant(0)
    for m, value in form.items():
        term = context.constant(value)
        for line, power in zip(lines, m, strict=True):
            term *= line**power
        total += term
    found = {tuple(int(e) for e in m): int(c) for m, c in total.to_dict().items()}
    return found or {(degree,) + (0,) * (variables - 1): 0}


def system_dimension(instance: RandomSystem) -> tuple[int | None, str]:
    """The dimension of the complex solutions, −1 for none, and how it is known; ``None`` where the proof fails.

    For N ≤ K: where the top forms, on a space of dimension N, have the zero 0 alone, the solutions meet infinity in
    dimension K − N − 1; the homogeneous equations have K − N at least: so there are finite ones, of dimension K − N.
    """
    unknowns, forms = instance["unknowns"], homogeneous(instance)
    if len(forms) > unknowns:
        if only_zero(forms[: unknowns + 1], unknowns + 1):
            return -1, "the homogeneous equations have the zero 0 alone"
        return None, "the first equations may have a common zero"
    kept = [form for k, form in enumerate(forms) if not any(_multiples(form, other) for other in forms[:k])]
    tops = [{m[:-1]: v for m, v in form.items() if m[-1] == 0} for form in kept]
    stream = np.random.default_rng(unknowns)
    for _ in range(3):
        matrix = stream.integers(-9, 10, (unknowns, len(tops))).tolist()
        if only_zero([restricted(top, matrix) for top in tops], len(tops)):
            return unknowns - len(kept), "the top forms have the zero 0 alone on a space of as many dimensions"
    return None, "no space was found on which the top forms have the zero 0 alone"


def _multiples(a: Form, b: Form) -> bool:
    return a.keys() == b.keys() and flint.fmpz_mat([list(a.values()), list(b.values())]).rank() < 2


def decide_system(instance: RandomSystem, *, extra: int = 0, forgotten: int = 0) -> Finding:
    """Whether the dimension is K − N + ``extra``, where so many equations are forgotten."""
    unknowns, count = instance["unknowns"], len(instance["degrees"])
    cut: RandomSystem = {
        "unknowns": unknowns,
        "degrees": instance["degrees"][: count - forgotten],
        "coefficients": instance["coefficients"][: count - forgotten],
    }
    size, how = system_dimension(cut)
    claimed = unknowns - count + extra
    measured = {"K": unknowns, "N": count, "dimension": size, "claimed": claimed, "how": how}
    if size is None:
        return Finding(None, "exact", measured, how)
    why = f"no solution, not dimension {claimed}" if size == -1 else f"the dimension is {size}, not {claimed}"
    return Finding(size == claimed, "exact", measured, "" if size == claimed else why)


@hypothesis
def underdetermined(instance: RandomSystem) -> str | None:
    """fewer equations than unknowns"""
    count, unknowns = len(instance["degrees"]), instance["unknowns"]
    return None if count < unknowns else f"{count} equations, {unknowns} unknowns"


@hypothesis
def random(instance: RandomSystem) -> str | None:
    """the coefficients are chosen at random: no equation is a multiple of another"""
    forms = homogeneous(instance)
    again = [k for k, form in enumerate(forms) if any(_multiples(form, other) for other in forms[:k])]
    return f"equation {again[0] + 1} is a multiple of another" if again else None
