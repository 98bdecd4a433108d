"""Dimensions of the sets of functions of polynomial networks, each with a proof from both sides where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from algebraic.atlas import architecture_of, row_of

from .enclosure import Enclosure


def convolution_dimension(sizes: Sequence[int], strides: Sequence[int], degree: int, seed: int = 0) -> Enclosure:
    """Of filters in one dimension, one channel, z^degree after every layer but the last; degree 1 for linear ones."""
    label = f"cnn.{'.'.join(map(str, sizes))}.s{'.'.join(map(str, strides))}.r{degree}"
    return _dimension(label, seed)


def neurovariety_dimension(widths: Sequence[int], degree: int, seed: int = 0) -> Enclosure:
    """Of a dense network without biases and the activation z^degree after every layer but the last."""
    return _dimension(f"pnn.{'.'.join(map(str, widths))}.r{degree}", seed)


def _dimension(label: str, seed: int) -> Enclosure:
    row = row_of(architecture_of(label), seed=seed)
    low, high = row["dimension"], row["upper_bound"]
    return Enclosure(Fraction(low), Fraction(high), f"a rank modulo a prime, and the bound '{row['reason']}'")
