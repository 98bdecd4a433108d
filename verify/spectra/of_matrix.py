"""The whole spectrum of a symmetric matrix, of floats with a known error or of exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import flint
import numpy as np

from algebraic.shell import WrongInput, shown_value

from .bounds import TINY, UP
from .clusters import Cluster, clusters_of
from .deciding import RankFound, rank_of
from .pairs import dense_pairs

BITS = 128  # for the distance of an exact number from its float
LARGEST = 1e150  # of an entry: squares of it are still floats
MIDDLE = 16  # intervals that a summary lists; of more there are the ends only


class SpectrumData(TypedDict):
    """A spectrum as plain data: value, radius and multiplicity of intervals, and what they decide."""

    eigenvalues: list[list[float]]
    rank: int
    rank_status: str
    negative_at_least: int


@dataclass(frozen=True, eq=False)
class MatrixSpectrum:
    """All eigenvalues of a symmetric matrix.

    Attributes:
        clusters: disjoint intervals, the largest first; each has exactly as many eigenvalues as it has multiplicity.
        rank: ``proved`` where no interval has 0 in it, ``gap``, or ``undecided``; its number is never too large.
        size: the number of rows.
    """

    clusters: Sequence[Cluster]
    rank: RankFound
    size: int

    @property
    def positive(self) -> int:
        """So many eigenvalues are above 0 for certain."""
        return self.above(0.0)

    @property
    def negative(self) -> int:
        """So many are below 0 for certain."""
        return self.below(0.0)

    def above(self, bound: float) -> int:
        """How many are above a number, at least."""
        return sum(each.multiplicity for each in self.clusters if each.low > bound)

    def below(self, bound: float) -> int:
        """How many are below a number, at least."""
        return sum(each.multiplicity for each in self.clusters if each.high < bound)

    def agrees(self, positive: int, negative: int) -> bool:
        """Whether so many eigenvalues can be positive and so many negative, the others being 0."""
        fits = self.positive <= positive <= self.size - self.negative
        return fits and self.negative <= negative <= self.size - self.positive

    def told(self) -> SpectrumData:
        """Plain data: value, radius and multiplicity of the intervals, or of those at the ends and around 0."""
        around = [k for k, each in enumerate(self.clusters) if each.low <= 0 <= each.high]
        places = set(range(len(self.clusters)))
        if len(places) > MIDDLE:
            near = {k + step for k in around for step in (-1, 0, 1)}
            places &= {0, len(places) - 1} | near
        chosen = [self.clusters[k] for k in sorted(places)]
        return {
            "eigenvalues": [[each.value, each.radius, each.multiplicity] for each in chosen],
            "rank": self.rank.rank,
            "rank_status": self.rank.status,
            "negative_at_least": self.negative,
        }


def enclosed_spectrum(matrix: Any, error: float = 0.0) -> MatrixSpectrum:
    """The eigenvalues of the symmetric matrices H with ‖H − M‖₂ ≤ error, in intervals that hold for all of them.

    Args:
        matrix: M, symmetric, (n, n): an array of floats, or a matrix of python-flint with exact numbers or balls, whose
            distance from its floats is added to the error.
        error: at least 0.

    Raises:
        WrongInput: the matrix is not square or not symmetric, or has numbers that are not finite or beyond 1e150.

    >>> enclosed_spectrum(flint.fmpq_mat([[flint.fmpq(1, 3), 1], [1, 3]])).rank.status  # of rank 1; no float is 1/3
    'gap'
    >>> found = enclosed_spectrum(np.diag([2.0, 0.5, -1.0]), error=0.3)
    >>> found.positive, found.negative, found.rank.status
    (2, 1, 'proved')
    """
    floats, distance = _as_floats(matrix)
    if not np.isfinite(distance):
        floats = np.full_like(floats, np.inf)  # a ball without end
    if floats.ndim != 2 or floats.shape[0] != floats.shape[1] or not np.array_equal(floats, floats.T, equal_nan=True):
        raise WrongInput("the matrix is not symmetric", hint="give a symmetric matrix", kind="bad_matrix")
    if not np.isfinite(floats).all() or np.abs(floats).max(initial=0.0) > LARGEST:
        hint = f"entries are at most {LARGEST:g} in size"
        raise WrongInput("the matrix has numbers that are not finite, or too large", hint=hint, kind="bad_matrix")
    if not 0 <= error < np.inf:
        raise WrongInput(f"an error {shown_value(error)}", hint="give a number of at least 0", kind="bad_error")
    if not len(floats):
        return MatrixSpectrum((), RankFound(0, "proved", "there are no rows"), 0)
    pairs = dense_pairs(floats)
    clusters = widened(clusters_of(pairs.values, pairs.residuals, pairs.vectors), (error + distance) * UP)
    return MatrixSpectrum(tuple(clusters), rank_of(clusters, len(floats), "proved"), len(floats))


def widened(clusters: Sequence[Cluster], error: float) -> list[Cluster]:
    """The intervals for all matrices within this distance: no eigenvalue moves further (H. Weyl).

    Args:
        clusters: disjoint, the largest first.
        error: in the spectral norm, or any that is larger.
    """
    found: list[Cluster] = []
    for each in clusters:
        own = Cluster(each.value, (each.radius + error) * UP, each.members) if error else each
        while found and found[-1].low <= own.high:
            before = found.pop()
            low, high = min(own.low, before.low), max(own.high, before.high)
            middle = 0.5 * low + 0.5 * high
            reach = max(high - middle, middle - low) * UP
            own = Cluster(middle, reach, (*before.members, *own.members))
        found.append(own)
    return found


def _as_floats(matrix: Any) -> tuple[np.ndarray, float]:
    """The nearest floats, and how far they are from the matrix at most, as a norm."""
    if not isinstance(matrix, flint.fmpq_mat | flint.fmpz_mat | flint.arb_mat):
        return np.asarray(matrix, dtype=float), 0.0
    floats = np.zeros((matrix.nrows(), matrix.ncols()))
    before, squares = flint.ctx.prec, flint.arb(0)
    flint.ctx.prec = max(before, BITS)
    try:
        for i in range(matrix.nrows()):
            for j in range(matrix.ncols()):
                own = flint.arb(matrix[i, j])
                floats[i, j] = float(own.mid())
                squares += flint.arb((own - flint.arb(floats[i, j])).abs_upper()) ** 2
        distance = float(flint.arb(squares.abs_upper()).sqrt().abs_upper())
    finally:
        flint.ctx.prec = before
    return floats, distance * UP + (TINY if distance else 0.0)
