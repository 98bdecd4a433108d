"""Whether a vector of whole numbers lies in the cone of others: exactly, by the simplex method on whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count
from math import gcd

Vector = tuple[int, ...]
GREEDY = 60  # steps by the largest cost; then Bland's rule, which comes to an end


def in_cone(columns: Sequence[Vector], target: Vector) -> tuple[dict[int, Fraction], None] | tuple[None, Vector]:
    """A target as a combination of columns with positive coefficients, or a vector that separates it from their cone.

    The first is a map from the place of a column to its coefficient, of independent columns. The second (Farkas) is a λ
    with λ·column ≤ 0 for every column and λ·target > 0. Exactly one of them exists.

    The first phase of the simplex method runs on a tableau of whole numbers over one denominator (Edmonds): every
    division in it comes out even. Both answers are compared with the columns before they are handed out.

    >>> in_cone([(1, 0), (1, 1)], (3, 2))
    ({0: Fraction(1, 1), 1: Fraction(2, 1)}, None)
    >>> in_cone([(1, 0), (1, 1)], (0, 1))
    (None, (-1, 1))
    """
    size, number = len(target), len(columns)
    signs = [-1 if value < 0 else 1 for value in target]
    table = [
        [s * column[i] for column in columns] + [int(i == k) for k in range(size)] + [s * target[i]]
        for i, s in enumerate(signs)
    ]
    basis, denominator = list(range(number, number + size)), 1
    costs = [sum(row[j] for row in table) - int(number <= j < number + size) for j in range(number + size + 1)]
    for step in count():
        entering = _entering(costs, number, greedy=step < GREEDY)
        if entering is None:
            break
        leaving = _leaving(table, basis, entering)
        pivot_row = table[leaving]
        pivot = pivot_row[entering]
        for i, row in enumerate(table):
            if i != leaving:
                table[i] = _eliminated(row, row[entering], pivot_row, pivot, denominator)
        costs = _eliminated(costs, costs[entering], pivot_row, pivot, denominator)
        basis[leaving], denominator = entering, pivot
    if costs[-1] == 0:
        found = {basis[i]: Fraction(row[-1], denominator) for i, row in enumerate(table) if row[-1]}
        found = dict(sorted(found.items()))
        assert all(k < number and c > 0 for k, c in found.items())
        assert all(sum(c * columns[k][i] for k, c in found.items()) == target[i] for i in range(size))
        return found, None
    raw = [costs[number + k] + denominator for k in range(size)]  # an artificial variable costs 1
    separator = primitive([s * v for s, v in zip(signs, raw, strict=True)])
    assert dot(separator, target) > 0
    assert all(dot(separator, column) <= 0 for column in columns)
    return None, separator


def dot(a: Sequence[int], b: Sequence[int]) -> int:
    """The inner product."""
    return sum(map(int.__mul__, a, b))


def primitive(vector: Sequence[int]) -> Vector:
    """Divided by the greatest common divisor.

    >>> primitive([4, -6, 0])
    (2, -3, 0)
    """
    common = gcd(*vector) or 1
    return tuple(value // common for value in vector)


def _entering(costs: Sequence[int], number: int, *, greedy: bool) -> int | None:
    if greedy:
        best = max(range(number), key=costs.__getitem__, default=0)
        return best if number and costs[best] > 0 else None
    return next((j for j in range(number) if costs[j] > 0), None)


def _leaving(table: Sequence[Sequence[int]], basis: Sequence[int], entering: int) -> int:
    """The row of the smallest ratio, the smallest variable where several have it."""
    best: int | None = None
    for i, row in enumerate(table):
        if row[entering] > 0:
            if best is None:
                best = i
                continue
            mine, other = row[-1] * table[best][entering], table[best][-1] * row[entering]
            if mine < other or (mine == other and basis[i] < basis[best]):
                best = i
    assert best is not None  # the sum of the artificial variables is at least 0
    return best


def _eliminated(row: list[int], factor: int, pivot_row: list[int], pivot: int, denominator: int) -> list[int]:
    if factor == 0:
        return [v * pivot // denominator for v in row]
    return [(v * pivot - factor * p) // denominator for v, p in zip(row, pivot_row, strict=True)]
