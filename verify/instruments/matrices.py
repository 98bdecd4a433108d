"""Rational matrices in instances and in arithmetic."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np


def random_matrix(stream: np.random.Generator, rows: int, columns: int, *, bound: int = 9) -> list[list[int]]:
    """Integers uniform in ±bound, as plain data."""
    return [[int(v) for v in row] for row in stream.integers(-bound, bound + 1, (rows, columns))]


def matrix(values: list[list[Any]]) -> flint.fmpq_mat:
    """Plain data (integers, or rationals as strings) to an exact matrix."""
    return flint.fmpq_mat([[flint.fmpq(*_parts(value)) for value in row] for row in values])


def _parts(value: Any) -> tuple[int, int]:
    above, _, below = str(value).partition("/")
    return int(above), int(below or 1)


def plain(values: flint.fmpq_mat) -> list[list[str]]:
    """An exact matrix to plain data."""
    return [[str(value) for value in row] for row in values.tolist()]


def grow(scale: float, low: int, high: int, stream: np.random.Generator) -> int:
    """A size between ``low`` and a limit that grows with ``scale`` from ``low`` to ``high``."""
    top = low + round(scale * (high - low))
    return int(stream.integers(low, top + 1))
