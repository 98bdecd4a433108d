"""A picture of the space of one unit: hyperplanes of the samples, the units of each point, and a path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from ..shell import draw_on
from .points import products_at
from .question import Question

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MAX_KINDS = 10
MARKERS = {1: "o", -1: "s", 0: "x"}
Rows = Sequence[Sequence[str]]


def draw_products(
    question: Question,
    title: str,
    kinds: Sequence[tuple[int, Sequence[int], Rows]],
    nodes: Sequence[tuple[Rows, Rows]],
    *,
    path: str | os.PathLike[str] | None,
    ax: Axes | None,
) -> Any:
    """The first two coordinates of u of each unit: round where a > 0, square where a < 0, a colour for each component.

    Args:
        kinds: copies, signs and products of a point of each component.
        nodes: output weights and hidden weights along a path.
    """

    def draw(axes: Axes) -> None:
        for number, (copies, signs, products) in enumerate(kinds[:MAX_KINDS], 1):
            points = np.array([_plane(u) for u in products])
            for sign, marker in MARKERS.items():
                chosen = points[[s == sign for s in signs]]
                if len(chosen):
                    axes.scatter(*chosen.T, marker=marker, color=f"C{number - 1}", zorder=3)
            label = f"component {number}" if copies == 1 else f"component {number}, one of {copies:,}"
            axes.plot([], [], "o", color=f"C{number - 1}", label=label)
        _draw_path(axes, question, nodes)
        low, high = axes.get_xlim(), axes.get_ylim()
        if len(question.columns) == 2 and question.output_dim == 1:
            for x, y in (row for row in question.reduced() if any(row)):
                axes.axline((0, 0), (float(-y), float(x)), color="0.7", linewidth=0.8, zorder=0)
        axes.set_xlim(low)
        axes.set_ylim(high)
        axes.set_xlabel("first coordinate of u = |a| w")
        axes.set_ylabel("second coordinate")
        shown = "" if len(kinds) <= MAX_KINDS else f"; {MAX_KINDS} of {len(kinds):,} points"
        axes.set_title(f"{title}{shown}", fontsize=9, loc="left")
        if kinds:
            axes.legend(frameon=False)

    return draw_on(ax, path, draw, (7, 5))


def _draw_path(axes: Axes, question: Question, nodes: Sequence[tuple[Rows, Rows]]) -> None:
    if not nodes:
        return
    along = []
    for outer, inner in nodes:
        point = products_at(question, *([tuple(map(Fraction, row)) for row in rows] for rows in (outer, inner)))
        along.append([_plane(u) for u in point.products])
    for number in range(question.num_hidden):
        axes.plot(*np.array([units[number] for units in along]).T, color="k", linewidth=1, zorder=2)
    axes.plot([], [], color="k", linewidth=1, label="path of each unit")


def _plane(u: Sequence[str | Fraction]) -> tuple[float, float]:
    first, second, *_ = *(float(Fraction(v)) for v in u), 0.0, 0.0
    return first, second
