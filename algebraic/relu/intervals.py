"""Sets of rays between two others, by the thousand: which of them, if any, has a given set inside of it.

A proof that is known answers for every set of rays that has some rays and lacks others. There may be thousands of
proofs, and hundreds of thousands of sets to look up: so the last answers are tried first, then all at once.
"""

from __future__ import annotations

import numpy as np

BITS = 64
RECENT = 12


class Intervals:
    """Pairs of sets, ``inside`` and ``outside``: all sets that contain the former and nothing of the latter.

    Args:
        size: the number of rays; a set is the bits of a number.

    >>> known = Intervals(3)
    >>> known.add(0b001, 0b100), known.add(0b000, 0b011)
    (0, 1)
    >>> known.find(0b011), known.find(0b100), known.find(0b101)
    (0, 1, None)
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._words = max(1, -(-size // BITS))
        self._table = np.zeros((2 * self._words, 64), np.uint64)
        self._pairs: list[tuple[int, int]] = []
        self._recent: list[int] = []

    def add(self, inside: int, outside: int) -> int:
        """Know a pair; its place."""
        place = len(self._pairs)
        if place == self._table.shape[1]:
            self._table = np.concatenate([self._table, np.zeros_like(self._table)], axis=1)
        self._table[:, place] = [*self._parts(inside), *self._parts(outside)]
        self._pairs.append((inside, outside))
        self._remember(place)
        return place

    def find(self, rays: int) -> int | None:
        """The place of a pair that the set is between; of several, any one."""
        for at, place in enumerate(self._recent):
            inside, outside = self._pairs[place]
            if inside & ~rays == 0 and rays & outside == 0:
                if at > RECENT // 2:
                    self._recent.insert(0, self._recent.pop(at))
                return place
        if len(self._pairs) <= len(self._recent):
            return None
        found = self._among_all(rays)
        if found is not None:
            self._remember(found)
        return found

    def _among_all(self, rays: int) -> int | None:
        number, words = len(self._pairs), self._words
        bad = np.zeros(number, np.uint64)
        missing = ~rays & ((1 << BITS * words) - 1)
        for k, (absent, present) in enumerate(zip(self._parts(missing), self._parts(rays), strict=True)):
            bad |= self._table[k, :number] & absent
            bad |= self._table[words + k, :number] & present
        place = int(bad.argmin())
        return place if bad[place] == 0 else None

    def _remember(self, place: int) -> None:
        self._recent.insert(0, place)
        del self._recent[RECENT:]

    def _parts(self, rays: int) -> list[np.uint64]:
        return [np.uint64(rays >> BITS * k & ((1 << BITS) - 1)) for k in range(self._words)]
