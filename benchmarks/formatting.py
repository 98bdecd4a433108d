"""Numbers and tables as Markdown text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any


def median_of(result: dict[str, Any], clock: str) -> float | None:
    """Median seconds of a result, if it has one."""
    return median(result[clock]) if result["status"] == "ok" and result[clock] else None


def seconds(value: float | None) -> str:
    """A time with its unit."""
    if value is None:
        return "–"
    return f"{value:.1f} s" if value >= 10 else f"{value:.2f} s" if value >= 1 else f"{short(1000 * value)} ms"


def ratio(value: float | None, ours: float) -> str:
    """How often ``ours`` goes into ``value``."""
    return "–" if value is None else f"{short(value / ours)}×"


def short(value: float) -> str:
    """Two or three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 10 else f"{value:.2g}"


def bullets(items: Iterable[str]) -> str:
    """A Markdown list."""
    return "".join(f"- {item}\n" for item in items)


def markdown(header: Sequence[Any], lines: Iterable[Sequence[Any]]) -> str:
    """A Markdown table; what would end a cell or a line is part of the cell."""
    rows = [header, ["---"] * len(header), *lines]
    return "".join(
        "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in row) + " |\n" for row in rows
    )
