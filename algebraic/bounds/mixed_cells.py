"""Mixed volumes by mixed cells that are followed through the heights, and proved in integers.

Points of supports A_1, …, A_n ⊂ Zⁿ with heights h have a *mixed cell* (an edge a_i b_i of each A_i) where a vector v
makes h + ⟨v, ·⟩ least on A_i at a_i and b_i alone, for every i. Its volume is |det(b_i − a_i)|, and for generic heights
the volumes of all mixed cells add up to the mixed volume (Huber, Sturmfels 1995).

The supports replace, one after the other, the simplices Δ_i = d_i · conv(0, e_1, …, e_n) that contain them. Of these
simplices alone one cell is known that has all of the volume, Π d_i. At each step the points of A_i lie high above those
of Δ_i, and come down below them. A cell ends where another point comes down to it; the cells beyond follow from the
coefficients of one affine relation (tropical homotopy: Jensen 2016).

That is done in floating point and proves nothing. Then integers are looked at: each final cell is one, and different
ones together have the volume of the step before. So they are all mixed cells of the supports of which A_i and Δ_i are
joined, since A_i lies in Δ_i. Those without a point of Δ_i, which is as high as one likes, are all mixed cells of A_i.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

import flint
import numpy as np

from ..shell import ROLE_CELLS, UNLIMITED, Budget, WrongInput, random_stream

MAX_CELLS = 200_000  # that a step goes through
MAX_POINTS = 10_000
TRIES = 3  # other heights, where some are not generic
HEIGHTS = 2**16
ROUNDING = 1e-9  # of volumes' quotients, which are no finer where the proof succeeds
CHUNK = 4_000_000  # numbers in an array
EXACT = 2**62  # of sums in 64 bits
DOING = "the cells of a mixed volume were being found"


@dataclass(frozen=True)
class Lifted:
    """Points of n supports and their heights low + t · rise, where t is as large as one likes.

    Attributes:
        points: shape (num_points, n). kinds: the support of each point. low, rise: integers, one for each point.
    """

    points: np.ndarray
    kinds: np.ndarray
    low: np.ndarray
    rise: np.ndarray


def mixed_volume_again(
    supports: Sequence[Iterable[Sequence[int]]], *, seed: int = 0, budget: Budget = UNLIMITED
) -> int | None:
    """The mixed volume of n supports in n dimensions, by proved cells; ``None`` where there are too many.

    Shares nothing with gfan, nor with our volumes of polytopes.

    Args:
        seed: of the heights: with another one other cells have the same volume together.

    Raises:
        WrongInput: not as many supports as dimensions.
        OutOfBudget: the time is over.

    >>> mixed_volume_again([[(0, 0), (2, 0), (0, 2)], [(0, 0), (1, 0), (0, 1)]])  # a conic and a line
    2
    """
    moved = [_at_the_origin(support) for support in supports]
    size = moved[0].shape[1]
    if len(moved) != size:
        raise WrongInput(f"{len(moved)} supports in {size} dimensions", kind="not_square")
    if any(len(support) == 1 for support in moved):
        return 0
    if sum(map(len, moved)) > MAX_POINTS:
        return None
    for attempt in range(TRIES):
        found = _attempt(moved, random_stream(seed, ROLE_CELLS, attempt), budget)
        if found is not None:
            return found
    return None


def _at_the_origin(support: Iterable[Sequence[int]]) -> np.ndarray:
    """Different points, moved to where no coordinate is negative, and 0 is the least of each."""
    points = np.unique(np.array([tuple(point) for point in support], dtype=np.int64), axis=0)
    return points - points.min(axis=0)


def _attempt(supports: Sequence[np.ndarray], stream: np.random.Generator, budget: Budget) -> int | None:
    size, place = len(supports), 0
    degrees = [int(support.sum(axis=1).max()) for support in supports]
    blocks, owners, in_simplex, heights, first = [], list[int](), list[bool](), [], []
    for i, (support, degree) in enumerate(zip(supports, degrees, strict=True)):
        blocks += [np.zeros((1, size), dtype=np.int64), degree * np.eye(size, dtype=np.int64), support]
        # Where only 0 and the i-th corner of the i-th simplex are low, v ≈ 0 belongs to the one cell that they make.
        low = stream.integers(HEIGHTS, 2 * HEIGHTS, size + 1)
        low[[0, i + 1]] = stream.integers(0, HEIGHTS // 64, 2)
        heights += [low, stream.integers(0, HEIGHTS, len(support))]
        first.append((place, place + i + 1))
        owners += [i] * (size + 1 + len(support))
        in_simplex += [True] * (size + 1) + [False] * len(support)
        place = len(owners)
    points, kinds, simplex = np.concatenate(blocks), np.array(owners), np.array(in_simplex)
    low, used = np.concatenate(heights), simplex.copy()
    cells, total = np.array([first]), prod(degrees)
    for i in sorted(range(size), key=lambda i: len(supports[i])):
        used = used | (kinds == i)
        chosen = np.flatnonzero(used)
        lifted = Lifted(points[chosen], kinds[chosen], low[chosen], (simplex & (kinds == i))[chosen].astype(np.int64))
        final = follow(lifted, np.searchsorted(chosen, cells), budget)
        volumes = None if final is None else cell_volumes(lifted, final, budget)
        if final is None or volumes is None or sum(volumes) != total:
            return None
        kept = ~lifted.rise[final[:, i]].any(axis=1)
        cells, total = chosen[final[kept]], sum(v for v, keep in zip(volumes, kept.tolist(), strict=True) if keep)
        if not total:
            return 0
        used &= ~(simplex & (kinds == i))
    return total


def follow(lifted: Lifted, cells: np.ndarray, budget: Budget = UNLIMITED) -> np.ndarray | None:
    """The mixed cells at the end, from those at the beginning, t = −∞, in floating point.

    Args:
        cells: numbers of two points of each support, shape (num_cells, n, 2).

    Returns:
        The same of the end; ``None`` where there are too many on the way, or floating point does not reach.
    """
    known, final = {cell.tobytes() for cell in np.sort(cells, axis=2)}, [cells[:0]]
    waiting, at_once = [np.sort(cells, axis=2)], max(1, CHUNK // (lifted.points.size + 1))
    while waiting:
        budget.check(DOING)
        now = waiting.pop()
        if len(now) > at_once:
            waiting.append(now[at_once:])
            now = now[:at_once]
        try:
            ended, beyond = _next(lifted, now)
        except np.linalg.LinAlgError:
            return None
        final.append(ended)
        new = {cell.tobytes(): cell for cell in beyond if cell.tobytes() not in known}
        known.update(new)
        if len(known) > MAX_CELLS:
            return None
        if new:
            waiting.append(np.array(list(new.values())))
    return np.concatenate(final)


def _next(lifted: Lifted, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells that last for ever, and those that begin where the others end."""
    points, kinds = lifted.points.astype(float), lifted.kinds
    low, high = cells[:, :, 0], cells[:, :, 1]
    inverses = np.linalg.inv(points[high] - points[low])
    gaps = []
    for heights in (lifted.low.astype(float), lifted.rise.astype(float)):
        vectors = np.einsum("mij,mj->mi", inverses, heights[low] - heights[high])
        values = vectors @ points.T + heights
        gaps.append(values - np.take_along_axis(values, low, axis=1)[:, kinds])
    falls = gaps[1] < -ROUNDING
    times = np.where(falls, -gaps[0] / np.where(falls, gaps[1], 1), np.inf)
    for ends in (low, high):
        np.put_along_axis(times, ends, np.inf, axis=1)
    which = times.argmin(axis=1)
    over = np.flatnonzero(np.isfinite(times[np.arange(len(cells)), which]))
    comes = which[over]
    kind = kinds[comes]
    # c − a = Σ_j μ_j (b_j − a_j): a is left out where its coefficient μ − 1 is negative, and b where −μ is.
    part = np.einsum("mi,mi->m", points[comes] - points[low[over, kind]], inverses[over, :, kind])
    beyond = []
    for place, leaves in ((0, part < 1 - ROUNDING), (1, part > ROUNDING)):
        changed = cells[over[leaves]]
        changed[np.arange(len(changed)), kind[leaves], place] = comes[leaves]
        beyond.append(np.sort(changed, axis=2))
    return np.delete(cells, over, axis=0), np.concatenate(beyond)


