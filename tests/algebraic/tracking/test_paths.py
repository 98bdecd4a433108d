"""Paths whose ends are known in closed form; every way to end; nothing is lost."""

import itertools

import numpy as np
import pytest

from algebraic.networks.network import Network
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget
from algebraic.systems.families import zero_error_family
from algebraic.tracking.paths import ARRIVED, AT_INFINITY, CAREFUL, SINGULAR, track
from tests.networks import SQUARES

POWER = Network.dense([1, 1], "z**3", output_bias=False, output_activation=True)  # (w x)³ = y


def cube_roots(inputs=((1.0,),)):
    return zero_error_family(POWER, None if inputs is None else np.array(inputs), 1)


def test_the_three_cube_roots_of_eight():
    roots = np.exp(2j * np.pi * np.arange(3) / 3)[None, :]
    found = track(cube_roots(), roots, np.array([[1.0 + 0j]]), np.array([[8.0 + 0j]]))
    assert (found.status == ARRIVED).all()
    np.testing.assert_allclose(found.points, 2 * roots, rtol=1e-14)


def test_a_loop_around_the_branch_point_turns_the_roots():
    point = np.array([[1.0 + 0j]])
    corners = [1, 1j, -1, -1j, 1]
    for begin, end in itertools.pairwise(corners):
        found = track(cube_roots(), point, np.array([[complex(begin)]]), np.array([[complex(end)]]))
        point = found.points
    np.testing.assert_allclose(point[0, 0], np.exp(2j * np.pi / 3), rtol=1e-13)


@pytest.mark.parametrize("tolerances", [None, CAREFUL])
def test_a_path_to_infinity_is_named(tolerances):
    options = {} if tolerances is None else {"tolerances": tolerances}
    start = np.array([[1.0 + 0j], [1.0 + 0j]])  # x, y
    end = np.array([[0.0 + 0j], [1.0 + 0j]])  # w x = 1 with x → 0
    found = track(cube_roots(None), np.array([[1.0 + 0j]]), start, end, **options)
    assert found.status.tolist() == [AT_INFINITY]


def test_a_singular_end_is_named():
    found = track(cube_roots(), np.array([[1.0 + 0j]]), np.array([[1.0 + 0j]]), np.array([[0.0 + 0j]]))
    assert found.status.tolist() == [SINGULAR]
    assert abs(found.points[0, 0]) < 1e-2


@pytest.mark.slow
def test_ends_do_not_depend_on_the_batch():
    square = SQUARES[3]
    family = zero_error_family(square.network, np.random.default_rng(0).normal(size=(5, 3)), 5)
    w, p = family.sample(np.random.default_rng(1), 40)
    target = family.sample(np.random.default_rng(2), 1)[1]
    whole, parts = track(family, w, p, target), track(family, w, p, target, batch=7)
    assert (whole.status == ARRIVED).all()
    assert (parts.status == ARRIVED).all()
    np.testing.assert_allclose(whole.points, parts.points, rtol=1e-9)


def test_time_ends_a_path():
    family = cube_roots()
    with pytest.raises(OutOfBudget):
        track(family, np.array([[1.0 + 0j]]), np.array([[1.0 + 0j]]), np.array([[8.0 + 0j]]), budget=Budget(1e-9))
