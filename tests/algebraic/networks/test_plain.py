import json

import numpy as np
import pytest

from algebraic import Network
from algebraic.networks import NAMED, Builder, network_from_plain, plain_network
from algebraic.shell import WrongInput


def convolution():
    builder = Builder((20, 20, 3))
    builder.convolution(4, (3, 3), activation="z**2", padding=(1, 1))
    builder.dense(2)
    return builder.network()


@pytest.mark.parametrize(
    ("network", "form"),
    [
        (Network.dense([2, 3, 1], ["z**3-z/2"]), "graph"),
        (Network.dense([90, 80, 2], "z**2", hidden_bias=False), "dense"),
        (NAMED["theory2-cifar"](outputs=3), "named"),
        (convolution(), "tables"),
    ],
)
def test_there_and_back(network, form):
    plain = json.loads(json.dumps(plain_network(network)))
    assert list(plain) == [form]
    again = network_from_plain(plain)
    assert again == network
    assert plain_network(again) == plain


@pytest.mark.parametrize(
    "plain",
    [
        {"dense": {"widths": [10**9, 10**9, 1], "activations": [["0", "1"]], "hidden_bias": True, "output_bias": True,
                   "output_activation": False}},
        {"named": {"name": "os:getcwd", "activation": ["0", "1"], "outputs": 1}},
        {"named": {"name": "theory3-conv", "activation": ["0", "1"], "outputs": 10**12}},
        {"tables": {"input_dim": 1, "num_params": 10**12, "layers": [
            {"positions": [[0]], "weight_labels": [[[0]]], "bias_labels": [[-1]], "activation": None}]}},
        {"tables": {"input_dim": 1, "num_params": 1, "layers": [
            {"positions": [[7]], "weight_labels": [[[0]]], "bias_labels": [[-1]], "activation": None}]}},
    ],
)  # fmt: skip
def test_what_is_none_is_refused_at_once(plain):
    with pytest.raises(WrongInput):
        network_from_plain(plain)


def test_same_means_every_label():
    network = Network.dense([2, 2, 1])
    assert network == Network.dense([2, 2, 1])
    for other in (
        Network.dense([2, 2, 1], "z**2"),
        Network.dense([2, 3, 1]),
        Network.dense([2, 2, 1], hidden_bias=False),
    ):
        assert network != other
    assert np.array_equal(network.layers[0].positions, [[0, 1]])
