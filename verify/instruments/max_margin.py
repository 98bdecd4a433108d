"""Hard-margin problems min ½‖w‖² subject to a_i·w + c_i b ≥ 1 over the rationals, with multipliers as a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import isqrt

import numpy as np

from .matrices import PlainMatrix, exact_rows, matrix

Vector = Sequence[Fraction]


@dataclass(frozen=True)
class Separator:
    """The optimal w and b with one multiplier α_i ≥ 0 for each constraint: w = Σ α_i a_i, Σ α_i c_i = 0.

    These and α_i (a_i·w + c_i b − 1) = 0 are the conditions of Karush, Kuhn and Tucker, which suffice here.
    """

    w: tuple[Fraction, ...]
    b: Fraction
    multipliers: tuple[Fraction, ...]


def inner_product(a: Vector, b: Vector) -> Fraction:
    """The inner product."""
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def rational_sqrt(value: Fraction) -> Fraction | None:
    """The square root of a rational number, where it is rational.

    >>> rational_sqrt(Fraction(9, 4)), rational_sqrt(Fraction(2))
    (Fraction(3, 2), None)
    """
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    return Fraction(above, below) if (above**2, below**2) == (value.numerator, value.denominator) else None


def separate(rows: Sequence[Vector], offsets: Vector, *, any_sign: bool = False) -> Separator | None:
    """Minimise ½‖w‖² subject to a_i·w + c_i b ≥ 1, by trying all sets of active constraints.

    Args:
        rows: the vectors a_i (with the label multiplied in).
        offsets: the numbers c_i, all zero for a hyperplane through the origin.
        any_sign: do not look at the sign of the multipliers, and take as many constraints as possible for active (for a
            check that is broken on purpose).

    Returns:
        ``None`` if no (w, b) meets the constraints: an optimum always has a set of active constraints with independent
        gradients, and all of these are tried.

    >>> found = separate([[Fraction(1)], [Fraction(2)]], [Fraction(0)] * 2)
    >>> [str(v) for v in (*found.w, found.b, *found.multipliers)]
    ['1', '0', '1', '0']
    """
    dim, free = len(rows[0]), any(offsets)
    sizes = range(1, min(dim + 1, len(rows)) + 1)
    for size in reversed(sizes) if any_sign else sizes:
        for chosen in combinations(range(len(rows)), size):
            found = _stationary(rows, offsets, chosen, free)
            if found is None:
                continue
            meets = all(inner_product(a, found.w) + c * found.b >= 1 for a, c in zip(rows, offsets, strict=True))
            if meets and (any_sign or min(found.multipliers) >= 0):
                return found
    return None


def unit_vector(stream: np.random.Generator, dim: int) -> list[Fraction]:
    """A rational point of the unit sphere, by stereographic projection."""
    t = [Fraction(int(stream.integers(-4, 5)), int(stream.integers(1, 4))) for _ in range(dim - 1)]
    square = inner_product(t, t)
    point = [2 * v / (1 + square) for v in t] + [(1 - square) / (1 + square)]
    return [v * int(stream.choice([-1, 1])) for v in (point[k] for k in stream.permutation(dim))]


def plain_vector(values: Vector) -> list[str]:
    """Exact numbers to plain data."""
    return [str(v) for v in values]


def not_unit_norm(values: PlainMatrix) -> str | None:
    """A point whose Euclidean norm is not 1."""
    for i, x in enumerate(exact_rows(values)):
        if inner_product(x, x) != 1:
            return f"‖x_{i + 1}‖² = {inner_product(x, x)}"
    return None


def _stationary(rows: Sequence[Vector], offsets: Vector, chosen: tuple[int, ...], free: bool) -> Separator | None:
    """The point at which the chosen constraints hold with equality and the gradients balance."""
    size = len(chosen)
    entries = [[inner_product(rows[i], rows[j]) for j in chosen] + ([offsets[i]] if free else []) for i in chosen]
    if free:
        entries.append([offsets[j] for j in chosen] + [Fraction(0)])
    right = [[Fraction(1)]] * size + [[Fraction(0)]] * free
    try:
        solution = matrix(entries).solve(matrix(right))
    except ZeroDivisionError:
        return None
    values = [Fraction(int(v.p), int(v.q)) for v in solution.entries()]
    multipliers = [Fraction(0)] * len(rows)
    for i, value in zip(chosen, values, strict=False):
        multipliers[i] = value
    w = tuple(inner_product(multipliers, column) for column in zip(*rows, strict=True))
    return Separator(w, values[-1] if free else Fraction(0), tuple(multipliers))
