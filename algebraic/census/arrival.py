"""From the solutions of a generic member of a family to certified solutions of the member that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..networks import Group
from ..proofs import Box, conjugate, enclose, is_real, overlapping
from ..shell import Budget, OutOfBudget
from ..tracking import ARRIVED, AT_INFINITY, CAREFUL, Fibre, coordinate_classes, follow, track
from .branches import Branch

NEARLY_REAL = 1e-6  # imaginary parts below this, relative to the size of the weight, are tried as real


@dataclass
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


@dataclass
class Certified:
    """Boxes with one solution each, pairwise disjoint, and the points that could not be enclosed.

    ``conjugates_missing`` of the boxes were found only because the conjugate of a solution is one, too.
    """

    boxes: list[Box]
    suspected: list[tuple[np.ndarray, str]]
    conjugates_missing: int
    finished: bool

    def __add__(self, other: Certified) -> Certified:
        boxes = self.boxes + other.boxes
        drop = {j for _, j in overlapping(boxes)}  # branches may meet at special data
        return Certified(
            [box for k, box in enumerate(boxes) if k not in drop],
            self.suspected + other.suspected,
            self.conjugates_missing + other.conjugates_missing,
            self.finished and other.finished,
        )


def certify_all(branch: Branch, points: np.ndarray, budget: Budget) -> Certified:
    """Enclose every point; keep one of the boxes that are not disjoint; add conjugates."""
    boxes: list[Box] = []
    suspected: list[tuple[np.ndarray, str]] = []
    finished = True
    for k in range(points.shape[1]):
        try:
            budget.check("solutions were being certified")
        except OutOfBudget:
            finished = False
            suspected += [(point, "no time for a proof") for point in points[:, k:].T]
            break
        box = certify(branch, points[:, k])
        if box is None:
            suspected.append((points[:, k], "not proved: singular, or nearly so"))
        else:
            boxes.append(box)
    drop = {j for _, j in overlapping(boxes)}
    boxes = [box for k, box in enumerate(boxes) if k not in drop]
    mirrored = [conjugate(box) for box in boxes if is_real(box) is False]
    met = {j - len(boxes) for i, j in overlapping(boxes + mirrored) if i < len(boxes) <= j}
    added = [box for k, box in enumerate(mirrored) if k not in met] if finished else []
    return Certified(boxes + added, suspected, len(added), finished)


def certify(branch: Branch, point: np.ndarray) -> Box | None:
    """A box around one point; if it is nearly real, one that proves so."""
    size = np.maximum(abs(point), branch.units)
    if (abs(point.imag) <= NEARLY_REAL * size).all():
        box = enclose(branch.exact, point.real.astype(complex), branch.units, real=True)
        if box is not None:
            return box
    box = enclose(branch.exact, point, branch.units)
    return box if box is not None and is_real(box) is False else None
