"""Mixed volumes once more, by a triangulation that anybody could have made and that is checked in integers.

Let supports A_1, …, A_r be taken n_1, …, n_r times, n_1 + … + n_r = K. By the Cayley trick the mixed cells of a
subdivision of the Minkowski sum are the simplices with n_i + 1 vertices from A_i, for every i, of a triangulation of
the points (a, e_i), a ∈ A_i, in dimension K + r − 1; the mixed volume is the sum of their normalized volumes (Huber,
Rambau, Santos 2000). Qhull proposes a triangulation, in floating point, and nothing that it says is believed. These
integers are looked at: flat simplices are left out; every ridge lies in two simplices, on opposite sides, or is at the
boundary, and has all points of the supports on one side; one point in general position lies in exactly one simplex.
Whoever crosses a ridge leaves one simplex and enters another, so that every point of the hull lies in as many simplices
as that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

import flint
import numpy as np
import scipy  # its parts are loaded when they are used: 0.3 s

from ..shell import ROLE_CELLS, UNLIMITED, Budget, WrongInput, random_stream

MAX_HULL = 1_000_000  # n points in dimension d: n over d/2, an estimate of the simplices
MAX_SIMPLICES = 20_000
MAX_POINTS = 3_000
TRIES = 4
DIRECTIONS = 100  # in which extreme points are looked for, for each dimension
SPREAD = 1_000  # of the random heights; concave ones keep inner points out


@dataclass(frozen=True)
class Cayley:
    """Points of several supports in one space.

    Attributes:
        points: with a last coordinate 1, integers, shape (num_points, size).
        kinds: the support of each point.
        times: how often each support is taken.
    """

    points: np.ndarray
    kinds: np.ndarray
    times: tuple[int, ...]

    @property
    def size(self) -> int:
        """Vertices of a simplex of full dimension."""
        return int(self.points.shape[1])


def mixed_volume_again(supports: Sequence[Iterable[Sequence[int]]], *, budget: Budget = UNLIMITED) -> int | None:
    """The mixed volume of K supports in K dimensions, by checked cells; ``None`` where that would be too much.

    Shares nothing with :func:`algebraic.bounds.bkk_bound`, neither gfan nor our volumes of polytopes.

    Raises:
        WrongInput: not as many supports as dimensions.
        OutOfBudget: the time is over.

    >>> mixed_volume_again([[(0, 0), (2, 0), (0, 2)], [(0, 0), (1, 0), (0, 1)]])  # a conic and a line
    2
    """
    cayley = arrange(supports)
    if len(cayley.points) > MAX_POINTS:
        return None
    if flint.fmpz_mat(cayley.points.tolist()).rank() < cayley.size:
        return 0  # the Minkowski sum is flat
    stream = random_stream(0, ROLE_CELLS, 0)
    chosen = _extreme(cayley, stream)
    for _ in range(TRIES):
        if comb(len(chosen), cayley.size // 2) > MAX_HULL:
            return None
        simplices = _propose(cayley, chosen, stream)
        if simplices is None or len(simplices) > MAX_SIMPLICES:
            return None
        found = cells_volume(cayley, simplices, budget)
        if isinstance(found, int):
            return found
        chosen = np.union1d(chosen, found)  # what lies outside
    return None


def arrange(supports: Sequence[Iterable[Sequence[int]]]) -> Cayley:
    """The points (a, e_i, 1) of the different supports.

    >>> arrange([[(0, 0), (1, 0)], [(0, 0), (0, 1)]]).points.tolist()
    [[0, 0, 0, 1], [1, 0, 0, 1], [0, 0, 1, 1], [0, 1, 1, 1]]
    """
    kinds = Counter(frozenset(map(tuple, support)) for support in supports)
    dimension = len(next(iter(next(iter(kinds)))))
    if len(supports) != dimension:
        raise WrongInput(f"{len(supports)} supports in {dimension} dimensions", kind="not_square")
    rows = [
        (*point, *(int(i == k) for i in range(1, len(kinds))), 1) for k, s in enumerate(kinds) for point in sorted(s)
    ]
    which = [k for k, support in enumerate(kinds) for _ in support]
    return Cayley(np.array(rows, dtype=np.int64), np.array(which), tuple(kinds.values()))


def cells_volume(cayley: Cayley, simplices: np.ndarray, budget: Budget = UNLIMITED) -> int | np.ndarray:
    """The mixed volume, if these simplices are a triangulation of the hull of all points.

    Args:
        simplices: numbers of points, shape (num_simplices, size).

    Returns:
        The points that lie outside, or none of them where the simplices are no triangulation for another reason.
    """
    size, nothing = cayley.size, np.zeros(0, dtype=np.int64)
    simplices = np.sort(simplices, axis=1)
    determinants = []
    for simplex in simplices:
        budget.check("the cells of a mixed volume were being checked")
        determinants.append(int(flint.fmpz_mat(cayley.points[simplex].tolist()).det()))
    steep = np.array(determinants, dtype=object) != 0  # the others are walls of the lifted hull: they have no volume
    simplices, determinants = simplices[steep.astype(bool)], [d for d in determinants if d]
    if not determinants:
        return nothing
    ridges: dict[tuple[int, ...], list[int]] = {}
    for simplex, determinant in zip(simplices.tolist(), determinants, strict=True):
        for place in range(size):
            side = (1 if determinant > 0 else -1) * (-1) ** place  # of the vertex that the ridge lacks
            ridges.setdefault((*simplex[:place], *simplex[place + 1 :]), []).append(side)
    if any(len(sides) > 2 or (len(sides) == 2 and sum(sides)) for sides in ridges.values()):
        return nothing
    outside = set[int]()
    for ridge, sides in ridges.items():
        if len(sides) == 1:
            budget.check("the cells of a mixed volume were being checked")
            outside.update(_beyond(cayley, ridge, sides[0]))
    if outside:
        return np.array(sorted(outside), dtype=np.int64)
    if not _once(cayley, simplices, determinants):
        return nothing
    counts = np.stack([(cayley.kinds[simplices] == k).sum(axis=1) for k in range(len(cayley.times))], axis=1)
    mixed = (counts == np.array(cayley.times) + 1).all(axis=1)
    return sum(abs(d) for d, is_cell in zip(determinants, mixed, strict=True) if is_cell)


def _beyond(cayley: Cayley, ridge: Sequence[int], side: int) -> list[int]:
    """The points on the other side of a ridge than ``side``, the sign of a determinant with the point in front."""
    rows = cayley.points[list(ridge)].tolist()
    size = cayley.size
    # The determinant is linear in its first row: its values on the unit vectors are cofactors.
    kernel, nullity = flint.fmpz_mat(rows).nullspace() if rows else (flint.fmpz_mat([[1]]), 1)
    if nullity != 1:
        return []
    normal = np.array([int(kernel[i, 0]) for i in range(size)], dtype=object)
    values = cayley.points.astype(object) @ normal
    place = next(i for i in range(size) if normal[i])
    unit = [int(i == place) for i in range(size)]
    sign = int(flint.fmpz_mat([unit, *rows]).det()) * int(normal[place])  # of determinant = sign · value
    wrong = values * (1 if sign > 0 else -1) * side < 0
    return np.flatnonzero(wrong.astype(bool)).tolist()


def _once(cayley: Cayley, simplices: np.ndarray, determinants: Sequence[int]) -> bool:
    """Whether a point of the first simplex, on no plane of a ridge, lies in no other."""
    stream, size = random_stream(0, ROLE_CELLS, 1), cayley.size
    for _ in range(TRIES):
        factors = stream.integers(1, 10_000, size)
        point = factors @ cayley.points[simplices[0]]  # its last coordinate is the sum of the factors
        corners = cayley.points[simplices] * point[-1]
        near = ((corners.min(axis=1) <= point) & (corners.max(axis=1) >= point)).all(axis=1)
        inside, general = 0, True
        for simplex in simplices[near]:
            matrix = flint.fmpz_mat(cayley.points[simplex].tolist()).transpose()
            solution = matrix.solve(flint.fmpz_mat([[int(x)] for x in point]))
            coordinates = [solution[i, 0] for i in range(size)]
            general &= all(x != 0 for x in coordinates)
            inside += all(x > 0 for x in coordinates)
        if general:
            return inside == 1
    return False


def _extreme(cayley: Cayley, stream: np.random.Generator) -> np.ndarray:
    """Points that lie farthest in random directions, of each support: most of its vertices."""
    chosen: set[int] = set()
    for k in range(len(cayley.times)):
        own = np.flatnonzero(cayley.kinds == k)
        directions = stream.normal(size=(cayley.size, DIRECTIONS * cayley.size))
        chosen |= set(own[np.argmax(cayley.points[own] @ directions, axis=0)].tolist())
    return np.array(sorted(chosen), dtype=np.int64)


def _propose(cayley: Cayley, chosen: np.ndarray, stream: np.random.Generator) -> np.ndarray | None:
    """A regular triangulation, as Qhull sees it: the lower hull of the points, lifted."""
    if len(chosen) == cayley.size:
        return chosen[None, :]
    points = cayley.points[chosen, :-1].astype(float)
    heights = stream.integers(0, SPREAD, len(chosen)) - SPREAD // 10 * np.square(points - points.mean(axis=0)).sum(
        axis=1
    )
    try:
        hull = scipy.spatial.ConvexHull(np.column_stack([points, heights / SPREAD]))
    except scipy.spatial.QhullError:
        return None
    return chosen[hull.simplices[hull.equations[:, -2] < 0]]
