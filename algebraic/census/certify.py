"""A proof for each solution: a box that holds exactly one, disjoint from the others."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..ideals import Branch
from ..proofs import Box, conjugate, enclose, is_real, overlapping
from ..shell import Budget, OutOfBudget

NEARLY_REAL = 1e-6  # imaginary parts below this, relative to the size of the weight, are tried as real


@dataclass(frozen=True)
class Certified:
    """Boxes with one solution each, pairwise disjoint, and the points that could not be enclosed.

    ``conjugates_missing`` of the boxes were found only because the conjugate of a solution is one, too.
    """

    boxes: list[Box] = field(default_factory=list)
    suspected: list[tuple[np.ndarray, str]] = field(default_factory=list)
    conjugates_missing: int = 0
    finished: bool = True

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
