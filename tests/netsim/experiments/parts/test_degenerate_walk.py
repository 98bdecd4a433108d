"""The walk along degenerate directions against its exact mean, and the law of its constants."""

import numpy as np
import pytest

from netsim.data import polynomial_features, sine_points
from netsim.experiments.parts import degenerate_walk


def test_the_walk_has_its_exact_mean():
    """E ‖P Σ u_i‖² = m · N/d for unit vectors u_i in d dimensions and a null space of dimension N."""
    features = polynomial_features(sine_points(9, "chebyshev")[0], 30)
    squares = degenerate_walk.random_walk(features, steps=20, seed=0, walks=2000)["squares"]
    expected = np.arange(1, 21) * 22 / 31
    error = squares.std(1) / np.sqrt(2000)
    assert np.all(abs(squares.mean(1) - expected) < 4 * error)


def test_the_constants_of_planted_walks():
    """Squares of exactly m·N/d: every exponent of m is 1/2, and the constants are √(N/d)."""
    problems = [np.ones((3, size)) for size in (5, 9, 33)]
    found = [{"squares": np.outer(np.arange(1, 11) * (n - 3) / n, np.ones(4))} for n in (5, 9, 33)]
    laws = degenerate_walk.laws_of(problems, found, seed=0)
    assert laws["nullity"].tolist() == [2, 6, 30]
    assert [fit["exponent"] for fit in laws["fits"]] == pytest.approx([0.5] * 3)
    assert [fit["constant"] for fit in laws["fits"]] == pytest.approx(laws["expected_constant"].tolist())
    assert laws["constant_interval"] == pytest.approx([laws["constant_exponent"]] * 2)
    calls = degenerate_walk.walk_calls(problems, steps=2, seed=0, walks=3)
    assert [call()["squares"].shape for call in calls] == [(2, 3)] * 3
