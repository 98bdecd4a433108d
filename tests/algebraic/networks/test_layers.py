"""When two networks are the same."""

from dataclasses import replace

import numpy as np
import pytest

from algebraic import Network
from algebraic.networks import NAMED, Builder, describe_graph, network_from_graph, network_from_plain, plain_network
from algebraic.networks.layers import CHUNK_EDGES, NO_EDGE, Layer
from tests.networks import every_kind_of_layer


@pytest.mark.parametrize("name", every_kind_of_layer())
def test_a_network_is_equal_to_what_its_graph_and_its_plain_form_describe(name):
    network = every_kind_of_layer()[name]
    for again in (network_from_graph(describe_graph(network)), network_from_plain(plain_network(network))):
        assert again == network
        assert len({again, network}) == 1


def test_networks_that_differ_in_one_thing_are_not_equal():
    one = Network.dense([2, 2, 1], "z**2")
    others = [
        Network.dense([2, 2, 1], "z**3"),
        Network.dense([2, 2, 1], "z**2", hidden_bias=False),
        Network.dense([2, 2, 1], "z**2", output_activation=True),
        Network.dense([2, 2, 2], "z**2"),
        Network.dense([3, 2, 1], "z**2"),
        Network(2, one.layers, (*one.parameter_names, "unused")),
        "a text",
    ]
    assert one == Network.dense([2, 2, 1], [[0, 0, 1]])
    assert all(one != other for other in others)
    assert len({one, *others}) == len(others) + 1


def test_labels_that_are_swapped_or_shared_make_another_network():
    one = Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False)
    first = one.layers[0]
    swapped = replace(first, weight_labels=first.weight_labels[:, ::-1])
    shared = replace(first, weight_labels=first.weight_labels[:, [0, 0]])
    assert one != replace(one, layers=(swapped, one.layers[1]))
    assert one != replace(one, layers=(shared, one.layers[1]))


def test_the_order_of_the_edges_and_missing_ones_change_nothing():
    def one_layer(positions, labels):
        return Network(
            2, (Layer(np.array([positions]), np.array([[labels]]), np.array([[NO_EDGE]]), None),), ("a", "b")
        )

    network = one_layer([0, 1], [0, 1])
    assert network == one_layer([1, 0], [1, 0]) == one_layer([1, NO_EDGE, 0, 0], [1, 1, NO_EDGE, 0])
    assert network != one_layer([0, 1], [1, 0])


def test_large_layers_are_looked_at_in_pieces():
    builders = [Builder((60, 60, 8)) for _ in range(2)]
    for builder in builders:
        builder.convolution(20, (3, 3), activation="z**2")
        builder.dense(1)
    first, second = (builder.network() for builder in builders)
    assert first.layers[0].positions.size * 20 > 2 * CHUNK_EDGES
    assert first == second
    last = first.layers[0].positions.copy()
    last[-1, -1] = 0  # the last edges of the last piece
    assert first != replace(first, layers=(replace(first.layers[0], positions=last), first.layers[1]))
    assert NAMED["theory2-cifar"]() == NAMED["theory2-cifar"]()
