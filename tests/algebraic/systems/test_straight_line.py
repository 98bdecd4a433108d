"""Recorded programs against the passes they were recorded from, and against the expanded equations."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from algebraic.networks.network import Network
from algebraic.networks.passes import forward, jacobian
from algebraic.networks.rings import FloatingPoint
from algebraic.shell.exact import object_array, rationals
from algebraic.systems.critical import critical_system
from algebraic.systems.families import coefficient_family, complex_normal, critical_family, zero_error_family
from algebraic.systems.straight_line import Program, Recorder, Tape
from algebraic.systems.system import zero_error_system
from tests.networks import every_kind_of_layer

NETWORKS = every_kind_of_layer()


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("num_samples", [1, 3])
def test_family_is_the_forward_and_the_reverse_pass(name, num_samples):
    net = NETWORKS[name]
    stream = np.random.default_rng(0)
    x = complex_normal(stream, (num_samples, net.input_dim))
    y = complex_normal(stream, (num_samples * net.output_dim, 1))
    w = complex_normal(stream, (net.num_params, 1))
    family = zero_error_family(net, x, num_samples)
    found = family.program({**family.fixed, **_weights(w), **dict(family._slices(y)), **_rates(family, y)})
    ring = FloatingPoint()
    outputs = forward(net, ring, w[:, 0], x).output - y.reshape(net.output_dim, num_samples).T
    slopes = jacobian(net, ring, w[:, 0], x).reshape(num_samples, net.output_dim, net.num_params)
    for o in range(net.output_dim):
        np.testing.assert_allclose(np.broadcast_to(found[o], (num_samples, 1))[:, 0], outputs[:, o], rtol=1e-12)
        for k in range(net.num_params):
            entry = np.broadcast_to(found[net.output_dim + o * net.num_params + k], (num_samples, 1))[:, 0]
            np.testing.assert_allclose(entry, slopes[:, o, k], rtol=1e-12, atol=1e-14)


def _weights(w):
    return {("w", k): w[k] for k in range(len(w))}


def _rates(family, p):
    return {("rate", name): rows for name, rows in family._slices(p)}


@pytest.mark.parametrize("moving_inputs", [False, True])
def test_rates_are_differences(moving_inputs):
    net = Network.dense([2, 1, 1], "z**3+z", output_bias=False)
    stream = np.random.default_rng(1)
    family = zero_error_family(net, None if moving_inputs else complex_normal(stream, (4, 2)), 4)
    w, p = family.sample(stream, 5)
    assert abs(family.evaluate(w, p, p)[0]).max() < 1e-12  # samples are solved instances
    dp = complex_normal(stream, p.shape)
    h = 1e-6
    difference = family.evaluate(w, p + h * dp, dp)[0] - family.evaluate(w, p - h * dp, dp)[0]
    np.testing.assert_allclose(family.evaluate(w, p, dp)[2], difference / (2 * h), rtol=1e-7)


@pytest.mark.parametrize("activation", ["z", "z**2+z", "z**3/3+z-1"])
def test_critical_family_is_the_gradient_and_the_hessian(activation):
    net = Network.dense([1, 2, 1], activation)
    inputs, targets, ridge = [[1], [-2], [3]], [[2], [0], [5]], [Fraction(k + 1, 3) for k in range(net.num_params)]
    system = critical_system(net, inputs, targets, ridge=ridge)
    family = critical_family(net, np.array(inputs, dtype=float), range(net.num_params))
    point = [Fraction(k - 2, 5) for k in range(net.num_params)]
    w = np.array(point, dtype=float)[:, None]
    p = np.array([float(v) for v in [*ridge, *np.ravel(targets)]])[:, None]
    gradient, hessian, _ = family.evaluate(w, p, p)
    exact = [flint.fmpq(v.numerator, v.denominator) for v in point]
    for i, polynomial in enumerate(system.polynomials):
        assert gradient[i, 0] == pytest.approx(float(Fraction(str(polynomial(*exact)))), rel=1e-12, abs=1e-12)
        for k, name in enumerate(system.names):
            slope = float(Fraction(str(polynomial.derivative(name)(*exact))))
            assert hessian[0, i, k] == pytest.approx(slope, rel=1e-12, abs=1e-12)
    with pytest.raises(KeyError):  # a program says what it misses
        family.program({})


def test_a_sum_over_samples_counts_what_is_the_same_for_all():
    tape = Tape(num_samples=7)
    b, x = tape.input("b"), tape.input("x", sampled=True)
    total = tape.sum(x + b)
    [slope] = tape.derivative([total], {b.index: tape.one})
    assert Program(tape, [slope, tape.sum(b)])({"b": 2.0}) == [7.0, 14.0]


def test_coefficient_family_holds_the_system():
    net = Network.dense([2, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    system = zero_error_system(net, [[1, 2], [3, -1], [2, 5]], [[1], [2], [3]])
    family, own = coefficient_family(system)
    w, p = family.sample(np.random.default_rng(0), 4)
    assert abs(family.evaluate(w, p, p)[0]).max() < 1e-12
    point = [flint.fmpq(2), flint.fmpq(-1), flint.fmpq(1, 2)]
    values = family.evaluate(np.array([[2.0], [-1.0], [0.5]]), own[:, None], own[:, None])[0][:, 0]
    exact = [float(Fraction(str(polynomial(*point)))) for polynomial in system.polynomials]
    scales = [max(abs(float(Fraction(str(c)))) for _, c in p.terms()) for p in system.polynomials]
    np.testing.assert_allclose(values, np.array(exact) / scales, rtol=1e-12)


def test_nothing_is_recorded_twice():
    tape = Tape()
    x, y = tape.input("x"), tape.input("y")
    assert (x * y).index == (y * x).index
    assert (x + tape.zero).index == x.index
    assert (x * tape.zero).index == tape.zero.index
    assert (x * tape.one).index == x.index
    ring = Recorder(tape)
    z = ring.polynomial([Fraction(0), Fraction(0), Fraction(1)], object_array([x]))
    assert z[0].index == (x * x).index


def test_programs_take_exact_constants():
    tape = Tape()
    third = tape.constant(Fraction(1, 3)) * tape.input("x")
    assert Program(tape, [third])({"x": Fraction(3)}, constant=lambda value: value) == [Fraction(1)]
    assert rationals([[1]]).dtype == object
