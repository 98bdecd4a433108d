"""The chambers into which hyperplanes through the origin cut a space, and the rays that span them, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, count
from math import comb

import flint

from ..shell import Budget, TooLarge
from .linear_program import Vector, dot, primitive

MAX_RAYS = 20_000


@dataclass(frozen=True)
class Chamber:
    """One closed chamber.

    Attributes:
        signs: 1 or −1 for each hyperplane, by the side on which the interior lies.
        rays: the rays that span it, as the bits of a number.
        walls: chambers on the other side of a wall, each with the rays in both.
    """

    signs: tuple[int, ...]
    rays: int
    walls: tuple[tuple[int, int], ...]


def chambers(normals: Sequence[Vector], budget: Budget) -> tuple[list[Vector], list[Chamber]]:
    """All rays, as primitive vectors, and all chambers.

    A ray is a common half-line of dim − 1 independent hyperplanes. A side of every hyperplane is chosen; that is a
    chamber if and only if the rays on these sides do not all lie in one of the hyperplanes, since a pointed cone is
    spanned by its rays. Chambers are joined through their walls, so that stepping through walls finds all.

    Args:
        normals: no two on a line, and together of full rank.

    >>> rays, found = chambers([(1, 0), (0, 1)], Budget())
    >>> len(rays), sorted(chamber.signs for chamber in found)
    (4, [(-1, -1), (-1, 1), (1, -1), (1, 1)])
    >>> chambers([], Budget())[1]  # a space of dimension 0
    [Chamber(signs=(), rays=0, walls=())]
    """
    if not normals:
        return [], [Chamber((), 0, ())]
    rays = _rays(normals, budget)
    sides = [
        {side: sum(1 << k for k, ray in enumerate(rays) if side * dot(normal, ray) >= 0) for side in (1, -1)}
        for normal in normals
    ]
    outside = [~(both[1] & both[-1]) for both in sides]

    def spanned(signs: Sequence[int]) -> int | None:
        found = (1 << len(rays)) - 1
        for side, both in zip(signs, sides, strict=True):
            found &= both[side]
        return found if all(found & apart for apart in outside) else None

    first = tuple(1 if dot(normal, _generic(normals)) > 0 else -1 for normal in normals)
    masks = {first: spanned(first)}
    waiting, walls = [first], dict[tuple[int, ...], list[tuple[int, ...]]]()
    while waiting:
        budget.check("the patterns of one unit were being listed")
        signs = waiting.pop()
        walls[signs] = []
        for i, side in enumerate(signs):
            other = (*signs[:i], -side, *signs[i + 1 :])
            if other not in masks:
                mask = spanned(other)
                if mask is None:
                    continue
                masks[other] = mask
                waiting.append(other)
            walls[signs].append(other)
    places = {signs: k for k, signs in enumerate(sorted(masks, reverse=True))}
    known = {signs: mask or 0 for signs, mask in masks.items()}
    return rays, [
        Chamber(signs, known[signs], tuple((places[other], known[signs] & known[other]) for other in walls[signs]))
        for signs in places
    ]


def _rays(normals: Sequence[Vector], budget: Budget) -> list[Vector]:
    dim = len(normals[0])
    if dim == 1:
        return [(1,), (-1,)]
    number = comb(len(normals), dim - 1)
    if number > MAX_RAYS:
        raise TooLarge(
            f"{len(normals)} samples in {dim} dimensions have up to {2 * number:,} rays (limit {2 * MAX_RAYS:,})",
            hint="take fewer samples or inputs",
            kind="too_many_cells",
        )
    found = set()
    for chosen in combinations(normals, dim - 1):
        budget.check("the rays of one unit were being listed")
        kernel, nullity = flint.fmpz_mat([list(row) for row in chosen]).nullspace()
        if nullity == 1:
            ray = primitive([int(kernel[i, 0]) for i in range(dim)])
            found |= {ray, tuple(-v for v in ray)}
    return sorted(found, reverse=True)


def _generic(normals: Sequence[Vector]) -> Vector:
    """A point in no hyperplane."""
    dim = len(normals[0])
    return next(
        point
        for base in count(2)
        if all(dot(normal, point := tuple(base**k for k in range(dim))) != 0 for normal in normals)
    )
