"""Numbers beside points of a picture, none over another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...runs import SMALL, Values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DISTANCES = (11.0, 20.0, 32.0, 48.0, 66.0, 90.0)  # points between a number's middle and its point, the nearest first
DIRECTIONS = 16
POINT = 4.0  # half the width of a marker, in points, over which no number stands

TO_ITS_POINT = {"arrowstyle": "-", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2}
Box = tuple[float, float, float, float]


def write_numbers(axes: Axes, points: Values, texts: Sequence[str], colors: Sequence[str]) -> int:
    """Write a number beside each point, where no other number and no marker is; without room it is left out.

    The limits of the axes must be what they will be when the picture is written.

    Returns:
        how many were left out.
    """
    axes.apply_aspect()
    pixels = axes.figure.dpi / 72
    places = axes.transData.transform(np.asarray(points, float).reshape(-1, 2)) / pixels
    whole = axes.get_window_extent()
    inside = tuple(edge / pixels for edge in (whole.x0, whole.y0, whole.x1, whole.y1))
    seen = [place for place in places if np.isfinite(place).all()]
    taken: list[Box] = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y in seen]
    left_out = 0
    for place, point, text, color in zip(places, np.asarray(points, float), texts, colors, strict=True):
        if not np.isfinite(place).all():
            continue
        size = 0.62 * SMALL * len(text), 1.05 * SMALL  # a digit is 0.59 of the size wide
        found = next((c for c in _around(place, size) if _is_free(c[1], taken, inside)), None)
        if found is None:
            left_out += 1
            continue
        offset, box = found
        taken.append(box)
        is_far = np.hypot(*offset) > 1.6 * DISTANCES[0] + size[0] / 2
        axes.annotate(
            text,
            point,
            xytext=offset,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=SMALL,
            color=color,
            arrowprops=TO_ITS_POINT | {"color": color} if is_far else None,
        )
    return left_out


def _around(place: np.ndarray, size: tuple[float, float]) -> Iterator[tuple[tuple[float, float], Box]]:
    """Offsets, and what a text of this size covers there."""
    for distance in DISTANCES:
        for angle in np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False) + np.pi / 8:
            across = distance + size[0] / 2 - size[1] / 2  # numbers are wide: further to the sides than up and down
            offset = across * float(np.cos(angle)), distance * float(np.sin(angle))
            x, y = place[0] + offset[0], place[1] + offset[1]
            yield offset, (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)


def _is_free(box: Box, taken: Sequence[Box], inside: Sequence[float]) -> bool:
    if box[0] < inside[0] or box[1] < inside[1] or box[2] > inside[2] or box[3] > inside[3]:
        return False
    return not any(box[0] < x1 and x0 < box[2] and box[1] < y1 and y0 < box[3] for x0, y0, x1, y1 in taken)
