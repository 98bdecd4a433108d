"""First and second derivatives of a small shape at its weights, from power series along lines."""

from __future__ import annotations

from itertools import combinations

import flint

from ...instruments import rational
from .small_fits import SmallShape, num_weights, outputs_along, targets_of


def _lines(instance: SmallShape, moved: tuple[int, ...]) -> list[flint.fmpq_poly]:
    """f(x_i) − y_i with some of the weights increased by t; the v of a shape without one does not count."""
    units = instance.get("weights", [])
    fixed = instance["kind"] == "bare"
    places = [(j, k) for j, unit in enumerate(units) for k in range(int(fixed), len(unit))]
    at = [[flint.fmpq_poly([rational(w)]) for w in unit] for unit in units]
    for place in moved:
        j, k = places[place]
        at[j][k] += flint.fmpq_poly([0, 1])
    return [f - y for f, y in zip(outputs_along(instance, at), targets_of(instance), strict=True)]


def hessian(instance: SmallShape) -> flint.fmpq_mat:
    """Of Σ (f(x_i) − y_i)² at the weights, from its Taylor coefficients along all e_j and e_j + e_k."""
    size = num_weights(instance)

    def bend(moved: tuple[int, ...]) -> flint.fmpq:
        return sum(((f * f)[2] for f in _lines(instance, moved)), flint.fmpq(0))

    found = flint.fmpq_mat(size, size)
    single = [bend((j,)) for j in range(size)]
    for j in range(size):
        found[j, j] = 2 * single[j]
    for j, k in combinations(range(size), 2):
        found[j, k] = found[k, j] = bend((j, k)) - single[j] - single[k]
    return found


def jacobian_rank(instance: SmallShape) -> int:
    """Of the equations at the weights."""
    rows = [[f[1] for f in _lines(instance, (j,))] for j in range(num_weights(instance))]
    return flint.fmpq_mat(rows).rank()


def hessian_rank(instance: SmallShape) -> int:
    """Of the squared error at the weights."""
    return hessian(instance).rank()
