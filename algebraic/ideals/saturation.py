"""A polynomial that vanishes where the derivative of a map drops its rank: a minor, without repeated factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flint
import numpy as np

from ..shell import ROLE_FUNCTIONS, TooLarge, random_stream

MAX_SIZE = 9  # of a minor that is multiplied out
MAX_MINOR_TERMS = 3_000


def minor_of(slopes: Sequence[Sequence[Any]]) -> Any:
    """A minor of a derivative with all its columns, not identically zero, as a product of different factors.

    Args:
        slopes: polynomials, row by row.

    Raises:
        TooLarge: a minor with more than 9 rows, or too many terms.
    """
    size = len(slopes[0])
    if size > MAX_SIZE:
        raise TooLarge(f"a minor with {size} rows (limit {MAX_SIZE})", kind="too_many_terms")
    context = slopes[0][0].context()
    minor = determinant([slopes[a] for a in independent_rows(slopes, size)], context)
    _, factors = minor.factor()
    product = context.constant(1)
    for factor, _ in factors:
        product = product * factor
    return product


def independent_rows(slopes: Sequence[Sequence[Any]], size: int) -> list[int]:
    """The first rows that are independent at a random point, those with the fewest terms before the others."""
    order = sorted(range(len(slopes)), key=lambda a: sum(len(p) for p in slopes[a]))
    context = slopes[0][0].context()
    point = random_stream(0, ROLE_FUNCTIONS, 3).integers(-1000, 1000, context.nvars()).tolist()
    rows = [[p(*point) for p in slopes[a]] for a in order]
    reduced, rank = flint.fmpq_mat(len(rows), size, [v for row in rows for v in row]).transpose().rref()
    pivots = [next(j for j in range(len(rows)) if reduced[i, j] != 0) for i in range(rank)]
    return [order[j] for j in pivots]


def determinant(rows: Sequence[Sequence[Any]], context: Any) -> Any:
    """Of a matrix of polynomials, by expansion along columns: every minor of the first columns once."""
    size = len(rows)
    minors: dict[tuple[int, ...], Any] = {(): context.constant(1)}
    for column in range(size):
        larger: dict[tuple[int, ...], Any] = {}
        for chosen, value in minors.items():
            for place in np.setdiff1d(np.arange(size), chosen).tolist():
                if rows[place][column].is_zero():
                    continue
                key = tuple(sorted((*chosen, place)))
                sign = (-1) ** (len(chosen) - key.index(place))
                term = value * rows[place][column] * sign
                larger[key] = larger[key] + term if key in larger else term
        minors = {key: value for key, value in larger.items() if not value.is_zero()}
        if sum(len(value) for value in minors.values()) > MAX_MINOR_TERMS:
            raise TooLarge("a minor of the derivative has too many terms", kind="too_many_terms")
    return minors.get(tuple(range(size)), context.constant(0))
