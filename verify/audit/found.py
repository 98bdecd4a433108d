"""What the audit tells of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..subject import Options


class RankFound(Protocol):
    """What the audit tells of a rank."""

    @property
    def jacobian_rank(self) -> int | None:
        """At these weights; ``None`` where it was not measured."""

    @property
    def status(self) -> str:
        """``proved``, ``gap`` or ``undecided``."""

    @property
    def rank_bound(self) -> int:
        """What no weights exceed with these data."""

    @property
    def rank_bound_reasons(self) -> Sequence[str]:
        """Why, the least bound first."""

    @property
    def singular_gap(self) -> float | None:
        """The last singular value that counts over the next one."""

    @property
    def zero_set_dimension(self) -> int | None:
        """Of the set of zeros for generic targets."""


class ZeroFound(Protocol):
    """What the audit tells of a zero nearby."""

    @property
    def status(self) -> str:
        """``proved``, ``not_found``, ``excluded`` or ``not_applicable``."""

    @property
    def h(self) -> float | None:
        """Of the theorem of Newton and Kantorovich."""

    @property
    def radius(self) -> float | None:
        """How far the zero is from the polished weights at most."""

    @property
    def because(self) -> str:
        """Why."""

    @property
    def certificate(self) -> Any:
        """Data that can be checked again, or ``None``."""


class CurvatureFound(Protocol):
    """What :func:`verify.curvature` returns."""

    def as_dict(self) -> Options:
        """The JSON document."""


class TheoremFound(Protocol):
    """What the audit tells of a theorem."""

    @property
    def id(self) -> str:
        """As in ``python -m verify show ID``."""

    @property
    def applies(self) -> str:
        """``yes``, ``no`` or ``unknown``."""

    @property
    def because(self) -> str:
        """Which hypothesis holds, fails or is not known."""

    @property
    def follows(self) -> str:
        """For this model."""

    @property
    def measured(self) -> Any:
        """Of the conclusion."""

    @property
    def disagrees(self) -> bool:
        """Whether what was measured contradicts what follows."""
