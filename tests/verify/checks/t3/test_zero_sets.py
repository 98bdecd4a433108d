"""Zero sets that are known by hand, and those of random networks by walks along the zeros."""

import flint
import numpy as np
import pytest

from verify.checks.t3.stable_degenerate import at_weights
from verify.checks.t3.zero_sets import (
    flat_weights,
    jacobian,
    local_form,
    order_on_the_manifold,
    rank_of_data,
    residuals,
)

SQUARE, IDENTITY, DOUBLE = [0, 0, 1], [0, 1], [0, 1, 2, 1]  # z², z, z (z + 1)²


@pytest.mark.parametrize(
    ("x", "weights", "activation", "rank", "manifold", "isolated"),
    [
        ([[1]], [[[1]], [[1]]], IDENTITY, 1, True, False),  # a hyperbola
        ([[1]], [[[0]], [[0]]], IDENTITY, 0, False, False),  # two lines that cross
        ([[1]], [[[0]], [[1]]], SQUARE, 0, False, False),  # a line, along which H = 0
        ([[1]], [[[1]], [[0]]], SQUARE, 1, True, False),
        ([[0]], [[[0]], [[0]]], SQUARE, 0, True, False),  # everything
        ([[1, 2]], [[[-1]], [[1]]], DOUBLE, 1, False, True),  # a double zero of one sample
        ([[2]], [[[3]]], IDENTITY, 1, True, True),
        ([[1, -1]], [[[0]], [[-1]]], [0, 1, 1], 1, True, False),  # w² + w and w² − w: no constant rank
        ([[1]], [[[0]], [[0]], [[1]]], [0, 0, 0, 1], 0, False, False),  # w2³ w1⁹
        ([[1, 2, -1]], [[[1]], [[3]]], SQUARE, 1, True, False),  # the same equation three times
        ([[1, 0], [0, 1]], [[[1, 0]], [[1]]], SQUARE, 1, False, None),
        ([[1, 0, 1], [0, 1, 1]], [[[1, 2]], [[1]]], SQUARE, 2, True, False),  # three equations, an orbit
    ],
)
def test_known_zero_sets(x, weights, activation, rank, manifold, isolated):
    form = local_form(at_weights(x, weights, activation))
    assert (form.rank, form.manifold, form.isolated) == (rank, manifold, isolated)


def test_the_order_along_a_curve():
    """v² w⁴ along w = t; (w² + …)² of the double zero."""
    square = at_weights([[1]], [[[0]], [[1]]], SQUARE)
    assert order_on_the_manifold(square, jacobian(square)) == 4
    double = at_weights([[1, 2]], [[[-1]], [[1]]], DOUBLE)
    assert order_on_the_manifold(double, jacobian(double)) == 4


def test_the_cap_of_power_series_is_left_as_it_was():
    before = flint.ctx.cap
    assert local_form(at_weights([[1]], [[[0]], [[1]]], SQUARE)).manifold is False
    assert flint.ctx.cap == before


def test_the_jacobian_is_that_of_differences():
    instance = at_weights([[1, 2], [-1, 1]], [[[1, 2], [0, -1]], [[2, 1]]], [0, 1, 1])
    at, step = flat_weights(instance), flint.fmpq(1, 10**9)
    exact = jacobian(instance)
    for k in range(len(at)):
        moved = residuals(instance, [w + step * (i == k) for i, w in enumerate(at)])
        assert np.allclose([float((r / step).p) / float((r / step).q) for r in moved], [
            float(exact[i, k].p) / float(exact[i, k].q) for i in range(len(moved))
        ], atol=1e-5)  # fmt: skip


def test_samples_that_the_network_cannot_tell_apart():
    assert rank_of_data(at_weights([[1, 2, -1]], [[[1]], [[1]]], SQUARE)) == 1
    assert rank_of_data(at_weights([[1, 2, -1]], [[[1]], [[1]]], [0, 1, 1])) == 2
    assert rank_of_data(at_weights([[1, 2], [0, 0]], [[[1, 1]]], IDENTITY)) == 1
