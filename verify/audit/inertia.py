"""The Hessian at an exact zero that is proved: JᵀJ, so that its inertia is the rank of J, for every model alike."""

from __future__ import annotations

from dataclasses import dataclass

from ..subject import Subject
from .found import RankFound, ZeroFound


@dataclass(frozen=True)
class Inertia:
    """Eigenvalues of the Hessian of ½ Σ f² at an exact zero nearby; none is negative there.

    Attributes:
        status: of the numbers: ``proved``; ``gap``, the rank at the given weights, which the zero may not share;
            ``undecided``; ``not_applicable``, where there is no zero.
        rank: how many are positive. negative: how many are negative. flat: how many are 0.
        at_least, at_most: bounds of the rank at the zero that are proved.
        because: in words.
    """

    status: str
    rank: int | None
    negative: int | None
    flat: int | None
    at_least: int | None
    at_most: int | None
    because: str


def inertia_of_zero(subject: Subject, rank: RankFound, zero: ZeroFound) -> Inertia:
    """What the rank and the proof of a zero say: nothing more is computed."""
    if zero.status != "proved":
        why = f"no exact zero is proved ({zero.status.replace('_', ' ')})"
        return Inertia("not_applicable", None, None, None, None, None, why)
    least = subject.num_equations if getattr(zero, "onto", None) else getattr(zero, "independent", None) or 0
    most = min(rank.rank_bound, subject.num_equations, subject.num_params)
    if least > most:
        raise ArithmeticError(f"{least} independent equations, and a rank of at most {most}: two proofs contradict")
    if least == most:
        why = "so many equations are proved to be independent at the zero, and no weights have a larger rank"
        return _decided("proved", least, least, most, subject, why)
    measured = rank.jacobian_rank
    if measured is not None and rank.status != "undecided" and least <= measured <= most:
        why = f"the rank of the Jacobian at the given weights ({rank.status} there), near the zero"
        return _decided("gap", measured, least, most, subject, why)
    why = f"at the zero the rank is at least {least:,} and at most {most:,}"
    return Inertia("undecided", None, 0, None, least, most, why)


def _decided(status: str, rank: int, least: int, most: int, subject: Subject, why: str) -> Inertia:
    return Inertia(status, rank, 0, subject.num_params - rank, least, most, why)
