"""The pictures of E06, each panel computed: basins (Fig. 1, 6), volumes (Fig. 38), walls (Fig. 39)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ...runs import COLOURS, HEAT, Values
from .basin_checks import Around, Between, Measured, Pair, Volume
from .trajectories import as_map, draw_path

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_basins(measured: Measured) -> Figure:
    """Panels A to H of Fig. 1, each computed: what the paper draws as a sketch in G and H is measured here."""
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(16, 15), layout="constrained")
    grid = figure.add_gridspec(3, 3)
    _profile(figure.add_subplot(grid[0, 0]), measured, "(A) profile of a basin")
    _from_above(figure.add_subplot(grid[0, 1]), measured, "(B) the basin from above")
    axes = figure.add_subplot(grid[0, 2], projection="3d")
    between = measured["between"]
    a, b = np.meshgrid(between["a"], between["b"], indexing="ij")
    axes.plot_surface(a, b, np.log10(_losses(between)), cmap=HEAT, linewidth=0)
    axes.set_title("(C) landscape: plane through three models")
    axes.set_xlabel("distance", labelpad=10)
    axes.set_ylabel("distance", labelpad=10)
    axes.set_zlabel("log10 loss", labelpad=12)
    axes.locator_params(nbins=5)
    axes.set_box_aspect(None, zoom=0.75)
    _perturbed(figure.add_subplot(grid[1, 0]), measured)
    _interpolated(figure.add_subplot(grid[1, 1]), measured)
    _paths(figure.add_subplot(grid[1, 2]), measured)
    _walls_by_split(figure.add_subplot(grid[2, 0]), measured, "(G) walls inside a basin, by the epoch of the split")
    _volumes(figure.add_subplot(grid[2, 1:]), measured, "(H) volume of adjacent levels, by dimension")
    return figure


def _perturbed(axes: Axes, measured: Measured) -> None:
    late = max(row["split"] for row in measured["pairs"])
    rows = [row for row in measured["pairs"] if row["split"] == late]
    title = "(D) model to itself perturbed and retrained"
    _lines(axes, rows, lambda row: f"noise {row['noise']:g} S", "loss", title)


def _interpolated(axes: Axes, measured: Measured) -> None:
    splits = [row["split"] for row in measured["pairs"]]
    noises = [row["noise"] for row in measured["pairs"]]
    ends = ((min(splits), max(noises)), (max(splits), min(noises)))
    rows = [row for row in measured["pairs"] if (row["split"], row["noise"]) in ends]
    title = "(E) interpolation, near and distant"
    _lines(axes, rows, lambda row: f"branch of epoch {row['split']}, {row['noise']:g} S", "error", title)


def _paths(axes: Axes, measured: Measured) -> None:
    paths = measured["trajectories"]
    for number, (path, label) in enumerate(zip(paths["points"], paths["labels"], strict=True)):
        draw_path(axes, path, f"C{number % len(COLOURS)}", label=label)
    as_map(axes, paths["stress"])
    axes.set_title("(F) trajectories, layer 2 (MDS)")
    axes.legend()


def draw_volumes(measured: Measured) -> Figure:
    """Fig. 38: sections of one, two and three dimensions, these level by level, and the volumes' ratios."""
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(16, 10.5), layout="constrained")
    grid = figure.add_gridspec(2, 3)
    levels = measured["volume"][0]["levels"]
    axes = figure.add_subplot(grid[0, 0])
    _profile(axes, measured, "(A) one dimension")
    for place, level in enumerate(levels):
        axes.axhline(level, color=COLOURS[place], linewidth=1, linestyle="--")
    rows = {row["dim"]: row for row in measured["volume"]}
    flat = figure.add_subplot(grid[0, 1])
    _from_above(flat, measured, "(B) two dimensions")
    for place, level in enumerate(levels):
        if 2 in rows:
            points = np.asarray(rows[2]["points"][place], float)
            flat.plot(*np.concatenate([points, points[:1]]).T, color=COLOURS[place], label=f"loss {level:g}")
    flat.legend(loc="upper right")
    names = iter("CDE")
    shown = list(zip(range(len(levels)), levels, strict=True))[:3]
    for (place, level), where in zip(shown, (grid[0, 2], grid[1, 0], grid[1, 1]), strict=False):
        if 3 in rows:
            title = f"({next(names)}) three dimensions, loss {level:g}"
            _solid(figure.add_subplot(where, projection="3d"), rows[3], place, title)
    _volumes(figure.add_subplot(grid[1, 2]), measured, "(F) volume of adjacent levels")
    return figure


def _solid(axes: Any, row: Volume, place: int, title: str) -> None:
    """Where rays in three dimensions leave a level, with the model itself; every level in the same scale."""
    points = np.asarray(row["points"], float)
    distances = np.linalg.norm(points, axis=-1)
    most = float(np.max(distances, initial=0, where=np.isfinite(distances))) or 1.0  # every level left at once: any
    found = points[place][np.isfinite(distances[place])]
    for point in found:
        axes.plot(*np.stack([np.zeros(3), point]).T, color="0.8", linewidth=0.7)
    axes.scatter(*found.T, s=22, color=COLOURS[place], depthshade=False)
    axes.scatter(0, 0, 0, s=40, color="black", marker="x")
    axes.set(xlim=(-most, most), ylim=(-most, most), zlim=(-most, most))
    axes.set_box_aspect((1, 1, 1))
    axes.locator_params(nbins=4)
    axes.set_title(title)


