"""The parts of an audit, and answers for parts that were ended: they decide nothing, and say why."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from typing import Any

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


def _called(room: str, name: str, otherwise: Any, *arguments: Any, **how: Any) -> Any:
    try:
        function = getattr(importlib.import_module(f"verify.audit.{room}"), name)
    except ModuleNotFoundError as problem:
        return otherwise(f"this part is not there yet: {problem}")
    known = inspect.signature(function).parameters
    return function(*arguments, **{key: value for key, value in how.items() if key in known})


def measure_rank(subject: Subject, **how: Any) -> Any:
    """The rank of the Jacobian."""
    return _called("rank", "measure_rank", lambda why: NoRank(why, trivial_bound(subject)), subject, **how)


def find_zero(subject: Subject, **how: Any) -> Any:
    """An exact zero nearby."""
    return _called("zero", "find_zero", NoZero, subject, **how)


def theorems_for(subject: Subject, rank: Any, zero: Any) -> Any:
    """The theorems."""
    return _called("theorems", "theorems_for", lambda _: [], subject, rank, zero)
