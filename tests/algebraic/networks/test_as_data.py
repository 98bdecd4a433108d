"""Networks as plain data and back: through JSON, with the same values; and data that describe none."""

import json

import numpy as np
import pytest

from algebraic.networks.as_data import describe_graph, network_from_graph
from algebraic.networks.network import Network
from algebraic.networks.passes import forward
from algebraic.networks.rings import PrimeField
from algebraic.shell.errors import WrongInput
from tests.networks import every_kind_of_layer

KINDS = every_kind_of_layer()


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_comes_back_with_the_same_values(kind):
    network, ring, stream = KINDS[kind], PrimeField(10_007), np.random.default_rng(0)
    document = json.loads(json.dumps(describe_graph(network)))
    back = network_from_graph(document)
    assert describe_graph(back) == document
    assert (back.widths, back.num_params) == (network.widths, network.num_params)
    weights, inputs = stream.integers(0, 10_007, network.num_params), stream.integers(0, 9, (3, network.input_dim))
    assert (forward(back, ring, weights, inputs).output == forward(network, ring, weights, inputs).output).all()


def spoiled(change):
    graph = json.loads(json.dumps(describe_graph(Network.dense([2, 1, 1], "z**2"))))
    change(graph)
    return graph


@pytest.mark.parametrize(
    "graph",
    [
        None,
        [],
        {},
        spoiled(lambda g: g.pop("layers")),
        spoiled(lambda g: g.update(input_dim="2")),
        spoiled(lambda g: g.update(num_params=1)),
        spoiled(lambda g: g["layers"][0]["units"][0][0][0].__setitem__(1, 7)),  # a place that is not there yet
        spoiled(lambda g: g["layers"][0]["units"][0].__setitem__(1, 99)),  # no such bias
        spoiled(lambda g: g["layers"][0].update(activation=["x", "1"])),
        spoiled(lambda g: g["layers"][0].update(activation=["1", "1e999999"])),
    ],
)
def test_data_that_describe_no_network(graph):
    with pytest.raises(WrongInput) as caught:
        network_from_graph(graph)
    assert caught.value.exit_code == 2
