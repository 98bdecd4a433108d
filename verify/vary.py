"""Instances beside a given one: where a counterexample is looked for (:class:`verify.claims.Search`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

DENOMINATOR = 2**20  # of rationals that were moved
STAYS = 0.3  # the part of the numbers that a move leaves as they are


def entries_moved(*keys: str) -> Callable[[np.random.Generator, Any, float], Any]:
    """A move that changes the numbers under some keys of an instance, each by about ``size`` times its size or 1.

    Integers stay integers, and text p/q stays a rational.

    >>> move = entries_moved("w", "n")
    >>> move(np.random.default_rng(0), {"w": [["1/2", 3]], "n": 5, "kind": "dense"}, 1.0)
    {'w': [['1/2', 3]], 'n': 2, 'kind': 'dense'}
    """

    def move(stream: np.random.Generator, instance: Any, size: float) -> Any:
        moved = deepcopy(instance)
        for key in keys:
            if key in moved:
                moved[key] = _moved(stream, moved[key], size)
        return moved

    return move


def _moved(stream: np.random.Generator, value: Any, size: float) -> Any:
    if isinstance(value, list | tuple):
        return [_moved(stream, each, size) for each in value]
    here = Fraction(value)
    step = float(stream.normal()) * size * max(1.0, abs(float(here)))
    if stream.random() < STAYS:
        return value
    if isinstance(value, int):
        return value + round(step)
    return str(here + Fraction(round(step * DENOMINATOR), DENOMINATOR))


def all_matrices(rows: int, columns: int, values: tuple[int, ...] = (-1, 0, 1)) -> Iterator[list[list[int]]]:
    """All matrices with these entries.

    >>> len(list(all_matrices(1, 2)))
    9
    """
    for entries in product(values, repeat=rows * columns):
        yield [list(entries[k * columns : (k + 1) * columns]) for k in range(rows)]
