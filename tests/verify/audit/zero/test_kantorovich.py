"""What follows from the bounds, against the numbers of the theorem."""

import math
from fractions import Fraction

import pytest

from verify.audit.zero.kantorovich import LEAST_BALL, follow


@pytest.mark.parametrize("residual", [1e-30, 1e-3, 0.0624])
def test_every_number_is_rounded_up(residual):
    bounds = follow(0.5, residual, 2.0, 4.0, 1e-9)
    eta = 2 * Fraction(residual)
    h = 4 * eta
    assert Fraction(bounds.beta) >= 2
    assert Fraction(bounds.eta) >= eta
    assert Fraction(bounds.h) >= h
    t = float(2 * eta) / (1 + math.sqrt(1 - 2 * float(h)))
    assert 4 * t + 1e-9 <= bounds.radius <= (4 * t + 1e-9) * (1 + 1e-4)
    assert bounds.ball == max(2 * bounds.eta, LEAST_BALL)


def test_no_radius_from_one_half_on():
    assert math.isnan(follow(0.5, 0.125, 1.0, 1.0, 0.0).radius)  # h = ½
    assert math.isnan(follow(0.0, 0.125, 0.0, 1.0, 0.0).radius)
    assert follow(0.5, 0.0, 1.0, 1.0, 0.0).radius == 0


def test_a_residual_is_never_lost():
    """1e-290 / 1e40 is no float, and the zero is not at the weights for all that."""
    bounds = follow(1e40, 1e-290, 1.0, 1.0, 0.0)
    assert bounds.eta > 0
    assert bounds.radius > 0
