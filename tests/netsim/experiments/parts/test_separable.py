"""Separable points keep their margin, and descent turns towards the direction of the largest margin."""

import numpy as np
import pytest

from netsim.experiments.parts.separable import logistic_descent, max_margin, separable_points


@pytest.mark.parametrize("seed", range(3))
def test_points_keep_the_margin(seed):
    inputs, labels = separable_points(30, 4, 0.5, seed)
    best = max_margin(inputs, labels)
    margins = (inputs @ best) * labels
    assert margins.min() == pytest.approx(1, abs=1e-5)
    assert 1 / np.linalg.norm(best) >= 0.5 - 1e-6  # at least that of the plane they were drawn by


def test_one_step_is_the_gradient():
    signed, start = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[0.1], [0.2]])
    moved = logistic_descent(signed, start, rate=0.3, steps=1)["weights"][-1]

    def loss(w):
        return np.logaddexp(0, -(signed @ w)).mean()

    for k in range(2):
        step = np.zeros((2, 1))
        step[k] = 1e-6
        slope = (loss(start + step) - loss(start - step)) / 2e-6
        assert moved[k, 0] == pytest.approx(start[k, 0] - 0.3 * slope, abs=1e-8)
