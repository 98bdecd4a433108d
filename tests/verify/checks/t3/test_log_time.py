"""The flow in log t: against a closed form, against literal steps, and from where a step is too long."""

import numpy as np
import pytest

from verify.checks.t3.log_time import Loss, descend, follow
from verify.checks.t3.logistic_direction import tends

ONE = Loss(np.array([[2.0]]), np.array([0]))
THREE_CLASSES = Loss(np.array([[1.0, 0, -1, 0], [1, 0, 0, -1], [2, 1, -2, 0], [0, 1, 1, 1]]), np.array([0, 2]))


@pytest.mark.parametrize("start", [-3.0, 0.0, 2.0])
def test_one_weight_has_a_closed_form(start):
    path = follow(ONE, np.array([start]), 0.1, [0.0, 1.0, 5.0, 50.0, 1000.0])
    z, s = 2 * path.weights[:, 0], np.exp(path.log_times[:4])
    assert z[:4] + np.exp(z[:4]) == pytest.approx(4 * (s - 1) + z[0] + np.exp(z[0]), rel=2 * path.error)
    assert z[-1] == pytest.approx(1000 + np.log(4), abs=0.01)


@pytest.mark.parametrize("loss", [ONE, THREE_CLASSES], ids=["one", "three classes"])
def test_literal_steps_are_as_near_as_is_said(loss):
    steps = descend(loss, -np.ones(loss.rows.shape[1]), 0.05, 3000)
    for first in (10, 100, 1000):
        path = follow(loss, steps[first], 0.05, [np.log(0.05 * first), np.log(0.05 * 3000)])
        assert np.linalg.norm(path.weights[1] - steps[3000]) <= path.apart[1] + path.error


@pytest.mark.parametrize("loss", [ONE, THREE_CLASSES], ids=["one", "three classes"])
def test_the_pulls_are_the_gradient(loss):
    w, h = np.linspace(-1, 1, loss.rows.shape[1]), 1e-5
    slopes = [(np.exp(loss.log_value(w + h * e)) - np.exp(loss.log_value(w - h * e))) / 2 / h for e in np.eye(len(w))]
    assert -loss.pulls(w) @ loss.rows == pytest.approx(slopes, abs=1e-8)
    far = loss.log_value(-1000 * loss.rows[0]), loss.log_value(1000 * ONE.rows[0]) if loss is ONE else 0.0
    assert np.isfinite(far).all()


@pytest.mark.slow
def test_a_step_that_is_too_long_is_waited_for():
    made = {"x": [["1000", "1000"], ["2000", "-1000"], ["-4000", "-3000"]], "y": [0, 1, 0], "classes": 2}
    assert tends({**made, "start": ["-1/8", "-1/40"], "part": "20"}).holds is True
    found = tends({**made, "start": ["-10000", "-1000"], "part": "5"})
    assert (found.holds, found.reason) == (None, "the step is not yet small for the loss")


def test_equal_and_degenerate_points_and_points_that_are_far_out():
    base = {"classes": 2, "part": "1/2"}
    for x, y, start in (
        ([["1"]], [1], ["-100"]),
        ([["1", "0"]] * 3, [1, 1, 1], ["0", "5"]),
        ([["1", "0"], ["1", "1"]], [1, 1], ["0", "-7"]),
        ([["1000", "0"], ["1000", "1"], ["-1", "1/1000"]], [1, 1, 0], ["3", "3"]),
        ([["1", "1/100"], ["-1", "1/100"]], [1, 1], ["100", "-1"]),
    ):
        assert tends({**base, "x": x, "y": y, "start": start}).holds is True
