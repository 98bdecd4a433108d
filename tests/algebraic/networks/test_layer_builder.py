"""Layers against their definitions, written out as loops or by hand."""

import numpy as np
import pytest

from algebraic.networks.builder import Builder
from algebraic.networks.degrees import output_degrees
from algebraic.networks.from_outside import network_from_dict
from algebraic.networks.passes import forward
from algebraic.networks.rings import PrimeField
from algebraic.shell.errors import WrongInput
from tests.reference import slow


def convolve(image, kernel, bias, stride, padding):
    """The definition, with numpy loops; kernel has shape (channels, kh, kw, depth)."""
    padded = np.pad(image, ((padding[0],) * 2, (padding[1],) * 2, (0, 0)))
    kh, kw = kernel.shape[1:3]
    rows = (padded.shape[0] - kh) // stride[0] + 1
    columns = (padded.shape[1] - kw) // stride[1] + 1
    out = np.zeros((rows, columns, len(kernel)), dtype=np.int64)
    for r in range(rows):
        for c in range(columns):
            patch = padded[r * stride[0] : r * stride[0] + kh, c * stride[1] : c * stride[1] + kw]
            out[r, c] = (kernel * patch).sum(axis=(1, 2, 3)) + bias
    return out


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "padding"),
    [((4, 5, 2), (3, 2), (1, 2), (0, 1)), ((3, 3, 1), (2, 2), (2, 1), (1, 0)), ((2, 2, 3), (1, 1), (1, 1), (0, 0))],
)
def test_convolution_against_its_definition(shape, kernel, stride, padding):
    builder = Builder(shape)
    builder.convolution(2, kernel, stride=stride, padding=padding)
    network = builder.network()
    stream = np.random.default_rng(1)
    weights, image = stream.integers(0, 50, network.num_params), stream.integers(0, 50, shape)
    assert network.num_params == 2 * (kernel[0] * kernel[1] * shape[2] + 1)
    names = network.parameter_names
    bias = [weights[names.index(f"b1_{u}")] for u in (1, 2)]
    size = kernel[0] * kernel[1] * shape[2]
    table = [[weights[names.index(f"w1_{u}_{j + 1}")] for j in range(size)] for u in (1, 2)]
    expected = convolve(image, np.array(table).reshape(2, *kernel, shape[2]), bias, stride, padding)
    ring = PrimeField(2_147_483_629)
    assert forward(network, ring, weights, image.reshape(1, -1)).output.tolist() == [expected.ravel().tolist()]


def test_locally_connected_layers_have_weights_of_their_own():
    counts = []
    for shared in (True, False):
        builder = Builder((4, 4, 1))
        builder.convolution(2, (2, 2), stride=(2, 2), shared=shared)
        counts.append(builder.network().num_params)
    assert counts == [2 * 5, 4 * 2 * 5]


def test_skip_connections_read_what_they_name():
    document = {
        "input": 2,
        "layers": [
            {"type": "dense", "units": 2, "activation": "z**2", "bias": False},
            {"type": "dense", "units": 1, "activation": "z", "bias": False},
            {"type": "dense", "units": 1, "bias": False, "reads": [1, 0, "input"]},
        ],
    }
    network = network_from_dict(document)
    w = list(range(1, 12))
    a = [(1 * 5 + 2 * 7) ** 2, (3 * 5 + 4 * 7) ** 2]
    b = 5 * a[0] + 6 * a[1]
    assert slow.network_value(network, w, [5, 7]) == [7 * b + 8 * a[0] + 9 * a[1] + 10 * 5 + 11 * 7]
    assert network.sources(2) == [0, 1, 2]
    assert output_degrees(network).item() == 4


def test_graph_layers_share_by_name():
    network = network_from_dict(
        {
            "input": 3,
            "layers": [
                {"type": "graph", "units": 2, "edges": [[0, 0, "a"], [0, 2, "b"], [1, 1, "a"]], "biases": {"1": "a"}},
                {"type": "dense", "units": 1, "bias": False},
            ],
        }
    )
    assert network.parameter_names[:2] == ("a", "b")
    assert slow.network_value(network, [2, 3, 5, 7], [10, 20, 30]) == [5 * (2 * 10 + 3 * 30) + 7 * (2 * 20 + 2)]


def test_nodes_are_dense_layers_on_a_few_entries():
    builder = Builder(4)
    builder.nodes([[3, 1], [0, 2]], units=2, bias=False)
    w = list(range(1, 9))  # node by node, unit by unit
    x = [10, 20, 30, 40]
    expected = [1 * 40 + 2 * 20, 3 * 40 + 4 * 20, 5 * 10 + 6 * 30, 7 * 10 + 8 * 30]
    assert slow.network_value(builder.network(), w, x) == expected


@pytest.mark.parametrize("shape", [0, -1, 1.5, True, (), (2, 0, 1), ("2",)])
def test_refuses_input_shapes(shape):
    with pytest.raises(WrongInput, match="input shape") as caught:
        Builder(shape if isinstance(shape, tuple) else (shape,))
    assert caught.value.kind == "bad_network"


def test_a_network_needs_a_layer():
    with pytest.raises(WrongInput, match="needs a layer"):
        Builder(2).network()


@pytest.mark.slow
def test_many_sources_and_long_activations_cost_no_more_than_seconds():
    builder = Builder(1)
    for layer in range(999):
        builder.dense(1, reads=["input", *range(layer)])
    assert builder.network().num_params == 500_499
    layers = [{"type": "dense", "units": 1, "activation": "z**1000"}] * 999
    with pytest.raises(WrongInput, match="more than 20,000 coefficients"):
        network_from_dict({"input": 1, "layers": layers})


@pytest.mark.parametrize("value", [False, True, 0.0])
def test_only_whole_numbers_are_places(value):
    with pytest.raises(WrongInput, match="is outside"):
        Builder(2).graph(2, [(value, 0, "a")])
    with pytest.raises(WrongInput, match="is outside"):
        Builder(2).graph(2, [(0, value, "a")])
    with pytest.raises(WrongInput, match="not a list of layers"):
        Builder(2).dense(1, reads={"input": 1})
