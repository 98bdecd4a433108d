"""The dimension, in weights, of the components of one kind.

Where k units have u ≠ 0 and the others u = 0, the set of the u is a polyhedron in the product of some faces of pieces,
of the dimension of the product of those faces that its interior lies in, less the rank of the outputs on them. In
weights each unit with u ≠ 0 has one more, its scale; one with u = 0 has a = 0 and any w, or w = 0 and any a. So the
best is looked for among all choices of k units of the cells of a component.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from ..shell import Budget
from .cells import Cell, rays_of
from .known import Combination, Known
from .unit import Unit

EVERY = 256


@dataclass(frozen=True)
class Largest:
    """Where the dimension is reached.

    Attributes:
        dimension: in weights.
        live: pieces of the units with u ≠ 0.
        cell: of the component; it has these pieces, and others for the units with u = 0.
        combination: of all rays that are of use, with positive coefficients.
    """

    dimension: int
    live: Cell
    cell: Cell
    combination: Combination


def parts_of(cells: Iterable[Cell]) -> dict[Cell, Cell]:
    """Every choice of some units of the cells, with a cell that has it."""
    found: dict[Cell, Cell] = {}
    for cell in cells:
        times = Counter(cell)
        for chosen in product(*(range(n + 1) for n in times.values())):
            found.setdefault(tuple(k for k, n in zip(times, chosen, strict=True) for _ in range(n)), cell)
    return found


def dimension_with(unit: Unit, num_hidden: int, live: Cell, rays: int, known: Known) -> int:
    """The dimension in weights where the live units use exactly these rays, and the others have u = 0."""
    total = num_hidden * unit.dead_dimension - known.rank(rays)
    for piece in live:
        own = unit.span(unit.pieces[piece].rays & rays)
        total += own + unit.live_dimension - unit.dead_dimension if own else 0
    return total


def largest(unit: Unit, cells: Iterable[Cell], known: Known, budget: Budget) -> Largest:
    """The largest dimension over the components with these cells.

    Raises:
        OutOfBudget: the time is over.
    """
    bounds = []
    for number, (live, cell) in enumerate(parts_of(cells).items()):
        if number % EVERY == 0:
            budget.check("the dimension was being computed")
        rays = rays_of(unit, live)
        if known.can(rays):
            bounds.append((dimension_with(unit, len(cell), live, known.reduced(rays), known), live, cell))
    bounds.sort(key=lambda entry: (-entry[0], entry[1]))
    best: Largest | None = None
    for number, (bound, live, cell) in enumerate(bounds):
        if number % EVERY == 0:
            budget.check("the dimension was being computed")
        if best is not None and bound <= best.dimension:
            break
        rays = known.useful(rays_of(unit, live))
        value = dimension_with(unit, len(cell), live, rays, known)
        if best is None or value > best.dimension:
            best = Largest(value, live, cell, known.strict[rays])
    assert best is not None  # the cells can make the targets
    return best
