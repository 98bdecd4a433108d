"""Exact volume of a lattice polytope, by a placing triangulation in integer arithmetic.

Points are added one by one (beneath-beyond). Each keeps the boundary as a complex of simplices; a facet stores
its primitive outward normal and the factor by which the normal of its cofactors is larger. The normal of a new
facet is a combination of the normals of the two facets that meet in its ridge, and every volume is a product of
integers, so no rounding decides anything (unlike a floating-point convex hull).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import flint
import numpy as np

from ..shell import UNLIMITED, Budget, TooLarge

MAX_FACETS = 1_000_000  # some 2 KB each


def normalized_volume(
    points: Iterable[Sequence[int]], *, budget: Budget = UNLIMITED, max_facets: int = MAX_FACETS
) -> int:
    """K! times the volume of the convex hull of integer points in K dimensions; 0 if it is flat.

    Args:
        points: integer vectors of equal length K ≥ 1.
        budget: its time limit is checked for every point.
        max_facets: refuse when the boundary has more simplices than this.

    Raises:
        TooLarge: more than ``max_facets`` boundary simplices.
        OutOfBudget: the time limit was reached.

    >>> normalized_volume([(0, 0), (1, 0), (0, 1), (1, 1)])
    2
    >>> normalized_volume([(0, 0), (1, 1), (2, 2)])
    0
    """
    rows = np.array(sorted({tuple(map(int, p)) for p in points}), dtype=object)
    height, rows = _strip_pyramids(rows)
    if len(rows) <= rows.shape[1]:
        return 0
    if rows.shape[1] == 0:
        return height
    simplex = _affine_basis(rows)
    if len(simplex) <= rows.shape[1]:
        return 0
    homogeneous = np.concatenate([rows, np.ones((len(rows), 1), dtype=object)], axis=1)
    if max(abs(x) for x in rows.flat) < 2**31:
        homogeneous = homogeneous.astype(np.int64)
    boundary, volume = _first_simplex(homogeneous, simplex)
    # Far points first: what lies inside the hull of those already placed costs only one product.
    centre = homogeneous.astype(float).mean(axis=0)
    order = np.argsort(-np.square(homogeneous.astype(float) - centre).sum(axis=1), kind="stable")
    for index in order:
        if index not in simplex:
            budget.check("computing the volume of a Newton polytope")
            volume += boundary.place(homogeneous, int(index))
            if len(boundary.normals) > max_facets:
                raise TooLarge(
                    f"a Newton polytope with more than {max_facets:,} boundary simplices",
                    kind="polytope_too_large",
                )
    return height * volume


@dataclass
class _Boundary:
    """Boundary simplices of the hull of the points placed so far, in dimension K.

    Attributes:
        vertices: point indices, shape (num_facets, K).
        neighbours: facet across the ridge opposite to each vertex, shape (num_facets, K).
        normals: primitive outward normal, positive beyond the facet, shape (num_facets, K+1).
        factors: cofactor normal divided by the primitive one, Python integers, shape (num_facets,).
    """

    vertices: np.ndarray
    neighbours: np.ndarray
    normals: np.ndarray
    factors: np.ndarray

    def place(self, points: np.ndarray, index: int) -> int:
        """Add one point; return K! times the volume that the hull gains."""
        heights = _exact_matmul(self.normals, points[index])
        visible = heights > 0
        if not visible.any():
            return 0
        gain = sum(int(f) * int(h) for f, h in zip(self.factors[visible], heights[visible], strict=True))
        behind = np.where(visible[:, None], ~visible[self.neighbours], False)
        near, slot = np.nonzero(behind)  # horizon ridges: a visible facet, and its slot that faces away
        far = self.neighbours[near, slot]
        new = self._new_facets(points, index, heights, near, slot, far)
        self._replace(visible, new, far, near)
        return gain

    def _new_facets(
        self,
        points: np.ndarray,
        index: int,
        heights: np.ndarray,
        near: np.ndarray,
        slot: np.ndarray,
        far: np.ndarray,
    ) -> _Boundary:
        # The far facet's vertex that is not in the ridge sits in the slot whose neighbour is the near facet.
        far_slot = np.argmax(self.neighbours[far] == near[:, None], axis=1)
        apex = points[self.vertices[far, far_slot]]
        depth = np.abs(_exact_rowdot(self.normals[near], apex))
        h_near, h_far = heights[near][:, None], -heights[far][:, None]
        n_near, n_far = self.normals[near], self.normals[far]
        top = max(_size(h_near) * _size(n_far), _size(h_far) * _size(n_near))
        if top >= 2**61:
            h_near, h_far, n_near, n_far = (a.astype(object) for a in (h_near, h_far, n_near, n_far))
        normals = h_near * n_far + h_far * n_near
        common = np.gcd.reduce(normals, axis=1)
        normals = normals // common[:, None]
        if normals.dtype == object and _size(normals) < 2**62:
            normals = normals.astype(np.int64)
        factors = self.factors[far] * common.astype(object) // depth.astype(object)
        vertices = self.vertices[near].copy()
        vertices[np.arange(len(near)), slot] = index
        return _Boundary(vertices, self._link(vertices, slot), normals, factors)

    @staticmethod
    def _link(vertices: np.ndarray, slot: np.ndarray) -> np.ndarray:
        """Neighbours among the new facets themselves (indices into them); -1 in the slot of the new point."""
        count, dimension = vertices.shape
        neighbours = np.full((count, dimension), -1)
        if dimension == 1:
            return neighbours
        # A ridge's vertices as bits of a few 62-bit words: equal words, equal ridges.
        facet, position = np.nonzero(np.arange(dimension)[None, :] != slot[:, None])
        removed = vertices[facet, position]
        words = []
        for word in range(int(vertices.max()) // 62 + 1):
            bits = np.where(vertices // 62 == word, np.left_shift(1, vertices % 62), 0).sum(axis=1)
            words.append(bits[facet] - np.where(removed // 62 == word, np.left_shift(1, removed % 62), 0))
        order = np.lexsort(words)
        first, second = order[0::2], order[1::2]  # each such ridge lies in exactly two new facets
        neighbours[facet[first], position[first]] = facet[second]
        neighbours[facet[second], position[second]] = facet[first]
        return neighbours

    def _replace(self, visible: np.ndarray, new: _Boundary, far: np.ndarray, near: np.ndarray) -> None:
        kept = np.flatnonzero(~visible)
        renumber = np.full(len(visible), -1)
        renumber[kept] = np.arange(len(kept))
        fresh = len(kept) + np.arange(len(near))
        own = new.neighbours
        linked = np.where(own >= 0, own + len(kept), renumber[far][:, None])
        # Point the facets behind the horizon to the new facets before the old ones are dropped.
        far_slot = np.argmax(self.neighbours[far] == near[:, None], axis=1)
        old = renumber[self.neighbours]
        old[far, far_slot] = fresh
        self.vertices = np.concatenate([self.vertices[kept], new.vertices])
        self.neighbours = np.concatenate([old[kept], linked])
        self.normals = np.concatenate([self.normals[kept], new.normals])
        self.factors = np.concatenate([self.factors[kept], new.factors])


def _strip_pyramids(rows: np.ndarray) -> tuple[int, np.ndarray]:
    """While a single point lies off a hyperplane, replace the pyramid by its base; only hyperplanes that are
    cheap to find are tried: coordinate ones, and the one that holds all points but the origin (the polytope
    of a network with linear output: each term has one output weight).

    Returns the product of the heights and the base: the volume is the height times that of the base.
    """
    height = 1
    while rows.shape[1] > 0:
        off = rows != 0
        single = np.flatnonzero(off.sum(axis=0) == 1)
        if not len(single):
            break
        apex = int(np.flatnonzero(off[:, single[0]])[0])
        height *= abs(int(rows[apex, single[0]]))
        rows = np.delete(np.delete(rows, apex, axis=0), single[0], axis=1)
    origin = ~(rows != 0).any(axis=1)
    base = rows[~origin]
    if origin.any() and len(base) > 1:
        differences = flint.fmpz_mat([[int(x) for x in row] for row in base[1:] - base[0]])
        kernel, nullity = differences.nullspace()
        normal = np.array([int(kernel[i, 0]) for i in range(kernel.nrows())], dtype=object)
        if nullity == 1:
            normal //= np.gcd.reduce(normal)
            unit = np.flatnonzero(np.abs(normal) == 1)
            if len(unit):  # dropping this coordinate maps the lattice of the hyperplane onto Z^(K-1)
                height *= abs(int(normal @ base[0]))
                return height, np.delete(base, unit[0], axis=1)
    return height, rows


def _affine_basis(rows: np.ndarray) -> list[int]:
    """Indices of a maximal affinely independent subset, decided exactly."""
    differences = flint.fmpz_mat([[int(x) for x in row] for row in (rows[1:] - rows[0]).T])
    echelon, _, rank = differences.rref()
    pivots, row = [], 0
    for column in range(echelon.ncols()):
        if row < rank and echelon[row, column] != 0:
            pivots.append(column + 1)
            row += 1
    return [0, *pivots]


def _first_simplex(points: np.ndarray, simplex: list[int]) -> tuple[_Boundary, int]:
    """The boundary of a simplex on the given points, and its normalized volume."""
    size = len(simplex)
    corners = flint.fmpz_mat([[int(x) for x in points[i]] for i in simplex])
    determinant = int(corners.det())
    # Column j of the adjugate vanishes on every corner but the j-th, where it equals the determinant.
    inverse = flint.fmpq_mat(corners).inv()
    scale = -abs(determinant)
    cofactors = [[int((scale * inverse[i, j]).p) for i in range(size)] for j in range(size)]
    normals = np.array(cofactors, dtype=object)
    common = np.gcd.reduce(normals, axis=1)
    normals = normals // common[:, None]
    if points.dtype == np.int64 and _size(normals) < 2**62:
        normals = normals.astype(np.int64)
    vertices = np.array([[v for v in simplex if v != out] for out in simplex])
    neighbours = np.array([[other for other in range(size) if other != own] for own in range(size)])
    return _Boundary(vertices, neighbours, normals, common), abs(determinant)


def _size(array: np.ndarray) -> float:
    return float(np.abs(array).max()) if array.size else 0.0


def _exact_matmul(normals: np.ndarray, point: np.ndarray) -> np.ndarray:
    if _size(normals) * _size(point) * normals.shape[1] >= 2**62:
        normals, point = normals.astype(object), point.astype(object)
    return normals @ point


def _exact_rowdot(normals: np.ndarray, points: np.ndarray) -> np.ndarray:
    if _size(normals) * _size(points) * normals.shape[1] >= 2**62:
        normals, points = normals.astype(object), points.astype(object)
    return (normals * points).sum(axis=1)
