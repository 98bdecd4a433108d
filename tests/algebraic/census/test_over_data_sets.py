"""Real counts: parity, the seed, and a search that is not complete."""

from math import comb

import numpy as np
import pytest
from scipy import stats

from algebraic.census.over_data_sets import _summary, real_counts
from algebraic.shell.errors import HypothesesNotMet
from algebraic.tracking.monodromy import Fibre
from tests.networks import SQUARES


@pytest.mark.parametrize("name", ["S1", "S2", "S4"])
def test_real_counts_have_the_parity_of_the_complex_count(name):
    square = next(s for s in SQUARES if s.name == name)
    found = real_counts(square.network, 40, known_bound=square.count)
    assert found.complex_count == square.count
    assert found.data_sets + found.undecided == 40
    assert all((int(value) - square.count) % 2 == 0 and int(value) <= square.count for value in found.histogram)
    assert sum(found.histogram.values()) == found.data_sets
    assert found.min <= found.median <= found.max
    low, high = found.confidence["mean"]
    assert low <= found.mean <= high


def test_real_counts_are_a_function_of_the_seed_alone(monkeypatch):
    square = next(s for s in SQUARES if s.name == "S4")
    once = real_counts(square.network, 30, known_bound=21, seed=5)
    monkeypatch.setattr("algebraic.census.over_data_sets.CHUNK_PATHS", 100)
    again = real_counts(square.network, 30, known_bound=21, seed=5)
    assert (once.histogram, once.data_sets) == (again.histogram, again.data_sets)
    assert real_counts(square.network, 30, known_bound=21, seed=6).histogram != once.histogram


def test_real_counts_refuse_an_incomplete_search(monkeypatch):
    """Generic data have no fewer solutions than any data set: a search that found fewer says so."""
    square = next(s for s in SQUARES if s.name == "S4")
    assert real_counts(square.network, 5, known_bound=21, at_least=21).complex_count == 21
    monkeypatch.setattr("algebraic.tracking.monodromy.ROUND_PATHS", 1)  # one loop at a time, and an early end
    with pytest.raises(HypothesesNotMet, match="at least 21"):
        real_counts(square.network, 5, known_bound=2, at_least=21)


@pytest.mark.parametrize("size", [6, 30, 101])
def test_the_intervals_are_those_of_the_textbook(size):
    """Student's t by scipy's own test; the median by summing binomial probabilities one after the other."""
    counts = np.random.default_rng(size).integers(0, 9, size)
    fibre = Fibre(np.zeros(1), np.zeros((1, 8)), False, 1, finished=True)
    found = _summary(counts, size + 2, fibre, 0, 0)
    low, high = stats.ttest_1samp(counts, 0).confidence_interval(0.95)
    assert found.confidence["mean"] == pytest.approx([low, high])
    ordered = sorted(counts.tolist())
    outside, rank = comb(size, 0) / 2**size, 0  # the probability that fewer than ``rank + 1`` lie below the median
    while outside + comb(size, rank + 1) / 2**size <= 0.025:
        rank += 1
        outside += comb(size, rank) / 2**size
    assert found.confidence["median"] == [ordered[rank], ordered[size - 1 - rank]]
    assert (found.data_sets, found.undecided, sum(found.histogram.values())) == (size, 2, size)
