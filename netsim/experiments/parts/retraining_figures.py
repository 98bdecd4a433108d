"""The figures that E04 and E05 share, drawn from what :mod:`~netsim.experiments.parts.retraining` measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...runs import Values
from .finals import Measure
from .retraining import LAYERS, RUNS, Point, Retrained
from .trajectories import Picture, draw_trajectories

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLES: dict[Measure, str] = {
    "train_error": "training classification error",
    "test_error": "test classification error",
    "train_loss": "training loss",
    "test_loss": "test loss",
}
NAMES = [f"perturbation {number}" for number in range(1, RUNS + 1)]
SPACED = {"hspace": 0.35, "wspace": 0.3}  # much faster than a constrained layout
NUMBERED = 6  # points of a trajectory that show their epoch; where there are several, only the first and the last


def draw_curve(axes: Axes, part: Retrained, name: Measure) -> None:
    """Error or loss of all runs over the epochs after the perturbation."""
    for number, values in enumerate(part["curves"][name]):
        axes.plot(part["epochs"], np.asarray(values, float), label=NAMES[number], linewidth=1)
    axes.set_xlabel("epoch after the perturbation", fontsize=8)
    axes.set_ylabel(TITLES[name], fontsize=8)
    axes.tick_params(labelsize=7)
    axes.legend(fontsize=7)


def draw_runs(axes: Axes, embedding: Picture | None, epochs: Values, title: str) -> None:
    """Trajectories with the epochs at some of their points."""
    axes.set_title(title, fontsize=9)
    if embedding is None:
        axes.text(0.5, 0.5, "a run diverged: no picture", ha="center", transform=axes.transAxes)
        return
    several = len(embedding["points"]) > 1
    draw_trajectories(axes, embedding["points"], embedding["stress"], NAMES[: len(embedding["points"])])
    for path in np.asarray(embedding["points"], float):
        for place in np.unique(np.linspace(0, len(path) - 1, 2 if several else NUMBERED).astype(int)):
            axes.annotate(str(epochs[place]), path[place], fontsize=7, xytext=(3, 3), textcoords="offset points")
    axes.set_ylabel("MDS of 1 − cosine", fontsize=8)
    if several:
        axes.legend(fontsize=7)


def curves_figure(part: Retrained, title: str) -> Figure:
    """Fig. 18, 24, 31, 41."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 2, figsize=(9, 6.5), gridspec_kw=SPACED)
    for axes, name in zip(grid.flat, TITLES, strict=True):
        draw_curve(axes, part, name)
    figure.suptitle(title)
    return figure


def together_figure(part: Retrained, layer: str, title: str) -> Figure:
    """Fig. 19–21, 25–27, 32–34, 42–44."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 6))
    draw_runs(axes, part["together"][layer], part["record_epochs"], f"{title}, layer {layer}")
    return figure


def alone_figure(part: Retrained, title: str) -> Figure:
    """Fig. 22, 28, 35, 45."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(1, 3, figsize=(13, 4.5))
    for axes, layer in zip(grid, LAYERS, strict=True):
        draw_runs(axes, part["alone"][layer], part["record_epochs"], f"layer {layer}")
    figure.suptitle(f"{title}, run 1 alone")
    return figure


def minima_figure(part: Retrained, title: str) -> Figure:
    """Fig. 5: A1, A2, B1, B2 the curves; C1 all runs and C2 one of them, by the weights of layer 2."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 3, figsize=(14, 8), gridspec_kw=SPACED)
    panels: dict[Measure, str] = {"train_error": "A1", "test_error": "B1", "train_loss": "A2", "test_loss": "B2"}
    for axes, (name, panel) in zip(grid[:, :2].flat, panels.items(), strict=True):
        draw_curve(axes, part, name)
        axes.set_title(panel, fontsize=9)
    draw_runs(grid[0, 2], part["together"]["2"], part["record_epochs"], "C1, layer 2")
    draw_runs(grid[1, 2], part["alone"]["2"], part["record_epochs"], "C2, layer 2, run 1 alone")
    figure.suptitle(title)
    return figure


def similarity_figure(part: Point, title: str) -> Figure:
    """Fig. 23, 29, 36."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(1, 2, figsize=(10, 4.6))
    labels = [str(number) for number in range(1, RUNS + 1)] + ["other"]
    alike = part["similarity"]
    for axes, name, values in zip(grid, ("correct", "incorrect"), (alike["correct"], alike["incorrect"]), strict=True):
        matrix = np.asarray(values, float)
        image = axes.imshow(matrix, vmin=0, vmax=1, cmap="viridis")
        for (row, column), value in np.ndenumerate(matrix):
            color = "black" if value > 0.6 else "white"
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=color, fontsize=8)
        axes.set_xticks(range(len(labels)), labels)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_title(f"P(column {name} | row {name}), test set", fontsize=9)
        figure.colorbar(image, ax=axes, shrink=0.8)
    figure.suptitle(title)
    return figure


def interpolation_figure(part: Point, title: str) -> Figure:
    """Fig. 30, 37: above before, below after retraining."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 2, figsize=(9, 7.5), gridspec_kw=SPACED)
    lines = part["interpolation"]
    kinds: dict[str, tuple[Measure, Measure]] = {
        "error": ("train_error", "test_error"),
        "loss": ("train_loss", "test_loss"),
    }
    for row, when, line in zip(grid, ("before", "after"), (lines["before"], lines["after"]), strict=True):
        for axes, (kind, names) in zip(row, kinds.items(), strict=True):
            for name, style in zip(names, ("-", "--"), strict=True):
                values = np.asarray(line[name], float)
                axes.plot(lines["ratios"], values, style, marker=".", label=TITLES[name])
            axes.set_title(f"{when} retraining", fontsize=9)
            axes.set_xlabel("interpolation ratio", fontsize=8)
            axes.set_ylabel(kind, fontsize=8)
            axes.legend(fontsize=7)
    figure.suptitle(title)
    return figure
