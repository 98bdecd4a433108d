"""Numbers a + εb: their arithmetic is that of values and derivatives, and the balls contain exact results."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from verify.audit import Balls, Unprovable
from verify.curvature.duals import Dual, DualBalls

NUMBERS = st.floats(-100, 100).map(lambda x: round(x, 3))


def dual(a, b):
    return Dual(Balls(np.array([[a]])), Balls(np.array([[b]])))


def contains(ball, exact):
    return abs(Fraction(float(ball.middle.ravel()[0])) - exact) <= Fraction(float(ball.spread.ravel()[0]))


@settings(max_examples=50, deadline=None)
@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_products_and_sums(a, b, c, d):
    fa, fb, fc, fd = map(Fraction, (a, b, c, d))
    one, other = dual(a, b), dual(c, d)
    for found in (one * other, one @ other):
        assert contains(found.value, fa * fc)
        assert contains(found.change, fa * fd + fb * fc)
    total = (one + other).sum(0)
    assert contains(total.value, fa + fc)
    assert contains(total.change, fb + fd)


def test_what_does_not_move_has_no_change():
    ring = DualBalls()
    fixed = ring.lift(np.ones((2, 3)))
    assert (fixed * fixed).change is None
    moving = Dual(Balls(np.ones((1, 3))), Balls(np.ones((1, 3))))
    assert (fixed + moving).change.shape == (2, 3)
    assert (fixed * moving).change.middle.tolist() == [[1.0] * 3] * 2
    joined = ring.join([fixed, Dual(Balls(np.ones((2, 1))), Balls(np.ones((2, 1))))])
    assert joined.change.middle.tolist() == [[0, 0, 0, 1]] * 2


def test_an_activation_is_enclosed_once():
    ring = DualBalls()
    z = dual(0.5, 2.0)
    value, slope = ring.activation({"name": "tanh"}, z)
    bend = -2 * np.tanh(0.5) / np.cosh(0.5) ** 2
    assert np.isclose(value.change.middle, 2 / np.cosh(0.5) ** 2)
    assert np.isclose(slope.change.middle, 2 * bend)
    ring.again()
    assert ring.activation({"name": "tanh"}, z)[0].value is value.value
    assert len(ring.known) == 1


def test_maxima_are_not_enclosed():
    with pytest.raises(Unprovable):
        DualBalls().largest(dual(1, 1), np.zeros(1))
