"""To the data: from the solutions of a generic member of a family to those of the member that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..ideals import Branch
from ..networks import Group
from ..shell import Budget
from ..tracking import ARRIVED, AT_INFINITY, CAREFUL, Fibre, coordinate_classes, follow, track


@dataclass(frozen=True)
class Arrivals:
    """What became of the solutions of a generic member on the way to the one asked for; all weights, unscaled."""

    points: np.ndarray
    suspected: np.ndarray
    at_infinity: int
    num_paths: int


def arrive(branch: Branch, fibre: Fibre, budget: Budget) -> Arrivals:
    """Carry a generic fibre to the member asked for, and spread it by the group."""
    family, target = branch.family, branch.target[:, None]
    if not branch.support:  # all weights are zero, whatever the parameters
        return Arrivals(branch.embed(fibre.points), np.empty((len(branch.units), 0)), 0, 0)
    ends, status, num_paths = follow(family, fibre.points, fibre.parameters[:, None], target, budget)
    group = branch.group.trivial() if fibre.by_coordinates else branch.group
    met = meeting(branch, group, ends, np.flatnonzero(status == ARRIVED))
    if len(met):  # different paths in one end: one of them jumped, or the end is singular
        slow = track(family, fibre.points[:, met], fibre.parameters[:, None], target, tolerances=CAREFUL, budget=budget)
        num_paths += len(met)
        ends[:, met], status[met] = slow.points, slow.status
    arrived = np.flatnonzero(status == ARRIVED)
    lost = np.flatnonzero((status != ARRIVED) & (status != AT_INFINITY))
    return Arrivals(
        _spread(branch, group, ends[:, arrived]),
        _spread(branch, group, ends[:, lost]),
        int((status == AT_INFINITY).sum()) * group.order,
        num_paths,
    )


def meeting(branch: Branch, group: Group, ends: np.ndarray, arrived: np.ndarray) -> np.ndarray:
    """Paths whose ends, or images of them, are those of other paths as well."""
    images = group.images(ends[:, arrived]).reshape(len(ends), -1)
    labels, _ = coordinate_classes(branch.family).place(images)
    pairs = np.unique(np.stack([labels, np.tile(np.arange(len(arrived)), group.order)]), axis=1)
    shared = np.bincount(pairs[0], minlength=1) > 1
    return arrived[np.unique(pairs[1][shared[pairs[0]]])]


def _spread(branch: Branch, group: Group, points: np.ndarray) -> np.ndarray:
    return branch.embed(group.images(points).reshape(len(points), -1))
