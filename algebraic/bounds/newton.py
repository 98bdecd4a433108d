"""Newton polytopes of the zero-error equations, and the BKK bounds that they give.

Bernstein, Kushnirenko, Khovanskii: K equations in K unknowns have at most as many isolated solutions without a
zero coordinate as the mixed volume of their Newton polytopes, with equality for generic coefficients. After the
origin is added to every polytope the mixed volume bounds all isolated solutions (Li–Wang). Networks are no
generic systems, so these are upper bounds, not counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from math import comb, factorial, inf, prod
from typing import Any

import numpy as np

from ..engines import find_engine, gfan_mixed_volume
from ..networks import Network, NewtonPolytopes, forward
from ..shell import UNLIMITED, Budget, EngineFailed, Missing, WrongInput
from .polytope import normalized_volume

Support = frozenset[tuple[int, ...]]

MAX_POINTS = 4_000
MAX_SUMMED_POINTS = 20_000
QUICK_DIMENSION, QUICK_POINTS, QUICK_SUMS = 4, 2_000, 64  # where gfan is checked by inclusion and exclusion


def newton_polytopes(network: Network, inputs: Any, targets: Any) -> list[Support]:
    """For each equation f(x_i; w)_o − y_io, exponent vectors whose hull is its Newton polytope.

    They follow from the shape, from which inputs are zero, and from whether y_io equals the constant term of
    the output; nothing is expanded.

    Raises:
        TooLarge: a polytope has more than 4,000 candidate vertices.

    >>> net = Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    >>> sorted(newton_polytopes(net, [[3]], [[5]])[0])
    [(0, 0), (1, 1), (2, 1)]
    """
    ring = NewtonPolytopes(network.num_params, MAX_POINTS)
    patterns, which = np.unique(np.asarray(inputs) != 0, axis=0, return_inverse=True)
    trace = forward(network, ring, ring.variables, ring.array(patterns.astype(np.int64)))
    activation = network.layers[-1].activation
    outer = activation.coefficients if activation else (Fraction(0), Fraction(1))
    found: dict[tuple[int, int, bool], Support] = {}
    supports = []
    for sample, pattern in enumerate(which.reshape(-1).tolist()):
        for output in range(network.output_dim):
            constant = outer[0] - targets[sample][output]
            key = (pattern, output, constant != 0)
            if key not in found:
                residual = [Fraction(constant != 0), *outer[1:]]
                z = trace.preactivations[-1][pattern, output : output + 1]
                found[key] = ring.polynomial(residual, z)[0].points
            supports.append(found[key])
    return supports


def bkk_bound(supports: Sequence[Support], *, affine: bool, budget: Budget = UNLIMITED) -> int:
    """The mixed volume of as many Newton polytopes as unknowns, exactly.

    Args:
        supports: from :func:`newton_polytopes`.
        affine: add the origin to every support, so that solutions with zero coordinates are bounded too.

    >>> net = Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    >>> bkk_bound(newton_polytopes(net, [[3], [4]], [[5], [1]]), affine=True)
    1
    """
    if affine:
        supports = [support | {(0,) * len(next(iter(support)))} for support in supports]
    return mixed_volume(supports, budget=budget)


def mixed_volume(supports: Sequence[Iterable[Sequence[int]]], *, budget: Budget = UNLIMITED) -> int:
    """Mixed volume of K supports in K dimensions, normalized so that K equal ones give K! · volume.

    One polytope: its exact volume. Several: gfan, or without it inclusion and exclusion over Minkowski sums. What gfan
    says is compared with these where that is quick, and else with the volumes of the points that all polytopes have in
    common and of the hull of all: it lies between them, since mixed volumes are monotone.

    Raises:
        WrongInput: not as many supports as dimensions.
        Missing: gfan is needed and not installed.
        EngineFailed: gfan's number cannot be right.

    >>> mixed_volume([[(0, 0), (2, 0), (0, 2)], [(0, 0), (1, 0), (0, 1)]])  # a conic and a line
    2
    """
    kinds = Counter(frozenset(map(tuple, support)) for support in supports)
    dimension = len(next(iter(next(iter(kinds)))))
    if len(supports) != dimension:
        raise WrongInput(f"{len(supports)} supports in {dimension} dimensions", kind="not_square")
    if len(kinds) == 1:
        return normalized_volume(next(iter(kinds)), budget=budget)
    if find_engine("gfan"):
        claimed = gfan_mixed_volume([list(support) for support in supports], budget=budget)
        low, high = _between(kinds, budget)
        if not low <= claimed <= high:
            limits = f"is {low}" if low == high else f"lies between {low} and {high}"
            raise EngineFailed(f"gfan claims a mixed volume of {claimed}, and it {limits}", kind="engine_failed")
        return claimed
    return mixed_volume_by_inclusion(kinds, budget=budget)


def is_our_own(supports: Sequence[Support], *, affine: bool) -> bool:
    """Whether :func:`bkk_bound` is found, or found again, by code of our own, and does not rest on gfan's word.

    >>> is_our_own([frozenset({(0, 0), (2, 0)}), frozenset({(0, 0), (0, 1)})], affine=True)
    True
    """
    origin = {(0,) * len(next(iter(supports[0])))} if affine else set()
    kinds = Counter(frozenset(support | origin) for support in supports)
    return len(kinds) == 1 or find_engine("gfan") is None or _quick(kinds)


def _quick(kinds: Counter[Support]) -> bool:
    dimension = sum(kinds.values())
    points, sums = prod(len(support) for support in kinds), prod(n + 1 for n in kinds.values())
    return dimension <= QUICK_DIMENSION and points <= QUICK_POINTS and sums <= QUICK_SUMS


def _between(kinds: Counter[Support], budget: Budget) -> tuple[int, float]:
    """Numbers between which the mixed volume lies, by code of our own, as far as they are quickly had."""
    if _quick(kinds):
        number = mixed_volume_by_inclusion(kinds, budget=budget)
        return number, number
    common, union = frozenset.intersection(*kinds), frozenset.union(*kinds)
    if sum(kinds.values()) > QUICK_DIMENSION + 2 or len(union) > QUICK_POINTS // 4:
        return 0, inf
    return normalized_volume(common, budget=budget) if common else 0, normalized_volume(union, budget=budget)


def mixed_volume_by_inclusion(kinds: Counter[Support], *, budget: Budget = UNLIMITED) -> int:
    """MV = 1/K! Σ_k (−1)^(K−|k|) Π_i C(n_i, k_i) · K! vol(Σ_i k_i Q_i) for polytopes Q_i taken n_i times.

    Exact; feasible for two or three small polytopes.

    Raises:
        Missing: the sums would be too large, so that gfan is needed.
    """
    multiplicities = list(kinds.values())
    dimension = sum(multiplicities)
    sizes = prod(len(support) for support in kinds)
    if sizes > MAX_SUMMED_POINTS or prod(n + 1 for n in multiplicities) > 200:
        raise Missing(
            f"the mixed volume of {len(kinds)} different polytopes needs gfan, which was not found",
            hint="run `make engines`",
            kind="engine_missing",
        )
    total = 0
    for times in product(*(range(n + 1) for n in multiplicities)):
        used = [(k, support) for k, support in zip(times, kinds, strict=True) if k]
        if not used:
            continue
        points = {
            tuple(sum(k * x for (k, _), x in zip(used, column, strict=True)) for column in zip(*choice, strict=True))
            for choice in product(*(support for _, support in used))
        }
        weight = prod(comb(n, k) for n, k in zip(multiplicities, times, strict=True))
        total += (-1) ** (dimension - sum(times)) * weight * normalized_volume(points, budget=budget)
    return total // factorial(dimension)
