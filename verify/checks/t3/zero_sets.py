"""The zero set of a polynomial network's loss near a zero minimiser W*: is it a manifold of codimension rank H?

L = Σ r², H = 2JᵀJ at W*, r = rank J, K weights. Take r residuals with independent gradients; by the implicit function
theorem they vanish on a manifold M of dimension K − r near W*, and all zeros near W* are in M. Two cases are proved:

* M consists of zeros: if the other residuals are combinations of the chosen ones for all weights, because of the data
  (f is a linear combination of monomials in x with coefficients that depend on the weights), if a known orbit of
  weights with the same outputs has the dimension K − r, or if L is zero on the affine space W* + ker J.
* M does not: a power series in M from W* along which L is not 0.

L is analytic, so that all critical points near a zero are zeros, by Łojasiewicz' inequality |∇L| ≥ c L^θ, θ < 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement, product
from typing import Any

import flint

from ...instruments import column_vector, kernel_basis, matrix, rational
from .flat_minima import ZeroMinimiser, along_line, count_weights, layers_of, network_outputs, ones_at

ORDER = 16  # of power series
MOST_DIMENSIONS = 6  # of a space on which residuals are expanded


@dataclass(frozen=True)
class LocalForm:
    """What is proved of the zeros near W*.

    Attributes:
        rank: of J; ``size``: K.
        manifold: whether the zeros are a manifold of codimension ``rank``; ``None`` where neither case was proved.
        order: of L along a curve in M, where that is not made of zeros.
        line: whether L is zero on a line through W*.
    """

    rank: int
    size: int
    manifold: bool | None
    order: int = 0
    line: bool = False

    @property
    def isolated(self) -> bool | None:
        """Whether W* is the only zero near it; for one degree of freedom L is not 0 on M but at W*."""
        if self.rank == self.size:
            return True
        if self.manifold or self.line:
            return False
        return True if self.manifold is False and self.size - self.rank == 1 else None


def residuals(instance: ZeroMinimiser, weights: list[Any]) -> list[Any]:
    """All f − y, over any ring."""
    entries = iter(weights)
    layers = [[[next(entries) for _ in row] for row in layer] for layer in instance["weights"]]
    rows = zip(network_outputs(instance, layers), matrix(instance["Y"]).tolist(), strict=True)
    return [a - b for row, wanted in rows for a, b in zip(row, wanted, strict=True)]


def flat_weights(instance: ZeroMinimiser) -> list[flint.fmpq]:
    """W* as one list."""
    return [v for layer in layers_of(instance) for row in layer for v in row]


def jacobian(instance: ZeroMinimiser) -> flint.fmpq_mat:
    """Of all residuals at W*, by power series along the axes."""
    size = count_weights(instance)
    columns = [[r[1] for r in along_line(instance, ones_at(size, i))[1]] for i in range(size)]
    return flint.fmpq_mat(columns).transpose()


def rank_of_data(instance: ZeroMinimiser) -> int:
    """How many samples are independent to the network: the rank of the monomials in x that f is made of."""
    powers = instance["activation"]
    degree = (len(powers) - 1) ** (len(instance["weights"]) - 1)
    least = degree if not any(powers[:-1]) else int(not powers[0])
    columns = [[rational(v) for v in column] for column in zip(*instance["X"], strict=True)]
    table = []
    for point in columns:
        entries = []
        for k in range(least, degree + 1):
            for chosen in combinations_with_replacement(range(len(point)), k):
                value = flint.fmpq(1)
                for i in chosen:
                    value *= point[i]
                entries.append(value)
        table.append(entries)
    return flint.fmpq_mat(table).rank()


def orbit_tangents(instance: ZeroMinimiser) -> list[list[flint.fmpq]]:
    """Along rescalings of hidden units (z^m), or changes of basis of hidden layers (z): none for other activations."""
    powers, layers, found = instance["activation"], layers_of(instance), []
    if any(powers[:-1]):
        return []
    degree = len(powers) - 1
    for k, layer in enumerate(layers[:-1]):
        for i, j in product(range(len(layer)), repeat=2):
            if i != j and degree > 1:
                continue
            moved = [[[flint.fmpq(0)] * len(row) for row in each] for each in layers]
            moved[k][i] = list(layer[j])
            for row, new in zip(layers[k + 1], moved[k + 1], strict=True):
                new[j] = -degree * row[i]
            found.append([v for each in moved for row in each for v in row])
    return found


def local_form(instance: ZeroMinimiser) -> LocalForm:
    """Decide between the cases, as far as they are proved; W* must be a zero minimiser."""
    size, slopes = count_weights(instance), jacobian(instance)
    rank = slopes.rank()
    bound = rank_of_data(instance) * len(instance["Y"])
    tangents = orbit_tangents(instance)
    orbit = flint.fmpq_mat(tangents).rank() if tangents else 0
    if rank in (size, bound) or rank + orbit == size or zero_on_the_kernel(instance, slopes):
        return LocalForm(rank, size, True)
    order = order_on_the_manifold(instance, slopes)
    line = any(not any(along_line(instance, ones_at(size, i))[1]) for i in range(size))
    return LocalForm(rank, size, None if order is None else False, order or 0, line)


def zero_on_the_kernel(instance: ZeroMinimiser, slopes: flint.fmpq_mat) -> bool:
    """Whether all residuals vanish on W* + ker J, as polynomials; of few dimensions, and tried at a point before."""
    null, at = [n.entries() for n in kernel_basis(slopes)], flat_weights(instance)
    moved = [w + sum((n[k] * (i + 2) for i, n in enumerate(null)), flint.fmpq(0)) for k, w in enumerate(at)]
    if len(null) > MOST_DIMENSIONS or any(residuals(instance, moved)):
        return False
    context = flint.fmpq_mpoly_ctx.get([f"s{i}" for i in range(len(null))], flint.Ordering.degrevlex)
    places = context.gens()
    rows = zip(*null, strict=True)
    space = [
        sum((s * flint.fmpq(v) for s, v in zip(places, row, strict=True)), w + places[0] * 0)
        for w, row in zip(at, rows, strict=True)
    ]
    return all(r == 0 for r in residuals(instance, space))


def order_on_the_manifold(instance: ZeroMinimiser, slopes: flint.fmpq_mat) -> int | None:
    """The least order of L along curves W* + t d + … in M, for some d in the kernel of J."""
    before = flint.ctx.cap
    try:
        flint.ctx.cap = ORDER  # products of power series have no more terms than this
        return _least_order(instance, slopes)
    finally:
        flint.ctx.cap = before


def _least_order(instance: ZeroMinimiser, slopes: flint.fmpq_mat) -> int | None:
    rows, columns = _pivots(slopes.transpose()), _pivots(slopes)
    inner = flint.fmpq_mat([[slopes[i, j] for j in columns] for i in rows]).inv() if rows else None
    null = [[flint.fmpq(v) for v in n.entries()] for n in kernel_basis(slopes)]
    total = [sum((n[k] * (i + 1) for i, n in enumerate(null)), flint.fmpq(0)) for k in range(len(null[0]))]
    orders = []
    for direction in [total, *null]:
        curve = [flint.fmpq_series([w, d], 1, ORDER) for w, d in zip(flat_weights(instance), direction, strict=True)]
        for _ in range(ORDER):
            if inner is None:
                break
            rest = residuals(instance, curve)
            for power in range(2, ORDER):
                terms = column_vector(rest[i][power] for i in rows)
                if any(terms.entries()):
                    steps = (inner * terms).entries()
                    for k, step in zip(columns, steps, strict=True):
                        curve[k] -= flint.fmpq_series([0] * power + [step], 1, ORDER)
                    break
            else:
                break
        rest = residuals(instance, curve)
        left = [k for r in rest for k in range(ORDER) if r[k]]
        if left and not any(rest[i][k] for i in rows for k in range(ORDER)):
            orders.append(2 * min(left))
    return min(orders, default=None)


def _pivots(values: flint.fmpq_mat) -> list[int]:
    """Independent columns, as many as there are."""
    reduced, rank = values.rref()
    return [next(k for k in range(values.ncols()) if reduced[i, k]) for i in range(rank)]
