"""The record of ``benchmarks/pieces.py`` as a Markdown page: every number in it comes from the record."""

from __future__ import annotations

from typing import Any

from formatting import bullets, markdown, median_of, ratio, seconds
from page import machine_lines

OURS, GFAN = "proved cells", "gfan"
GOAL_POINTS, GOAL_SECONDS = 2_000, 120

TEXT = """\
# Benchmarks: pieces and mixed volumes

Connected pieces of the real zero-error set ({{ref}}`pieces`), each counted once and checked once, in CPU seconds. The
number is exact where as many complex critical points of a distance are certified as the mixed volume allows, and where
the descents join what they must. The goal was less than {limit} seconds with up to {points:,} complex critical points.

Mixed volumes of the cyclic roots by cells proved in integers ({{ref}}`mixed-volumes`) beside gfan, which leaves
no proof: CPU time, medians; programs run in turn, each call in a process of its own. The number in brackets is gfan's
time divided by ours: below 1 gfan is faster.
"""


def render(record: dict[str, Any]) -> str:
    """The whole page."""
    parts = [
        TEXT.format(points=GOAL_POINTS, limit=GOAL_SECONDS),
        machine_lines(record),
        _pieces(record["pieces"]),
        _volumes(record["volumes"]),
    ]
    parts += [bullets(record["problems"] or ["all numbers that are known are met, and all checks prove them again"])]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _pieces(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        network = f"{'–'.join(map(str, row['widths']))}, {row['activation']}{', bias' if row['bias'] else ''}"
        number = f"{row['lower']:,}" if row["exact"] else f"{row['lower']:,} to {row['upper']:,}"
        most = "–" if row["at_most"] is None else f"{row['at_most']:,}"
        euler = "–" if row["euler_characteristic"] is None else row["euler_characteristic"]
        points = f"{row['complex_critical_points']:,} of {most}"
        line = [network, ", ".join(map(str, row["targets"])), row["coordinates"], number, row["known"] or "–", euler]
        lines.append([*line, points, seconds(row["cpu"]), seconds(row["check_cpu"])])
    header = ["network", "targets", "coordinates", "pieces", "known", "χ", "critical points", "CPU", "check, CPU"]
    return markdown(header, lines)


def _volumes(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        ours, gfan = (median_of(row["results"][name], "cpu") for name in (OURS, GFAN))
        answers = row["results"][OURS]["answers"]
        said = row["results"][GFAN]["status"] if gfan is None else f"{seconds(gfan)} ({ratio(gfan, ours or 1.0)})"
        lines.append([row["size"], f"{answers[0]:,}" if answers else "–", seconds(ours), said])
    return markdown(["cyclic roots", "mixed volume", OURS, GFAN], lines)
