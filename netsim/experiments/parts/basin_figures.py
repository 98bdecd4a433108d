"""The pictures of E06, each panel computed: basins (Fig. 1, 6), volumes (Fig. 38), walls (Fig. 39)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from ...runs import Values
from .basin_checks import Around, Between, Measured, Pair

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_basins(measured: Measured) -> Figure:
    """Panels A to F of Fig. 1: profile, from above, landscape, perturbation, interpolation, trajectories."""
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(13, 8), layout="constrained")
    grid = figure.add_gridspec(2, 3)
    _profile(figure.add_subplot(grid[0, 0]), measured, "(A) profile of a basin")
    _from_above(figure.add_subplot(grid[0, 1]), measured, "(B) the basin from above")
    axes = figure.add_subplot(grid[0, 2], projection="3d")
    between = measured["between"]
    a, b = np.meshgrid(between["a"], between["b"], indexing="ij")
    axes.plot_surface(a, b, np.log10(_losses(between)), cmap="viridis", linewidth=0)
    axes.set_title("(C) landscape: plane through three models", fontsize=10)
    axes.set(xlabel="distance", ylabel="distance")
    axes.set_zlabel("log10 loss", fontsize=9)
    axes.set_box_aspect(None, zoom=0.85)
    late = max(row["split"] for row in measured["pairs"])
    _lines(
        figure.add_subplot(grid[1, 0]),
        [row for row in measured["pairs"] if row["split"] == late],
        lambda row: f"noise {row['noise']:g} S",
        "loss",
        "(D) model to itself perturbed and retrained",
    )
    early = min(row["split"] for row in measured["pairs"])
    noises = [row["noise"] for row in measured["pairs"]]
    ends = ((early, max(noises)), (late, min(noises)))
    _lines(
        figure.add_subplot(grid[1, 1]),
        [row for row in measured["pairs"] if (row["split"], row["noise"]) in ends],
        lambda row: f"branched at epoch {row['split']}, noise {row['noise']:g} S",
        "error",
        "(E) interpolation, near and distant",
    )
    axes = figure.add_subplot(grid[1, 2])
    paths = measured["trajectories"]
    for path, label in zip(paths["points"], paths["labels"], strict=True):
        places = np.asarray(path, float)
        (line,) = axes.plot(*places.T, marker=".", markersize=4, linewidth=0.9, label=label)
        axes.plot(*places[-1], marker="o", markersize=7, color=line.get_color())
    axes.set_title("(F) trajectories, layer 2 (MDS)", fontsize=10)
    axes.set(xlabel=f"stress {paths['stress']:.2f}", xticks=[], yticks=[])
    axes.legend(fontsize=8)
    return figure


def draw_volumes(measured: Measured) -> Figure:
    """Sections of one, two and three dimensions, and the volumes' ratios against the dimension."""
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(11, 9), layout="constrained")
    grid = figure.add_gridspec(2, 2)
    levels = measured["volume"][0]["levels"]
    axes = figure.add_subplot(grid[0, 0])
    _profile(axes, measured, "(A) one dimension")
    for place, level in enumerate(levels):
        axes.axhline(level, color=f"C{place + 1}", linewidth=0.8, linestyle="--")
    rows = {row["dim"]: row for row in measured["volume"]}
    flat = figure.add_subplot(grid[0, 1])
    _from_above(flat, measured, "(B) two dimensions")
    solid = figure.add_subplot(grid[1, 0], projection="3d")
    for place, level in enumerate(levels):
        if 2 in rows:
            points = np.asarray(rows[2]["points"][place], float)
            flat.plot(*np.concatenate([points, points[:1]]).T, color=f"C{place + 1}", label=f"loss {level:g}")
        if 3 in rows:
            solid.scatter(*np.asarray(rows[3]["points"][place], float).T, s=10, color=f"C{place + 1}")
    flat.legend(fontsize=8, loc="upper right")
    solid.set_title("(C) three dimensions: where rays leave the levels", fontsize=10)
    axes = figure.add_subplot(grid[1, 1])
    bottom = float(measured["final"]["train_loss"])
    dims = np.array(sorted(rows))
    for place, (inner, outer) in enumerate(pairwise(levels)):
        ratios = {dim: row["ratios"][place] for dim, row in rows.items()}
        found = [(dim, *ratio) for dim, ratio in ratios.items() if ratio is not None]
        if not found:
            continue
        x, log_ratio, error = np.asarray(found, float).T
        shown, spread = log_ratio / np.log(10), 2 * error / np.log(10)
        label = f"volume {inner:g} / volume {outer:g}"
        axes.errorbar(x, shown, spread, marker="o", color=f"C{place + 1}", linewidth=0.8, capsize=2, label=label)
        if bottom < inner:
            slope = 0.5 * np.log10((inner - bottom) / (outer - bottom))
            axes.plot(dims, slope * dims, color=f"C{place + 1}", linestyle=":", label="if the loss were quadratic")
    axes.set(xlabel="dimension of the section", ylabel="log10 of the ratio", title="(D) volume of adjacent levels")
    axes.title.set_fontsize(10)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(fontsize=8)
    return figure


