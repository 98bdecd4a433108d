"""The answer about a Hessian in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .result import Curvature, Eigenvalue

LONGEST = 10  # eigenvalues in a sentence


def sentences_of(found: Curvature) -> list[str]:
    """What was computed, its eigenvalues, the negative ones, the rank."""
    subject = found.subject
    said = [
        f"The Hessian of the loss {subject.loss} = {subject.loss_value:.6g} has {subject.num_params:,} rows, one for "
        f"each weight; {found.method}.",
        *found.enclosed,
        _negative(found),
        f"Rank: {_rank(found)} ({found.rank_because}).",
    ]
    return said + [f"Not done: {each}." for each in found.cut]


def line(each: Eigenvalue) -> str:
    """An interval as a line of a table."""
    many = f"  {'exactly' if each.exact else 'at least'} {each.multiplicity}" if each.multiplicity > 1 else ""
    return f"  {each.value: .10e} ± {each.radius:.1e}{many}"


def _rank(found: Curvature) -> str:
    if found.rank is None:
        return "undecided"
    return f"{'at least ' if found.rank_status == 'undecided' else ''}{found.rank:,}, {found.rank_status}"


def _negative(found: Curvature) -> str:
    negative = found.negative
    if negative.status == "undecided":
        return "Whether an eigenvalue is negative is undecided: 0 lies in the lowest interval."
    if not negative.at_least:
        return f"No eigenvalue is negative ({negative.status})."
    most = "" if negative.at_most == negative.at_least else " at least"
    value = "" if negative.most_negative is None else (
        f"; the lowest that was found: {negative.most_negative.value:.6g} ± {negative.most_negative.radius:.1e}"
    )  # fmt: skip
    return f"Negative eigenvalues:{most} {negative.at_least:,} ({negative.status}){value}."
