"""The figures that E04 and E05 share, drawn from what :mod:`~netsim.experiments.parts.retraining` measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...runs import COLOURS, Values
from .finals import Finals, Measure
from .numbers_beside import write_numbers
from .retraining import LAYERS, RUNS, Point, Retrained
from .trajectories import Picture, as_map, draw_trajectories, share_scale

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
SPACED = {"hspace": 0.42, "wspace": 0.3}  # much faster than a constrained layout
WHEN = ("before", "after")
NUMBERED = 6  # points of a trajectory that show their epoch; where there are several, only the first and the last


def draw_curve(axes: Axes, seeds: Sequence[Retrained], name: Measure) -> None:
    """Error or loss of all runs over the epochs after the perturbation; of several seeds the range, as a band."""
    part = seeds[0]
    if len(seeds) > 1:
        values = np.concatenate([np.asarray(each["curves"][name], float) for each in seeds])
        label = f"{len(seeds)} seeds"
        axes.fill_between(part["epochs"], values.min(0), values.max(0), color="0.85", linewidth=0, label=label)
    for number, values in enumerate(part["curves"][name]):
        axes.plot(part["epochs"], np.asarray(values, float), label=NAMES[number], linewidth=1.2)
    axes.set_xlabel("epoch after the perturbation")
    axes.set_ylabel(TITLES[name])


def draw_runs(axes: Axes, embedding: Picture | None, epochs: Values, title: str) -> None:
    """Trajectories with the epochs at some of their points."""
    axes.set_title(title)
    if embedding is None:
        as_map(axes)
        axes.text(0.5, 0.5, "a run diverged: no picture", ha="center", transform=axes.transAxes)
        return
    several = len(embedding["points"]) > 1
    draw_trajectories(axes, embedding["points"], embedding["stress"], NAMES[: len(embedding["points"])])
    share_scale([axes], [embedding["points"]])
    points, texts, colors = [], [], []
    for number, path in enumerate(np.asarray(embedding["points"], float)):
        for place in np.unique(np.linspace(0, len(path) - 1, 2 if several else NUMBERED).astype(int)):
            points.append(path[place])
            texts.append(str(epochs[place]))
            colors.append(COLOURS[number % len(COLOURS)])
    write_numbers(axes, points, texts, colors)


def curves_figure(part: Retrained, title: str, others: Sequence[Retrained] = ()) -> Figure:
    """Fig. 18, 24, 31, 41."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 2, figsize=(11, 8.5), gridspec_kw=SPACED | {"top": 0.84})
    for axes, name in zip(grid.flat, TITLES, strict=True):
        draw_curve(axes, [part, *others], name)
    _legend_above(figure, grid[0, 0])
    figure.suptitle(title)
    return figure


def _legend_above(figure: Figure, axes: Axes) -> None:
    """One legend for all panels, which covers none of them."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper center", ncols=len(labels), bbox_to_anchor=(0.5, 0.94), frameon=False)


def together_figure(part: Retrained, layer: str, title: str) -> Figure:
    """Fig. 19–21, 25–27, 32–34, 42–44."""
    from matplotlib import pyplot

    room = {"left": 0.02, "right": 0.76, "bottom": 0.06, "top": 0.93}
    figure, axes = pyplot.subplots(figsize=(9.5, 7.5), gridspec_kw=room)
    draw_runs(axes, part["together"][layer], part["record_epochs"], f"{title}, layer {layer}; numbers: epochs")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0)
    return figure


def alone_figure(part: Retrained, title: str) -> Figure:
    """Fig. 22, 28, 35, 45."""
    from matplotlib import pyplot

    room = {"left": 0.01, "right": 0.99, "bottom": 0.08, "top": 0.84, "wspace": 0.04}
    figure, grid = pyplot.subplots(1, 3, figsize=(14, 5.6), gridspec_kw=room)
    for axes, layer in zip(grid, LAYERS, strict=True):
        draw_runs(axes, part["alone"][layer], part["record_epochs"], f"layer {layer}")
    figure.suptitle(f"{title}, run 1 alone; numbers: epochs; each layer has a map of its own")
    return figure


def minima_figure(part: Retrained, title: str, others: Sequence[Retrained] = ()) -> Figure:
    """Fig. 5: A1, A2, B1, B2 the curves; C1 all runs and C2 one of them, by the weights of layer 2."""
    from matplotlib import pyplot

    room = SPACED | {"left": 0.06, "right": 0.99, "top": 0.85}
    figure, grid = pyplot.subplots(2, 3, figsize=(16, 9.5), gridspec_kw=room)
    panels: dict[Measure, str] = {"train_error": "A1", "test_error": "B1", "train_loss": "A2", "test_loss": "B2"}
    for axes, (name, panel) in zip(grid[:, :2].flat, panels.items(), strict=True):
        draw_curve(axes, [part, *others], name)
        axes.set_title(panel)
    draw_runs(grid[0, 2], part["together"]["2"], part["record_epochs"], "C1, layer 2; numbers: epochs")
    draw_runs(grid[1, 2], part["alone"]["2"], part["record_epochs"], "C2, layer 2, run 1 alone")
    _legend_above(figure, grid[0, 0])
    figure.suptitle(title)
    return figure


def similarity_figure(part: Point, title: str) -> Figure:
    """Fig. 23, 29, 36."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(1, 2, figsize=(12, 5.6))
    labels = [str(number) for number in range(1, RUNS + 1)] + ["other"]
    alike = part["similarity"]
    for axes, name, values in zip(grid, ("correct", "incorrect"), (alike["correct"], alike["incorrect"]), strict=True):
        matrix = np.asarray(values, float)
        image = axes.imshow(matrix, vmin=0, vmax=1, cmap="cividis")
        for (row, column), value in np.ndenumerate(matrix):
            color = "black" if value > 0.6 else "white"
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=color)
        axes.set_xticks(range(len(labels)), labels)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_title(f"P(column {name} | row {name}), test set")
        figure.colorbar(image, ax=axes, shrink=0.8)
    figure.suptitle(title)
    return figure


def interpolation_figure(part: Point, title: str, others: Sequence[Point] = ()) -> Figure:
    """Fig. 30, 37: above before, below after retraining; of several seeds the range, as a band."""
    from matplotlib import pyplot

    figure, grid = pyplot.subplots(2, 2, figsize=(11, 8.5), gridspec_kw=SPACED)
    seeds = [part, *others]
    ratios = part["interpolation"]["ratios"]
    kinds: dict[str, tuple[Measure, Measure]] = {
        "error": ("train_error", "test_error"),
        "loss": ("train_loss", "test_loss"),
    }
    for row, when in zip(grid, WHEN, strict=True):
        lines = [_line(each, when) for each in seeds]
        for axes, (kind, names) in zip(row, kinds.items(), strict=True):
            for place, name in enumerate(names):
                values = np.asarray([line[name] for line in lines], float)
                color, label = COLOURS[place], TITLES[name]
                axes.plot(ratios, values[0], "-" if not place else "--", marker=".", color=color, label=label)
                axes.fill_between(ratios, values.min(0), values.max(0), color=color, alpha=0.2, linewidth=0)
            axes.set_title(f"{when} retraining")
            axes.set_xlabel("interpolation ratio")
            axes.set_ylabel(kind)
            axes.set_ylim(bottom=0)
            axes.legend()
    figure.suptitle(title)
    return figure


def _line(part: Point, when: str) -> Finals:
    return part["interpolation"]["before"] if when == WHEN[0] else part["interpolation"]["after"]
