"""Constants, beside sums and integrals by other means."""

from math import pi, sqrt

import numpy as np
import pytest

from verify.reproduce.constants import absolute_value_error, kac_real_roots


@pytest.mark.parametrize("degree", [2, 7])
def test_the_mean_of_real_roots_by_counting(degree):
    """Sign changes and roots of random polynomials; five standard errors of 4,000 draws."""
    drawn = np.random.default_rng(0).standard_normal((4_000, degree + 1))
    counts = [np.sum(np.abs(np.roots(row).imag) < 1e-9) for row in drawn]
    found = kac_real_roots(degree)
    assert abs(float(found.low) - np.mean(counts)) < 5 * np.std(counts) / sqrt(len(counts))
    assert found.high - found.low < 1e-12


def test_kac_by_a_sum_over_the_printed_density():
    """Kac's own formula, by the midpoint rule: 4/π ∫_0^1 √(1/(1−t²)² − (n+1)² t^2n / (1−t^(2n+2))²) dt."""
    n, steps = 3, 20_000
    t = (np.arange(steps) + 0.5) / steps
    inside = 1 / (1 - t**2) ** 2 - (n + 1) ** 2 * t ** (2 * n) / (1 - t ** (2 * n + 2)) ** 2
    assert float(kac_real_roots(n).low) == pytest.approx(4 / pi * np.mean(np.sqrt(inside)), abs=1e-6)


def test_the_absolute_value_by_hand():
    """x² + 1/8 is the best quadratic: its error 1/8 alternates at −1, −½, 0, ½, 1."""
    found = absolute_value_error(2)
    assert found.low <= 1 / 8 <= found.high
    assert found.high - found.low < 1e-9
