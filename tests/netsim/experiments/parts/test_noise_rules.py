"""What noise does to the loss, each way."""

import numpy as np
import pytest
from scipy.stats import binomtest

from netsim.experiments.parts.noise_rules import almost_never_lower, larger_raises, share_interval


@pytest.mark.parametrize(("lowered", "draws"), [(0, 30), (3, 30), (30, 30), (1, 1)])
def test_the_interval_is_that_of_clopper_and_pearson(lowered, draws):
    known = binomtest(lowered, draws).proportion_ci(0.95)
    assert share_interval(lowered, draws) == pytest.approx((lowered / draws, known.low, known.high))


def test_of_no_draws_nothing_is_known():
    share, *ends = share_interval(0, 0)
    assert np.isnan(share)
    assert ends == [0.0, 1.0]


@pytest.mark.parametrize(
    ("by_scale", "outcome"),
    [
        ({0.1: (0, 100), 1.0: (0, 100)}, "agrees"),
        ({0.1: (20, 100), 1.0: (0, 100)}, "contradicts"),
        ({0.1: (0, 10)}, "undecided"),
        ({0.1: (0, 0)}, "undecided"),
        ({}, "undecided"),
    ],
)
def test_almost_never(by_scale, outcome):
    assert almost_never_lower(by_scale, {}).outcome == outcome


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ({"a": [(1.0, 0.5, 1.5)], "b": [(1.0, 0.5, 1.5)]}, "agrees"),
        ({"a": [(1.0, 0.5, 1.5)], "b": [(-1.0, -1.5, -0.5)]}, "contradicts"),
        ({"a": [(1.0, -0.5, 1.5)]}, "undecided"),
        ({"a": [(np.nan, np.nan, np.nan)]}, "undecided"),
        ({"a": [(1.0, -np.inf, np.inf)]}, "undecided"),  # of one draw
        ({"a": []}, "undecided"),
        ({}, "undecided"),
    ],
)
def test_larger_raises(steps, outcome):
    assert larger_raises(steps, {}).outcome == outcome
