"""A proof for each solution: a box that holds exactly one, disjoint from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import flint
import numpy as np

from ..ideals import Branch
from ..proofs import Box, conjugate, enclose, is_real, overlapping
from ..shell import Budget, OutOfBudget

NEARLY_REAL = 1e-6  # imaginary parts below this, relative to the size of the weight, are tried as real

FAR = 0.1  # part of the size of a weight from which on a solution is another one


@dataclass(frozen=True)
class Certified:
    """Boxes with one solution each, pairwise disjoint.

    ``conjugates_missing`` of the boxes were found only because the conjugate of a solution is one, too; ``overlapping``
    were left out, since they are not disjoint from others that are here.
    """

    boxes: list[Box] = field(default_factory=list)
    conjugates_missing: int = 0
    finished: bool = True
    overlapping: int = 0

    def __add__(self, other: Certified) -> Certified:
        boxes = self.boxes + other.boxes
        drop = {j for _, j in overlapping(boxes)}  # branches may meet at special data
        return Certified(
            [box for k, box in enumerate(boxes) if k not in drop],
            self.conjugates_missing + other.conjugates_missing,
            self.finished and other.finished,
            self.overlapping + other.overlapping + len(drop),
        )


def enclose_all(branch: Branch, points: Sequence[Sequence[Any]], budget: Budget) -> list[Box | None]:
    """A box for each point, ``None`` where nothing is proved; fewer when the time is over."""
    boxes: list[Box | None] = []
    for point in points:
        try:
            budget.check("solutions were being certified")
        except OutOfBudget:
            break
        boxes.append(certify(branch, point))
    return boxes


def close(boxes: list[Box], *, finished: bool) -> Certified:
    """One of the boxes that are not disjoint, and the conjugates that are missing."""
    drop = {j for _, j in overlapping(boxes)}
    boxes = [box for k, box in enumerate(boxes) if k not in drop]
    mirrored = [conjugate(box) for box in boxes if is_real(box) is False]
    met = {j - len(boxes) for i, j in overlapping(boxes + mirrored) if i < len(boxes) <= j}
    added = [box for k, box in enumerate(mirrored) if k not in met] if finished else []
    return Certified(boxes + added, len(added), finished, len(drop))


def certify(branch: Branch, point: Sequence[Any]) -> Box | None:
    """A box around one point, floats or balls; if it is nearly real, one that proves so.

    Without its imaginary part Newton's method may come to a real solution far away, where two that are not real are
    very near to each other: then the point itself is tried.
    """
    rough = np.array([complex(value) for value in point])
    size, real_box = np.maximum(abs(rough), branch.units), None
    if (abs(rough.imag) <= NEARLY_REAL * size).all():
        real = [flint.acb(v.real) if isinstance(v, flint.acb) else complex(v.real) for v in point]
        real_box = enclose(branch.exact, real, branch.units, real=True)
        if real_box is not None and _stayed(real_box, rough, size):
            return real_box
    box = enclose(branch.exact, point, branch.units)
    return box if box is not None and is_real(box) is False else real_box


def _stayed(box: Box, point: np.ndarray, size: np.ndarray) -> bool:
    middles = np.array([complex(float(re), float(im)) for re, im, _ in box])
    return bool((abs(middles - point) <= FAR * size).all())
