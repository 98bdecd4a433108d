"""What becomes of the paths: certified, to infinity where something proves it, given up, or suspected to be singular.

That a path was not seen to arrive is no fact about the equations. It is one if the solutions that are known are all
that there are: then no other path has a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TypedDict

import numpy as np

FLOAT_BITS = 53
SAME_LIMIT = 10.0  # times the estimated distances to their limits: ends that are nearer may have the same


class EndsRecord(TypedDict):
    """The ends of all paths as they stand in JSON.

    Attributes:
        certified: solutions with a proof.
        infinity: paths without a limit in C^K, where ``infinity_support`` says how that is known.
        gave_up: paths of whose limit nothing is known: they were followed to sizes up to ``largest_size``, with steps
            down to ``smallest_step`` and ``bits`` bits.
        suspected: paths that seem to have a limit, but no regular solution there; ``multiplicities``: how many of them
            come to the same point, as far as that can be told.
    """

    certified: int
    infinity: int
    infinity_support: str | None
    gave_up: int
    largest_size: float | None
    smallest_step: float | None
    bits: int | None
    suspected: int
    multiplicities: list[int]


@dataclass(frozen=True, eq=False)
class LostEnd:
    """A path that did not come to a certified solution.

    Attributes:
        point: where it was left, in the weights of the user, shape (num_params,).
        singular: whether it seems to have a limit, at which there is no regular solution then.
        reason: why it ended there.
        bits: of the numbers that it was followed with.
        step: the last step, in e-folds of what was left of the way; ``None`` where it was not followed in logarithms.
        time: e-folds of the way to which it was followed, as far as that is known.
        near: about how far its limit is, if it has one.
    """

    point: np.ndarray
    singular: bool
    reason: str
    bits: int = FLOAT_BITS
    step: float | None = None
    time: float | None = None
    near: float = 0.0

    @property
    def size(self) -> float:
        """The largest coordinate."""
        return float(abs(self.point).max(initial=0.0))


@dataclass(frozen=True)
class Ends:
    """The ends of all paths.

    Attributes:
        certified: how many solutions are proved.
        lost: the paths that came to none.
        support: what supports that the other paths have no limit, but for singular ends, or ``None``.
        none_else: whether it says so of all lost paths.
    """

    certified: int
    lost: Sequence[LostEnd] = ()
    support: str | None = None
    none_else: bool = False

    @property
    def suspected(self) -> list[LostEnd]:
        """Those that seem to have a limit."""
        return [end for end in self.lost if end.singular and not self.none_else]

    @property
    def gave_up(self) -> list[LostEnd]:
        """The others, as long as nothing says that they have no limit."""
        return [] if self.support else [end for end in self.lost if not end.singular]

    @property
    def infinity(self) -> int:
        """Paths that have no limit."""
        return len(self.lost) - len(self.suspected) - len(self.gave_up)

    def as_dict(self) -> EndsRecord:
        """Plain data for a JSON document."""
        gave_up = self.gave_up
        steps = [end.step for end in gave_up if end.step is not None]
        largest = max((end.size for end in gave_up), default=inf)
        return {
            "certified": self.certified,
            "infinity": self.infinity,
            "infinity_support": self.support if self.infinity else None,
            "gave_up": len(gave_up),
            "largest_size": largest if largest < inf else None,
            "smallest_step": min(steps, default=None),
            "bits": max((end.bits for end in gave_up), default=None),
            "suspected": len(self.suspected),
            "multiplicities": multiplicities(self.suspected),
        }


def supported(certified: int, lost: Sequence[LostEnd], degree: int | None, source: str) -> Ends:
    """The ends, given how many solutions there are with multiplicity.

    If these are the certified ones, no other path has a limit. If they are these and the singular ends, each as often
    as paths come to it and that is more than once, the others have none. Paths that were followed in floats only do not
    tell multiple solutions from near ones.

    Args:
        degree: ``None`` where it is not known, or not finite.
        source: how it is known, before the number.

    >>> end = LostEnd(np.array([1e20]), False, "")
    >>> supported(2, [end], 2, "modulo p").infinity, supported(2, [end], 3, "modulo p").infinity
    (1, 0)
    """
    if not lost or degree is None:
        return Ends(certified, lost)
    said = f"{source} {degree} solutions with multiplicity: {certified} certified ones"
    if degree == certified:
        return Ends(certified, lost, said, none_else=True)
    singular = [end for end in lost if end.singular]
    seen = all(end.bits > FLOAT_BITS for end in singular)  # floats take near solutions for multiple ones
    counts = multiplicities(singular) if seen and degree == certified + len(singular) else []
    if counts and min(counts) > 1:
        points = f"{len(counts)} points" if len(counts) > 1 else "a point"
        return Ends(certified, lost, f"{said}, and {points} to which {sum(counts)} paths come")
    return Ends(certified, lost)


def multiplicities(lost: Sequence[LostEnd]) -> list[int]:
    """Paths that seem to come to the same point are counted together, the most first.

    >>> multiplicities([LostEnd(np.array([x]), True, "", near=1e-3) for x in (1.0, 1.001, 5.0)])
    [2, 1]
    """
    known = [end for end in lost if end.near > 0]  # the others were left before anything was seen of a limit
    points, near = np.array([end.point for end in known]), np.array([end.near for end in known])
    first: list[int] = []  # of each group
    sizes: list[int] = []
    for k in range(len(known)):
        apart = abs(points[first] - points[k]).max(axis=1, initial=0.0)
        same = np.flatnonzero(apart <= SAME_LIMIT * (near[first] + near[k]))
        if len(same):
            sizes[same[0]] += 1
        else:
            first.append(k)
            sizes.append(1)
    return sorted([*sizes, *[1] * (len(lost) - len(known))], reverse=True)
