"""Groups of permutations of a few units: order and membership, by chains of stabilisers (Sims 1970; Knuth 1991)."""

from __future__ import annotations

from math import prod

Permutation = tuple[int, ...]


def times(p: Permutation, q: Permutation) -> Permutation:
    """First q, then p.

    >>> times((1, 0, 2), (1, 2, 0))
    (0, 2, 1)
    """
    return tuple(p[i] for i in q)


def inverse(p: Permutation) -> Permutation:
    """The other way round.

    >>> inverse((1, 2, 0))
    (2, 0, 1)
    """
    found = [0] * len(p)
    for i, image in enumerate(p):
        found[image] = i
    return tuple(found)


class Group:
    """A group of permutations of 0, …, size − 1 that grows by generators.

    >>> group = Group(4)
    >>> group.add((1, 2, 3, 0))
    >>> group.order(), (2, 3, 0, 1) in group, (1, 0, 2, 3) in group
    (4, True, False)
    >>> group.add((1, 0, 2, 3))
    >>> group.order()
    24
    """

    def __init__(self, size: int) -> None:
        identity = tuple(range(size))
        self.generators: list[Permutation] = []
        self._levels = [{k: identity} for k in range(size)]  # of those that fix all below k: one for each image of k
        self._by_level: list[list[Permutation]] = [[] for _ in range(size)]

    def __contains__(self, p: Permutation) -> bool:
        return self._rest(p, 0) is None

    def order(self) -> int:
        """The number of its elements."""
        return prod(map(len, self._levels))

    def add(self, p: Permutation) -> None:
        """Let it generate, too."""
        if p not in self:
            self.generators.append(p)
            self._insert(p, 0)

    def _rest(self, p: Permutation, level: int) -> Permutation | None:
        """What is left of one that is not in the group; of one that is, nothing."""
        for k in range(level, len(self._levels)):
            image = p[k]
            if image not in self._levels[k]:
                return p
            p = times(inverse(self._levels[k][image]), p)
        return None

    def _insert(self, p: Permutation, level: int) -> None:
        if level == len(self._levels) or self._rest(p, level) is None:
            return
        self._by_level[level].append(p)
        for image in list(self._levels[level].values()):
            self._reach(times(p, image), level)

    def _reach(self, p: Permutation, level: int) -> None:
        known = self._levels[level].get(p[level])
        if known is not None:
            self._insert(times(inverse(known), p), level + 1)
            return
        self._levels[level][p[level]] = p
        for generator in list(self._by_level[level]):
            self._reach(times(generator, p), level)
