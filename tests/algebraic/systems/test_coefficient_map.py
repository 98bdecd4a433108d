"""Coefficients of outputs as entries: against the outputs themselves, and a limit."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic.networks import Network
from algebraic.shell import TooLarge
from algebraic.systems import Program, Tape, output_coefficients


@pytest.mark.parametrize(
    ("widths", "activation", "bias"),
    [([2, 2, 2], "z**2+z", True), ([3, 2, 1], "z**3", False), ([2, 2, 2, 1], "z", False)],
)
def test_the_polynomial_is_the_network(widths, activation, bias):
    """Σ c_α x^α is f(x; w), at random weights and inputs."""
    net, tape = Network.dense(widths, activation, hidden_bias=bias, output_bias=bias), Tape()
    found = output_coefficients(net, tape, [tape.input(k) for k in range(net.num_params)])
    stream = np.random.default_rng(0)
    w, x = stream.normal(size=net.num_params), stream.normal(size=net.input_dim)
    values = Program(tape, [each.entry for each in found])(dict(enumerate(w)))
    outputs = np.zeros(net.output_dim)
    for each, value in zip(found, values, strict=True):
        outputs[each.output] += value * np.prod(x ** np.array(each.exponents))
    assert np.allclose(outputs, net(w, x), rtol=1e-12)


def test_the_norm_of_symmetric_tensors():
    """(w·x)^3 is the tensor w ⊗ w ⊗ w, of squared norm |w|^6: without the weights it is another number."""
    net, tape = Network.dense([2, 1, 1], "z**3", hidden_bias=False, output_bias=False), Tape()
    found = output_coefficients(net, tape, [tape.input(k) for k in range(3)])
    values = Program(tape, [each.entry for each in found])({0: 3, 1: 4, 2: 1}, Fraction)
    assert sum(each.frobenius * value**2 for each, value in zip(found, values, strict=True)) == 25**3
    assert sum(value**2 for value in values) != 25**3


def test_too_many_coefficients():
    net, tape = Network.dense([9, 1, 1], "z**5", hidden_bias=False, output_bias=False), Tape()
    with pytest.raises(TooLarge, match="more than 400 coefficients"):
        output_coefficients(net, tape, [tape.input(k) for k in range(net.num_params)])
