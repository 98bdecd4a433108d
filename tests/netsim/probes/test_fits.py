"""Power laws with a known exponent."""

import numpy as np

from netsim.probes.fits import power_law


def test_a_random_walk_has_exponent_one_half():
    steps = np.random.default_rng(0).standard_normal((100, 20, 300))
    found = power_law((steps.cumsum(0) ** 2).sum(1), seed=0)
    assert found["interval"][0] < 0.5 < found["interval"][1]
    assert found["interval"][1] - found["interval"][0] < 0.05
    assert abs(found["constant"] / np.sqrt(20) - 1) < 0.05


def test_straight_lines_have_exponent_one_and_no_width():
    found = power_law(np.outer(np.arange(1.0, 51) ** 2, [9.0, 9.0, 9.0]), seed=1)
    assert abs(found["exponent"] - 1) < 1e-12
    assert np.ptp(found["interval"]) < 1e-12


def test_the_same_seed_gives_the_same_interval():
    squares = np.random.default_rng(3).random((10, 5)) + 1
    assert power_law(squares, seed=1) == power_law(squares, seed=1)
    assert power_law(squares, seed=1)["interval"] != power_law(squares, seed=2)["interval"]
