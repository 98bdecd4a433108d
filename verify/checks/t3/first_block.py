"""Zero eigenvalues of the first block of the Hessian, for one hidden layer (T3 §6.2.4), by exact ranks."""

from __future__ import annotations

import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from .degenerate_hessian import (
    SMALL,
    ZeroLossPoint,
    draw_points,
    excesses,
    twice_differentiable,
    zero_eigenvalues,
    zero_loss,
)


def draw(stream: np.random.Generator, settings: Settings) -> ZeroLossPoint:
    """One hidden layer."""
    return draw_points(stream, settings, 1, first_only=True)


@hypothesis
def overparametrised(instance: ZeroLossPoint) -> str | None:
    """dN > n·min(N, d')"""
    excess = excesses(instance)[0]
    return None if excess > 0 else f"dN exceeds n·min(N, d′) by {excess}"


@claim(
    "T3-25",
    "One hidden layer: zero eigenvalues of the first block and of the Hessian",
    source="T3 §6.2.4, “Hessian and degeneracy of nonlinear one-hidden layer networks”",
    quantifier="for all",
    field="real",
    letters={"d": "widths[0]", "N": "widths[1]", "d'": "widths[2]", "n": "num_samples", "E": "Ŷ − Y"},
    hypotheses=(zero_loss, overparametrised, twice_differentiable),
    search=SMALL,
    draw=draw,
    rests_on=("T3-01",),
    num_instances=30,
    note="The bound rank ≤ n·min(N, d′) of the proof is attained, so the count dN − n·min(N, d′) cannot be "
    "improved in general; the inequality is not necessary (rank X < d makes the block singular for every n). "
    "All three hypotheses are needed.",
)
def first_block(instance: ZeroLossPoint) -> Finding:
    """If E = 0 and dN > n·min(N, d') then the first block ∇1Ŷ ∇1Ŷᵀ of the Hessian has a zero eigenvalue, and so has
    ∇²L = ∇Ŷ ∇Ŷᵀ
    """
    return zero_eigenvalues(instance, first_block=True)


@first_block.false(because="fewer than")
def one_more(instance: ZeroLossPoint) -> Finding:
    """the first block has at least dN − n·min(N, d') + 1 zero eigenvalues"""
    found = zero_eigenvalues(instance).measured
    block = found["first_block"]
    nullity, wanted = block["size"] - block["rank"], block["zero_eigenvalues_at_least"] + 1
    if nullity >= wanted:
        return Finding(True, "exact", found)
    return Finding(False, "exact", found, f"the first block has {nullity} zero eigenvalues, fewer than {wanted}")


@first_block.broken(because="non-zero second derivative along a vector of the kernel")
def kernel(instance: ZeroLossPoint) -> Finding:
    """vectors off the kernel by one entry"""
    return zero_eigenvalues(instance, first_block=True, broken=True)
