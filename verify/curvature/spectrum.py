"""The eigenvalues that are asked for, enclosed, and what they decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..audit import Unprovable
from ..spectra import Cluster, Pairs, RankFound, clusters_of, dense_pairs, rank_of, residual_norms
from ..subject import check_room
from .dense import dense_hessian
from .enclosing import enclosed_products
from .judging import is_exact, negative_of
from .lanczos import TOLERANCE, find_ends
from .products import Products
from .result import ESTIMATED, PROVED, Eigenvalue, Negative
from .rounding import estimated_error

if TYPE_CHECKING:
    from ..subject import Subject

PROOF = (
    "Proved for the Hessian of the real function that the model's graph computes with these weights and data: each "
    "interval has at least as many eigenvalues as are said, every rounding bounded."
)
METHODS = ("auto", "dense", "lanczos")
DENSE = 1_000  # weights up to which the whole matrix is taken
TOP, LOWEST = 10, 1  # of a large matrix, where nothing is said


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


def find_spectrum(
    subject: Subject, top: int | None, lowest: int | None, method: str, seed: int, tolerance: float = TOLERANCE
) -> Spectrum:
    """The spectrum of a small matrix, or the ends of that of a large one.

    Args:
        top, lowest: how many; ``None`` for all of a small matrix, and for 10 and 1 of a large one.
        method: one of ``METHODS``.
        tolerance: of the residuals of a large one, relative to its largest eigenvalue in size.
    """
    products = Products(subject)
    size = subject.num_params
    whole = method == "dense" or (method == "auto" and size <= DENSE)
    if whole:
        pairs, enclosure, said = _whole(subject, products, seed)
    else:
        pairs, enclosure, said = _ends(subject, products, top, lowest, seed, tolerance)
    pairs = replace(pairs, residuals=pairs.residuals + enclosure.error)
    clusters = clusters_of(pairs.values, pairs.residuals, pairs.vectors)
    exact = is_exact(clusters, size)
    told = [Eigenvalue(each.value, each.radius, each.multiplicity, exact) for each in clusters]
    return Spectrum(
        eigenvalues=_asked(told, top, lowest) if whole else told,
        clusters=clusters,
        pairs=pairs,
        status=enclosure.status,
        enclosed=enclosure.because,
        error=enclosure.error,
        whole=exact,
        negative=negative_of(clusters, told, size, enclosure.status),
        rank=rank_of(clusters, size, enclosure.status),
        method=said,
        products=products.count,
    )


@dataclass(frozen=True)
class Enclosure:
    """What the intervals are about: ``proved`` for the Hessian of the real function, or ``estimated``.

    Attributes:
        error: is to be added to the residuals.
        because: in sentences.
    """

    status: str
    error: float
    because: tuple[str, ...]


def _whole(subject: Subject, products: Products, seed: int) -> tuple[Pairs, Enclosure, str]:
    check_room(3 * subject.num_params, subject.num_params, "the Hessian, with its vectors,", "cpu")
    matrix, asymmetry = dense_hessian(products)
    pairs = dense_pairs(matrix)
    said = "all eigenvalues of the whole matrix were computed"
    try:
        return _proved(subject, pairs), Enclosure(PROVED, 0.0, (PROOF,)), said
    except Unprovable as problem:
        error = estimated_error(subject, pairs.vectors, matrix @ pairs.vectors, seed, asymmetry)
        because = (
            "The intervals are proved for the computed matrix of floats, rounded outward; that its own entries are "
            f"rounded was estimated, not proved, as {error:.1e} in norm, which the radii have in them ({problem})."
        )
        return pairs, Enclosure(ESTIMATED, error, (because,)), said


def _proved(subject: Subject, pairs: Pairs) -> Pairs:
    """The same with residuals for the Hessian of the real function.

    Raises:
        Unprovable: it is not enclosed.
    """
    images, wide = enclosed_products(subject, pairs.vectors)
    return replace(pairs, residuals=residual_norms(images, wide, pairs.vectors, pairs.values))


def _ends(
    subject: Subject, products: Products, top: int | None, lowest: int | None, seed: int, tolerance: float
) -> tuple[Pairs, Enclosure, str]:
    size = subject.num_params
    count = min(TOP, size) if top is None else top
    low = min(LOWEST if lowest is None else lowest, size - count)
    found = find_ends(products.hessian, size, count, low, seed=seed, tolerance=tolerance)
    pairs = Pairs(found.values, found.vectors, np.zeros(len(found.values)), False)
    try:
        pairs, status, error = _proved(subject, pairs), PROVED, 0.0
        first = PROOF
    except Unprovable as problem:
        images = products.hessian(found.vectors)
        pairs = replace(pairs, residuals=residual_norms(images, 0.0, found.vectors, found.values))
        status, error = ESTIMATED, estimated_error(subject, found.vectors, images, seed)
        first = (
            "Each interval has at least as many eigenvalues as are said, by residuals of products with vectors, "
            f"rounded outward; what rounding does within a product was estimated, not proved, as {error:.1e}, which "
            f"the radii have in them ({problem})."
        )
    because = (
        first,
        "So the k-th largest eigenvalue is at least the lower end of the k-th interval, and the k-th least at most the "
        "upper end of the k-th from below; that no eigenvalue in between is missing is not proved"
        + (": a search from a random start brought no other." if found.settled else ", and the search was not ended."),
    )
    words = f"the {count:,} largest and {low:,} least eigenvalues were computed by Lanczos' method with full "
    words += f"reorthogonalisation, from {products.count:,} products with vectors"
    words += "" if found.converged else "; not all have converged, as their radii show"
    return pairs, Enclosure(status, error, because), words


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