def draw_walls(measured: Measured) -> Figure:
    """Walls between the main model and branches from its path, by the epoch of the split."""
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(14, 4.4), layout="constrained")
    small = min(row["noise"] for row in measured["pairs"])
    rows = [row for row in measured["pairs"] if row["noise"] == small]
    _lines(left, rows, lambda row: f"epoch {row['split']}", "loss", f"(A) branches after noise {small:g} S")
    splits = sorted({row["split"] for row in measured["pairs"]})
    for noise in sorted({row["noise"] for row in measured["pairs"]}):
        walls = [
            [float(row["wall"]) for row in measured["pairs"] if (row["split"], row["noise"]) == (split, noise)]
            for split in splits
        ]
        (line,) = middle.plot(range(len(splits)), [np.mean(wall) for wall in walls], label=f"noise {noise:g} S")
        for place, wall in enumerate(walls):
            middle.plot([place] * len(wall), wall, "o", color=line.get_color(), markersize=4)
    middle.set_xticks(range(len(splits)), [str(split) for split in splits])
    middle.set(xlabel="epoch of the split", ylabel="wall: rise of the loss on the line")
    middle.set_title("(B) walls by the epoch of the split", fontsize=10)
    middle.set_ylim(bottom=0)
    middle.legend(fontsize=8)
    between = measured["between"]
    _heat(right, between["a"], between["b"], _losses(between))
    names = ("main", "branch, epoch 0", "branch, last")
    for place, name, mark in zip(np.asarray(between["models"], float), names, "osD", strict=True):
        right.plot(*place, mark, color="red", markersize=6, label=name, linestyle="none")
    right.legend(fontsize=8)
    right.set(xlabel="distance", ylabel="distance")
    right.set_title("(C) plane through three models, log10 loss", fontsize=10)
    return figure


def _losses(part: Around | Between) -> np.ndarray:
    losses = np.asarray(part["loss"], float)
    return np.maximum(np.where(np.isfinite(losses), losses, np.nan), 1e-12)


def _profile(axes: Axes, measured: Measured, title: str) -> None:
    around = measured["around"]
    losses = _losses(around)
    axes.plot(around["values"], losses[:, losses.shape[1] // 2], color="black")
    axes.set(xlabel="distance / norm of the weights", ylabel="training loss")
    axes.set_title(title, fontsize=10)


def _from_above(axes: Axes, measured: Measured, title: str) -> None:
    around = measured["around"]
    _heat(axes, around["values"], around["values"], _losses(around))
    axes.set_title(title + ", log10 training loss", fontsize=10)
    axes.set(xlabel="distance / norm of the weights", ylabel="distance / norm of the weights")


def _heat(axes: Axes, a: Values, b: Values, losses: np.ndarray) -> None:
    picture = axes.contourf(a, b, np.log10(losses).T, 24, cmap="viridis")
    axes.figure.colorbar(picture, ax=axes, shrink=0.9)
    axes.set_aspect("equal")


def _lines(
    axes: Axes, rows: list[Pair], name: Callable[[Pair], str], key: Literal["loss", "error"], title: str
) -> None:
    """One line for every pair; those of one name have one colour."""
    colours: dict[str, str] = {}
    for row in rows:
        label = name(row)
        is_new = label not in colours
        colours.setdefault(label, f"C{len(colours)}")
        values = np.asarray(row[key], float)
        axes.plot(row["ratios"], values, color=colours[label], linewidth=1, label=label if is_new else None)
    axes.set(xlabel="from the main model (0) to the other (1)", ylabel=f"training {key}")
    axes.set_title(title, fontsize=10)
    axes.legend(fontsize=8)
