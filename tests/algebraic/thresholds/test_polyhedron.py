"""Faces of Newton polyhedra."""

from itertools import product

import pytest

from algebraic.shell import TooLarge
from algebraic.thresholds.polyhedron import compact_faces, facets, flatten, vertices_first


def test_a_tetrahedron():
    faces = compact_faces([(2, 0, 0), (0, 3, 0), (0, 0, 5), (1, 1, 1)])
    assert sorted(map(len, faces)) == [1, 1, 1, 2, 2, 2, 3]  # (1, 1, 1) is above
    assert sum(ray[-1] > 0 for ray in facets([(2, 0, 0), (0, 3, 0), (0, 0, 5)])) == 1


def test_faces_are_where_a_positive_weight_is_least():
    """Each weight w > 0 on a grid has its face in the list, and every face has a weight."""
    points = [(4, 0, 0), (2, 1, 0), (0, 3, 1), (0, 0, 4), (1, 1, 1)]
    found, seen = set(compact_faces(points)), set()
    for w in product(range(1, 13), repeat=3):
        heights = {e: sum(a * b for a, b in zip(w, e, strict=True)) for e in points}
        seen.add(tuple(sorted(e for e in points if heights[e] == min(heights.values()))))
    assert seen <= found
    assert {face for face in found if len(face) == 1} <= seen


def test_a_polyhedron_without_a_compact_facet():
    assert compact_faces([(1, 1)]) == [((1, 1),)]
    assert facets([(1, 1)]) == [(1, 0, 0), (0, 1, 0), (1, 0, 1), (0, 1, 1)]


def test_dominated_points():
    assert vertices_first([(2, 2), (1, 1), (0, 5)]) == [(0, 5), (1, 1)]


@pytest.mark.parametrize("face", [[(0, 6), (2, 3), (4, 0)], [(0, 0, 2), (0, 2, 0), (1, 1, 0), (2, 0, 0)], [(3, 4)]])
def test_flat_coordinates_are_those_of_the_face(face):
    flat, directions = flatten(face)
    for e, own in zip(face, flat, strict=True):
        moved = [
            a + sum((k - k0) * u[j] for k, k0, u in zip(own, flat[0], directions, strict=True))
            for j, a in enumerate(face[0])
        ]
        assert tuple(moved) == e
    assert all(min(column) == 0 for column in zip(*flat, strict=True))


def test_too_large():
    points = [tuple(2 if j in (i, k) else 0 for j in range(16)) for i in range(16) for k in range(i)]
    with pytest.raises(TooLarge, match="Newton polyhedron"):
        compact_faces(points)
