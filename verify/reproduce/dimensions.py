"""Dimensions of the sets of functions of polynomial networks, each with a proof from both sides where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from algebraic.atlas import architecture_of, row_of

from .enclosure import Enclosure


def neurovariety_dimension(widths: Sequence[int], degree: int, seed: int = 0) -> Enclosure:
    """Of a dense network without biases and the activation z^degree after every layer but the last."""
    row = row_of(architecture_of(f"pnn.{'.'.join(map(str, widths))}.r{degree}"), seed=seed)
    low, high = row["dimension"], row["upper_bound"]
    return Enclosure(Fraction(low), Fraction(high), f"a rank modulo a prime, and the bound '{row['reason']}'")
