"""Points told apart by keys: which are the same, or images of each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from ..networks import Group
from ..shell import ROLE_FORMS, random_stream
from ..systems import Family

SAME = 1e-7  # relative distance of keys below which two points count as the same
NEARLY_SAME = 1e-4  # two that are nearer than this, and not the same, may be one that is not known well, or a cluster
SMALL = 1e-6  # of keys below this size the distance is told in units of it
NO_IMAGE = 1e-5  # relative distance from which on a point is no image of another


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
        keys = _relative(self._key(points))
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

    def near_misses(self) -> int:
        """Pairs of classes that are so near each other that they may be one, or more than two."""
        return len(cKDTree(self._keys).query_pairs(NEARLY_SAME)) if len(self) > 1 else 0


def _relative(keys: np.ndarray) -> np.ndarray:
    """Complex keys (num_values, count) to points whose distances are relative ones, shape (count, 3 · num_values).

    A key k becomes k / |k| and log |k|, bent near 0, so that huge keys differ where their digits do.
    """
    size = abs(keys)
    directions = keys / (size + SMALL)
    return np.concatenate([directions.real, directions.imag, np.arcsinh(size / SMALL)]).T


def strangers(group: Group, representatives: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Which points are no images, under a group, of the representatives beside them; shapes (K, count) both."""
    distance = abs(group.images(representatives) - points[:, None]).max(axis=0).min(axis=0)
    return distance > NO_IMAGE * abs(points).max(axis=0)


def coordinate_classes(family: Family) -> Classes:
    """Every point is a class of its own."""
    forms = random_stream(0, ROLE_FORMS, 0).normal(size=(2, family.num_unknowns))
    return Classes(family.num_unknowns, lambda w: forms @ w)
