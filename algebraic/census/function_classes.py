"""Certified points of a slice as functions: where the rank is proved, and which of them give different ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flint
import numpy as np

from ..ideals import FunctionProblem
from ..networks import Balls
from ..proofs import Box, precision_of, read_box
from ..systems import Program

SAFE = 1e-12  # relative: what rounding adds to the radius of a ball


@dataclass(frozen=True)
class Functions:
    """What certified points are as functions.

    Attributes:
        regular: for each point whether the derivative of E is proved to have full rank there.
        labels: the class of each point that is; functions of different classes are proved to differ.
        alone: the classes whose complex conjugates are proved to be in no other class.
    """

    regular: list[bool]
    labels: list[int | None]
    alone: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """Classes: so many different functions at least."""
        return len({label for label in self.labels if label is not None})

    def num_real(self, real_points: Sequence[bool], complete: bool) -> int:
        """Real functions: those with a real point, and where there are no further functions, those that stand alone.

        A real function may have complex points only. The conjugate of a critical function is critical, so where each
        is in one of the classes, one whose conjugate can be in its own class only is real.
        """
        found = {label for label, real in zip(self.labels, real_points, strict=True) if real}
        return len((found | self.alone if complete else found) - {None})

    @property
    def sizes(self) -> list[int]:
        """Points of each class."""
        return [self.labels.count(label) for label in range(self.count)]


def functions_of(problem: FunctionProblem, boxes: Sequence[Box]) -> Functions:
    """Prove the rank of the derivative in each box, and tell the functions apart by their balls."""
    values, slopes = (
        Program(problem.compared.tape, problem.compared.values),
        Program(problem.compared.tape, problem.slopes),
    )
    middles, radii, regular = [], [], []
    for box in boxes:
        with flint.ctx.workprec(precision_of(box)):
            ring = Balls(flint.acb)
            _, whole = read_box(box)
            given: dict[Any, Any] = {name: ring.constant(value) for name, value in problem.numbers.items()}
            given |= {("w", i): value for i, value in enumerate(whole)}
            found = [flint.acb(value) for value in values(given, ring.constant)]
            regular.append(_full_rank([flint.acb(v) for v in slopes(given, ring.constant)], len(whole)))
            middles.append([complex(value) for value in found])
            radii.append([float(value.rad()) for value in found])
    labels: list[int | None] = [None] * len(boxes)
    kept = [k for k, is_regular in enumerate(regular) if is_regular]
    if not kept:
        return Functions(regular, labels)
    own, reach = np.array(middles)[kept], np.array(radii)[kept]
    classes = _classes(own, reach)
    for k, label in zip(kept, classes, strict=True):
        labels[k] = label
    others = {
        label
        for value, radius, label in zip(own, reach, classes, strict=True)
        for k in np.flatnonzero(_meet(own, reach, value.conj(), radius))
        if classes[k] != label
    }
    return Functions(regular, labels, frozenset(classes) - others)


def _full_rank(slopes: list[flint.acb], size: int) -> bool:
    """Whether a minor with all columns is proved not to vanish, its rows chosen in floating point."""
    count = len(slopes) // size
    rows = [[slopes[k * count + a] for k in range(size)] for a in range(count)]
    floats = np.array([[complex(value) for value in row] for row in rows])
    if not np.isfinite(floats).all() or count < size:
        return False
    chosen = []
    for _ in range(size):  # the largest row that is left, orthogonal to those before
        k = int(np.argmax(np.linalg.norm(floats, axis=1)))
        length = np.linalg.norm(floats[k])
        if length == 0:
            return False
        chosen.append(k)
        unit = floats[k] / length
        floats = floats - np.outer(floats @ unit.conj(), unit)
    return not flint.acb_mat([rows[k] for k in chosen]).det().contains(0)


def _meet(middles: np.ndarray, radii: np.ndarray, value: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Which functions may be the same as one, by their balls: those that meet it in every number."""
    reach = radii + radius + SAFE * (abs(middles) + abs(value))
    found: np.ndarray = (abs(middles - value) <= reach).all(axis=1)
    return found


def _classes(middles: np.ndarray, radii: np.ndarray) -> list[int]:
    """Points whose balls meet in every number are of one class, and what these meet."""
    count = len(middles)
    labels = list(range(count))
    for i in range(count):
        for j in np.flatnonzero(_meet(middles[i + 1 :], radii[i + 1 :], middles[i], radii[i])) + i + 1:
            old, new = labels[j], labels[i]
            labels = [new if label == old else label for label in labels]
    order = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    return [order[label] for label in labels]
