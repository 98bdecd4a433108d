"""The eigenvalues that are asked for, enclosed, and what they decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .clusters import Cluster, clusters_of
from .dense import Pairs, dense_hessian, dense_pairs
from .judging import RankFound, is_exact, negative_of, rank_of
from .products import Products
from .result import ESTIMATED, Eigenvalue, Negative
from .rounding import estimated_error

if TYPE_CHECKING:
    from ..subject import Subject

METHODS = ("auto", "dense")


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Eigenvalues with what is known of them; the fields are those of :class:`.result.Curvature`."""

    eigenvalues: Sequence[Eigenvalue]
    clusters: Sequence[Cluster]
    pairs: Pairs
    status: str
    enclosed: Sequence[str]
    error: float | None
    whole: bool
    negative: Negative
    rank: RankFound
    method: str
    products: int


def find_spectrum(subject: Subject, top: int | None, lowest: int | None, method: str, seed: int) -> Spectrum:
    """The spectrum of a small matrix, or the ends of that of a large one."""
    products = Products(subject)
    size = subject.num_params
    matrix, asymmetry = dense_hessian(products)
    pairs = dense_pairs(matrix)
    error = estimated_error(subject, pairs.vectors, matrix @ pairs.vectors, seed, asymmetry)
    enclosed = [
        "The intervals are proved for the computed matrix of floats, rounded outward; that its own entries are rounded "
        f"was estimated, not proved, as {error:.1e} in norm, which the radii have in them.",
    ]
    pairs = replace(pairs, residuals=pairs.residuals + error)
    clusters = clusters_of(pairs.values, pairs.residuals, pairs.vectors)
    exact = is_exact(clusters, size)
    told = [Eigenvalue(each.value, each.radius, each.multiplicity, exact) for each in clusters]
    return Spectrum(
        eigenvalues=_asked(told, top, lowest),
        clusters=clusters,
        pairs=pairs,
        status=ESTIMATED,
        enclosed=enclosed,
        error=error,
        whole=exact,
        negative=negative_of(clusters, told, size, ESTIMATED),
        rank=rank_of(clusters, size, ESTIMATED),
        method="all eigenvalues of the whole matrix were computed",
        products=products.count,
    )


def _asked(told: Sequence[Eigenvalue], top: int | None, lowest: int | None) -> list[Eigenvalue]:
    """The intervals that have the largest and the least eigenvalues asked for; all where nothing is said."""
    if top is None and lowest is None:
        return list(told)
    ends = np.cumsum([each.multiplicity for each in told])
    total = int(ends[-1]) if len(ends) else 0
    first = total if top is None and lowest is None else (top or 0)
    return [
        each
        for each, end in zip(told, ends, strict=True)
        if end - each.multiplicity < first or total - end < (lowest or 0)
    ]
