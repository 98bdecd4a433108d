"""The search by loops: published numbers of solutions, symmetries that are met, and going on."""

import numpy as np
import pytest

from algebraic.networks.finite_symmetry import finite_symmetries
from algebraic.networks.rings import Polynomials
from algebraic.shell import TooLarge
from algebraic.systems.families import coefficient_family, zero_error_family
from algebraic.systems.system import PolynomialSystem
from algebraic.tracking.monodromy import NUM_TRIES, Fibre, best_conditioned, find_fibre, follow
from algebraic.tracking.paths import ARRIVED, SINGULAR
from tests.algebraic.tracking.test_paths import cube_roots
from tests.networks import SQUARES


@pytest.mark.slow
@pytest.mark.parametrize("square", SQUARES, ids=lambda s: s.name)
def test_monodromy_finds_the_published_numbers(square):
    net, stream = square.network, np.random.default_rng(7)
    family = zero_error_family(net, stream.uniform(-1, 1, (net.num_params, net.input_dim)), net.num_params)
    group = finite_symmetries(net)
    fibre = find_fibre(family, group, stream, known_bound=square.count)
    assert fibre.finished
    assert fibre.count == square.count
    if group.order > 1:
        assert not fibre.by_coordinates
        assert fibre.points.shape[1] * group.order == square.count
    residuals, _, _ = family.evaluate(fibre.points, fibre.parameters[:, None], fibre.parameters[:, None])
    assert abs(residuals).max() < 1e-8 * abs(fibre.parameters).max()


@pytest.mark.slow
def test_a_symmetry_that_nobody_listed_is_met():
    """z² + z with a hidden bias is even about −½, which no permutation or change of sign says."""
    square = next(s for s in SQUARES if s.name == "S2")
    net, stream = square.network, np.random.default_rng(0)
    group = finite_symmetries(net)
    assert group.order == 1
    family = zero_error_family(net, stream.normal(size=(4, 2)), 4)
    fibre = find_fibre(family, group, stream)
    assert fibre.by_coordinates
    assert fibre.count == 6
    w = fibre.points
    mirrored = np.array([-w[0], -w[1], -1 - w[2], w[3]])  # w1, w2, b, v
    assert all(abs(w - mirrored[:, k : k + 1]).max(axis=0).min() < 1e-8 for k in range(6))


@pytest.mark.slow
def test_a_search_goes_on_from_what_was_found():
    square = next(s for s in SQUARES if s.name == "S4")
    net, stream = square.network, np.random.default_rng(3)
    family = zero_error_family(net, stream.normal(size=(4, 2)), 4)
    group = finite_symmetries(net)
    first = find_fibre(family, group, stream, known_bound=5)
    assert 5 <= first.count < 21
    again = find_fibre(family, group, stream, start=Fibre.from_dict(first.as_dict()))
    assert again.count == 21
    assert again.finished
    np.testing.assert_allclose(again.points[:, : first.count], first.points)


def test_follow_keeps_every_path():
    family = cube_roots()
    points = np.array([[1.0, 1.0]]) + 0j
    ends, status, count = follow(family, points, np.array([[1.0 + 0j]]), np.array([[8.0 + 0j, 0.0]]))
    assert status.tolist() == [ARRIVED, SINGULAR]
    assert ends.shape == (1, 2)
    assert count == 3


def test_a_path_may_come_near_infinity_and_return():
    """a x = 1 while a moves from 1 to −1 past 1e-9 i: |x| grows to 1e9 half-way. (Met in eco-8.)"""
    family, own = coefficient_family(PolynomialSystem(("x",), (Polynomials(("x",)).variables[0] - 1,)))
    assert own.tolist() == [1, -1]
    begin, end = np.array([[1], [-1 + 0j]]), np.array([[-1 + 2e-9j], [-1]])
    ends, status, _ = follow(family, np.array([[1 + 0j]]), begin, end)
    assert status.tolist() == [ARRIVED]
    assert abs(ends[0, 0] - 1 / end[0, 0]) < 1e-12


class Overflowing:
    """A family whose Jacobian overflows at some of the random instances."""

    def __init__(self, family, where):
        self.family, self.where = family, where

    def __getattr__(self, name):
        return getattr(self.family, name)

    def evaluate(self, w, p, q):
        values, slopes, rates = self.family.evaluate(w, p, q)
        if w.shape[1] > 1:
            slopes[self.where] = np.inf
        return values, slopes, rates


def test_instances_that_overflow_are_left_out():
    family = cube_roots()
    chosen, _ = best_conditioned(family, np.random.default_rng(0))
    other, parameters = best_conditioned(Overflowing(family, slice(None, -1)), np.random.default_rng(0))
    w, p = family.sample(np.random.default_rng(0), NUM_TRIES)
    np.testing.assert_allclose(other, w[:, -1])
    assert parameters.tolist() == p[:, -1].tolist()
    assert not np.allclose(chosen, other)
    with pytest.raises(TooLarge, match="floating point"):
        best_conditioned(Overflowing(family, slice(None)), np.random.default_rng(0))
