"""Polynomials as sums of ridge polynomials (T3 §6.4, (29) and (30)), solved and expanded over the rationals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import comb, factorial, prod
from typing import Any, TypedDict

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim
from ...evidence import Finding
from ...instruments import grow

PRIME = 2**31 - 1

Exponents = tuple[int, ...]


class GenericPolynomial(TypedDict):
    """Its coefficients, degree by degree, and a seed for the count of ridge polynomials."""

    d: int
    k: int
    coefficients: list[int]
    seed: int


def draw(stream: np.random.Generator, settings: Settings) -> GenericPolynomial:
    """A polynomial of degree at most k in d variables with integer coefficients, also zero or of lower degree."""
    num_variables, degree = grow(settings.scale, 1, 4, stream), grow(settings.scale, 0, 4, stream)
    count, bound = comb(num_variables + degree, degree), int(stream.choice([0, 1, 9, 9, 9]))
    return {
        "d": num_variables,
        "k": degree,
        "coefficients": [int(v) for v in stream.integers(-bound, bound + 1, count)],
        "seed": int(stream.integers(2**31)),
    }


@cache
def exponents(num_variables: int, degree: int) -> tuple[Exponents, ...]:
    """All exponents of this total degree.

    >>> exponents(2, 2)
    ((2, 0), (1, 1), (0, 2))
    """
    if num_variables == 1:
        return ((degree,),)
    return tuple(
        (first, *rest) for first in range(degree, -1, -1) for rest in exponents(num_variables - 1, degree - first)
    )


def multinomial(powers: Exponents) -> int:
    """|j|! / (j_1! j_2! …)."""
    return factorial(sum(powers)) // prod(factorial(power) for power in powers)


def _powers(directions: Sequence[Exponents], degree: int) -> flint.fmpq_mat:
    """The coefficients of ⟨w_i, x⟩^s, one column for each i."""
    rows = exponents(len(directions[0]), degree)
    return flint.fmpq_mat(
        [[multinomial(j) * prod(v**e for v, e in zip(w, j, strict=True)) for w in directions] for j in rows]
    )


def _solve(matrix: flint.fmpq_mat, right: Sequence[int]) -> list[flint.fmpq] | None:
    """A solution of M c = right, if there is one."""
    rows, columns = matrix.nrows(), matrix.ncols()
    joined = [[matrix[i, j] for j in range(columns)] + [right[i]] for i in range(rows)]
    reduced, rank = flint.fmpq_mat(joined).rref()
    found = [flint.fmpq(0)] * columns
    for i in range(rank):
        pivot = next(j for j in range(columns + 1) if reduced[i, j] != 0)
        if pivot == columns:
            return None
        found[pivot] = reduced[i, columns]
    return found


def _polynomial(instance: GenericPolynomial) -> tuple[Any, dict[int, list[int]]]:
    """P, and its coefficients degree by degree."""
    context = flint.fmpq_mpoly_ctx.get([f"x{i}" for i in range(instance["d"])], flint.Ordering.degrevlex)
    values: Iterator[int] = iter(instance["coefficients"])
    parts = {s: [next(values) for _ in exponents(instance["d"], s)] for s in range(instance["k"] + 1)}
    terms = {j: v for s, part in parts.items() for j, v in zip(exponents(instance["d"], s), part, strict=True) if v}
    return context.from_dict(terms), parts


def _linear(context: Any, weights: Exponents) -> Any:
    """⟨w, x⟩, plus b where there is one weight more than variables."""
    generators = [*context.gens(), context.constant(1)]
    return sum((v * g for v, g in zip(weights, generators, strict=False)), context.constant(0))


def ridges_that_suffice(num_variables: int, degree: int, seed: int) -> int:
    """The smallest m for which Σ_{i≤m} p_i(⟨w_i, x⟩) with free w_i, p_i fills an open set of polynomials.

    By the rank of the derivative at a random point modulo a prime: a full rank is a proof.
    """
    size = comb(num_variables + degree, degree)
    stream = np.random.default_rng(seed)
    points = [[int(v) for v in row] for row in stream.integers(1, PRIME, (size, num_variables))]
    rows: list[list[int]] = []
    for count in range(1, size + 1):
        w = [int(v) for v in stream.integers(1, PRIME, num_variables)]
        p = [int(v) for v in stream.integers(1, PRIME, degree + 1)]
        values = [sum(a * b for a, b in zip(w, x, strict=True)) % PRIME for x in points]
        slopes = [sum(s * p[s] * pow(v, s - 1, PRIME) for s in range(1, degree + 1)) % PRIME for v in values]
        rows += [[pow(v, s, PRIME) for v in values] for s in range(degree + 1)]
        rows += [[x[j] * slope % PRIME for x, slope in zip(points, slopes, strict=True)] for j in range(num_variables)]
        if len(rows) >= size and flint.nmod_mat(rows, PRIME).rank() == size:
            return count
    return size


def both_ways(
    instance: GenericPolynomial, *, fewer: int = 0, weighted: bool = True, weights_per_unit: int | None = None
) -> Finding:
    """Write the polynomial both ways, expand again, and count.

    The directions are the points of the lattice {w ∈ N^d: |w| = k}; that their powers span every H_s with s ≤ k
    is seen from the ranks, and makes the same directions do for every polynomial.

    Args:
        fewer: leave out that many directions in (29).
        weighted: with the multinomial coefficient in a_j.
        weights_per_unit: the parameters claimed for each unit, d + 2 as printed.
    """
    d, k = instance["d"], instance["k"]
    target, parts = _polynomial(instance)
    r, size = comb(d - 1 + k, k), comb(d + k, k)
    units = exponents(d + 1, k)
    stated, counted = (d + 2 if weights_per_unit is None else weights_per_unit) * size, sum(len(u) + 1 for u in units)
    wrong = [f"dim H_k is {len(exponents(d, k))}, not {r}"] if len(exponents(d, k)) != r else []
    wrong += _as_ridges(target, parts, exponents(d, k)[: r - fewer])
    wrong += _as_powers(target, parts, units, size, weighted=weighted)
    wrong += [f"{counted} parameters, not {stated}"] if stated != counted else []
    measured = {
        "d": d,
        "k": k,
        "ridge_polynomials_r": r,
        "that_suffice_for_an_open_set": ridges_that_suffice(d, k, instance["seed"]),
        "dimension_of_P_k": size,
        "parameters": counted,
    }
    return Finding(not wrong, "exact", measured, "; ".join(wrong))


def _as_ridges(target: Any, parts: dict[int, list[int]], directions: Sequence[Exponents]) -> list[str]:
    """What is wrong with (29): with these directions for the parts of every degree."""
    ranks = {s: _powers(directions, s).rank() if directions else 0 for s in parts}
    short = [s for s, part in parts.items() if ranks[s] < len(part)]
    if short:
        return [f"(29): the powers of degree {short[-1]} span only dimension {ranks[short[-1]]}"]
    context = target.context()
    total = context.constant(0)
    for s, part in parts.items():
        for c, w in zip(_solve(_powers(directions, s), part) or [], directions, strict=True):
            total += c * _linear(context, w) ** s
    return [] if total == target else ["(29): the ridge polynomials do not add up to P"]


def _as_powers(
    target: Any, parts: dict[int, list[int]], units: Sequence[Exponents], size: int, *, weighted: bool
) -> list[str]:
    """What is wrong with (30): with these u = (w, b)."""
    d, k = len(units[0]) - 1, sum(units[0])
    lifted = [parts[sum(j[:-1])][exponents(d, sum(j[:-1])).index(j[:-1])] for j in units]
    factors = _solve(_powers(units, k), lifted)
    if factors is None or len(units) != size:
        return [f"(30): {len(units)} units do not give P"]
    terms, context, wrong = list(zip(factors, units, strict=True)), target.context(), []
    if sum((c * _linear(context, u) ** k for c, u in terms), context.constant(0)) != target:
        wrong.append("(30): the powers do not add up to P")
    for j, value in zip(units, lifted, strict=True):
        moment = sum((c * prod(v**e for v, e in zip(u, j, strict=True)) for c, u in terms), flint.fmpq(0))
        if value != (multinomial(j) if weighted else 1) * moment:
            return [*wrong, f"(30): the coefficient of exponent {j} is not the stated sum"]
    return wrong


@claim(
    "T3-33",
    "A generic polynomial of degree k in d variables is a sum of C(d−1+k, k) ridge polynomials",
    source="T3 §6.4, eqs. (29) and (30), and the parameter counts after them",
    quantifier="generic",
    field="real",
    letters={"d": "d", "k": "k (n in (30))", "N": "dimension_of_P_k", "a_j": "coefficients, degree by degree"},
    draw=draw,
    num_instances=25,
    note="(29) holds for every polynomial, not only for a generic one, and with the same r directions for all. For "
    "fixed directions r is the smallest number (one fewer does not span H_k). With directions chosen for P fewer "
    "do for an open set of polynomials: see that_suffice_for_an_open_set, such as 3 instead of 4 for d = 2, k = 3. "
    "Slips that were read as meant: the space P_k is the sum of the H_s, not their union (planted variant); N in (30) "
    "is the dimension for degree at most n; k stands for the degree and for the unit.",
)
def ridge_sums(instance: GenericPolynomial) -> Finding:
    """dim H_k = r = C(d−1+k, k); P_k = Σ_{i=1}^r p_i(⟨w_i, x⟩) with univariate p_i of degree at most k; P = Σ_{j=1}^N
    c_j (⟨w_j, x⟩ + b_j)^n with a_j = (n over j) Σ c u^j, u = (w, b), n the degree, N the dimension of the polynomials
    of degree at most n; N parameters in a fixed basis, (d+2)N in the network
    """
    return both_ways(instance)


@ridge_sums.false(because="span only dimension")
def one_fewer(instance: GenericPolynomial) -> Finding:
    """(29) with r − 1 of these directions for every polynomial"""
    return both_ways(instance, fewer=1)


@ridge_sums.false(because="is not the stated sum")
def coefficient(instance: GenericPolynomial) -> Finding:
    """(30) with a_j = Σ c u^j"""
    return both_ways(instance, weighted=False)


@ridge_sums.false(
    because="homogeneous parts of degrees",
    printed="T3 §6.4, before eq. (29): P_k is “composed by the union of” the H_s",
    instead="P_k is the direct sum of H_0, …, H_k; the union is no linear space for k ≥ 1: x + 1 is in no H_s",
)
def union(instance: GenericPolynomial) -> Finding:
    """every polynomial of degree at most k is homogeneous: P_k is the union of H_0, …, H_k"""
    _, parts = _polynomial(instance)
    degrees = [s for s, part in parts.items() if any(part)]
    told = f"P has homogeneous parts of degrees {', '.join(map(str, degrees))}" if len(degrees) > 1 else ""
    return Finding(not told, "exact", {"degrees": degrees}, told)


@ridge_sums.broken(because="parameters, not")
def parameters(instance: GenericPolynomial) -> Finding:
    """the biases not counted"""
    return both_ways(instance, weights_per_unit=instance["d"] + 1)
