"""Rungs by a second route, for a check: degrees along random lines, products by expansion, cells of mixed volumes.

The ladder computes degrees by a recursion over the layers, or reads them off expanded equations. Here the weights of a
group move along a random line t ↦ t·a modulo a prime, the others stay at random values, and the equations are
polynomials in t, which are multiplied out: their degrees are those in the group, or smaller where a leading coefficient
vanishes at random weights modulo the prime.

Every function gives ``None`` where its route would be too much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import comb, factorial, prod

import flint
import numpy as np

from ..bounds import mixed_volume_again
from ..ideals import NetworkProblem
from ..networks import ModularPolynomials, Rationals, forward, jacobian
from ..shell import ROLE_SLICE, Budget, TooLarge, object_array, random_stream
from ..systems import PolynomialSystem

PRIME = 2**31 - 1
FRESH = 271828  # seed of the heights of a mixed volume: others than those of the first route
LARGEST_WORK = 1_000_000  # equations × degree × weights, up to which a check goes along lines
LARGEST_EXPANSION = 5_000  # terms
LARGEST_SUM = 20_000  # terms
ALL_PARTITIONS = 6  # unknowns, up to which every partition is expanded


def degrees_along_lines(problem: NetworkProblem, group: Sequence[int]) -> list[int] | None:
    """Degree of each equation in the weights of a group; ``None`` where that takes long, or without data.

    >>> from algebraic.data import check_data
    >>> from algebraic.ideals import make_problem
    >>> from algebraic.networks import Network
    >>> net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)  # v (w x)²
    >>> problem = make_problem(net, 2, check_data([[3], [0]], [1, 1], net))
    >>> [degrees_along_lines(problem, group) for group in ([0, 1], [0], [1])]
    [[3, 0], [2, 0], [1, 0]]
    """
    if problem.data is None:
        return None
    network, data = problem.network, problem.data
    if problem.num_equations * max(problem.degrees(), default=0) * network.num_params > LARGEST_WORK:
        return None
    ring = ModularPolynomials(["t"], PRIME)
    [t] = ring.context.gens()
    numbers = random_stream(0, ROLE_SLICE, len(group)).integers(1, PRIME, network.num_params).tolist()
    chosen = set(group)
    weights = object_array([a * t if k in chosen else ring.context.constant(a) for k, a in enumerate(numbers)])
    values = forward(network, ring, weights, ring.array(data.inputs)).output
    if problem.takes_ridge:
        residuals = ring.add(values, ring.array(-data.targets)).ravel()
        slopes = jacobian(network, ring, weights, ring.array(data.inputs))
        penalties = ring.array(np.array([Fraction(value) for value in problem.ridge or []], dtype=object))
        values = object_array(
            [
                sum((r * s for r, s in zip(residuals, column, strict=True)), penalty * weight)
                for column, penalty, weight in zip(slopes.T, penalties, weights, strict=True)
            ]
        )
    return [max(0, int(value.total_degree())) for value in values.ravel()]


def expanded_number(rows: Sequence[Sequence[int]], sizes: Sequence[int]) -> int | None:
    """The coefficient of Π_g α_g^(n_g) in Π_i Σ_g d_ig α_g, all multiplied out, or by values at integers (polarized).

    >>> expanded_number([(4, 2, 1)] * 4, (2, 1, 1))
    384
    """
    terms = 1
    for place in range(1, len(sizes)):  # monomials of that degree: (rows + groups − 1) over (groups − 1)
        terms = terms * (len(rows) + place) // place
    if not sizes:
        return None
    if terms > LARGEST_EXPANSION:
        return _polarized_number(rows, sizes)
    context = flint.fmpz_mpoly_ctx.get(tuple(f"a{g}" for g in range(len(sizes))), flint.Ordering.lex)
    alphas = context.gens()
    expanded = context.constant(1)
    for row in rows:
        expanded *= sum((degree * alpha for degree, alpha in zip(row, alphas, strict=True)), context.constant(0))
    return int(expanded.to_dict().get(tuple(sizes), 0))


def _polarized_number(rows: Sequence[Sequence[int]], sizes: Sequence[int]) -> int | None:
    """Σ_k (−1)^|n−k| Π_g C(n_g, k_g) Π_i Σ_g k_g d_ig / Π_g n_g!, over 0 ≤ k ≤ n."""
    if prod(size + 1 for size in sizes) > LARGEST_SUM or len(rows) != sum(sizes):
        return None
    total = 0
    for point in product(*(range(size + 1) for size in sizes)):
        weight = prod(comb(size, k) for size, k in zip(sizes, point, strict=True))
        value = prod(sum(d * k for d, k in zip(row, point, strict=True)) for row in rows)
        total += (-1) ** (len(rows) - sum(point)) * weight * value
    return total // prod(factorial(size) for size in sizes)


def number_of_partition(problem: NetworkProblem, groups: Sequence[Sequence[int]]) -> int | None:
    """The multihomogeneous Bézout number of the groups, by degrees along lines, multiplied out."""
    columns = [degrees_along_lines(problem, group) for group in groups]
    if any(column is None for column in columns):
        return None
    rows = list(zip(*(column for column in columns if column is not None), strict=True))
    return expanded_number(rows, [len(group) for group in groups])


def least_number(problem: NetworkProblem) -> int | None:
    """The smallest multihomogeneous number, over every partition of a few unknowns.

    >>> from algebraic.data import check_data
    >>> from algebraic.ideals import make_problem
    >>> from algebraic.networks import Network
    >>> net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)  # v (w x)² = y
    >>> least_number(make_problem(net, 2, check_data([[3], [1]], [1, 1], net)))  # 9 in one group, 2·(2·1) in two
    4
    """
    size = problem.network.num_params
    if size > ALL_PARTITIONS:
        return None
    degrees: dict[tuple[int, ...], list[int]] = {}
    best: int | None = None
    for groups in _partitions(list(range(size))):
        for group in groups:
            if group not in degrees:
                along = degrees_along_lines(problem, group)
                if along is None:
                    return None
                degrees[group] = along
        number = expanded_number(list(zip(*(degrees[g] for g in groups), strict=True)), [len(g) for g in groups])
        if number is None:
            return None
        best = number if best is None else min(best, number)
    return best


def _partitions(unknowns: list[int]) -> Iterator[list[tuple[int, ...]]]:
    """Every partition: the first unknown with each set of the others."""
    if not unknowns:
        yield []
        return
    first, *others = unknowns
    for bits in range(2 ** len(others)):
        beside = [k for i, k in enumerate(others) if bits >> i & 1]
        for groups in _partitions([k for k in others if k not in beside]):
            yield [(first, *beside), *groups]


def expanded_equations(problem: NetworkProblem) -> PolynomialSystem | None:
    """The equations, multiplied out, where they agree at random integers with the network itself."""
    try:
        system = problem.expand()
    except TooLarge:
        return None
    network, data, ring = problem.network, problem.given(), Rationals()
    weights = ring.array(random_stream(0, ROLE_SLICE, 3).integers(-999, 1000, network.num_params))
    inputs = ring.array(data.inputs)
    values = (forward(network, ring, weights, inputs).output - ring.array(data.targets)).ravel()
    if problem.takes_ridge:
        penalties = ring.array(np.array([Fraction(value) for value in problem.ridge or []], dtype=object))
        values = values @ jacobian(network, ring, weights, inputs) + penalties * weights
    point = tuple(weights.tolist())
    agree = all(p(*point) == value for p, value in zip(system.polynomials, values, strict=True))
    return system if agree else None


def volume_again(system: PolynomialSystem, *, affine: bool, budget: Budget) -> int | None:
    """The mixed volume of the expanded equations, by cells that are checked in integers."""
    origin = {(0,) * len(system.names)} if affine else set()
    supports = [{tuple(map(int, e)) for e in support} | origin for support in system.supports()]
    return mixed_volume_again(supports, seed=FRESH, budget=budget) if all(supports) else None
