"""Pictures, without a display."""

from __future__ import annotations

import os
import tempfile
from math import log10
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .errors import WrongInput
from .ladder_result import PAPER_RUNGS, RUNGS, STATUS_WORDS, Ladder, format_number, format_power


def draw_ladder(ladder: Ladder) -> Figure:
    """One bar for each rung on a logarithmic scale, every one labelled with its value or why there is none."""
    rungs = [*RUNGS, *PAPER_RUNGS]
    figure = Figure(figsize=(9, 0.55 * len(rungs) + 1.6), layout="constrained")
    axes = figure.subplots()
    powers = [getattr(ladder, f"{key}_log2") for key, _ in rungs]
    longest = max([p for p in powers if p is not None] + [1.0]) * log10(2)
    for place, ((key, _), power) in enumerate(zip(rungs, powers, strict=True)):
        value = getattr(ladder, key)
        length = 0.0 if power is None else power * log10(2)
        paper = (key, _) in PAPER_RUNGS
        colour = "0.72" if paper else "C2" if key == "complex_count" else "C0"
        axes.barh(place, length, color=colour, edgecolor=colour)
        if key == "complex_count":
            shown = STATUS_WORDS[ladder.complex_count_status]
            text = shown if value is None else f"{format_number(value)}, {shown}"
        elif power is None and value is None:
            text = "not had"
        else:
            text = format_power(power) if value is None else format_number(value)
        axes.text(length + 0.01 * longest, place, f" {text}", va="center", fontsize=9)
    axes.set_yticks(range(len(rungs)), [label for _, label in rungs], fontsize=9)
    axes.invert_yaxis()
    axes.set_xlim(0, longest * 1.28)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.xaxis.set_major_formatter(lambda x, _: f"$10^{{{x:.0f}}}$")
    axes.set_xlabel("number of complex solutions, at most (log scale)")
    axes.set_title(ladder.headline(), fontsize=10, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def save_figure(figure: Figure, path: str) -> None:
    """Write a figure in one step: a file that exists stays as it was until the new one is complete."""
    target = Path(path)
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
