"""What is known of functions of W_γ: waves, and a series, on a grid."""

# mypy: ignore-errors

import numpy as np
import pytest

from verify.checks.t3.smooth_space import constant, known, smooth
from verify.instruments import rational


def test_a_wave():
    """T_9 and P = 0: E_n = 1 for n ≤ 9, and T_9′φ has the norm 9."""
    found = known(smooth(["0"] * 9 + ["1"], None, 1, "2", 1, ["0"]))
    assert (found.finite, found.differentiable, found.zero) == (True, True, False)
    assert float(found.error) == pytest.approx(1)
    assert float(found.slope) == pytest.approx(9)
    assert float(found.plain) == pytest.approx(81)
    assert 64 * 0.78 < float(found.norm) <= 1 + 64  # 2^(2j) at 2^j = 8


@pytest.mark.parametrize("r", [1, 2, 3])
def test_a_series_on_a_grid(r):
    alpha, x = r + 2, np.cos(np.linspace(0.02, np.pi - 0.02, 4001))
    found = known(smooth([], alpha, r, str(alpha), 2, ["0", "1"]))
    wave = np.polynomial.chebyshev.Chebyshev([0, 0, 0, 3.0**-alpha, *[0] * 5, 9.0**-alpha, *[0] * 17, 27.0**-alpha])
    assert float(found.error) <= np.abs(wave(x)).max() + 1e-6
    slopes = np.abs(wave.deriv(r)(x)) * (1 - x**2) ** (r / 2)
    assert slopes.max() <= float(found.slope) <= 1.3 * slopes.max()


def test_which_functions_are_in_the_space():
    for alpha, gamma, finite in ((2, "2", True), (2, "9/4", False), (1, "3", False)):
        assert known(smooth([], alpha, 1, gamma, 1, ["0"])).finite is finite
    assert [known(smooth([], alpha, 2, "3", 1, ["0"])).differentiable for alpha in (1, 2, 3)] == [False, False, True]
    assert known(smooth(["0", "0"], None, 1, "2", 1, ["5"])).zero
    assert float(constant(1, rational("2"))) == pytest.approx(14)


def test_what_is_no_instance():
    with pytest.raises(ValueError, match="degree below"):
        known(smooth(["1"], None, 1, "2", 1, ["1", "1"]))
    with pytest.raises(ValueError, match="r = 0"):
        known(smooth(["1"], None, 0, "2", 1, ["1"]))
