"""Floats and bounds of what they are off by."""

from fractions import Fraction

import numpy as np
from flint import arb, ctx

from verify.audit.zero.enclosures import above, length, nearest, upper


def test_errors_cover_the_balls():
    ctx.prec = 100
    try:
        balls = np.array([[arb(1) / 3, arb(2, 1e-3)], [-arb.pi(), arb(10) ** -400]], dtype=object)
        floats, errors = nearest(balls)
        for ball, middle, error in zip(balls.reshape(-1), floats.reshape(-1), errors.reshape(-1), strict=True):
            assert abs(ball - float(middle)) <= float(error)
            assert abs(ball) <= float(upper(np.array([ball], dtype=object))[0])
        assert errors[0, 0] < 1e-16
        assert 1e-3 <= errors[0, 1] < 1.0001e-3
    finally:
        ctx.prec = 53


def test_lengths_of_any_size():
    for size in (5e-324, 1e-310, 1e-200, 1e-30, 1.0, 1e30, 1e200, 1e307):
        exact = sum(Fraction(value) ** 2 for value in (3 * size, -4 * size))
        assert Fraction(length([3 * size, -4 * size])) ** 2 >= exact
        assert length([3 * size, -4 * size]) <= 5 * size * (1 + 1e-8) + 1e-300
    assert length(np.zeros(4)) == 0
    assert length([]) == 0
    assert np.isinf(length([1.0, np.inf]))
    assert above(0.0) > 0
    assert float(upper(np.array([arb(0), arb(2) ** -5000], dtype=object))[1]) > 0
    assert float(upper(np.array([arb(0)], dtype=object))[0]) == 0
