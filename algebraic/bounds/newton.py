"""Newton polytopes of the zero-error equations, and the BKK bounds that they give.

Bernstein, Kushnirenko, Khovanskii: K equations in K unknowns have at most as many isolated solutions without a
zero coordinate as the mixed volume of their Newton polytopes, with equality for generic coefficients. After the
origin is added to every polytope the mixed volume bounds all isolated solutions (Li–Wang). Networks are no
generic systems, so these are upper bounds, not counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..engines import find_engine, gfan_mixed_volume
from ..networks import Network, NewtonPolytopes, forward
from ..shell import UNLIMITED, Budget, Missing, WrongInput
from .mixed_cells import mixed_volume_again
from .polytope import normalized_volume

Support = frozenset[tuple[int, ...]]

MAX_POINTS = 4_000


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
    return bkk_with_proof(supports, affine=affine, budget=budget)[0]


def bkk_with_proof(supports: Sequence[Support], *, affine: bool, budget: Budget = UNLIMITED) -> tuple[int, bool]:
    """:func:`bkk_bound`, and whether it is proved by code of our own, and does not rest on gfan's word.

    >>> bkk_with_proof([frozenset({(0, 0), (2, 0)}), frozenset({(0, 0), (0, 1)})], affine=True)
    (2, True)
    """
    if affine:
        supports = [support | {(0,) * len(next(iter(support)))} for support in supports]
    return mixed_volume(supports, budget=budget)


def mixed_volume(supports: Sequence[Iterable[Sequence[int]]], *, budget: Budget = UNLIMITED) -> tuple[int, bool]:
    """Mixed volume of K supports in K dimensions, normalized so that K equal ones give K! · volume; is it proved?

    One polytope: its exact volume. Several: proved cells (:func:`algebraic.bounds.mixed_volume_again`). Where there are
    too many of them: gfan's word.

    Raises:
        WrongInput: not as many supports as dimensions.
        Missing: there are too many cells, and gfan is not installed.
        EngineFailed: gfan failed.

    >>> mixed_volume([[(0, 0), (2, 0), (0, 2)], [(0, 0), (1, 0), (0, 1)]])  # a conic and a line
    (2, True)
    """
    kinds = {frozenset(map(tuple, support)) for support in supports}
    dimension = len(next(iter(next(iter(kinds)))))
    if len(supports) != dimension:
        raise WrongInput(f"{len(supports)} supports in {dimension} dimensions", kind="not_square")
    if len(kinds) == 1:
        return normalized_volume(next(iter(kinds)), budget=budget), True
    proved = mixed_volume_again(supports, budget=budget)
    if proved is not None:
        return proved, True
    if not find_engine("gfan"):
        raise Missing(
            f"the mixed volume of {len(kinds)} different polytopes has too many cells, and gfan was not found",
            hint="run `make engines`",
            kind="engine_missing",
        )
    return gfan_mixed_volume([list(support) for support in supports], budget=budget), False
