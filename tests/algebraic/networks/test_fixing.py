"""Weights that are fixed to numbers: the same function, without these parameters."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic.networks import (
    Network,
    Rationals,
    finite_symmetries,
    forward,
    jacobian,
    lightning_attention,
    network_from_plain,
    plain_network,
)
from algebraic.networks.builder import Builder
from algebraic.shell.errors import WrongInput
from tests.networks import every_kind_of_layer


@pytest.mark.parametrize("kind", every_kind_of_layer())
def test_the_other_weights_do_what_they_did(kind):
    network = every_kind_of_layer()[kind]
    ring, stream = Rationals(), np.random.default_rng(1)
    weights = [Fraction(int(a), int(b)) for a, b in stream.integers(1, 9, (network.num_params, 2))]
    inputs = ring.array(stream.integers(-5, 6, (2, network.input_dim)))
    chosen = [0, network.num_params - 1]
    fewer = network.fix({network.parameter_names[k]: weights[k] for k in chosen})
    kept = [k for k in range(network.num_params) if k not in chosen]
    assert fewer.parameter_names == tuple(network.parameter_names[k] for k in kept)
    rest = ring.array([weights[k] for k in kept])
    whole = ring.array(weights)
    assert (forward(fewer, ring, rest, inputs).output == forward(network, ring, whole, inputs).output).all()
    assert (jacobian(fewer, ring, rest, inputs) == jacobian(network, ring, whole, inputs)[:, kept]).all()
    assert network_from_plain(plain_network(fewer)) == fewer != network


def test_nothing_fixed_is_the_same_network():
    network = lightning_attention(2, 2, 1)
    assert network.fix({}) == network


def test_another_number_is_another_network():
    network = Network.dense([2, 2, 1], "z**2")
    one, two, text = (network.fix({"w1_1_1": value}) for value in (1, 2, "1"))
    assert one != two
    assert one == text
    assert not one.is_dense
    assert finite_symmetries(one).order == 1
    assert one.fix({"b1_1": 0}) == network.fix({"b1_1": 0, "w1_1_1": 1})


def test_numbers_as_labels():
    builder = Builder(2)
    builder.graph(1, [(0, 0, "a"), (0, 1, "1/2"), (0, 0, 1, -1)], biases={0: 0.25})
    network = builder.network()
    assert network.parameter_names == ("a",)
    assert network([3], [2, 4]).tolist() == [6 + 2 - 8 + 0.25]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"w9": 1}, "no weight 'w9'.*w1_1_1"),
        ({"w1_1_1": "one"}, "'one'"),
        ({"w1_1_1": float("nan")}, "nan"),
        ({"w1_1_1": True}, "True"),
        ({"w1_1_1": None}, "None"),
        (["w1_1_1"], "a number for each name"),
    ],
)
def test_what_cannot_be_fixed_is_named(values, named):
    with pytest.raises(WrongInput, match=named):
        Network.dense([2, 1]).fix(values)


def test_a_label_that_is_no_name_and_no_number():
    with pytest.raises(WrongInput, match="not a name or a number"):
        Builder(1).graph(1, [(0, 0, "a b")])
