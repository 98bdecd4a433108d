"""Balls hold what they should: beside rational numbers, and beside python-flint at 3,000 bits."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from verify.audit.rank.arithmetic import Unprovable
from verify.audit.rank.balls import Balls, RealBalls


def exact(array):
    return [Fraction(float(v)) for v in np.ravel(array)]


def holds(balls, values):
    """Whether each ball holds the rational number."""
    middles, radii = exact(balls.middle), exact(balls.spread)
    return all(abs(v - m) <= r for v, m, r in zip(values, middles, radii, strict=True))


def draw(rng, *shape):
    """Balls, and a point in each."""
    middle = rng.standard_normal(shape) * 10.0 ** rng.integers(-3, 4, shape)
    radius = abs(middle) * 10.0 ** rng.integers(-16, -1, shape) * (rng.random() < 0.7)
    eighths = rng.integers(-8, 9, middle.size)
    point = [m + r * Fraction(int(k), 8) for m, r, k in zip(exact(middle), exact(radius), eighths, strict=True)]
    return Balls(middle, radius if radius.any() else None), np.array(point, dtype=object).reshape(shape)


@given(st.integers(0, 10**6))
def test_arithmetic(seed):
    rng = np.random.default_rng(seed)
    (a, x), (b, y) = draw(rng, 3, 4), draw(rng, 3, 4)
    (c, z) = draw(rng, 4, 2)
    assert holds(a + b, (x + y).ravel())
    assert holds(a * b, (x * y).ravel())
    assert holds(a @ c, (x @ z).ravel())
    assert holds(a.sum(1), x.sum(axis=1))
    assert holds(a.map(np.transpose), x.T.ravel())
    ring = RealBalls()
    assert holds(ring.join([a, b]), np.concatenate([x, y], axis=1).ravel())
    value, slope = ring.activation({"name": "polynomial", "coefficients": (0.1, -2.0, 0.3)}, a)
    tenth, third = Fraction(0.1), Fraction(0.3)
    assert holds(value, [tenth - 2 * v + third * v * v for v in x.ravel()])
    assert holds(slope, [-2 + 2 * third * v for v in x.ravel()])


@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.01, -0.5, 2.0]))
def test_bent_activations(seed, slope):
    rng = np.random.default_rng(seed)
    a, x = draw(rng, 20)
    a = Balls(a.middle, a.spread + rng.random(20) * (rng.random(20) < 0.3))
    name = {"name": "leaky_relu", "slope": slope} if slope else {"name": "relu"}
    value, rate = RealBalls().activation(name, a)
    factor = Fraction(slope)
    assert holds(value, [v if v > 0 else factor * v for v in x])
    assert holds(rate, [Fraction(1) if v > 0 else factor for v in x])


@pytest.mark.parametrize(
    "options",
    [
        {"name": "tanh"},
        {"name": "sigmoid"},
        {"name": "softplus", "beta": 1.0, "threshold": 20.0},
        {"name": "softplus", "beta": 3.0, "threshold": 1.0},
        {"name": "gelu", "approximate": "none"},
        {"name": "gelu", "approximate": "tanh"},
        {"name": "smoolu"},
    ],
    ids=str,
)
def test_functions(options):
    """Beside their definitions at 3,000 bits, the derivative as a difference quotient of the definition."""
    points = np.array([-800.0, -40.0, -6.0, -1.0, -1e-9, 0.0, 1e-300, 0.3, 0.34, 2.0, 19.0, 21.0, 900.0])
    value, slope = RealBalls().activation(options, Balls(points, np.full(len(points), 1e-12)))
    before, flint.ctx.prec = flint.ctx.prec, 3000

    def function(z):
        if options["name"] == "tanh":
            return (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())
        if options["name"] == "sigmoid":
            return z.exp() / (1 + z.exp())
        if options["name"] == "softplus":
            scaled = z * options["beta"]
            return z if float(scaled.mid()) > options["threshold"] else (1 + scaled.exp()).log() / options["beta"]
        if options["name"] == "smoolu":
            return z * (-1 / z).exp() if z > 0 else flint.arb(0)
        if options["approximate"] == "none":
            return z / 2 * (1 + (z / flint.arb(2).sqrt()).erf())
        return z / 2 * (1 + ((2 / flint.arb.pi()).sqrt() * (z + flint.arb("0.044715") * z**3)).tanh())

    try:
        step = flint.arb(2) ** -200
        for k, point in enumerate(points):
            z = flint.arb(float(point))
            assert abs(function(z) - float(value.middle[k])) <= float(value.radius[k])
            quotient = (function(z + step) - function(z - step)) / (2 * step)
            assert abs(quotient - float(slope.middle[k])) <= float(slope.radius[k]) + 1e-25
            assert slope.radius[k] < 1e-9
    finally:
        flint.ctx.prec = before


def test_a_maximum_must_be_certain():
    ring, none = RealBalls(), np.zeros((1, 3), dtype=bool)
    assert ring.largest(Balls(np.array([[1.0, 3.0, 2.0]]), np.array([[0.1, 0.1, 0.1]])), none).tolist() == [1]
    assert ring.largest(Balls(np.array([[1.0, 3.0, 3.0]])), none).tolist() == [1]  # the first of equal ones
    outside = np.array([[False, True, False]])
    assert ring.largest(Balls(np.array([[-1.0, 0.0, -2.0]])), outside).tolist() == [0]
    with pytest.raises(Unprovable):
        ring.largest(Balls(np.array([[1.0, 3.0, 2.95]]), np.array([[0.1, 0.1, 0.1]])), none)


def test_reciprocals():
    assert holds(RealBalls().reciprocal(9), [Fraction(1, 9)])
