"""What enclosures of eigenvalues decide: whether each has all its numbers, and how many are negative."""

from __future__ import annotations

from collections.abc import Sequence

from ..spectra import Cluster
from .result import Eigenvalue, Negative


def is_exact(clusters: Sequence[Cluster], size: int) -> bool:
    """Whether disjoint intervals have all eigenvalues, hence each exactly as many as it has at least."""
    return sum(each.multiplicity for each in clusters) == size


def negative_of(clusters: Sequence[Cluster], told: Sequence[Eigenvalue], size: int, status: str) -> Negative:
    """How many eigenvalues are negative.

    Args:
        clusters: disjoint, the largest first.
        told: the same for the answer.
        size: of the matrix.
        status: of the enclosures.
    """
    below = sum(each.multiplicity for each in clusters if each.high < 0)
    above = sum(each.multiplicity for each in clusters if each.low > 0)
    most = size - above
    lowest = told[-1] if below else None
    decided = below > 0 or most == 0
    return Negative(below, most, lowest, status if decided else "undecided")
