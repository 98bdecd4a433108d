"""Points in classes: known, new, and new ones among themselves."""

import numpy as np
import pytest

from algebraic.networks.finite_symmetry import Group, finite_symmetries
from algebraic.tracking.classes import Classes, coordinate_classes, strangers
from tests.algebraic.tracking.test_devices import NETWORKS, paths


def by_square():
    """One unknown; w and −w are of one class."""
    return Classes(1, lambda w: w**2)


def test_labels_are_in_the_order_of_arrival():
    classes = by_square()
    labels, new = classes.place(np.array([[2.0, 3j, -2.0, 1.0]]) + 0j)
    assert (labels.tolist(), new, len(classes)) == ([0, 1, 0, 2], 3, 3)
    labels, new = classes.place(np.array([[-1.0, 5.0, -3j]]) + 0j)
    assert (labels.tolist(), new) == ([2, 3, 1], 1)
    assert classes.points.tolist() == [[2, 3j, 1, 5]]  # of each class the first


@pytest.mark.parametrize("size", [1e-12, 1.0, 1e12])
def test_nearby_points_are_one_and_others_are_two(size):
    labels, new = by_square().place(size * np.array([[1.0, 1.0 + 1e-11, 1.0 + 1e-2]]) + 0j)
    small = size < 1e-3  # keys are compared absolutely near zero
    assert (labels.tolist(), new) == (([0, 0, 0], 1) if small else ([0, 0, 1], 2))


def test_nothing_is_placed():
    labels, new = by_square().place(np.empty((1, 0), dtype=complex))
    assert (labels.shape, new) == ((0,), 0)


def test_images_are_one_class_by_the_probe_and_several_by_coordinates():
    family, points, _, _ = paths("S13", count=3)
    group = finite_symmetries(NETWORKS["S13"])
    images = group.images(points).reshape(len(points), -1)
    assert images.shape[1] == 3 * group.order > 3
    assert Classes(family.num_unknowns, family.probe).place(images)[1] == 3
    assert coordinate_classes(family).place(images)[1] == 3 * group.order


@pytest.mark.parametrize("size", [1.0, 1e12])
def test_near_misses_are_counted(size):
    """Pairs that are told apart, but hardly: by less than 1e-4 of their keys."""
    classes = by_square()
    classes.place(size * np.array([[1.0, 1.0 + 1e-6, 2.0, 3.0]]) + 0j)
    assert (len(classes), classes.near_misses()) == (4, 1)
    assert by_square().near_misses() == 0


def test_strangers_are_no_images():
    signs = Group(np.zeros((2, 1), dtype=int), np.array([[1], [-1]]))
    points = np.array([[1.0, 2.0, 3e9]]) + 0j
    assert strangers(signs, points, np.array([[-1.0, 2.1, 3e9 + 1]])).tolist() == [False, True, False]
