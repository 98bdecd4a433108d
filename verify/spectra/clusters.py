"""Computed eigenvalues as disjoint intervals, each with how many eigenvalues it surely has.

Values whose intervals overlap are one cluster: rounding does not tell them apart. A cluster of m values with vectors X
has its interval from :func:`.bounds.pairing_bound` of all its columns together, so that it contains at least m
eigenvalues, counted with multiplicity. One value found m times from nearly parallel vectors has σ_min(X) near 0, hence
no bound: it is no m-fold eigenvalue. The intervals are disjoint, hence the numbers add up; where they add up to the
size of the matrix, each has exactly as many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bounds import UP, U, pairing_bound


@dataclass(frozen=True)
class Cluster:
    """Eigenvalues that are not told apart.

    Attributes:
        value: the middle of the interval.
        radius: the interval is from value − radius to value + radius.
        members: the places of the computed values in it.
    """

    value: float
    radius: float
    members: tuple[int, ...]

    @property
    def multiplicity(self) -> int:
        """How many eigenvalues, counted with multiplicity, the interval has at least."""
        return len(self.members)

    @property
    def low(self) -> float:
        """At most the lower end."""
        return self.value - self.radius - 4 * U * (abs(self.value) + self.radius)

    @property
    def high(self) -> float:
        """At least the upper end."""
        return self.value + self.radius + 4 * U * (abs(self.value) + self.radius)


def clusters_of(values: np.ndarray, residuals: np.ndarray, vectors: np.ndarray) -> list[Cluster]:
    """Disjoint clusters, the largest value first.

    Args:
        values: computed eigenvalues, (k,).
        residuals: bounds of the norms of HX − XΘ, by columns, (k,).
        vectors: X, (n, k), close to orthonormal.
    """
    order = np.argsort(-values, kind="stable")
    found = [_joined(values, residuals, vectors, (int(place),)) for place in order]
    while True:
        found.sort(key=lambda each: -each.value)
        overlapping = next((k for k in range(len(found) - 1) if found[k].low <= found[k + 1].high), None)
        if overlapping is None:
            return found
        last = overlapping + 2  # all that hangs together at once: each joining costs a product
        while last < len(found) and found[last - 1].low <= found[last].high:
            last += 1
        members = tuple(m for each in found[overlapping:last] for m in each.members)
        found[overlapping:last] = [_joined(values, residuals, vectors, members)]


def _joined(values: np.ndarray, residuals: np.ndarray, vectors: np.ndarray, members: tuple[int, ...]) -> Cluster:
    chosen = list(members)
    reach = pairing_bound(residuals[chosen], vectors[:, chosen])
    low, high = float(values[chosen].min()), float(values[chosen].max())
    middle = 0.5 * low + 0.5 * high
    return Cluster(middle, (0.5 * (high - low) + reach + 4 * U * (abs(low) + abs(high))) * UP, members)
