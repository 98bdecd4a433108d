"""Connected components of the zero-error set, and how many of each kind differ in the order of the units only.

Two closed cells that meet in a point are joined by moves of one unit at a time, each between cells that contain the
point. So it is enough to look at those moves. They are looked at for one cell of each order of the units; what is
joined is then a cell and a *permuted* cell, and the permutations are kept: a component that is joined to itself by a
permutation is mapped onto itself by it. If these permutations are the group G, the component has h!/|G| copies.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

from ..shell import Budget
from .cells import Cell
from .known import Known
from .permutations import Group, Permutation, inverse, times
from .unit import Unit

EVERY = 256


@dataclass(frozen=True)
class Kind:
    """Components that differ in the order of the units only.

    Attributes:
        cells: the cells of all of them, one of each order.
        stabiliser: generators of the permutations that map the component of the first cell onto itself.
        copies: how many components there are.
    """

    cells: tuple[Cell, ...]
    stabiliser: tuple[Permutation, ...]
    copies: int


class Joined:
    """Cells up to order, of which some are known to be connected. A permutation p moves the unit at i to p[i]."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = list(cells)
        self.places = {cell: k for k, cell in enumerate(cells)}
        size = len(cells[0]) if cells else 0
        self.identity = tuple(range(size))
        self._above = [(k, self.identity) for k in range(len(cells))]  # a cell is in the component p of that of another
        self._sizes = [1] * len(cells)
        self._groups: dict[int, Group] = {}
        self._whole = set(range(len(cells))) if size < 2 else set[int]()  # whose group has all permutations
        for k, cell in enumerate(cells):
            for i in range(size - 1):
                if cell[i] == cell[i + 1]:  # equal pieces: exchanging them changes nothing
                    self._add(k, (*range(i), i + 1, i, *range(i + 2, size)))

    def top(self, k: int) -> tuple[int, Permutation]:
        """The cell that stands for all joined ones, and p such that cell k is in p times the component of that."""
        path = []
        while self._above[k][0] != k:
            path.append(k)
            k = self._above[k][0]
        p = self.identity
        for step in reversed(path):
            p = times(self._above[step][1], p)
            self._above[step] = (k, p)
        return k, p

    def located(self, cell: Sequence[int]) -> tuple[int, Permutation] | None:
        """The same for a cell with its units in any order; nothing if it is none of them."""
        order = tuple(sorted(range(len(cell)), key=cell.__getitem__))
        k = self.places.get(tuple(cell[i] for i in order))
        if k is None:
            return None
        root, p = self.top(k)
        return root, times(order, p)

    def sure(self, k: int, other: int) -> bool:
        """Whether two cells are known to be connected whatever the order of their units is."""
        root = self.top(k)[0]
        return root in self._whole and root == self.top(other)[0]

    def connected(self, first: Sequence[int], second: Sequence[int]) -> bool:
        """Whether two cells, in the order of their units, are known to be connected."""
        one, other = self.located(first), self.located(second)
        if one is None or other is None or one[0] != other[0]:
            return False
        return one[0] in self._whole or self._has(one[0], times(inverse(one[1]), other[1]))

    def join(self, first: Sequence[int], second: Sequence[int]) -> None:
        """They are connected."""
        one, other = self.located(first), self.located(second)
        assert one is not None
        assert other is not None
        (root, p), (below, q) = one, other
        step = times(inverse(q), p)  # q times the component of below is p times that of root
        if root == below:
            self._add(root, step)
            return
        if self._sizes[root] < self._sizes[below]:
            root, below, step = below, root, inverse(step)
        self._above[below] = (root, step)
        self._sizes[root] += self._sizes[below]
        gone = self._groups.pop(below, None)
        for g in gone.generators if gone else ():
            self._add(root, times(inverse(step), times(g, step)))

    def kinds(self) -> list[Kind]:
        """What is connected, in order of the first cell."""
        parts: dict[int, list[Cell]] = {}
        for k, cell in enumerate(self.cells):
            parts.setdefault(self.top(k)[0], []).append(cell)
        found = []
        for root, cells in parts.items():
            group, p = self._groups.get(root), self.top(self.places[cells[0]])[1]
            generators = () if group is None else tuple(times(p, times(g, inverse(p))) for g in group.generators)
            order = 1 if group is None else group.order()
            found.append(Kind(tuple(cells), generators, factorial(len(self.identity)) // order))
        return sorted(found, key=lambda kind: kind.cells[0])

    def whole(self) -> bool:
        """Whether all is one component."""
        return len({self.top(k)[0] for k in range(len(self.cells))}) == 1 == sum(k.copies for k in self.kinds())

    def _has(self, root: int, p: Permutation) -> bool:
        return p == self.identity or (root in self._groups and p in self._groups[root])

    def _add(self, root: int, p: Permutation) -> None:
        if root in self._whole:
            return
        group = self._groups.setdefault(root, Group(len(p)))
        group.add(p)
        if group.order() == factorial(len(p)):
            self._whole.add(root)


def connected_by_width(known: Known, num_hidden: int) -> bool:
    """Whether there are more units than the rank of what all rays make: then the set is connected, or empty.

    Each u ≠ 0 of a point is scaled, until the outputs of those that are left are independent, and a unit is free. Two
    such points are vertices of the polyhedron of all c ≥ 0 with Σ c · g = y, and are joined by its edges, on which at
    most one more than the rank are not 0 (docs/relu-networks.md).
    """
    return num_hidden > known.rank((1 << len(known.columns)) - 1)


def join_cells(unit: Unit, cells: Sequence[Cell], known: Known, budget: Budget, joined: Joined | None = None) -> Joined:
    """All cells that can make the targets, with what meets joined, beyond what is joined already.

    Raises:
        OutOfBudget: the time is over.
    """
    joined = Joined(cells) if joined is None else joined
    for number, cell in enumerate(cells):
        if number % EVERY == 0:
            budget.check("the connected components were being joined")
        _join_one(unit, cell, joined, known)
    return joined


def _join_one(unit: Unit, cell: Cell, joined: Joined, known: Known) -> None:
    pieces, place = unit.pieces, joined.places[cell]
    for i, piece in enumerate(cell):
        if i and cell[i - 1] == piece:
            continue
        others = (*cell[:i], *cell[i + 1 :])
        rest = 0
        for other in others:
            rest |= pieces[other].rays
        for other, common in pieces[piece].moves:
            if other < piece:
                continue  # looked at from there
            at = bisect(others, other)
            there = joined.places.get((*others[:at], other, *others[at:]))
            if there is None or joined.sure(place, there):
                continue
            moved = (*cell[:i], other, *cell[i + 1 :])
            if not joined.connected(cell, moved) and known.can(rest | common):
                joined.join(cell, moved)
