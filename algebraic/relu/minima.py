"""Local minima of the loss L = ½ Σ (f(x_i) − y_i)², with their values, or the proof that none is bad.

In the products L is convex on each cell, so that a point is a local minimum if and only if it is the least on every
closed cell that contains it. With the residual ρ = y − f, that is: for each unit with u ≠ 0, ρ · g ≤ 0 for the rays of
all pieces that contain u; for one with u = 0, ρ · g = 0 for all rays, as both signs are beside it.

In weights the same holds for units with a ≠ 0 and w ≠ 0, and with a = 0 and w = 0. A unit with a = 0 and w ≠ 0 sees the
directions near w only, with both signs: it needs ρ · g = 0 for the rays of the pieces that contain w. One with a ≠ 0
and w = 0 sees one sign only: ρ · g ≤ 0 for the rays with that sign. So every minimum in products is one in all weights
over it, but there may be more in weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations_with_replacement

from ..shell import Budget
from .cells import Cell, rays_of
from .known import Combination, Known
from .projections import Projection, Projections
from .unit import Unit

EVERY = 256


@dataclass(frozen=True)
class Place:
    """Where a value is a local minimum.

    Attributes:
        live: the pieces of the units with u ≠ 0.
        combination: of all rays of use, with positive coefficients, which makes the outputs there.
        extra: of each other unit: ``zero`` (a = 0, w = 0), ``no output`` (a = 0, w inside of a piece), or ``no input``
            (w = 0, a of the sign of a piece), with that piece.
    """

    live: Cell
    combination: Combination
    extra: tuple[tuple[str, int], ...]


@dataclass
class Value:
    """All local minima with the same residual.

    Attributes:
        in_products: one that is a minimum in the products, too.
        in_weights: one that is a minimum in weights only.
    """

    projection: Projection
    in_products: Place | None = None
    in_weights: Place | None = None


@dataclass
class Minima:
    """All local minima.

    Attributes:
        least: the global minimum.
        bad: values above it.
        projections: everything that was projected.
        faces: by the place of a projection, what can make its point.
    """

    least: Fraction
    bad: list[Value]
    projections: Projections
    faces: dict[int, Known] = field(default_factory=dict)


def find_minima(
    unit: Unit, num_hidden: int, target: Projections, budget: Budget, faces: dict[int, Known] | None = None
) -> Minima:
    """All local minima, from what all cells of at most so many units can make.

    Args:
        faces: proofs that some rays are of no use, where nothing new may be asked. What they do not exclude counts as
            of use: there are then perhaps more minima here than there are, and never fewer.

    Raises:
        OutOfBudget: the time is over.
    """
    least: Fraction | None = None
    values: dict[int, Value] = {}
    known: dict[int, Known] = {} if faces is None else faces
    good = _Good(unit)
    for live in _all_cells(len(unit.pieces), num_hidden, budget):
        rays = rays_of(unit, live)
        projection = target.of(rays)
        if least is None or projection.loss < least:
            least = projection.loss
        if not any(projection.residual):
            continue
        name = projection.name
        own = known.get(name)
        if own is None:
            own = known[name] = made_by(unit, target.target, projection, closed=target.closed)
        useful = rays & projection.level  # fewer rays lie in more pieces, so that what fails here fails at last
        if not all(good.at(name, projection, piece, useful) for piece in live):
            continue
        useful = useful_rays(own, useful)
        if not all(good.at(name, projection, piece, useful) for piece in live):
            continue
        value = values.setdefault(name, Value(projection))
        _place(unit, num_hidden, live, own, useful, value)
    assert least is not None
    bad = [
        value for value in values.values() if value.projection.loss > least and (value.in_products or value.in_weights)
    ]
    bad.sort(key=lambda value: (value.projection.loss, value.projection.residual))
    return Minima(least, bad, target, known)


def made_by(unit: Unit, target: Iterable[Fraction], projection: Projection, *, closed: bool) -> Known:
    """What can make the nearest point itself."""
    outputs = tuple(y - r for y, r in zip(target, projection.residual, strict=True))
    known = Known(unit, outputs, closed=closed)
    known.add_combination(projection.combination)
    return known


def useful_rays(known: Known, rays: int) -> int:
    """The rays of use; of a closed set of proofs those that none of them excludes."""
    return known.reduced(rays) if known.closed else known.useful(rays)


def is_good(unit: Unit, projection: Projection, piece: int, useful: int) -> bool:
    """Whether u ≠ 0 inside of the face that the useful rays of a piece span is least on all pieces that contain it."""
    own = unit.pieces[piece]
    face = own.rays & useful
    if not face:
        return False
    return all(
        other.rays & ~projection.allowed == 0
        for other in unit.pieces
        if other.sign == own.sign and face & ~other.rays == 0
    )


class _Good:
    """:func:`is_good`, asked once for each face."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._known: dict[tuple[int, int, int], bool] = {}

    def at(self, name: int, projection: Projection, piece: int, useful: int) -> bool:
        own = self._unit.pieces[piece]
        key = name, own.sign, own.rays & useful
        if key not in self._known:
            self._known[key] = is_good(self._unit, projection, piece, useful)
        return self._known[key]


def extras(unit: Unit, projection: Projection) -> tuple[bool, tuple[str, int] | None]:
    """Whether a unit with a = w = 0 may be beside the others, and else how one with a = 0 or w = 0 may, if it may."""
    if projection.level == (1 << len(unit.rays)) - 1:
        return True, None
    for k, piece in enumerate(unit.pieces):
        if piece.rays & ~projection.level == 0:
            return False, ("no output", k)
    for k, piece in enumerate(unit.pieces):
        if all(p.rays & ~projection.allowed == 0 for p in unit.pieces if p.sign == piece.sign):
            return False, ("no input", k)
    return False, None


def _place(unit: Unit, num_hidden: int, live: Cell, known: Known, useful: int, value: Value) -> None:
    missing = num_hidden - len(live)
    combination = known.strict.get(useful, value.projection.combination)
    zero, other = extras(unit, value.projection)
    if zero or not missing:
        value.in_products = value.in_products or Place(live, combination, (("zero", 0),) * missing)
    elif other is not None:
        value.in_weights = value.in_weights or Place(live, combination, (other,) * missing)


def _all_cells(pieces: int, num_hidden: int, budget: Budget) -> Iterator[Cell]:
    for size in range(num_hidden + 1):
        for number, cell in enumerate(combinations_with_replacement(range(pieces), size)):
            if number % EVERY == 0:
                budget.check("local minima were being looked for")
            yield cell
