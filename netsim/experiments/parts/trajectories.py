"""Trajectories of weights embedded together, as plain data, and pictures of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias, TypedDict

import numpy as np

from ...probes import embed_trajectories
from ...runs import Values
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


def draw_trajectories(axes: Axes, points: Values, stress: float, labels: Sequence[str] | None = None) -> None:
    """One coloured line for each model, its end marked."""
    for number, path in enumerate(np.asarray(points, float)):
        label = None if labels is None else labels[number]
        (line,) = axes.plot(*path.T, marker=".", markersize=3, linewidth=0.8, label=label)
        axes.plot(*path[-1], marker="o", markersize=6, color=line.get_color())
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(f"stress {stress:.2f}", fontsize=8)
