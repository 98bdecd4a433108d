"""Pictures, without a display."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .errors import WrongInput


@dataclass(frozen=True)
class Bar:
    """One rung: its label, the binary logarithm of its value, what is written beside it, and its colour."""

    label: str
    log2: float | None
    text: str
    colour: str


class Picture(Figure):
    """A figure that a notebook shows without further ado."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=100)
        return buffer.getvalue()


def draw_ladder(title: str, bars: Sequence[Bar]) -> Figure:
    """One horizontal bar for each rung, on a logarithmic scale."""
    figure = Picture(figsize=(9, 0.55 * len(bars) + 1.6), layout="constrained")
    axes = figure.subplots()
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
    axes.set_xlabel("number of complex solutions, at most (log scale)")
    axes.set_title(title, fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def save_figure(figure: Figure, path: str) -> None:
    """Write a figure in one step: a file that exists stays as it was until the new one is complete."""
    target = Path(path).resolve()  # a link stays a link
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=target.suffix)
        os.close(handle)
        try:
            figure.savefig(temporary, dpi=150)
            os.chmod(temporary, 0o644)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as problem:
        raise WrongInput(f"{path!r} cannot be written: {problem.strerror}", kind="bad_plot") from None