def cell_volumes(lifted: Lifted, cells: np.ndarray, budget: Budget = UNLIMITED) -> list[int] | None:
    """The volumes, if all of these are mixed cells, and no two are the same: exactly, in integers.

    >>> points = np.array([[0, 0], [2, 0], [0, 2], [0, 0], [1, 0], [0, 1]])
    >>> lifted = Lifted(points, np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 9, 0, 9, 0]), np.zeros(6, dtype=int))
    >>> cell_volumes(lifted, np.array([[[0, 1], [3, 5]]]))
    [2]
    """
    if len({cell.tobytes() for cell in np.sort(cells, axis=2)}) != len(cells):
        return None
    found = list[int]()
    for some in _parts(cells, max(1, CHUNK // (lifted.points.size + 1))):
        budget.check(DOING)
        volumes = _volumes(lifted, some)
        if volumes is None:
            return None
        found += volumes
    return found


def _parts(cells: np.ndarray, at_once: int) -> Iterator[np.ndarray]:
    for start in range(0, len(cells), at_once):
        yield cells[start : start + at_once]


def _volumes(lifted: Lifted, cells: np.ndarray) -> list[int] | None:
    points, kinds, size = lifted.points, lifted.kinds, cells.shape[1]
    low, high = cells[:, :, 0], cells[:, :, 1]
    edges = points[high] - points[low]
    try:
        near = np.linalg.inv(edges.astype(float))
    except np.linalg.LinAlgError:
        return None
    exact = [abs(int(flint.fmpz_mat(edge).det())) for edge in edges.tolist()]
    if not 0 < min(exact, default=1) <= max(exact, default=1) < EXACT:
        return None
    volumes = np.array(exact, dtype=np.int64)
    scaled = np.rint(near * volumes[:, None, None])
    height = max(int(np.abs(lifted.low).max()), 1) * 2
    most = size * max(1.0, float(np.abs(scaled).max(initial=0))) * height * size * max(1, int(points.max()))
    if not most + float(volumes.max(initial=0)) * height < EXACT:
        return None
    adjugates = scaled.astype(np.int64)  # but for the sign of the determinant
    identity = volumes[:, None, None] * np.eye(size, dtype=np.int64)
    if not (np.einsum("mij,mjk->mik", edges, adjugates) == identity).all():
        return None
    gaps = []
    for heights in (lifted.rise, lifted.low):
        vectors = np.einsum("mij,mj->mi", adjugates, heights[low] - heights[high])
        values = vectors @ points.T + volumes[:, None] * heights
        gaps.append(values - np.take_along_axis(values, low, axis=1)[:, kinds])
    above = (gaps[0] > 0) | ((gaps[0] == 0) & (gaps[1] > 0))
    for ends in (low, high):
        np.put_along_axis(above, ends, True, axis=1)
    return exact if above.all() else None
