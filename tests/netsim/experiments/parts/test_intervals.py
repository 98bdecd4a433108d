"""Intervals against SciPy, decisions in all three values."""

import numpy as np
import pytest
from scipy import stats

from netsim.experiments.parts.intervals import decide_above, decide_not_above, difference_interval, mean_interval

A, B = np.array([0.2, 0.3, 0.25, 0.22]), np.array([0.5, 0.7, 0.4])


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
