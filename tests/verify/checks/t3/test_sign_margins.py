"""Gradient flow in floating point, in rescaled time, against the bounds of the two patterns of signs."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from verify.checks.t3.sign_margins import largest_margin, margins, slack, vary
from verify.instruments import exact_rows

PLUS, MINUS = [[2, 1], [2, -1]], [[1]]
POINTS, LABELS = np.array([[2, 1, 0], [2, -1, 0], [0, 0, 1]]), np.array([1, 1, -1])


def margin_after(start):
    """min y f/‖W‖³ at log t = 30, from (w1, w2, v1, v2)."""

    def outputs(w):
        first, second = POINTS @ w[:3], POINTS @ w[3:6]
        return first, second, w[6] * first**2 + w[7] * second**2

    def slope(s, w):
        first, second, f = outputs(w)
        rest = LABELS / (1 + np.exp(LABELS * f))
        inner = [(rest * 2 * w[6] * first) @ POINTS, (rest * 2 * w[7] * second) @ POINTS]
        return np.concatenate([*inner, [rest @ first**2, rest @ second**2]]) * np.exp(s)

    w = solve_ivp(slope, (0, 30), start, method="LSODA", rtol=1e-6, atol=1e-9).y[:, -1]
    return min(LABELS * outputs(w)[2]) / np.linalg.norm(w) ** 3


@pytest.mark.parametrize(("start", "squared"), [((2, 0.1), 4), ((0.1, 2), 1)])
def test_the_margin_of_the_flow_is_that_of_its_signs(start, squared):
    found = margins(exact_rows(PLUS), [round(v) for v in start])
    assert (found.here, found.largest, found.proved) == (squared, 4, True)
    bound = float(largest_margin(found.here, 1))
    reached = margin_after([*start, 0.2, 0.1, 0.1, 2, 1.5, -1.5])
    assert 0.9 * bound < reached < bound


def test_other_weights_keep_the_signs_of_the_readout():
    instance = {"plus": PLUS, "minus": MINUS, "w1": [1, 0], "w2": [1], "v1": "1/1000", "v2": "-1/1000"}
    stream = np.random.default_rng(0)
    for size in (1e-6, 1.0, 10.0):
        other = vary(stream, instance, size)
        assert int(other["v1"]) > 0 > int(other["v2"])
    assert slack(instance) > 0
    assert abs(slack({**instance, "w1": [70711, 0], "w2": [112246], "v1": "50000", "v2": "-79370"})) < 1e-4
