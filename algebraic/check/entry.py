"""One check for every kind of document that our commands write."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..documents import DEFAULT_SECONDS, Check, Circumstances, Findings, check_document
from ..shell import Budget, WrongInput, read_json_file, shown_value


def _count(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..count import check_count

    check_count(document, findings, here)


def _equations(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..count import check_isolated

    check_isolated(document, findings, here)


def _functions(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..count import check_functions

    check_functions(document, findings, here)


def _dimension(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..dimension import check_dimension

    check_dimension(document, findings, here)


def _ladder(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..bezout import check_ladder

    check_ladder(document, findings, here)


def _relu(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..relu import check_relu

    check_relu(document, findings, here)


def _regions(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..count import check_isolated
    from ..relu import check_regions

    check_regions(document, findings, here, check_isolated)


def _rank(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..dimension import check_rank

    check_rank(document, findings, here)


CHECKS: dict[str, Check] = {
    "count": _count,
    "equations": _equations,
    "functions": _functions,
    "dimension": _dimension,
    "bezout": _ladder,
    "relu": _relu,
    "regions": _regions,
    "rank": _rank,
}


def check_any(document: Any, here: Circumstances = Circumstances()) -> Findings:  # noqa: B008
    """Prove again what a document states.

    Args:
        document: what a command wrote, as parsed JSON.
        here: limits, and a place of the data.

    Raises:
        WrongInput: it is no such document.
    """
    return check_document(document, CHECKS, here)


def check(
    result: Any, *, timeout: float | None = DEFAULT_SECONDS, data: str | os.PathLike[str] | None = None
) -> Findings:
    """Prove again what a result states, from the result alone, as ``zerolocus check`` does.

    Args:
        result: what ``ladder``, ``solve`` or ``dimension_of`` gave, its document as plain data, or the file of one.
        timeout: wall time in seconds.
        data: a file or folder with the data, where the document names but does not hold them.

    Returns:
        ``verified``, or else the ``problems`` that make it false; with neither it is not decided. ``print`` says it.

    Raises:
        WrongInput: it is no result.
        Missing: there is no such file.

    >>> from algebraic import Network, solve
    >>> net = Network.dense([1, 1], "z**2", hidden_bias=False, output_bias=False, output_activation=True)
    >>> found = solve(net, [[2]], [9])
    >>> check(found).verified
    True
    >>> check({**found.as_dict(), "real_count": 1}).problems
    ['real_count is 1, but it is 2']
    """
    if isinstance(data, str | os.PathLike):
        data = Path(data)
    elif data is not None:
        raise WrongInput(f"the data are {shown_value(data)}", hint="give a file or folder", kind="bad_data")
    return check_any(_document(result), Circumstances(Budget(timeout), data))


def _document(result: Any) -> Any:
    """As plain data, as it would be read from a file."""
    if isinstance(result, str | os.PathLike):
        return read_json_file(os.fspath(result))
    try:
        written = result if isinstance(result, Mapping) else result.as_dict()
        return json.loads(json.dumps(written))
    except (AttributeError, TypeError, ValueError):
        raise WrongInput(
            f"there is nothing to check in {shown_value(result)}",
            hint="give a result, its document, or the file of one",
            kind="bad_certificate",
        ) from None
