"""One forward and one reverse pass, many rings: all of them agree on every kind of layer."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from algebraic.networks.passes import forward, jacobian, reverse
from algebraic.networks.rings import Balls, FloatingPoint, Polynomials, PrimeField, Rationals, Symbols
from algebraic.shell.exact import as_fraction
from tests.networks import every_kind_of_layer
from tests.reference import slow

KINDS = every_kind_of_layer()
PRIME = 1_000_003


@pytest.fixture(params=KINDS, ids=str)
def case(request):
    network = KINDS[request.param]
    stream = np.random.default_rng(7)
    weights = [Fraction(int(a), int(b)) for a, b in stream.integers(1, 9, (network.num_params, 2))]
    inputs = [[Fraction(int(a)) for a in row] for row in stream.integers(-5, 6, (3, network.input_dim))]
    return network, weights, inputs


def modulo(value):
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def test_forward_agrees_over_all_rings(case):
    network, weights, inputs = case
    expected = [slow.network_value(network, weights, x) for x in inputs]
    rational = Rationals()
    exact = forward(network, rational, rational.array(weights), rational.array(inputs)).output
    assert [[as_fraction(v) for v in row] for row in exact] == expected
    field = PrimeField(PRIME)
    modular = forward(network, field, field.array(weights), field.array(inputs)).output
    assert modular.tolist() == [[modulo(v) for v in row] for row in expected]
    for ring in (Polynomials(network.parameter_names), Symbols(network.parameter_names)):
        symbolic = forward(network, ring, ring.variables, ring.array(inputs)).output
        for row, values in zip(symbolic, expected, strict=True):
            for entry, value in zip(row, values, strict=True):
                if isinstance(ring, Symbols):
                    pairs = zip(ring.variables, weights, strict=True)
                    found = entry.subs({s: ring.constant(w) for s, w in pairs})
                    assert Fraction(int(found.p), int(found.q)) == value
                else:
                    assert as_fraction(entry(*rational.array(weights))) == value


def test_reverse_agrees_over_all_rings_and_with_derivatives(case):
    network, weights, inputs = case
    polynomials = Polynomials(network.parameter_names)
    outputs = forward(network, polynomials, polynomials.variables, polynomials.array(inputs)).output.ravel()
    by_derivative = [[p.derivative(k) for k in range(network.num_params)] for p in outputs]
    assert jacobian(network, polynomials, polynomials.variables, polynomials.array(inputs)).tolist() == by_derivative
    rational, field = Rationals(), PrimeField(PRIME)
    point = rational.array(weights)
    expected = [[as_fraction(d(*point)) for d in row] for row in by_derivative]
    exact = jacobian(network, rational, point, rational.array(inputs))
    assert [[as_fraction(v) for v in row] for row in exact] == expected
    modular = jacobian(network, field, field.array(weights), field.array(inputs))
    assert modular.tolist() == [[modulo(v) for v in row] for row in expected]
    symbols = Symbols(network.parameter_names)
    symbolic = jacobian(network, symbols, symbols.variables, symbols.array(inputs))
    values = {s: symbols.constant(w) for s, w in zip(symbols.variables, weights, strict=True)}
    found = [[entry.subs(values) for entry in row] for row in symbolic]
    assert [[Fraction(int(v.p), int(v.q)) for v in row] for row in found] == expected


@pytest.mark.parametrize("kind", [flint.arb, flint.acb])
def test_balls_contain_and_floats_approach_the_exact_values(case, kind):
    network, weights, inputs = case
    rational, balls, floats = Rationals(), Balls(kind), FloatingPoint(complex if kind is flint.acb else float)
    exact = jacobian(network, rational, rational.array(weights), rational.array(inputs))
    enclosed = jacobian(network, balls, balls.array(weights), balls.array(inputs))
    for ball, value in zip(enclosed.ravel(), exact.ravel(), strict=True):
        with flint.ctx.workprec(500):  # the comparison rounds the exact value, too
            assert ball.contains(kind(value))
        assert float(ball.real.rad() if kind is flint.acb else ball.rad()) < 1e-9 * (1 + abs(float(as_fraction(value))))
    rounded = jacobian(network, floats, floats.array(weights), floats.array(inputs))
    wanted = np.array([[float(as_fraction(v)) for v in row] for row in exact])
    assert rounded.dtype == floats.dtype
    np.testing.assert_allclose(rounded, wanted, rtol=1e-9, atol=1e-9 * abs(wanted).max())


@pytest.mark.parametrize("how_many", [0, 1, 3, None])
def test_derivatives_by_some_parameters_are_columns_of_the_jacobian(case, how_many):
    network, weights, inputs = case
    columns = np.random.default_rng(how_many).permutation(network.num_params)[:how_many]
    for ring in (Rationals(), PrimeField(PRIME)):
        point, x = ring.array(weights), ring.array(inputs)
        found = jacobian(network, ring, point, x, columns)
        assert found.tolist() == jacobian(network, ring, point, x)[:, columns].tolist()


def test_reverse_combines_gradients(case):
    network, weights, inputs = case
    ring = Rationals()
    point, x = ring.array(weights), ring.array(inputs)
    cotangents = ring.array(np.arange(1, 1 + 3 * 2 * network.output_dim).reshape(3, 2, network.output_dim))
    combined = reverse(network, ring, point, forward(network, ring, point, x), cotangents)
    rows = jacobian(network, ring, point, x).reshape(3, network.output_dim, network.num_params)
    for sample in range(3):
        assert (combined[sample] == cotangents[sample] @ rows[sample]).all()
