"""What chains that are wrong look like."""

import numpy as np

from verify.learning.diagnostics import drift, effective_size, split_rhat

DRAW = np.random.default_rng(0)


def test_independent_draws():
    draws = DRAW.normal(size=(2, 3, 100, 200))
    assert split_rhat(draws).shape == (2, 3)
    assert split_rhat(draws).max() < 1.01
    assert np.abs(drift(draws)).max() < 5
    assert (effective_size(draws) > 10_000).all()


def test_chains_that_differ_or_drift_are_seen():
    draws = DRAW.normal(size=(20, 200))
    apart = draws + np.arange(20)[:, None]
    assert split_rhat(apart) > 2
    assert effective_size(apart) < 30
    rising = draws + np.linspace(0, 2, 200)
    assert abs(drift(rising)) > 10
    assert abs(drift(draws[:, ::-1])) < 4


def test_the_scale_of_the_draws_does_not_matter():
    draws = DRAW.gamma(0.5, size=(10, 100))
    assert np.allclose(split_rhat(draws), split_rhat(1000 * draws))
    assert np.allclose(effective_size(draws), effective_size(1000 * draws))


def test_draws_that_are_all_the_same_say_nothing():
    assert effective_size(np.ones((4, 100))) == 0
    stuck = np.repeat(np.arange(4.0)[:, None], 100, axis=1)
    assert split_rhat(stuck) > 10
