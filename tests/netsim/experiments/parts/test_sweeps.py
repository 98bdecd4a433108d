"""Intervals against SciPy, decisions in all three values."""

import numpy as np
import pytest
from scipy import stats

from netsim.experiments.parts.sweeps import (
    decide_above,
    decide_not_above,
    decide_zero_errors,
    difference_interval,
    has_diverged,
    mean_interval,
    notes_of,
    still_falling,
)

A, B = np.array([0.2, 0.3, 0.25, 0.22]), np.array([0.5, 0.7, 0.4])


def cell(train_error=(0.0, 0.0), train_loss=(0.1, 0.1), before=(0.1, 0.1), test_loss=(1.0, 1.0)):
    return {"train_error": train_error, "train_loss": train_loss, "loss_before": before, "test_loss": test_loss}


def test_intervals_are_those_of_scipy():
    expected = stats.ttest_1samp(A, 0).confidence_interval(0.95)
    assert mean_interval(A) == pytest.approx((A.mean(), expected.low, expected.high))
    expected = stats.ttest_ind(A, B, equal_var=False).confidence_interval(0.95)
    assert difference_interval(A, B) == pytest.approx((A.mean() - B.mean(), expected.low, expected.high))


def test_one_model_decides_nothing_and_equal_ones_exactly():
    assert mean_interval(A[:1])[1:] == (-np.inf, np.inf)
    assert difference_interval(A[:1], B)[1:] == (-np.inf, np.inf)
    assert difference_interval(np.array([0.5, 0.5]), np.array([0.25, 0.25])) == (0.25, 0.25, 0.25)


@pytest.mark.parametrize(
    ("interval", "above", "not_above"),
    [
        ((0.3, 0.2, 0.4), "agrees", "contradicts"),
        ((0.0, -0.1, 0.1), "contradicts", "agrees"),
        ((0.1, 0.0, 0.2), "undecided", "undecided"),
    ],
)
def test_an_interval_is_above_below_or_neither(interval, above, not_above):
    assert decide_above(interval, 0.1, {}).outcome == above
    assert decide_not_above(interval, 0.1, {}).outcome == not_above


def test_zero_errors_in_three_values():
    assert decide_zero_errors([cell(), cell()], {}).outcome == "agrees"
    assert decide_zero_errors([cell(), cell((0.0, 0.1))], {}).outcome == "contradicts"
    assert decide_zero_errors([cell(), cell((0.0, 0.1), before=(0.1, 0.2))], {}).outcome == "undecided"


def test_a_model_that_diverged_is_counted_also_as_text():
    assert has_diverged([cell()], {}) is None
    outcome = has_diverged([cell(train_loss=("nan", 0.1)), cell(test_loss=(1.0, "inf"))], {})
    assert outcome.outcome == "undecided"
    assert outcome.measured["diverged"] == 2


def test_a_model_that_blew_up_and_stayed_finite_is_counted_and_noted():
    cells = {"narrow": cell(train_loss=(0.9, 3e13)), "wide": cell()}
    assert has_diverged(list(cells.values()), {}).measured["diverged"] == 1
    assert notes_of(cells) == ["narrow: models [1] diverged or blew up"]


def test_falling_means_two_per_cent():
    assert still_falling(cell(train_loss=(0.97, 1.0), before=(1.0, 1.0)))
    assert not still_falling(cell(train_loss=(0.99, 1.0), before=(1.0, 1.0)))
