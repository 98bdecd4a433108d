"""The compact faces of a Newton polyhedron hull(α_1, …, α_n) + R^d_{≥0}, by double description in integers."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import flint

from ..shell import TooLarge
from .linear_program import Exponents

MAX_RAYS = 1_000
MAX_FACES = 3_000

Ray = tuple[int, ...]  # (w, c) with w·α ≥ c for all α: a facet, or a coordinate hyperplane where c = 0


def facets(exponents: Sequence[Exponents]) -> list[Ray]:
    """The facets w·x ≥ c of the polyhedron, those of the orthant (c = 0) among them, with primitive integers.

    They are the extreme rays of the cone {(w, c) ≥ 0: w·α_k ≥ c}, which is cut out of the orthant one α at a time.

    Raises:
        TooLarge: more than 1,000 rays on the way.

    >>> [ray for ray in facets([(2, 0), (0, 3)]) if ray[-1]]
    [(3, 2, 6)]
    """
    size = len(exponents[0])
    rays = [tuple(int(i == j) for j in range(size + 1)) for i in range(size + 1)]
    tight = [frozenset(range(size + 1)) - {i} for i in range(size + 1)]  # coordinates that are 0, then the α
    for k, exponent in enumerate(vertices_first(exponents), size + 1):
        heights = [sum(w * e for w, e in zip(ray[:-1], exponent, strict=True)) - ray[-1] for ray in rays]
        new: list[tuple[Ray, frozenset[int]]] = []
        below = [i for i, height in enumerate(heights) if height < 0]
        for i in below:
            for j, height in enumerate(heights):
                if height <= 0:
                    continue
                common = tight[i] & tight[j]
                if len(common) < size - 1 or any(
                    common <= t for q, t in enumerate(tight) if q not in (i, j)
                ):  # not neighbours
                    continue
                ray = [height * a - heights[i] * b for a, b in zip(rays[i], rays[j], strict=True)]
                divisor = gcd(*ray)
                new.append((tuple(a // divisor for a in ray), common | {k}))
        kept = [
            (ray, t | {k} if height == 0 else t)
            for ray, t, height in zip(rays, tight, heights, strict=True)
            if height >= 0
        ]
        rays, tight = [ray for ray, _ in kept + new], [t for _, t in kept + new]
        if len(rays) > MAX_RAYS:
            raise TooLarge(f"a Newton polyhedron with more than {MAX_RAYS:,} facets", kind="polyhedron_too_large")
    return rays


def vertices_first(exponents: Sequence[Exponents]) -> list[Exponents]:
    """Those that are not another one plus something in the orthant, in ascending order.

    >>> vertices_first([(1, 1), (2, 1), (0, 3)])
    [(0, 3), (1, 1)]
    """
    kept: list[Exponents] = []
    for exponent in sorted(set(exponents), key=lambda e: (sum(e), e)):
        if not any(all(a <= b for a, b in zip(other, exponent, strict=True)) for other in kept):
            kept.append(exponent)
    return sorted(kept)


def compact_faces(exponents: Sequence[Exponents]) -> list[tuple[Exponents, ...]]:
    """The exponent vectors on each compact face, the vertices among the faces.

    A face is the intersection of facets, and compact where it contains no direction of a coordinate.

    Raises:
        TooLarge: more than 1,000 facets, or 3,000 faces.

    >>> compact_faces([(2, 0), (1, 1), (0, 2), (3, 3)])
    [((0, 2),), ((0, 2), (1, 1), (2, 0)), ((2, 0),)]
    """
    size, points = len(exponents[0]), sorted(set(exponents))
    sets = []
    for ray in facets(points):
        on = {k for k, e in enumerate(points) if sum(w * a for w, a in zip(ray[:-1], e, strict=True)) == ray[-1]}
        sets.append(frozenset(on | {~i for i in range(size) if ray[i] == 0}))  # ~i: the direction of coordinate i
    found, new = set(sets), list(set(sets))
    while new:
        face = new.pop()
        for other in sets:
            both = face & other
            if both not in found and any(k >= 0 for k in both):
                found.add(both)
                new.append(both)
        if len(found) > MAX_FACES:
            raise TooLarge(f"a Newton polyhedron with more than {MAX_FACES:,} faces", kind="polyhedron_too_large")
    compact = [face for face in found if face and min(face) >= 0]
    return sorted(tuple(points[k] for k in sorted(face)) for face in compact)


def flatten(face: Sequence[Exponents]) -> tuple[list[Exponents], list[list[int]]]:
    """The face in as many coordinates as it has dimensions.

    A unimodular matrix V takes the differences α − α_0 to vectors of which only the first k entries are not 0; then
    y_i = x^(column i of V^−1) are k of d coordinates of the real torus (R \\ 0)^d, which is carried onto itself.

    Returns:
        For each α its k exponents in y, from 0 on; and the rows u_i with y_i = x^(u_i).

    >>> flatten([(0, 2), (1, 1), (2, 0)])
    ([(0,), (1,), (2,)], [[1, -1]])
    """
    size = len(face[0])
    differences = [[a - b for a, b in zip(e, face[0], strict=True)] for e in face]
    together = flint.fmpz_mat(
        [[row[i] for row in differences] + [int(i == j) for j in range(size)] for i in range(size)]
    ).hnf()
    rank = flint.fmpz_mat(differences).rank()
    if not rank:
        return [()] * len(face), []
    count = len(face)
    coordinates = flint.fmpz_mat([[int(together[i, k]) for k in range(count)] for i in range(rank)])
    shorter = coordinates.lll() if rank > 1 else coordinates
    lowest = [min(int(shorter[i, k]) for k in range(count)) for i in range(rank)]
    flat = [tuple(int(shorter[i, k]) - lowest[i] for i in range(rank)) for k in range(count)]
    return flat, _directions(differences, shorter, rank)


def _directions(differences: Sequence[Sequence[int]], coordinates: flint.fmpz_mat, rank: int) -> list[list[int]]:
    """The u_i with α_k − α_0 = Σ_i coordinates[i, k] u_i."""
    transposed = flint.fmpq_mat(coordinates.transpose())
    square, right = (
        transposed.transpose() * transposed,
        transposed.transpose() * flint.fmpq_mat(flint.fmpz_mat([list(row) for row in differences])),
    )
    solved = square.solve(right)
    return [[int(solved[i, j].p) for j in range(solved.ncols())] for i in range(rank)]
