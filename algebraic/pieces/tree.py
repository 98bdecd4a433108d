"""What critical points and their descents say about the number of pieces: as much as is proved, and no more.

The set is closed, so each piece has a minimum of the distance. Where all critical points are known, the number of
pieces is that of the graph which has the minima as points and joins the two ends of the descents from each point of
index one (theory of Morse: only these change the number of pieces of {g < t} as t grows). A point of index one whose
descents are not proved joins two pieces at most. Of what is missing each may be a minimum or may join two pieces, after
a small change of the center, which changes nothing of what is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """Bounds for the number of pieces; ``upper`` is ``None`` where minima may be missing without a bound."""

    lower: int
    upper: int | None


def parts(size: int, edges: Iterable[tuple[int, int]]) -> int:
    """The number of parts of a graph.

    >>> parts(4, [(0, 1), (2, 1)]), parts(0, [])
    (2, 0)
    """
    parents = list(range(size))

    def root(k: int) -> int:
        while parents[k] != k:
            k = parents[k]
        return k

    for a, b in edges:
        parents[root(a)] = root(b)
    return sum(root(k) == k for k in range(size))


def count(
    num_minima: int,
    ends: Sequence[Sequence[int | None]],
    *,
    missing: int | None,
    unclear: int = 0,
    others: bool = False,
) -> Counted:
    """Bounds from the minima, and the ends of the descents from each point of index one.

    Args:
        missing: at most so many critical points are not known; ``None`` if nothing bounds them.
        unclear: real critical points of unknown index.
        others: whether there are real points of an index above one.

    >>> count(2, [(0, 1)], missing=0)
    Counted(lower=1, upper=1)
    >>> count(3, [(0, 1), (1, None)], missing=0), count(3, [(0, 1)], missing=1)
    (Counted(lower=1, upper=2), Counted(lower=1, upper=3))
    >>> count(3, [(0, 1)], missing=None), count(0, [], missing=0)
    (Counted(lower=1, upper=None), Counted(lower=0, upper=0))
    """
    joined = [(pair[0], pair[1]) for pair in ends if pair[0] is not None and pair[1] is not None]
    found, real = parts(num_minima, joined), bool(num_minima or ends or others)
    if missing is None:
        return Counted(int(real), None)
    open_joins = len(ends) - len(joined) + missing + unclear
    return Counted(max(int(real), found - open_joins), found + missing + unclear)
