"""What the audit tells of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class RankFound(Protocol):
    """What the audit tells of a rank; see ``verify.audit.rank``."""

    jacobian_rank: int | None
    status: str
    rank_bound: int
    rank_bound_reasons: Sequence[str]
    singular_gap: float | None
    zero_set_dimension: int | None


class ZeroFound(Protocol):
    """What the audit tells of a zero nearby; see ``verify.audit.zero``."""

    status: str
    h: float | None
    radius: float | None
    because: str
    certificate: Any


class TheoremFound(Protocol):
    """What the audit tells of a theorem; see ``verify.audit.theorems``."""

    id: str
    applies: str
    because: str
    follows: str
    measured: Any
    disagrees: bool
