"""Pictures, without a display."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any, NotRequired, TypedDict

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .command import check_plot_path
from .errors import WrongInput, shown_value
from .files import write_whole
from .given import check_path


@dataclass(frozen=True)
class Bar:
    """One rung: its label, the binary logarithm of its value, what is written beside it, and its colour."""

    label: str
    log2: float | None
    text: str
    colour: str


class Drawn(TypedDict):
    """What is drawn of a solution: its box, whether it is real, and of a critical point the index and the loss."""

    box: list[list[str]]
    real: bool
    index: NotRequired[int | None]
    objective: NotRequired[float | None]


class Picture(Figure):
    """A figure that a notebook shows without further ado."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=100)
        return buffer.getvalue()


def draw_on(
    ax: Axes | None, path: str | os.PathLike[str] | None, draw: Callable[[Axes], None], size: tuple[float, float]
) -> Any:
    """Draw on the axes that are given, or on a new figure of this size in inches; write it where a path is given.

    Returns:
        The axes, if given, or the figure.
    """
    path = None if path is None else check_path(path)
    check_plot_path("path", path)
    if ax is not None and not isinstance(ax, Axes):
        raise WrongInput(f"ax is {shown_value(ax)}", hint="give Axes of matplotlib, or None", kind="bad_ax")
    if ax is None:
        figure: Any = Picture(figsize=size, layout="constrained")
        draw(figure.subplots())
    else:
        draw(ax)
        figure = ax.get_figure(root=True)
    if path is not None:
        save_figure(figure, path)
    return figure if ax is None else ax


def draw_ladder(axes: Axes, title: str, bars: Sequence[Bar]) -> None:
    """One horizontal bar for each rung, on a logarithmic scale."""
    longest = max([bar.log2 for bar in bars if bar.log2 is not None] + [1.0]) * log10(2)
    for place, bar in enumerate(bars):
        length = (bar.log2 or 0.0) * log10(2)
        axes.barh(place, length, color=bar.colour, edgecolor=bar.colour)
        axes.text(length + 0.01 * longest, place, f" {bar.text}", va="center", fontsize=9)
    axes.set_yticks(range(len(bars)), [bar.label for bar in bars], fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(0, longest * 1.28)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.xaxis.set_major_formatter(lambda x, _: f"$10^{{{x:.0f}}}$")
    axes.set_xlabel("number of solutions (log scale)")
    axes.set_title(title, fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)


def draw_solutions(axes: Axes, title: str, solutions: Sequence[Drawn]) -> None:
    """Every weight of every solution as a point of the complex plane; real solutions stand out."""
    for real, colour, label in ((False, "C0", "not real"), (True, "C3", "real")):
        chosen = [solution["box"] for solution in solutions if solution["real"] == real]
        points = [(float(re), float(im)) for box in chosen for re, im, _ in box]
        if points:
            across, up = np.array(points).T
            axes.scatter(across, up, s=12, color=colour, label=f"{label} ({len(chosen)})")
    axes.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    for scale in (axes.set_xscale, axes.set_yscale):
        scale("symlog", linthresh=1.0)  # weights of very different size
    axes.set_xlabel("real part of a weight")
    axes.set_ylabel("imaginary part")
    axes.set_title(title, fontsize=10, loc="left")
    if solutions:
        axes.legend(frameon=False)


def draw_critical_points(axes: Axes, title: str, solutions: Sequence[Drawn]) -> None:
    """Loss against Morse index of the real critical points."""
    known = [(s["index"], s["objective"]) for s in solutions if s["real"] and s["index"] is not None]
    if known:
        index, loss = np.array(known).T
        axes.scatter(index, loss, s=30, color="C0", alpha=0.7)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("Morse index (0: minimum)")
    axes.set_ylabel("loss with its ridge")
    axes.set_title(f"{title}, {len(known)} of them real with a proved index", fontsize=10, loc="left")


def save_figure(figure: Figure, path: str) -> None:
    """Write a figure in one step: a file that exists stays as it was until the new one is complete."""
    write_whole(Path(path), lambda part: figure.savefig(part, dpi=150))
