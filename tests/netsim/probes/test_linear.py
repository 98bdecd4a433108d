"""The literal iteration of linear models against its closed form, and against what cannot be confused with it."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from netsim.data import polynomial_features, sine_points
from netsim.probes.linear import LOSSES, closed_form, descend, loss_factor, null_projector
from netsim.shell.errors import WrongInput

NO_NOISE = np.zeros((0, 31, 2))


def problem(degree=30, points="chebyshev"):
    x, y = sine_points(9, points)
    test_x, test_y = sine_points(100)
    return polynomial_features(x, degree), y, polynomial_features(test_x, degree), test_y


@given(st.integers(0, 600), st.sampled_from([4, 12, 30]), st.sampled_from([0.001, 0.2, 0.35]))
def test_the_iteration_is_the_closed_form(iterations, degree, step):
    features, y, *test = problem(degree)
    start = np.random.default_rng(0).standard_normal((degree + 1, 2))
    rate = step * loss_factor("mean", 9)
    found = descend(features, y, *test, start, rate, iterations, 100, 0, np.zeros((0, degree + 1, 2)))
    weights, left = closed_form(features, y[:, None], start, rate, iterations)
    np.testing.assert_allclose(found["cycles"][-1], weights, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found["train"][-1], np.mean(left**2, axis=0), rtol=1e-7, atol=1e-20)


def test_the_closed_form_after_a_quarter_of_a_million_iterations():
    features, y, *_ = problem()
    start = np.random.default_rng(1).standard_normal((31, 2))
    rate = 0.2 * loss_factor("mean", 9)
    hessian = features.T @ features
    values, vectors = np.linalg.eigh(hessian)
    shrink = (vectors * (1 - rate * values) ** 250_000) @ vectors.T
    solution = np.linalg.pinv(features) @ y
    expected = solution[:, None] + shrink @ (start - solution[:, None])
    np.testing.assert_allclose(closed_form(features, y[:, None], start, rate, 250_000)[0], expected, atol=1e-7)


def test_the_limit_from_zero_is_the_minimum_norm_solution():
    features, y, *_ = problem()
    weights, left = closed_form(features, y, np.zeros(31), 0.01, np.inf)
    np.testing.assert_allclose(weights, np.linalg.pinv(features) @ y, rtol=1e-9, atol=1e-12)
    assert abs(left).max() < 1e-12
    # Degree 4 cannot pass through the 9 points: the limit is least squares.
    features, *_ = problem(4)
    np.testing.assert_allclose(
        closed_form(features, y, np.zeros(5), 0.01, np.inf)[0],
        np.linalg.lstsq(features, y, rcond=None)[0],
        rtol=1e-9,
        atol=1e-12,
    )


def test_noise_is_added_at_its_iteration_and_the_records_are_from_before():
    features, y, *test = problem()
    noise = np.random.default_rng(2).standard_normal((2, 31, 2))
    found = descend(features, y, *test, np.zeros((31, 2)), 0.01, 25, 5, 10, noise)
    weights = np.zeros((31, 2))
    for cycle, length in enumerate((10, 10, 5)):
        weights = closed_form(features, y[:, None], weights, 0.01, length)[0]
        np.testing.assert_allclose(found["cycles"][cycle], weights, atol=1e-12)
        if cycle < 2:
            weights = weights + noise[cycle]
    assert found["iterations"].tolist() == [0, 1, 2, 4, 5, 10, 11, 15, 20, 21, 25]
    np.testing.assert_allclose(found["norm"][5], np.linalg.norm(found["cycles"][0], axis=0))


def test_a_step_that_is_too_large_diverges_in_both():
    features, y, *test = problem()
    rate = 0.2 * loss_factor("half the sum", 9)
    assert rate * np.linalg.norm(features, 2) ** 2 > 2
    found = descend(features, y, *test, np.zeros((31, 2)), rate, 2000, 100, 0, NO_NOISE)
    assert not np.isfinite(found["train"][-1]).any()
    assert not np.isfinite(closed_form(features, y, np.zeros(31), rate, 2000)[1]).all()


def test_the_null_space():
    features, *_ = problem()
    projector = null_projector(features)
    assert abs(features @ projector).max() < 1e-12
    assert abs(np.trace(projector) - 22) < 1e-12
    np.testing.assert_allclose(projector @ projector, projector, atol=1e-13)


def test_the_factors_are_those_of_the_gradients():
    features, y, *_ = problem(4)
    weights, losses = np.ones(5), {"half the sum": lambda e: (e**2).sum() / 2}
    losses |= {"mean": lambda e: (e**2).mean(), "half the mean": lambda e: (e**2).mean() / 2}
    for name in LOSSES:
        slope = loss_factor(name, 9) * features.T @ (features @ weights - y)
        for k in range(5):
            step = 1e-6 * np.eye(5)[k]
            change = losses[name](features @ (weights + step) - y) - losses[name](features @ (weights - step) - y)
            assert slope[k] == pytest.approx(change / 2e-6, rel=1e-6)
    with pytest.raises(WrongInput, match="half the sum or mean"):
        loss_factor("sum", 9)
