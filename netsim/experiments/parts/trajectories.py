"""Trajectories of weights embedded together, as plain data, and pictures of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypedDict

import numpy as np

from ...probes import embed_trajectories
from ...runs import COLOURS, HEAT, Values
from ...shell import OneOf

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Dissimilarity: TypeAlias = Annotated[str, OneOf(("one_minus_cosine", "root"))]


class Picture(TypedDict):
    """Trajectories embedded together.

    ``points`` (num_models, num_records, 2), ``stress``, ``explained`` (the two leading eigenvalues' shares) and
    ``negative_mass``.
    """

    points: Values
    stress: float
    explained: Values
    negative_mass: float


def embedded(trajectories: np.ndarray, *, root: bool = False) -> Picture:
    """Trajectories (num_models, num_records, num_weights) embedded together, as plain data.

    Args:
        root: take 1 − cosine for half a squared distance, which it is, and not for a distance, as Theory II, 4.1, does.
    """
    found = embed_trajectories(trajectories.reshape(-1, trajectories.shape[-1]), squared=root)
    return {
        "points": found.points.reshape(*trajectories.shape[:2], -1),
        "stress": found.stress,
        "explained": found.explained,
        "negative_mass": found.negative_mass,
    }


def draw_path(axes: Axes, path: Values, color: str | tuple[float, ...], **style: Any) -> None:
    """One line, with a ring where it starts and a disc where it ends; nothing of a path without points."""
    places = np.asarray(path, float)
    if not len(places):
        return
    drawn: Any = {"marker": ".", "markersize": 3, "linewidth": 1.2, "color": color} | style
    axes.plot(*places.T, **drawn)
    axes.plot(*places[0], marker="o", markersize=7, markerfacecolor="white", color=color, zorder=3, linestyle="none")
    axes.plot(*places[-1], marker="o", markersize=7, color=color, zorder=3, linestyle="none")


def draw_trajectories(axes: Axes, points: Values, stress: float, labels: Sequence[str] | None = None) -> None:
    """One coloured line for each model, its start and its end marked."""
    for number, path in enumerate(np.asarray(points, float)):
        draw_path(axes, path, f"C{number % len(COLOURS)}", label=None if labels is None else labels[number])
    as_map(axes, stress)


def stage_colours(count: int) -> list[tuple[float, ...]]:
    """A colour for each stage, from dark to light, none so light that white paper swallows it."""
    import matplotlib

    found = matplotlib.colormaps[HEAT](np.linspace(0, 0.92, count))
    return [tuple(map(float, color)) for color in found]


def as_map(axes: Axes, stress: float | None = None) -> None:
    """An embedding has no coordinates to read off: both directions have one scale, and the stress stands below."""
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xticks([])
    axes.set_yticks([])
    if stress is not None:
        axes.set_xlabel(f"stress {stress:.2f}")


def share_scale(panels: Sequence[Axes], points: Sequence[Values]) -> None:
    """Panels that are compared: each around its own middle, all with the same width, so that lengths are alike.

    Args:
        points: of each panel, (..., 2); a panel without any stays as it is.
    """
    flat = [np.asarray(each, float).reshape(-1, 2) for each in points]
    flat = [each[np.isfinite(each).all(axis=1)] for each in flat]
    half = max((float(np.ptp(each, axis=0).max()) for each in flat if len(each)), default=0.0) * 0.55 or 1.0
    for axes, each in zip(panels, flat, strict=True):
        axes.set_aspect("equal", adjustable="box")
        if len(each):
            middle = (each.min(axis=0) + each.max(axis=0)) / 2
            axes.set_xlim(middle[0] - half, middle[0] + half)
            axes.set_ylim(middle[1] - half, middle[1] + half)
