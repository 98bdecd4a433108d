"""Points told apart by keys: which are the same, or images of each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from ..systems import Family

SAME = 1e-7  # distance of keys below which two points count as the same


class Classes:
    """Points, one for each class; the key says which class a point belongs to."""

    def __init__(self, num_unknowns: int, key: Any) -> None:
        self._key = key
        self.points = np.empty((num_unknowns, 0), dtype=complex)
        self._keys = np.empty((0, 0))

    def __len__(self) -> int:
        return self.points.shape[1]

    def place(self, points: np.ndarray) -> tuple[np.ndarray, int]:
        """The class of each point, and how many classes were new."""
        before = len(self)
        keys = _bounded(self._key(points))
        labels = np.full(len(keys), -1)
        if before:
            distance, nearest = cKDTree(self._keys).query(keys)
            labels[distance < SAME] = nearest[distance < SAME]
        unknown = np.flatnonzero(labels < 0)
        if len(unknown):
            first = np.arange(len(unknown))  # of each cluster of new points, its first
            for i, j in sorted(cKDTree(keys[unknown]).query_pairs(SAME)):
                first[j] = min(first[j], first[i])
            new = np.unique(first)
            labels[unknown] = before + np.searchsorted(new, first)
            self.points = np.concatenate([self.points, points[:, unknown[new]]], axis=1)
            self._keys = np.concatenate([self._keys, keys[unknown[new]]]) if before else keys[unknown[new]]
        return labels, len(self) - before


def _bounded(keys: np.ndarray) -> np.ndarray:
    """Complex keys (num_values, count) to points of the unit ball, shape (count, 2 · num_values)."""
    inside = keys / (1 + abs(keys))
    return np.concatenate([inside.real, inside.imag]).T


def coordinate_classes(family: Family) -> Classes:
    """Every point is a class of its own."""
    forms = np.random.default_rng(0).normal(size=(2, family.num_unknowns))
    return Classes(family.num_unknowns, lambda w: forms @ w)
