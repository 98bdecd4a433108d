"""All linear networks of the smallest sizes with two hidden units, with entries 0 and ±1 (T3 §6.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ...claims import Search
from .linear_hessian import LinearDescent


def small_networks() -> Iterator[LinearDescent]:
    """One input, one sample, two hidden units, one output: all data and weights of 0 and ±1."""
    for x, y, a, b, c, d in product((-1, 0, 1), repeat=6):
        yield {"X": [[x]], "Y": [[y]], "W1": [[a], [b]], "W2": [[c, d]], "batches": [[0]] * 3, "step": "1/2"}


SMALL = Search(cases=small_networks)
