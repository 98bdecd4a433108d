import json

import numpy as np
import pytest

from algebraic import generic_rank
from algebraic.networks.architectures import NAMED, Builder, theory2_cifar, theory2_example, theory2_tree
from algebraic.networks.degrees import output_degrees
from algebraic.networks.from_outside import find_network, network_from_dict
from algebraic.networks.network import Network, forward
from algebraic.networks.rings import PrimeField
from algebraic.shell.errors import Missing, WrongInput
from tests.reference import slow


def square(z):
    return z * z


def test_theory2_example_is_equation_5():
    w = dict(zip(("w1", "w2", "w3", "W1", "W2", "W3"), (2, 3, 5, 7, 11, 13), strict=True))
    x1, x2, x3, x4 = 1, -2, 4, 3
    left = square(w["w1"] * x1 + w["w2"] * x2 + w["w3"])
    right = square(w["w1"] * x3 + w["w2"] * x4 + w["w3"])
    expected = square(w["W1"] * left + w["W2"] * right + w["W3"])
    assert slow.network_value(theory2_example("z**2"), list(w.values()), [x1, x2, x3, x4]) == [expected]


@pytest.mark.parametrize("shared", [False, True])
def test_theory2_tree_is_equations_1_to_4(shared):
    network = theory2_tree("z**2", shared=shared)
    w = np.random.default_rng(0).integers(-4, 5, network.num_params).tolist()
    value = dict(zip(network.parameter_names, w, strict=True))

    def node(p, x, y):
        first, second = ("1", "2") if shared else (f"1p{p}", f"2p{p}")
        ridge = [
            square(value[f"w{first}_{u}_1"] * x + value[f"w{first}_{u}_2"] * y + value[f"b{first}_{u}"]) for u in (1, 2)
        ]
        return sum(value[f"w{second}_1_{u}"] * r for u, r in zip((1, 2), ridge, strict=True))

    h, k = node(1, 5, 7), node(2, 3, -2)
    g = sum(
        value[f"w4_1_{u}"] * square(value[f"w3_{u}_1"] * h + value[f"w3_{u}_2"] * k + value[f"b3_{u}"]) for u in (1, 2)
    )
    assert slow.network_value(network, w, [5, 7, 3, -2]) == [g]


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
    a = [square(1 * 5 + 2 * 7), square(3 * 5 + 4 * 7)]
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


@pytest.mark.parametrize("name", NAMED)
def test_named_networks_exist_and_take_options(name):
    network = find_network(name, activation="z**2", outputs=2)
    assert network.output_dim == 2
    assert {str(a) for a in network.activations} == {"z**2"}


def test_degrees_of_the_cifar_network():
    # D ← 2 (D + 1) through four activated layers, one more for the readout: 2, 6, 14, 30, 31
    assert output_degrees(theory2_cifar()).item() == 31
    assert theory2_cifar(outputs=10).num_params == 188_810


def test_tree_symmetries_are_the_scalings_of_its_linear_nodes():
    result = generic_rank(theory2_tree())
    assert (result.rank, result.upper_bound.kind) == (22, "symmetries")


BAD = {
    "no object": [],
    "no layers": {"input": 2},
    "no layer": {"input": 2, "layers": []},
    "no input": {"layers": [{"type": "dense", "units": 1}]},
    "input 0": {"input": 0, "layers": [{"type": "dense", "units": 1}]},
    "unknown key": {"input": 2, "layers": [{"type": "dense", "units": 1}], "colour": 1},
    "unknown layer key": {"input": 2, "layers": [{"type": "dense", "unit": 1}]},
    "missing key": {"input": 2, "layers": [{"type": "dense"}]},
    "unknown type": {"input": 2, "layers": [{"type": "pool"}]},
    "units 0": {"input": 2, "layers": [{"type": "dense", "units": 0}]},
    "units 1.5": {"input": 2, "layers": [{"type": "dense", "units": 1.5}]},
    "activation": {"input": 2, "layers": [{"type": "dense", "units": 1, "activation": "relu(z)"}]},
    "cycle": {"input": 2, "layers": [{"type": "dense", "units": 1, "reads": [1]}, {"type": "dense", "units": 1}]},
    "itself": {"input": 2, "layers": [{"type": "dense", "units": 1, "reads": [0]}]},
    "reads nothing": {"input": 2, "layers": [{"type": "dense", "units": 1, "reads": []}]},
    "no image": {"input": 4, "layers": [{"type": "convolution", "channels": 1, "kernel": [1, 1]}]},
    "kernel too large": {"input": [2, 2, 1], "layers": [{"type": "convolution", "channels": 1, "kernel": [3, 3]}]},
    "kernel no pair": {"input": [2, 2, 1], "layers": [{"type": "convolution", "channels": 1, "kernel": [1]}]},
    "kernel number": {"input": [2, 2, 1], "layers": [{"type": "convolution", "channels": 1, "kernel": 1}]},
    "patch out of range": {"input": 2, "layers": [{"type": "nodes", "patches": [[0, 2]]}]},
    "ragged patches": {"input": 3, "layers": [{"type": "nodes", "patches": [[0, 2], [1]]}]},
    "edge out of range": {"input": 2, "layers": [{"type": "graph", "units": 1, "edges": [[0, 5, "a"]]}]},
    "negative entry": {"input": 2, "layers": [{"type": "graph", "units": 1, "edges": [[0, -1, "a"]]}]},
    "label no name": {"input": 2, "layers": [{"type": "graph", "units": 1, "edges": [[0, 1, "a b"]]}]},
    "bias out of range": {
        "input": 2,
        "layers": [{"type": "graph", "units": 1, "edges": [[0, 1, "a"]], "biases": {"3": "b"}}],
    },
    "no edge": {"input": 2, "layers": [{"type": "graph", "units": 1, "edges": []}]},
}


@pytest.mark.parametrize("case", BAD)
def test_bad_network_files(case, tmp_path):
    path = tmp_path / "net.json"
    path.write_text(json.dumps(BAD[case]))
    with pytest.raises(WrongInput) as caught:
        find_network(str(path))
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_files_and_factories_that_fail(tmp_path, monkeypatch):
    with pytest.raises(Missing):
        find_network(str(tmp_path / "none.json"))
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(WrongInput, match="not JSON"):
        find_network(str(tmp_path / "bad.json"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_factory.py").write_text(
        "from algebraic import Network\n"
        "def good(): return Network.dense([2, 1])\n"
        "def wrong(): return 3\n"
        "def breaks(): raise RuntimeError('oops')\n"
    )
    assert isinstance(find_network("my_factory:good"), Network)
    for name, message in (("wrong", "int"), ("breaks", "RuntimeError: oops"), ("missing", "missing")):
        with pytest.raises(WrongInput, match=message):
            find_network(f"my_factory:{name}")
    with pytest.raises(WrongInput, match="no_such_module"):
        find_network("no_such_module:f")
    with pytest.raises(WrongInput, match="theory2-example"):
        find_network("theory2-exmple")
    with pytest.raises(WrongInput, match="not one"):
        find_network("my_factory:good", outputs=2)
