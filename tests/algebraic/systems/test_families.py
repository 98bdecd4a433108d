"""Families against the passes they were recorded from, expanded equations, differences, and their own instances."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from algebraic.networks.network import Network
from algebraic.networks.passes import forward, jacobian
from algebraic.networks.rings import Balls, FloatingPoint, Polynomials
from algebraic.systems.critical import critical_system
from algebraic.systems.families import (
    coefficient_family,
    complex_normal,
    critical_family,
    network_probe,
    zero_error_family,
)
from algebraic.systems.system import PolynomialSystem, zero_error_system
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
    found = family.program({**family.fixed, **_weights(w), **family.by_name(y), **_rates(family, y)})
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
    return {("rate", name): rows for name, rows in family.by_name(p).items()}


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


@pytest.mark.parametrize("name", [name for name, net in NETWORKS.items() if net.num_params % net.output_dim == 0])
@pytest.mark.parametrize("moving_inputs", [False, True])
def test_samples_solve_their_equations(name, moving_inputs):
    net, stream = NETWORKS[name], np.random.default_rng(2)
    num_samples = net.num_params // net.output_dim
    inputs = None if moving_inputs else complex_normal(stream, (num_samples, net.input_dim))
    family = zero_error_family(net, inputs, num_samples)
    w, p = family.sample(stream, 4)
    assert p.shape == (family.num_parameters, 4)
    scale = 1 + abs(p).max()
    assert abs(family.evaluate(w, p, p)[0]).max() < 1e-9 * scale
    assert abs(family.evaluate(w, p + 1, p)[0]).max() > 1e-3  # other data have other solutions


def test_on_a_support_the_other_weights_are_zero():
    net = Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False)
    stream, support = np.random.default_rng(0), [0, 3, 4]
    x = stream.normal(size=(3, 2))
    small, whole = critical_family(net, x, support), critical_family(net, x, range(net.num_params))
    w, p = small.sample(stream, 2)
    assert abs(small.evaluate(w, p, p)[0]).max() < 1e-12
    full = np.zeros((net.num_params, 2), dtype=complex)
    full[support] = w
    ridge = np.zeros_like(full)
    ridge[support] = p[: len(support)]
    residuals = whole.evaluate(full, np.concatenate([ridge, p[len(support) :]]), np.concatenate([ridge, p[3:]]))[0]
    assert abs(residuals[support]).max() < 1e-12
    np.testing.assert_allclose(small.probe(w), whole.probe(full))


def test_a_probe_tells_functions_apart_and_no_symmetric_weights():
    net = Network.dense([1, 2, 1], "z**2", hidden_bias=False, output_bias=False)
    probe = network_probe(net)
    w = np.array([[2.0], [3.0], [5.0], [7.0]])
    same = [w[[1, 0, 3, 2]], w * [[-1], [1], [1], [1]]]  # units exchanged; a change of sign
    assert all(np.allclose(probe(w), probe(other)) for other in same)
    assert not np.allclose(probe(w), probe(w[[0, 1, 3, 2]]))


def test_the_same_family_over_balls():
    net = Network.dense([1, 1], "z**3+z", output_bias=False, output_activation=True)
    ring = Balls(flint.acb)
    inputs = np.array([[Fraction(1, 3)]], dtype=object)
    family = zero_error_family(net, inputs, 1).over(ring.array, ring.constant)
    w, p = ring.array([[3]]), ring.array([[2]])
    residuals, slopes, _ = family.evaluate(w, p, p)
    assert residuals[0, 0].contains(0)  # z = 1: 1 + 1 = 2
    assert abs(slopes[0, 0, 0] - flint.acb(4) / 3) < 1e-12  # (3 z² + 1) x


def test_high_powers_overflow_in_silence_and_make_no_false_instance():
    [x] = Polynomials(("x",)).variables
    family, _ = coefficient_family(PolynomialSystem(("x",), (x**1000 - 3,)))
    w, p = family.sample(np.random.default_rng(0), 200)
    residuals, _, _ = family.evaluate(w, p, p)
    high = abs(w[0]) > 2  # |x|^1000 is no number of floating point
    assert high.any()
    assert not np.isfinite(residuals[0, high]).any()
    squares_overflow = (abs(w[0]) > 1.45) & (abs(w[0]) < 2)
    assert squares_overflow.any()
    assert (abs(residuals[0, squares_overflow]) < 1e-9 * abs(w[0, squares_overflow]) ** 1000).all()
