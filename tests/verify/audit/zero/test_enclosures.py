"""Floats and bounds of what they are off by."""

import numpy as np
from flint import arb, ctx

from verify.audit.zero.enclosures import nearest, upper


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
