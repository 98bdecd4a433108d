"""All cells of the product space, up to the order of the units, and those with a zero of the error.

A cell is a piece for each unit. Which of them can make the targets does not depend on the order, so that one cell of
each order is enough: pieces that do not decrease. A set of pieces that suffices still does with more units beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import comb, factorial, prod

from ..shell import Budget, TooLarge
from .known import Known
from .unit import Unit

Cell = tuple[int, ...]
MAX_CELLS = 3_000_000  # up to order


def check_number(unit: Unit, num_hidden: int, most: int = MAX_CELLS) -> int:
    """The number of cells up to order.

    Raises:
        TooLarge: there are too many.
    """
    number = comb(len(unit.pieces) + num_hidden - 1, num_hidden)
    if number > most:
        raise TooLarge(
            f"{len(unit.pieces)} pieces for each of {num_hidden} units: {number:,} cells up to the order of the units, "
            f"of {most:,} at most",
            hint="take fewer samples, inputs or units",
            kind="too_many_cells",
        )
    return number


def nonempty_cells(unit: Unit, num_hidden: int, known: Known, budget: Budget) -> list[Cell]:
    """The cells that can make the targets, in order.

    Raises:
        OutOfBudget: the time is over.
    """
    found: list[Cell] = []
    pieces = unit.pieces

    def extend(cell: Cell, rays: int, enough: bool) -> None:
        if len(cell) == num_hidden:
            if enough or known.can(rays):
                found.append(cell)
            return
        if not enough and len(cell) and known.can(rays):
            enough = True
        if len(cell) == max(1, num_hidden - 2):
            budget.check("cells with a zero of the error were being looked for")
        for piece in range(cell[-1] if cell else 0, len(pieces)):
            extend((*cell, piece), rays | pieces[piece].rays, enough)

    extend((), 0, False)
    return found


def rays_of(unit: Unit, cell: Sequence[int]) -> int:
    """All rays of the pieces of a cell."""
    rays = 0
    for piece in cell:
        rays |= unit.pieces[piece].rays
    return rays


def orders(cell: Cell) -> int:
    """How many cells differ from this one in the order of the units only.

    >>> orders((0, 0, 3))
    3
    """
    return factorial(len(cell)) // prod(factorial(n) for n in Counter(cell).values())
