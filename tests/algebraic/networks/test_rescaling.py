"""The identity of the scaling, exactly: f(x; w) of the scaled network and data is the scaled f."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic.networks.network import Network
from algebraic.networks.passes import forward
from algebraic.networks.rescaling import scaling
from algebraic.networks.rings import Rationals
from algebraic.shell.errors import TooLarge
from algebraic.shell.exact import rationals
from tests.networks import every_kind_of_layer

KINDS = every_kind_of_layer()
RING = Rationals()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sizes", [(700.0, 0.003), (0.02, 3e5), (1.0, 1.0)])
def test_scaled_weights_solve_scaled_data(kind, sizes):
    network, stream = KINDS[kind], np.random.default_rng(0)
    inputs = rationals(sizes[0] * stream.uniform(-1, 1, (3, network.input_dim)))
    targets = rationals(sizes[1] * stream.uniform(-1, 1, (3, network.output_dim)))
    found = scaling(network, inputs, targets)
    weights = stream.integers(-9, 10, network.num_params)
    scaled = forward(found.network, RING, RING.array(weights), RING.array(inputs / rationals(found.inputs)))
    plain = forward(network, RING, RING.array(rationals(found.units) * weights), RING.array(inputs))
    assert (plain.output == scaled.output * RING.array(rationals([found.targets]))).all()
    x, y = found.data(inputs, targets)
    np.testing.assert_array_equal(x, inputs.astype(float) / found.inputs)
    np.testing.assert_array_equal(y, targets.astype(float) / found.targets)


@pytest.mark.parametrize("widths", [(2, 1, 1), (2, 2, 2), (3, 1, 1, 1)])
def test_data_of_a_dense_network_come_to_the_size_one_input_by_input(widths):
    network, stream = Network.dense(widths), np.random.default_rng(1)
    inputs = stream.uniform(0.5, 1, (4, network.input_dim)) * 10.0 ** np.arange(network.input_dim)
    targets = stream.uniform(0.5, 1, (4, network.output_dim)) * 1e-7
    x, y = scaling(network, inputs, targets).data(rationals(inputs), rationals(targets))
    assert ((abs(x).max(axis=0) >= 0.5) & (abs(x).max(axis=0) < 1)).all()
    assert 0.5 <= abs(y).max() < 1


@pytest.mark.parametrize("factor", [Fraction(10) ** 6, Fraction(1, 10**6), Fraction(2) ** 300])
def test_coefficients_of_activations_come_to_the_size_one(factor):
    """P(z) = z³ + a z has the shape of z³ + z in other units, whatever a is."""
    network = Network.dense([2, 2, 1], f"z**3 + ({factor})*z")
    found = scaling(network, np.ones((2, 2)), np.ones((2, 1)))
    [activation] = found.network.activations
    assert all(Fraction(1, 4) <= abs(c) <= 4 for c in activation.coefficients if c)
    assert found.network.parameter_names == network.parameter_names


def test_the_ridge_decides_what_is_free():
    """Two linear layers can trade a factor, and Λ u² is the same for both then; three terms leave nothing free."""
    ridge = [Fraction(10) ** 9, Fraction(1)]
    free = scaling(
        Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False),
        [[1.0]] * np.ones((1, 1)),
        np.ones((1, 1)),
        ridge,
    )
    assert abs(np.ptp(np.log2(free.ridge(ridge)))) <= 2
    fixed = scaling(
        Network.dense([1, 1, 1], "z**3+z", hidden_bias=False, output_bias=False),
        np.ones((1, 1)),
        np.ones((1, 1)),
        ridge,
    )
    assert fixed.network.activations == Network.dense([1, 1, 1], "z**3+z").activations
    np.testing.assert_allclose(fixed.ridge(ridge), [1e9 / 4 / 4, 1], rtol=1e-14)  # w1 in 1/2, the loss in 2²


def test_what_the_weights_cannot_take_up_stays():
    skip = KINDS["shared and missing edges"]  # a weight reads an input here and a unit there; the bias is shared
    found = scaling(skip, np.full((1, 3), 100.0), np.full((1, 2), 100.0))
    assert np.ptp(np.log2(found.units[:2])) == 0  # the weights of the convolution read the same inputs
    activated = Network.dense([1, 1], "z**2", output_activation=True)
    found = scaling(activated, np.array([[1.0]]), np.array([[4.0**20]]))
    assert abs(np.log2(found.targets) - 41) <= 1
    assert 0.5 <= found.network.activations[0].coefficients[2] <= 2


def test_zeros_are_left_alone_and_what_is_beyond_floats_is_refused():
    network = Network.dense([1, 1, 1], "z")
    assert scaling(network, np.zeros((1, 1)), np.zeros((1, 1))).units.tolist() == [1] * 4
    with pytest.raises(TooLarge, match="beyond the range of floating point"):
        scaling(network, np.ones((1, 1)), rationals([[10**400]]))
