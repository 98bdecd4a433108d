"""The identity of the scaling, exactly: f(x; w) of scaled data is the scaled f."""

import numpy as np
import pytest

from algebraic.networks.network import Network
from algebraic.networks.passes import forward
from algebraic.networks.rescaling import scaling
from algebraic.networks.rings import Rationals
from algebraic.shell.exact import rationals
from tests.networks import every_kind_of_layer

KINDS = every_kind_of_layer()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sizes", [(700.0, 0.003), (0.02, 3e5), (1.0, 1.0)])
def test_scaled_weights_solve_scaled_data(kind, sizes):
    network, ring, stream = KINDS[kind], Rationals(), np.random.default_rng(0)
    inputs = sizes[0] * stream.uniform(-1, 1, (3, network.input_dim))
    targets = sizes[1] * stream.uniform(-1, 1, (3, network.output_dim))
    found = scaling(network, inputs, targets)
    weights = stream.integers(-9, 10, network.num_params)
    scaled = forward(network, ring, ring.array(weights), ring.array(rationals(inputs / found.inputs)))  # powers of two
    plain = forward(network, ring, ring.array(rationals(found.units * weights)), ring.array(rationals(inputs)))
    assert (plain.output == scaled.output * int(found.targets * 2**60) / 2**60).all()
    if found.inputs != 1:
        assert 0.5 <= abs(inputs / found.inputs).max() < 1
    if found.targets != 1:
        assert 0.5 <= abs(targets / found.targets).max() < 1


def test_what_the_weights_cannot_take_up_stays():
    skip = KINDS["shared and missing edges"]  # a weight reads an input here and a unit there; the bias is shared
    found = scaling(skip, np.full((1, 3), 100.0), np.full((1, 2), 100.0))
    assert (found.inputs, found.targets) == (1, 1)
    activated = Network.dense([1, 1], "z**2", output_activation=True)
    assert scaling(activated, np.array([[100.0]]), np.array([[100.0]])).targets == 1


def test_zeros_and_huge_numbers_are_left_alone():
    network = Network.dense([1, 1, 1])
    assert scaling(network, np.zeros((1, 1)), np.array([[1e305]])).units.tolist() == [1] * 4
