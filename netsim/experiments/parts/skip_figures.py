"""The figure of E16: training errors with and without skips, and the table of the best runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...runs import SMALL
from .skip_evidence import KINDS, Measured, best, groups, of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(measured: Measured) -> Figure:
    """For each network a row: training errors of every rate and start, the best in black, and accuracies in a table."""
    from matplotlib import pyplot

    rows = groups(measured) + groups(measured, network="densenet121")
    columns = len(KINDS) + 1
    figure, grid = pyplot.subplots(
        len(rows), columns, figsize=(4.6 * columns, 4.2 * len(rows)), squeeze=False, layout="constrained"
    )
    epochs = np.asarray(measured["epoch"])
    for line, group in zip(grid, rows, strict=True):
        table = []
        for axes, (kind, title) in zip(line, KINDS.items(), strict=False):
            chosen = best(measured, group, kind)
            for cell in of(measured, group, kind):
                for place, rate in enumerate(measured["learning_rate"]):
                    errors = np.asarray(cell["train_error"], float)[place]
                    is_best = chosen is not None and (cell["init"], rate) == (chosen["init"], chosen["learning_rate"])
                    label = f"{rate:g}, {cell['init']}" + (" (best)" if is_best else "")
                    for number, curve in enumerate(errors):
                        axes.plot(epochs, curve, label=None if number else label, linewidth=1.8 if is_best else 0.9,
                                  color="black" if is_best else None, zorder=3 if is_best else 2)  # fmt: skip
            axes.axhline(0.9, color="grey", linestyle=":", linewidth=0.8)
            axes.set_ylim(-0.02, 1)
            axes.set_title(title)
            axes.set_xlabel("epoch")
            if axes.lines[1:]:
                axes.legend(loc="lower left", title="rate, start")
            if chosen is not None:
                table.append([title, *(_percent(chosen[name]) for name in ("test_error", "train_error"))])
        for row in measured["random"]:
            if (row["network"], row["activation"]) == group[:2]:
                found = row["measured"]
                table.append(["random features", *(_percent(found[name]) for name in ("test_error", "train_error"))])
        line[0].set_ylabel(f"training error\n{group[0]}, {group[1]}" + (", crops" if group[2] == "crops" else ""))
        line[-1].axis("off")
        if table:
            shown = line[-1].table(table, colLabels=["", "test acc. %", "train acc. %"], loc="center", cellLoc="right")
            shown.auto_set_font_size(False)
            shown.set_fontsize(SMALL)
            shown.auto_set_column_width([0, 1, 2])
            shown.scale(1, 1.5)
    return figure


def _percent(errors: object) -> str:
    """Mean and standard deviation of the accuracy, as in the paper's tables."""
    accuracies = 100 * (1 - np.asarray(errors, float).ravel())
    spread = f" ± {accuracies.std(ddof=1):.2f}" if accuracies.size > 1 else ""
    return f"{accuracies.mean():.2f}{spread}"
