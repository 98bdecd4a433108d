"""What enclosures of eigenvalues decide about the rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .clusters import Cluster

GAP = 1000.0


@dataclass(frozen=True)
class RankFound:
    """The rank of a Hessian; ``rank`` is a lower bound where ``status`` is ``undecided``."""

    rank: int
    status: str
    because: str


def rank_of(clusters: Sequence[Cluster], size: int, status: str) -> RankFound:
    """The rank, where the intervals decide it, or show it by a gap."""
    away = [each for each in clusters if each.low > 0 or each.high < 0]
    least = sum(each.multiplicity for each in away)
    if least == size:
        return RankFound(size, status, "no interval has 0 in it")
    around = [each for each in clusters if each not in away]
    if least + sum(each.multiplicity for each in around) < size:
        return RankFound(least, "undecided", "so many eigenvalues are not 0, and not all were computed")
    reach = max(max(abs(each.low), abs(each.high)) for each in around)
    count = sum(each.multiplicity for each in around)
    nearest = min((max(each.low, -each.high) for each in away), default=float("inf"))
    words = f"{count:,} eigenvalues are at most {reach:.1e} in size and not told apart from 0"
    if not away:
        return RankFound(0, "undecided", f"{words}, and there are no others to compare them with")
    if nearest >= GAP * reach:
        return RankFound(least, "gap", f"{words}, all others are more than {GAP:g} times as large")
    return RankFound(least, "undecided", f"{words}, and the next one has {nearest:.1e}")
