"""Activations in balls hold what many digits give; bounds of second derivatives hold everywhere."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_series, ctx

from verify.audit.zero.layers import Layer
from verify.audit.zero.rings import Balls, Floats, Unsteady, second_slopes

OPTIONS = {
    "tanh": (),
    "sigmoid": (),
    "softplus": (Fraction(2), Fraction(20)),
    "gelu": (),
    "gelu_tanh": (),
    "relu": (),
    "leaky_relu": (Fraction(1, 4),),
    "polynomial": (Fraction(1, 3), Fraction(0), Fraction(-2), Fraction(5)),
}


def series(name, z):
    """Taylor coefficients around z, by other formulas than those under test."""
    x = arb_series([z, 1], 4)
    one = arb_series([1], 4)
    if name == "tanh":
        return one - 2 / ((2 * x).exp() + 1)
    if name == "sigmoid":
        return one - one / (x.exp() + 1)
    if name == "softplus":
        return (1 + (2 * x).exp()).log() / 2
    if name == "gelu":
        return x * (x * (-arb(1) / arb(2).sqrt())).erfc() / 2
    inner = (2 / arb.pi()).sqrt() * (x + x * x * x * arb(44715) / 1000000)
    return x * (one - one / ((2 * inner).exp() + 1))


@pytest.mark.parametrize("name", OPTIONS)
def test_floats_lie_in_balls_and_slopes_are_slopes(name):
    z = np.array([-7.5, -1.25, -1e-3, 0.5, 3.0, 9.0])
    balls = Balls()
    values, slopes = balls.activate(name, OPTIONS[name], balls.numbers(z))
    near, near_slopes = Floats().activate(name, OPTIONS[name], z)
    for n in range(len(z)):
        assert abs(values[n] - near[n]) < 1e-12
        assert abs(slopes[n] - near_slopes[n]) < 1e-12
        if name not in ("relu", "leaky_relu", "polynomial"):
            exact = series(name, z[n])
            assert values[n].overlaps(exact[0])
            assert slopes[n].overlaps(exact[1])


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softplus", "gelu", "gelu_tanh"])
def test_second_derivatives_are_below_their_bound_everywhere(name):
    """On [−10, 10], by halving intervals until the second derivative on one is enclosed below the bound.

    Farther out each is at most a polynomial times e^(−|z|), below a hundredth of its bound.
    """
    bound = float(second_slopes(Layer("activation", (0,), 1, name=name, options=OPTIONS[name]), np.ones((1, 1)))[0, 0])
    intervals, largest, tried = [(n / 4, (n + 1) / 4) for n in range(-40, 40)], 0.0, 0
    while intervals:
        low, high = intervals.pop()
        tried += 1
        middle, radius = (low + high) / 2, (high - low) / 2 * 1.01
        value = abs(2 * series(name, arb(middle))[2])
        largest = max(largest, float(value.mid()))
        assert value < bound * (1 + 1e-12)
        if not value + radius * abs(6 * series(name, arb(middle, radius))[3]) < bound * (1 + 1e-4):
            assert tried < 20_000
            intervals += [(low, middle), (middle, high)]
    assert largest > 0.99 * bound  # and no bound is far off


def test_polynomials_of_any_size():
    layer = Layer("activation", (0,), 1, name="polynomial", options=OPTIONS["polynomial"])
    found = second_slopes(layer, np.array([[2.0, 1.0]]))
    assert found == pytest.approx(np.array([[64.0, 34.0]]), rel=1e-8)  # 2·2 + 6·5·|z|
    assert (found >= [[64, 34]]).all()


def test_kinks_are_noticed_and_measured():
    balls = Balls()
    balls.activate("relu", (), np.array([arb(2), arb(-0.5), arb(3, 1)], dtype=object))
    assert 0.5 * (1 - 1e-15) <= balls.kink <= 0.5
    for z in (arb(0), arb(0, 1e-9), arb(1e-10, 1e-9)):
        with pytest.raises(Unsteady, match="rectifier"):
            balls.activate("relu", (), np.array([z], dtype=object))
    with pytest.raises(Unsteady, match="softplus"):
        balls.activate("softplus", OPTIONS["softplus"], np.array([arb(10)], dtype=object))


def test_maxima_need_a_lead():
    balls = Balls()
    first, second = arb(1, 0.1), arb(0.5, 0.1)
    assert balls.largest(np.array([[second, first, second]], dtype=object)).tolist() == [1]
    assert 0.29 < balls.kink < 0.3
    with pytest.raises(Unsteady, match="maximum"):
        balls.largest(np.array([[first, arb(1.05, 0.1)]], dtype=object))
    assert balls.largest(np.array([[arb(0), arb(0)]], dtype=object)).tolist() == [0]  # two constants


def test_precision_is_left_as_it_was():
    assert ctx.prec == 53
