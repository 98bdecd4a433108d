"""The figure of E16: training errors with and without skips, and the table of the best runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...runs import SMALL
from .skip_evidence import KINDS, Group, Measured, best, groups, of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(seeds: Sequence[Measured]) -> Figure:
    """For each network a row: training errors of every rate and start, the best in black, and accuracies in a table.

    Each seed has its best run; the table has their mean and standard deviation, over the models of all seeds.
    """
    from matplotlib import pyplot

    first = seeds[0]
    rows = groups(first) + groups(first, network="densenet121")
    columns = len(KINDS) + 1
    figure, grid = pyplot.subplots(
        len(rows), columns, figsize=(4.6 * columns, 4.2 * len(rows)), squeeze=False, layout="constrained"
    )
    for line, group in zip(grid, rows, strict=True):
        table = []
        for axes, (kind, title) in zip(line, KINDS.items(), strict=False):
            _curves(axes, seeds, group, kind)
            axes.set_title(title)
            chosen = [found for found in (best(measured, group, kind) for measured in seeds) if found is not None]
            if chosen:
                errors = [one["test_error"] for one in chosen], [one["train_error"] for one in chosen]
                table.append([title, _percent(errors[0]), _percent(errors[1])])
        found = [each["measured"] for measured in seeds for each in measured["random"]
                 if (each["network"], each["activation"]) == group[:2]]  # fmt: skip
        if found:
            right = [_percent([each[name] for each in found]) for name in ("test_error", "train_error")]
            table.append(["random features", *right])
        line[0].set_ylabel(f"training error\n{group[0]}, {group[1]}" + (", crops" if group[2] == "crops" else ""))
        line[-1].axis("off")
        if table:
            shown = line[-1].table(table, colLabels=["", "test acc. %", "train acc. %"], loc="center", cellLoc="right")
            shown.auto_set_font_size(False)
            shown.set_fontsize(SMALL)
            shown.auto_set_column_width([0, 1, 2])
            shown.scale(1, 1.5)
    return figure


def _curves(axes: Axes, seeds: Sequence[Measured], group: Group, kind: str) -> None:
    """A colour for each start and rate, and black for the best of each seed."""
    labels, colours = set[str](), dict[tuple[str, float], str]()
    for measured in seeds:
        chosen = best(measured, group, kind)
        for cell in of(measured, group, kind):
            for place, rate in enumerate(measured["learning_rate"]):
                run = cell["init"], rate
                colour = colours.setdefault(run, f"C{len(colours)}")
                is_best = chosen is not None and run == (chosen["init"], chosen["learning_rate"])
                label = f"{rate:g}, {cell['init']}" if not is_best else "best of a seed"
                for curve in np.asarray(cell["train_error"], float)[place]:
                    axes.plot(np.asarray(measured["epoch"]), curve, label=None if label in labels else label,
                              linewidth=1.8 if is_best else 0.9, color="black" if is_best else colour,
                              zorder=3 if is_best else 2)  # fmt: skip
                    labels.add(label)
    if axes.lines:
        axes.legend(loc="lower left", title="rate, start")
    axes.axhline(0.9, color="grey", linestyle=":", linewidth=0.8)
    axes.set_ylim(-0.02, 1)
    axes.set_xlabel("epoch")


def _percent(errors: object) -> str:
    """Mean and standard deviation of the accuracy, as in the paper's tables."""
    accuracies = 100 * (1 - np.asarray(errors, float).ravel())
    spread = f" ± {accuracies.std(ddof=1):.2f}" if accuracies.size > 1 else ""
    return f"{accuracies.mean():.2f}{spread}"
