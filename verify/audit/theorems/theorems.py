"""All theorems of the audit, asked of one model."""

from __future__ import annotations

from functools import cache

from ...subject import Subject
from .case import Case, Measured, Sought
from .declare import Declared, Theorem

ORDER = ("yes", "unknown", "no")


@cache
def declared_theorems() -> tuple[Declared, ...]:
    """Every theorem that is declared in this room, as the papers and their numbers come.

    >>> declared_theorems()[0].id, len({each.id for each in declared_theorems()}) == len(declared_theorems())
    ('T2-13', True)
    """
    from . import counts, degenerate, linear, manifolds, separation, skips

    found = [
        each
        for module in (counts, degenerate, linear, manifolds, separation, skips)
        for each in vars(module).values()
        if isinstance(each, Declared)
    ]
    return tuple(sorted(found, key=_place))


def _place(each: Declared) -> tuple[int, int]:
    paper, _, number = each.id.partition("-")
    return ("T2", "T3", "C18", "NMH").index(paper), int(number)


def theorems_for(subject: Subject, rank: Measured, zero: Sought) -> list[Theorem]:
    """What each theorem says of a model: those first that measurements contradict, then those that apply.

    Args:
        subject: the model with its data.
        rank: what was measured of its Jacobian.
        zero: whether an exact zero near it was found.
    """
    case = Case(subject, rank, zero)
    found = [each.of(case) for each in declared_theorems()]
    return sorted(found, key=lambda each: (not each.disagrees, ORDER.index(each.applies)))
