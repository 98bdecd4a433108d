"""To the data: from the solutions of a generic member of a family to those of the member that is asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from ..ideals import Branch
from ..networks import Group
from ..shell import Budget, OutOfBudget
from ..tracking import ARRIVED, AT_INFINITY, CAREFUL, Fibre, coordinate_classes, follow, track

FIRST, TOGETHER = 64, 512  # paths that are followed at the same time: those before them are had when the time is over
NOT_FOLLOWED = -1


@dataclass(frozen=True)
class Arrivals:
    """What became of the solutions of a generic member on the way to the one asked for; all weights, unscaled.

    Attributes:
        points: ends of the paths that arrived and their images, image after image, shape (num_params, ·).
        arrived: which classes of the fibre arrived.
        lost: which did not; ``growing`` says of each of these whether it grew as far as floating point followed it,
            ``last`` where it and its images were left, shape (·, num_params, order).
        num_paths: paths tracked in all.
        left: classes for which there was no time.
    """

    points: np.ndarray
    arrived: np.ndarray
    lost: np.ndarray
    growing: np.ndarray
    last: np.ndarray
    num_paths: int
    left: np.ndarray


def arrive(branch: Branch, fibre: Fibre, budget: Budget) -> Arrivals:
    """Carry a generic fibre to the member asked for, and spread it by the group; as far as there is time."""
    family, target = branch.family, branch.target[:, None]
    if not branch.support:  # all weights are zero, whatever the parameters
        none = np.empty(0, dtype=int)
        return Arrivals(
            branch.embed(fibre.points), np.arange(1), none, none, np.empty((0, len(branch.units), 1)), 0, none
        )
    ends, status, num_paths = _followed(branch, fibre, budget)
    group = group_of(branch, fibre)
    met = meeting(branch, group, ends, np.flatnonzero(status == ARRIVED))
    if len(met):  # different paths in one end: one of them jumped, or the end is singular
        begin, points = fibre.parameters[:, None], fibre.points[:, met]
        with suppress(OutOfBudget):
            slow = track(family, points, begin, target, tolerances=CAREFUL, budget=budget)
            num_paths += len(met)
            ends[:, met], status[met] = slow.points, slow.status
    arrived = np.flatnonzero(status == ARRIVED)
    lost = np.flatnonzero((status != ARRIVED) & (status != NOT_FOLLOWED))
    return Arrivals(
        points=spread(branch, group, ends[:, arrived]),
        arrived=arrived,
        lost=lost,
        growing=status[lost] == AT_INFINITY,
        last=spread(branch, group, ends[:, lost]).reshape(len(branch.units), group.order, len(lost)).transpose(2, 0, 1),
        num_paths=num_paths,
        left=np.flatnonzero(status == NOT_FOLLOWED),
    )


def _followed(branch: Branch, fibre: Fibre, budget: Budget) -> tuple[np.ndarray, np.ndarray, int]:
    """Ends, status and number of paths, some of them after the others."""
    begin, end = fibre.parameters[:, None], branch.target[:, None]
    points, num_paths = fibre.points.astype(complex), 0
    status = np.full(points.shape[1], NOT_FOLLOWED)
    with suppress(OutOfBudget):
        first, size = 0, FIRST
        while first < points.shape[1]:
            some = slice(first, first + size)
            first, size = first + size, min(2 * size, TOGETHER)
            ends, how, more = follow(branch.family, fibre.points[:, some], begin, end, budget)
            points[:, some], status[some] = ends, how
            num_paths += more
    return points, status, num_paths


def meeting(branch: Branch, group: Group, ends: np.ndarray, arrived: np.ndarray) -> np.ndarray:
    """Paths whose ends, or images of them, are those of other paths as well."""
    images = group.images(ends[:, arrived]).reshape(len(ends), -1)
    labels, _ = coordinate_classes(branch.family).place(images)
    pairs = np.unique(np.stack([labels, np.tile(np.arange(len(arrived)), group.order)]), axis=1)
    shared = np.bincount(pairs[0], minlength=1) > 1
    return arrived[np.unique(pairs[1][shared[pairs[0]]])]


def group_of(branch: Branch, fibre: Fibre) -> Group:
    """The symmetries that relate the points of one class of a fibre."""
    return branch.group.trivial() if fibre.by_coordinates else branch.group


def spread(branch: Branch, group: Group, points: np.ndarray) -> np.ndarray:
    """Points and their images, image after image, in the weights of the user."""
    return branch.embed(group.images(points).reshape(len(points), -1))
