"""Answers for parts of an audit that time or memory ended: they decide nothing, and say why."""

from __future__ import annotations

from dataclasses import dataclass

from ..subject import Subject


@dataclass(frozen=True)
class NoRank:
    """A rank that was not measured."""

    because: str
    rank_bound: int
    jacobian_rank: int | None = None
    status: str = "undecided"
    rank_bound_reasons: tuple[str, ...] = ()
    singular_gap: float | None = None
    zero_set_dimension: int | None = None


@dataclass(frozen=True)
class NoZero:
    """A zero that was not looked for to the end."""

    because: str
    status: str = "not_found"
    h: float | None = None
    radius: float | None = None
    certificate: None = None
    numerical: bool = True


def trivial_bound(subject: Subject) -> int:
    """No rank is larger than either side."""
    return min(subject.num_equations, subject.num_params)
