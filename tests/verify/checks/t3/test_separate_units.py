"""The limit of separate ReLU units against the flow in floating point."""

import numpy as np
from scipy.integrate import solve_ivp

from verify.checks.t3.separate_units import local_maximum


def test_units_that_are_off_stay_off_and_the_rest_balances():
    squares, labels = np.array([1.0, 4.0]), np.array([1, 1])
    points = np.diag(squares)

    def slope(s, flat):
        w, v = flat[:4].reshape(2, 2), flat[4:]
        hidden = np.maximum(w @ points, 0)
        rest = labels / (1 + np.exp(labels * (v @ hidden)))
        inner = (v[:, None] * (hidden > 0) * rest) @ points
        return np.concatenate([inner.ravel(), hidden @ rest]) * np.exp(s)

    start = np.array([1.5, -0.3, -0.2, 1.2, 1.4, 1.1])
    end = solve_ivp(slope, (0, 40), start, method="LSODA", rtol=1e-7, atol=1e-9).y[:, -1]
    assert np.allclose(end[[1, 2]], start[[1, 2]])
    limit = np.array([1, 0, 0, 1 / 2, 1, 1 / 2])
    assert np.linalg.norm(end / np.linalg.norm(end) - limit / np.linalg.norm(limit)) < 0.1


def test_two_points_of_one_label_gain_by_sharing():
    assert local_maximum({"r": [1, 2], "y": [1, 1]}).holds is False
    assert local_maximum({"r": [1, 2], "y": [1, -1]}).holds
    assert local_maximum({"r": [3], "y": [-1]}).measured["margin_over_norm_squared"] == "9/2"
