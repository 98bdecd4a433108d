"""Multidimensional scaling of weight trajectories (Theory II, 4.1): classical (strain), and SMACOF started from it.

1 − cosine is half the *squared* Euclidean distance of the weights scaled to length 1. Classical scaling wants
distances, so d = √(2(1 − cosine)) is taken. Then the picture is the best linear projection of the scaled weights.
The paper says that 1 − cosine is the dissimilarity: ``squared=False`` takes it as the distance itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, TypeAlias

import numpy as np

from ..shell import OneOf, Range, WrongInput, held, random_stream
from .distances import cosine_dissimilarity, euclidean_distances

METRICS = ("cosine", "euclidean")
KINDS = ("classical", "smacof")
Metric: TypeAlias = Annotated[str, OneOf(METRICS, kind="unknown_embedding")]
Kind: TypeAlias = Annotated[str, OneOf(KINDS, kind="unknown_embedding")]
Dim: TypeAlias = Annotated[int, Range(1)]

DENSE = 200  # up to so many points all eigenvectors are computed


@dataclass(frozen=True, eq=False)
class Embedding:
    """Points in a space of few dimensions whose distances d resemble given distances δ.

    Attributes:
        points: (num_points, dim) float64, centred.
        kind: ``classical`` or ``smacof``.
        metric: ``cosine``, ``euclidean``, or ``given`` distances.
        stress: Kruskal's stress-1, √(Σ(δ − d)² / Σd²) over all pairs.
        eigenvalues: (dim,) largest eigenvalues λ of the doubly centred matrix −½Jδ²J, of the classical solution.
        explained: (dim,) each divided by Σ|λ| over all eigenvalues.
        negative_mass: share of the negative eigenvalues in Σ|λ|. Above rounding, no points of any space have these
            distances.
        iterations: steps of SMACOF.
        options: all others.
    """

    points: np.ndarray
    kind: str
    metric: str
    stress: float
    eigenvalues: np.ndarray
    explained: np.ndarray
    negative_mass: float
    iterations: int = 0
    options: dict[str, float | bool | None] = field(default_factory=dict)


@held
def embed_trajectories(
    points: np.ndarray, *, metric: Metric = "cosine", squared: bool = True, kind: Kind = "classical", dim: Dim = 2
) -> Embedding:
    """Embed models by the weights of one layer.

    Args:
        points: (num_points, num_weights), float32 or float64; computed in float64.
        metric: ``cosine`` or ``euclidean``.
        squared: with ``cosine``, whether 1 − cosine is taken for half a squared distance, as it is, or for a distance.
        kind: ``classical`` or ``smacof``.
        dim: dimensions of the picture, less than num_points.

    Raises:
        WrongInput: unknown names, too few points, weights that are not finite, zero weights with ``cosine``.

    >>> found = embed_trajectories(np.array([[0.0, 0, 7], [3, 0, 7], [0, 4, 7]]), metric="euclidean")
    >>> round(float(np.hypot(*(found.points[1] - found.points[2]))), 9), round(found.stress, 9)
    (5.0, 0.0)
    """
    if metric == "euclidean":
        distances = euclidean_distances(points)
    else:
        distances = cosine_dissimilarity(points)
        if squared:
            distances = np.sqrt(2 * distances)
    found = classical_mds(distances, dim)
    if kind == "smacof":
        found = smacof(distances, found)
    return replace(found, metric=metric, options=found.options | {"squared": squared if metric == "cosine" else None})


def classical_mds(distances: np.ndarray, dim: int = 2) -> Embedding:
    """Classical scaling: coordinates √λ_k·v_k from the largest eigenvalues of −½Jδ²J with J = 1 − 11ᵀ/n.

    Each axis has its sign fixed: the entry of largest magnitude (the first, where several are as large) is positive.

    Args:
        distances: δ, (num_points, num_points), symmetric, not negative, diagonal 0.
        dim: less than num_points.

    Raises:
        WrongInput: another matrix or dimension.

    >>> found = classical_mds(np.array([[0.0, 1, 3], [1, 0, 1], [3, 1, 0]]))  # 3 > 1 + 1: no triangle
    >>> (found.eigenvalues.round(9) + 0.0).tolist(), round(found.negative_mass, 9)
    ([4.5, 0.0], 0.15625)
    """
    distances = _check_distances(distances, dim)
    count = len(distances)
    centred = np.square(distances)
    means = centred.mean(axis=0)
    centred -= means
    centred -= means[:, None] - means.mean()
    centred *= -0.5
    if count <= DENSE or not centred.any():
        spectrum, vectors = np.linalg.eigh(centred)
    else:
        from scipy.linalg import eigvalsh
        from scipy.sparse.linalg import eigsh

        start = random_stream(0, "start of eigsh").standard_normal(count)  # fixed: the same picture every time
        spectrum = eigvalsh(centred)
        values, vectors = eigsh(centred, k=dim, which="LA", v0=start)
        vectors = vectors[:, np.argsort(values)]
    largest = spectrum[::-1][:dim]
    points = vectors[:, ::-1][:, :dim] * np.sqrt(np.maximum(largest, 0.0))
    total = abs(spectrum).sum() or 1.0
    points = _with_fixed_signs(points)
    return Embedding(
        points=points,
        kind="classical",
        metric="given",
        stress=stress_1(distances, points),
        eigenvalues=largest,
        explained=largest / total,
        negative_mass=float(-spectrum[spectrum < 0].sum() / total),
        options={"dim": dim},
    )


def _with_fixed_signs(points: np.ndarray) -> np.ndarray:
    sizes = abs(points)
    first = (sizes >= (1 - 1e-9) * sizes.max(axis=0)).argmax(axis=0)  # so that rounding does not choose
    return points * np.where(points[first, range(points.shape[1])] < 0, -1.0, 1.0)


def smacof(distances: np.ndarray, start: Embedding, *, max_iter: int = 300, eps: float = 1e-6) -> Embedding:
    """Minimise Σ(δ − d)² by majorisation (scikit-learn's SMACOF) from the points of ``start``.

    From a random start it ends in another local minimum each time; from the classical solution the picture stays
    comparable, and Σ(δ − d)² only falls.

    Args:
        distances: δ, as in :func:`classical_mds`.
        start: what to start from, as :func:`classical_mds` gives it.
        max_iter: most steps.
        eps: it ends when a step gains less, as a share of Σd².

    >>> distances = np.array([[0.0, 1, 3], [1, 0, 1], [3, 1, 0]])
    >>> start = classical_mds(distances)
    >>> smacof(distances, start).stress < start.stress
    True
    """
    from sklearn.manifold import smacof as majorise

    distances = _check_distances(distances, start.points.shape[1])
    used = replace(start, kind="smacof", options=start.options | {"max_iter": max_iter, "eps": eps})
    scale = np.sqrt(np.square(distances).mean())  # it is not taken out by scikit-learn, which replaces 0 by 1e-5
    if scale == 0:
        return used
    points, _, iterations = majorise(
        distances / scale,
        metric=True,
        n_components=start.points.shape[1],
        init=start.points / scale,
        n_init=1,
        n_jobs=1,
        max_iter=max_iter,
        verbose=0,
        eps=eps,
        random_state=0,
        return_n_iter=True,
        normalized_stress=False,
    )
    points = scale * (points - points.mean(axis=0))
    return replace(used, points=points, stress=stress_1(distances, points), iterations=int(iterations))


def stress_1(distances: np.ndarray, points: np.ndarray) -> float:
    """Kruskal's stress-1 of points for given distances: √(Σ(δ − d)² / Σd²) over all pairs; 0 when all are 0.

    >>> stress_1(np.array([[0.0, 2.0], [2.0, 0.0]]), np.array([[0.0], [1.0]]))
    1.0
    """
    found = euclidean_distances(points)
    difference, size = np.square(distances - found).sum(), np.square(found).sum()
    if size == 0:
        return 0.0 if difference == 0 else float("inf")
    return float(np.sqrt(difference / size))


def _check_distances(distances: np.ndarray, dim: int) -> np.ndarray:
    distances = np.asarray(distances, np.float64)
    if distances.ndim != 2 or distances.shape[0] != distances.shape[1]:
        raise WrongInput(f"distances of shape {distances.shape}", hint="give a square matrix", kind="wrong_value")
    if not 1 <= dim < len(distances):
        raise WrongInput(f"{len(distances)} points in {dim} dimensions", hint="1 to num_points − 1", kind="wrong_value")
    if not np.isfinite(distances).all() or (distances < 0).any():
        raise WrongInput("distances that are negative or not finite", hint="give numbers from 0 on", kind="wrong_value")
    if np.diag(distances).any() or not np.allclose(distances, distances.T, rtol=1e-10, atol=0):
        raise WrongInput(
            "distances that are not symmetric with a diagonal of 0",
            hint="give a matrix of distances",
            kind="wrong_value",
        )
    return distances
