"""Errors of functions and derivatives: known ones, and a grid."""

# mypy: ignore-errors

import flint
import numpy as np
import pytest

from verify.checks.t3.derivative_bounds import flattened, near
from verify.checks.t3.slope_errors import distance_from_below, measure


@pytest.mark.parametrize("half", [1, 2, 3, 5])
def test_the_distance_of_the_highest_wave(half):
    """(sin θ)^2m = ± 2^(1 − 2m) cos 2mθ + …, whose derivative is 2m 2^(1 − 2m) away from all lower waves."""
    q = flint.fmpq_poly([0] * (2 * half) + [1])
    exact = 2 * half * 2.0 ** (1 - 2 * half)
    found = float(distance_from_below(q, 2 * half))
    assert 0.99 * exact < found <= exact * (1 + 1e-12)
    assert float(distance_from_below(q, 2 * half + 1)) < 1e-30


@pytest.mark.parametrize("m", [6, 16])
def test_a_grid_of_angles(m):
    instance = flattened(m)
    found = measure(instance)
    angles = np.linspace(0, np.pi / 2, 4001)
    top = np.cos(np.pi / m)
    wave = np.cos(m * np.arccos(np.clip(top - (1 + top) * np.sin(angles), -1, 1))) * 10**4
    slopes = np.gradient(wave, angles)
    assert float(found.value.sqrt()) == pytest.approx(np.abs(wave).max(), rel=1e-3)
    assert float(found.slope.sqrt()) == pytest.approx(np.abs(slopes).max(), rel=1e-3)
    assert float(found.distance_at_least) <= float(found.slope.sqrt())


@pytest.mark.parametrize("r", [1, 2, 3])
def test_derivatives_of_waves(r):
    found = measure(near("cosines", 9, r, [1, 2], {8: "3", 11: "1/2"}))
    angles = np.linspace(0, np.pi, 20001)
    value = 3 * np.cos(8 * angles) + np.cos(11 * angles) / 2
    turn = r * np.pi / 2
    slope = 3 * 8**r * np.cos(8 * angles + turn) + 11**r * np.cos(11 * angles + turn) / 2
    assert float(found.value.sqrt()) == pytest.approx(np.abs(value).max(), rel=1e-6)
    assert float(found.slope.sqrt()) == pytest.approx(np.abs(slope).max(), rel=1e-6)
    assert float(found.distance_at_least) == pytest.approx(np.pi / 8 * 11**r)


def test_what_is_no_pair_is_refused():
    with pytest.raises(ValueError, match="n = 1"):
        measure({"form": "cosines", "n": 1, "r": 1, "f": ["1"], "T": ["1", "1"]})
    with pytest.raises(ValueError, match="differentiable"):
        measure({"form": "disc", "n": 3, "r": 1, "f": ["0", "1"], "T": ["0"]})
    with pytest.raises(ValueError, match="degree below"):
        measure({"form": "disc", "n": 3, "r": 1, "f": ["0"], "T": ["0", "1"]})
    with pytest.raises(ValueError, match="r = 2"):
        measure({"form": "disc", "n": 3, "r": 2, "f": ["0"], "T": ["0"]})
