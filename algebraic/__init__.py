"""Exact and certified algebra of polynomial networks: equations, bounds, ranks and counts.

Names are loaded on first use, so that importing the package (and ``--help``) stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .activation import Activation
    from .bound_ladder import ladder
    from .census import solve
    from .errors import ZerolocusError
    from .fibre import FibreDimension, dimension_of
    from .ladder_result import Ladder
    from .network import Network
    from .rank import data_rank, generic_rank
    from .rank_certificate import check_rank_certificate
    from .solution_check import check_solutions
    from .solution_set import SolutionSet
    from .system import PolynomialSystem, zero_error_expressions, zero_error_system

_HOME = {
    "Activation": "activation",
    "FibreDimension": "fibre",
    "Ladder": "ladder_result",
    "Network": "network",
    "PolynomialSystem": "system",
    "ZerolocusError": "errors",
    "check_rank_certificate": "rank_certificate",
    "data_rank": "rank",
    "dimension_of": "fibre",
    "generic_rank": "rank",
    "SolutionSet": "solution_set",
    "check_solutions": "solution_check",
    "ladder": "bound_ladder",
    "solve": "census",
    "zero_error_expressions": "system",
    "zero_error_system": "system",
}

__all__ = [
    "Activation",
    "FibreDimension",
    "Ladder",
    "Network",
    "PolynomialSystem",
    "SolutionSet",
    "ZerolocusError",
    "check_rank_certificate",
    "check_solutions",
    "data_rank",
    "dimension_of",
    "generic_rank",
    "ladder",
    "solve",
    "zero_error_expressions",
    "zero_error_system",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = getattr(import_module(f".{_HOME[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
