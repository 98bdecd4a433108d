"""Networks as labelled graphs: their shape, their parameters, what is dense, and widths that are refused."""

import numpy as np
import pytest

from algebraic import Network
from algebraic.networks import Rationals, forward
from algebraic.networks.layers import NO_EDGE, Layer
from algebraic.shell.errors import WrongInput
from tests.networks import every_kind_of_layer


@pytest.mark.parametrize("widths", [[], [3], [2, 0, 1], [2, -1], [2, 1.5], [2, True], ["2", 1], "2,1", None, 5])
def test_refuses_widths(widths):
    with pytest.raises(WrongInput) as caught:
        Network.dense(widths)
    assert caught.value.kind == "bad_widths"


def test_one_activation_for_each_activated_layer():
    assert len(Network.dense([1, 1, 1, 1], ["z", "z**2"]).activations) == 2
    assert len(Network.dense([1, 1, 1, 1], ["z", "z**2", "z"], output_activation=True).activations) == 3
    with pytest.raises(WrongInput, match="2 activations for 1"):
        Network.dense([1, 1, 1], ["z", "z**2"])


def test_parameters_are_counted_and_named():
    network = Network.dense([3, 2, 2], output_bias=False)
    assert network.num_params == 3 * 2 + 2 + 2 * 2
    assert len(set(network.parameter_names)) == network.num_params
    assert network.layer_labels(0) + network.layer_labels(1) == list(range(12))


def test_which_networks_are_dense():
    kinds = every_kind_of_layer()
    others = {"shared and missing edges", "tree nodes", "locally connected", "attention", "products and numbers"}
    assert {name for name, network in kinds.items() if not network.is_dense} == others
    layer = Layer(np.array([[0, 1]]), np.array([[[0, 0]]]), np.array([[NO_EDGE]]), None)
    assert not Network(2, (layer,), ("w",)).is_dense  # one weight twice


def test_units_list_every_edge_once():
    network = every_kind_of_layer()["shared and missing edges"]
    assert list(network.layers[0].units()) == [([(0, 0), (1, 1)], 2), ([(0, 1), (1, 2)], 2), ([(0, 2)], 2)]
    assert list(network.layers[1].units()) == [([(3, 3), (4, 4), (5, 5)], NO_EDGE), ([(4, 3), (3, 5)], 6)]
    assert network.widths == (3, 3, 2, 2)
    assert network.offsets == (3, 6, 8)
    assert [network.sources(k) for k in range(3)] == [[0], [1], [0, 2]]
    assert network.layer_labels(2) == [2, 7, 8, 9]


def test_values_are_those_of_the_sum_they_stand_for():
    network = Network.dense([2, 1, 1], "z**2")  # v (w·x + b)² + c
    weights, inputs = [2.0, 3.0, 1.0, 0.5, -1.0], [[1.0, 1.0], [0.0, 2.0]]
    assert network(weights, inputs).tolist() == [[17.0], [23.5]]
    assert network(weights, inputs[0]).tolist() == [17.0]
    assert network(weights, [[1j, 0]]).tolist() == [[0.5 * (2j + 1) ** 2 - 1]]
    assert network(np.array(weights, dtype=np.float32), np.array(inputs, dtype=int)).dtype == np.float64


def test_values_of_a_network_with_every_kind_of_layer_are_those_of_exact_arithmetic():
    ring = Rationals()
    for name, network in every_kind_of_layer().items():
        weights = [k % 5 - 2 for k in range(network.num_params)]
        inputs = [[(i * j) % 3 - 1 for j in range(network.input_dim)] for i in range(3)]
        exact = forward(network, ring, ring.array(weights), ring.array(inputs)).output
        np.testing.assert_allclose(network(weights, inputs), exact.astype(float), rtol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    ("weights", "inputs"),
    [
        ([1.0] * 4, [[1.0, 1.0]]),
        ([[1.0] * 5], [[1.0, 1.0]]),
        ([1.0] * 5, [[1.0]]),
        ([1.0] * 5, [[[1.0, 1.0]]]),
        (["a"] * 5, [[1.0, 1.0]]),
        ([1.0] * 5, [[1.0, 1.0], [1.0]]),
        ([1.0] * 5, None),
        ([1.0] * 5, "text"),
    ],
)
def test_values_of_wrong_shapes_or_types_are_refused(weights, inputs):
    with pytest.raises(WrongInput) as caught:
        Network.dense([2, 1, 1])(weights, inputs)
    assert caught.value.kind in ("bad_weights", "bad_inputs")


@pytest.mark.parametrize("flag", ["hidden_bias", "output_bias", "output_activation"])
def test_a_flag_is_true_or_false(flag):
    with pytest.raises(WrongInput, match=flag):
        Network.dense([2, 1, 1], **{flag: "no"})
