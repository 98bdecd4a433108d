"""One check for every kind of document that our commands write."""

from __future__ import annotations

from typing import Any

from ..bezout import check_ladder
from ..count import check_count
from ..dimension import check_dimension, check_rank
from ..documents import Check, Circumstances, Findings, check_document

CHECKS: dict[str, Check] = {
    "count": check_count,
    "dimension": check_dimension,
    "bezout": check_ladder,
    "rank": check_rank,
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