def _volumes(axes: Axes, measured: Measured, title: str) -> None:
    """The ratio of the volumes of adjacent levels, by the dimension of the section."""
    rows = {row["dim"]: row for row in measured["volume"]}
    bottom = float(measured["final"]["train_loss"])
    dims = np.array(sorted(rows))
    for place, (inner, outer) in enumerate(pairwise(measured["volume"][0]["levels"])):
        ratios = {dim: row["ratios"][place] for dim, row in rows.items()}
        found = [(dim, *ratio) for dim, ratio in ratios.items() if ratio is not None]
        if not found:
            continue
        x, log_ratio, error = np.asarray(found, float).T
        shown, spread = log_ratio / np.log(10), 2 * error / np.log(10)
        label = f"volume {inner:g} / volume {outer:g}"
        axes.errorbar(x, shown, spread, marker="o", color=COLOURS[place], linewidth=1, capsize=3, label=label)
        if bottom < inner:
            slope = 0.5 * np.log10((inner - bottom) / (outer - bottom))
            axes.plot(dims, slope * dims, color=COLOURS[place], linestyle=":", label="if the loss were quadratic")
    axes.set(xlabel="dimension of the section", ylabel="log10 of the ratio", title=title)
    if axes.get_legend_handles_labels()[0]:
        axes.legend()


def draw_walls(measured: Measured) -> Figure:
    """Walls between the main model and branches from its path, by the epoch of the split."""
    from matplotlib import pyplot

    figure, (left, middle, right) = pyplot.subplots(1, 3, figsize=(17, 5.6), layout="constrained")
    small = min(row["noise"] for row in measured["pairs"])
    rows = [row for row in measured["pairs"] if row["noise"] == small]
    _lines(left, rows, lambda row: f"epoch {row['split']}", "loss", f"(A) branches after noise {small:g} S")
    _walls_by_split(middle, measured, "(B) walls by the epoch of the split")
    between = measured["between"]
    _heat(right, between["a"], between["b"], _losses(between))
    names = ("main", "branch, epoch 0", "branch, last")
    for place, name, mark in zip(np.asarray(between["models"], float), names, "osD", strict=True):
        right.plot(*place, mark, color=COLOURS[1], markeredgecolor="white", markersize=9, label=name, linestyle="none")
    right.legend()
    right.set(xlabel="distance", ylabel="distance")
    right.set_title("(C) plane through three models, log10 loss")
    return figure


def _walls_by_split(axes: Axes, measured: Measured, title: str) -> None:
    """How far the loss rises on the line from the main model to each branch."""
    splits = sorted({row["split"] for row in measured["pairs"]})
    for noise in sorted({row["noise"] for row in measured["pairs"]}):
        walls = [
            [float(row["wall"]) for row in measured["pairs"] if (row["split"], row["noise"]) == (split, noise)]
            for split in splits
        ]
        (line,) = axes.plot(range(len(splits)), [np.mean(wall) for wall in walls], label=f"noise {noise:g} S")
        for place, wall in enumerate(walls):
            axes.plot([place] * len(wall), wall, "o", color=line.get_color(), markersize=5)
    axes.set_xticks(range(len(splits)), [str(split) for split in splits])
    axes.set(xlabel="epoch of the split", ylabel="wall: rise of the loss on the line")
    axes.set_title(title)
    axes.set_ylim(bottom=0)
    axes.legend()


def _losses(part: Around | Between) -> np.ndarray:
    losses = np.asarray(part["loss"], float)
    return np.maximum(np.where(np.isfinite(losses), losses, np.nan), 1e-12)


def _profile(axes: Axes, measured: Measured, title: str) -> None:
    around = measured["around"]
    losses = _losses(around)
    axes.plot(around["values"], losses[:, losses.shape[1] // 2], color="black")
    axes.set(xlabel="distance / norm of the weights", ylabel="training loss")
    axes.locator_params(axis="x", nbins=5)
    axes.set_title(title)


def _from_above(axes: Axes, measured: Measured, title: str) -> None:
    around = measured["around"]
    _heat(axes, around["values"], around["values"], _losses(around))
    axes.set_title(title + ",\nlog10 training loss")
    axes.set(xlabel="distance / norm of the weights", ylabel="distance / norm of the weights")
    axes.locator_params(nbins=5)


def _heat(axes: Axes, a: Values, b: Values, losses: np.ndarray) -> None:
    picture = axes.contourf(a, b, np.log10(losses).T, 24, cmap=HEAT)
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
    axes.set_title(title)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.25 * (high - low))  # room for the names
    axes.legend(loc="upper left")
