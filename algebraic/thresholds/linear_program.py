"""The linear program on a Newton polyhedron, solved exactly by the simplex method with Bland's rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import flint

from ..shell import as_fmpq

Exponents = tuple[int, ...]


@dataclass(frozen=True)
class Distance:
    """The solution of both programs; (1/value, …, 1/value) is where the diagonal meets the polyhedron.

    Attributes:
        value: max Σ c = min Σ w.
        weights: an optimal w.
        combination: an optimal c, one number for each exponent vector.
        on_face: exponent vectors that span the smallest face through that point, with ``free``.
        free: coordinate directions that this face contains.
        codimension: of that face.
    """

    value: Fraction
    weights: tuple[Fraction, ...]
    combination: tuple[Fraction, ...]
    on_face: tuple[int, ...]
    free: tuple[int, ...]
    codimension: int


def distance(exponents: Sequence[Sequence[int | Fraction]]) -> Distance:
    """Where the diagonal meets the polyhedron hull(α_1, …, α_n) + R^d_{≥0}, none of the α being 0.

    Two programs, dual to each other: max Σ c_k over c ≥ 0 with Σ c_k α_k ≤ (1, …, 1), and min Σ w_j over w ≥ 0 with
    w·α_k ≥ 1. Both have the value 1/t, t (1, …, 1) the point. The smallest face that contains it is spanned by those
    α_k and coordinate directions whose c_k, or slack in the first program, is positive in some optimal solution; the
    optimal w are those with w·α_k = 1 and w_j = 0 there (strict complementarity), so its codimension is d minus the
    rank of these equations, plus 1.

    >>> found = distance([(1, 1)])
    >>> found.value, found.codimension
    (Fraction(1, 1), 2)
    >>> distance([(2, 0), (0, 3)]).value
    Fraction(5, 6)
    """
    size, count = len(exponents[0]), len(exponents)
    table = _Tableau(exponents)
    table.climb([*range(count + size)], [Fraction(-1)] * count + [Fraction(0)] * size)
    value, costs = table.total, table.costs
    weights = tuple(costs[count:])
    values = table.values()
    optimal = [k for k in range(count + size) if costs[k] == 0]  # the others are 0 in every optimal solution
    used = {k for k in optimal if values[k] > 0}
    for k in optimal:
        if k not in used:
            table.climb(optimal, [Fraction(-1 if j == k else 0) for j in range(count + size)])
            used |= {j for j, v in enumerate(table.values()) if v > 0}
    on_face = tuple(k for k in sorted(used) if k < count)
    free = tuple(k - count for k in sorted(used) if k >= count)
    rows = [[as_fmpq(Fraction(a)) for a in exponents[k]] for k in on_face]
    rows += [[flint.fmpq(int(j == i)) for j in range(size)] for i in free]
    codimension = size - int(flint.fmpq_mat(rows).rank()) + 1
    return Distance(value, weights, tuple(values[:count]), on_face, free, codimension)


class _Tableau:
    """max Σ c over {c ≥ 0, Σ c_k α_k ≤ 1}; the slacks are the first basis."""

    def __init__(self, exponents: Sequence[Sequence[int | Fraction]]) -> None:
        size = len(exponents[0])
        unit = [[Fraction(i == j) for j in range(size)] for i in range(size)]
        self.rows = [[Fraction(e[i]) for e in exponents] + unit[i] for i in range(size)]
        self.right = [Fraction(1)] * size
        self.basis = [len(exponents) + i for i in range(size)]
        self.costs: list[Fraction] = []
        self.total = Fraction(0)

    def values(self) -> list[Fraction]:
        """The present solution, slacks last."""
        out = [Fraction(0)] * len(self.rows[0])
        for i, k in enumerate(self.basis):
            out[k] = self.right[i]
        return out

    def climb(self, columns: Sequence[int], costs: list[Fraction]) -> None:
        """Pivot among these columns until no reduced cost is negative: maximises −costs · values."""
        costs, total = list(costs), Fraction(0)
        for i, k in enumerate(self.basis):  # reduce against the basis
            factor = costs[k]
            if factor:
                costs = [c - factor * r for c, r in zip(costs, self.rows[i], strict=True)]
                total -= factor * self.right[i]
        while True:
            entering = next((k for k in columns if costs[k] < 0), None)
            if entering is None:
                self.costs, self.total = costs, total
                return
            ratios = [
                (self.right[i] / row[entering], self.basis[i], i)
                for i, row in enumerate(self.rows)
                if row[entering] > 0
            ]
            _, _, pivot = min(ratios)  # bounded: every α has a positive entry, and slacks are at most 1
            self._pivot(pivot, entering)
            factor = costs[entering]
            costs = [c - factor * r for c, r in zip(costs, self.rows[pivot], strict=True)]
            total -= factor * self.right[pivot]

    def _pivot(self, pivot: int, entering: int) -> None:
        scale = self.rows[pivot][entering]
        self.rows[pivot] = [r / scale for r in self.rows[pivot]]
        self.right[pivot] /= scale
        for i, row in enumerate(self.rows):
            factor = row[entering]
            if i != pivot and factor:
                self.rows[i] = [r - factor * p for r, p in zip(row, self.rows[pivot], strict=True)]
                self.right[i] -= factor * self.right[pivot]
        self.basis[pivot] = entering
