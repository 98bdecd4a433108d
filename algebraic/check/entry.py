"""One check for every kind of document that our commands write."""

from __future__ import annotations

from typing import Any

from ..documents import Check, Circumstances, Findings, check_document


def _count(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..count import check_count

    check_count(document, findings, here)


def _dimension(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..dimension import check_dimension

    check_dimension(document, findings, here)


def _ladder(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..bezout import check_ladder

    check_ladder(document, findings, here)


def _rank(document: Any, findings: Findings, here: Circumstances) -> None:
    from ..dimension import check_rank

    check_rank(document, findings, here)


CHECKS: dict[str, Check] = {"count": _count, "dimension": _dimension, "bezout": _ladder, "rank": _rank}


def check_any(document: Any, here: Circumstances = Circumstances()) -> Findings:  # noqa: B008
    """Prove again what a document states.

    Args:
        document: what a command wrote, as parsed JSON.
        here: limits, and a place of the data.

    Raises:
        WrongInput: it is no such document.
    """
    return check_document(document, CHECKS, here)
