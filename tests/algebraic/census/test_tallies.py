"""What a tally says, by other arithmetic."""

from collections import Counter
from math import comb

import numpy as np
import pytest
from scipy import stats

from algebraic.census.tallies import Tally


@pytest.mark.parametrize("size", [6, 30, 101])
def test_the_intervals_are_those_of_the_textbook(size):
    """Student's t by scipy's own test; the median by summing binomial probabilities one after the other."""
    counts = np.random.default_rng(size).integers(0, 9, size)
    found = Tally(0, size + 2, Counter(counts.tolist()), 8, True, 0).summary()
    low, high = stats.ttest_1samp(counts, 0).confidence_interval(0.95)
    assert found.confidence["mean"] == pytest.approx([low, high])
    ordered = sorted(counts.tolist())
    outside, rank = comb(size, 0) / 2**size, 0  # the probability that fewer than ``rank + 1`` lie below the median
    while outside + comb(size, rank + 1) / 2**size <= 0.025:
        rank += 1
        outside += comb(size, rank) / 2**size
    assert found.confidence["median"] == [ordered[rank], ordered[size - 1 - rank]]
    assert (found.data_sets, found.undecided, sum(found.histogram.values())) == (size, 2, size)
