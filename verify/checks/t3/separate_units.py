"""ReLU networks of which each unit sees one point alone: a limit that is no local maximum of the margin (T3 §4.2).

f(x) = Σ_j v_j max(w_j·x, 0), points r_j² e_j with labels y_j, one unit for each. Start with w_jj > 0, y_j v_j > 0, and
w_jk < 0 for k ≠ j: an open set. No derivative of L by w_jk is other than 0 while unit j is off at point k, so that w_jk
never moves, and unit j is seen by point j alone. There u = |v_j| w_jj has u̇ = r_j² (v_j² + w_jj²)/(1 + exp(r_j² u)),
and v_j² − w_jj² is constant; u grows for ever, r_j² u = log t + O(log log t), and |v_j|/w_jj → 1. So the direction of
all weights tends to that of w_jj = |v_j| = 1/r_j, w_jk = 0, where y_j f = 1 at every point, and ‖W‖² = 2 Σ 1/r_j².
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

import numpy as np

from ...claims import Settings
from ...evidence import Finding


class SeparateUnits(TypedDict):
    """r_j and y_j, a point each."""

    r: list[int]
    y: list[int]


def draw_separate(stream: np.random.Generator, settings: Settings) -> SeparateUnits:
    """One to five points."""
    count = 1 + int(stream.integers(0, 2 + round(3 * settings.scale)))
    return {"r": [int(v) for v in stream.integers(1, 9, count)], "y": [int(v) for v in stream.choice([-1, 1], count)]}


def _margin_and_norm(instance: SeparateUnits, w: list[list[Fraction]], v: list[Fraction]) -> tuple[Fraction, Fraction]:
    """min_k y_k f(x_k) and ‖W‖²."""
    outputs = []
    for k, (r, y) in enumerate(zip(instance["r"], instance["y"], strict=True)):
        outputs.append(
            y * sum((a * max(row[k], Fraction(0)) * r * r for a, row in zip(v, w, strict=True)), Fraction(0))
        )
    return min(outputs), sum((a * a for row in (*w, v) for a in row), Fraction(0))


def local_maximum(instance: SeparateUnits) -> Finding:
    """Whether the limit is a local maximum of min y f/‖W‖²: not with two points of one label, i and k.

    With w_ik = ε, and w_kk and |v_k| smaller by δ = ε r_k/(2 r_i), the margins are at least as large and the norm is
    smaller, for every small ε > 0. Otherwise there are at most two points, of opposite labels, and the limit is the
    maximum: units of the other sign only lower y_j f(x_j), and |v| w ≤ (v² + w²)/2.
    """
    r, y, size = [Fraction(v) for v in instance["r"]], instance["y"], len(instance["r"])
    w = [[1 / r[j] if j == k else Fraction(0) for k in range(size)] for j in range(size)]
    v = [y[j] / r[j] for j in range(size)]
    margin, square = _margin_and_norm(instance, w, v)
    if margin != 1:
        return Finding(False, "exact", {}, "the margin of the limit is not 1")
    measured = {"margin_over_norm_squared": str(1 / square)}
    pair = next(((i, k) for i in range(size) for k in range(i) if y[i] == y[k]), None)
    if pair is None:
        return Finding(True, "exact", measured)
    i, k = pair
    better = []
    for epsilon in (Fraction(1, 100), Fraction(1, 10**6)):
        delta = epsilon * r[k] / (2 * r[i])
        moved, readout = [list(row) for row in w], list(v)
        moved[i][k], moved[k][k], readout[k] = epsilon, w[k][k] - delta, v[k] - y[k] * delta
        at, norm = _margin_and_norm(instance, moved, readout)
        better.append(at >= 1 and norm < square)
    if not all(better):
        return Finding(None, "exact", measured, "the weights near by that were tried are no better")
    why = f"points {k + 1} and {i + 1} have one label: with unit {i + 1} open to both the margin is larger near by"
    return Finding(False, "exact", measured, why)
