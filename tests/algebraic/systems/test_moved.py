"""Families at other numbers: their samples solve them, and moving everything leads from one to the other."""

import numpy as np
import pytest

from algebraic import Network
from algebraic.systems import as_system
from algebraic.systems.families import coefficient_family, critical_family, zero_error_family
from algebraic.systems.moved import all_moving, elsewhere, fixed_numbers

INPUTS = np.array([[0.5, 1.0], [1.0, -0.7], [0.3, 0.2]])


def families():
    net = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    return [
        zero_error_family(net, INPUTS, 3),
        critical_family(net, INPUTS, [0, 1, 2]),
        critical_family(net, INPUTS[:1], [1, 2]),
    ]


@pytest.mark.parametrize("which", range(3))
def test_samples_elsewhere_solve_the_equations_there_only(which):
    family = families()[which]
    other = elsewhere(family, np.random.default_rng(1))
    w, p = other.sample(np.random.default_rng(2), 20)
    assert abs(other.evaluate(w, p, p)[0]).max() < 1e-10 * (1 + abs(p).max())
    assert abs(family.evaluate(w, p, p)[0]).max() > 1e-3
    assert abs(other.probe(w) - family.probe(w)).min() > 0  # at other points


@pytest.mark.parametrize("which", range(3))
def test_with_everything_moving_it_is_the_family_at_each_place(which):
    family, stream = families()[which], np.random.default_rng(3)
    other, whole = elsewhere(family, stream), all_moving(family)
    w, p = other.sample(stream, 5)
    x, given = all_moving(other).sample(stream, 5)
    assert abs(whole.evaluate(x, given, given)[0]).max() < 1e-10 * (1 + abs(given).max())
    for one in (family, other):
        given = np.concatenate([np.repeat(fixed_numbers(one)[:, None], 5, axis=1), p])
        for found, known in zip(whole.evaluate(w, given, given)[:2], one.evaluate(w, p, p)[:2], strict=True):
            np.testing.assert_allclose(found, known, atol=1e-12)


def test_the_rate_is_that_of_a_difference():
    family, stream = families()[1], np.random.default_rng(4)
    whole, step = all_moving(family), 1e-6
    w = stream.normal(size=(3, 4))
    p, dp = stream.normal(size=(2, whole.num_parameters, 4))
    before, after = (whole.evaluate(w, p + sign * step * dp, dp)[0] for sign in (-1, 1))
    np.testing.assert_allclose(whole.evaluate(w, p, dp)[2], (after - before) / (2 * step), rtol=1e-6, atol=1e-6)


def test_points_at_which_a_high_power_overflows_are_passed_over():
    other = elsewhere(coefficient_family(as_system("x^1000 - 1"))[0], np.random.default_rng(0))
    with np.errstate(all="ignore"):
        w, p = other.sample(np.random.default_rng(1), 200)
        residuals, slopes, _ = other.evaluate(w, p, p)
    kept = np.isfinite(slopes).all(axis=(1, 2))
    assert 0 < kept.sum() < 200
    assert np.median(abs(residuals[:, kept])) < 1e-10
