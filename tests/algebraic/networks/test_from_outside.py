"""Networks by name, from files and from factories; and every file that describes none."""

import json
from hashlib import sha256

import pytest

from algebraic.networks.architectures import NAMED
from algebraic.networks.attention import lightning_attention, polynomial_attention
from algebraic.networks.from_outside import factory_sha256, find_network, network_from_dict
from algebraic.networks.network import Network
from algebraic.shell.errors import Missing, OutOfBudget, WrongInput


@pytest.mark.parametrize("name", NAMED)
def test_named_networks_exist_and_take_options(name):
    network = find_network(name, activation="z**2", outputs=2)
    assert network.output_dim == 2
    assert {str(a) for a in network.activations} == {"z**2"}


def test_a_file_is_the_network_that_it_describes(tmp_path):
    document = {
        "input": 2,
        "layers": [{"type": "dense", "units": 3, "activation": "z**2"}, {"type": "dense", "units": 1, "bias": False}],
    }
    (tmp_path / "net.json").write_text(json.dumps(document))
    found = find_network(str(tmp_path / "net.json"))
    expected = Network.dense([2, 3, 1], "z**2", output_bias=False)
    assert found.parameter_names == expected.parameter_names
    assert found.is_dense
    assert [list(a.units()) for a in found.layers] == [list(a.units()) for a in expected.layers]


def test_attention_by_name():
    assert find_network("lightning-attention") == lightning_attention(2, 2)
    found = find_network("polynomial-attention", activation="z**3", outputs=1, tokens=3, dim=2)
    assert found == polynomial_attention(3, 2, 1, "z**3")
    for name, options, said in (
        ("lightning-attention", {"activation": "z**2"}, "polynomial-attention"),
        ("theory2-example", {"tokens": 2}, "sizes of attention"),
        ("lightening-attention", {}, "did you mean lightning-attention"),
    ):
        with pytest.raises(WrongInput) as caught:
            find_network(name, **options)
        assert said in f"{caught.value.message} {caught.value.hint}"


def test_a_file_with_products_and_fixed_weights():
    document = {
        "input": 4,
        "layers": [
            {"type": "nodes", "patches": [[0, 1], [2, 3]], "units": 2, "bias": False, "shared": True},
            {
                "type": "products",
                "patches": [[0, 1], [0, 1], [2, 3], [2, 3]],
                "partners": [[4, 5], [6, 7], [4, 5], [6, 7]],
                "reads": ["input", 0],
            },
            {
                "type": "graph",
                "units": 4,
                "edges": [[0, 0, 4, 1], [0, 2, 6, 1], [1, 1, 4, 1], [1, 3, 6, 1],
                          [2, 0, 5, 1], [2, 2, 7, 1], [3, 1, 5, 1], [3, 3, 7, 1]],
                "reads": ["input", 1],
            },
            {"type": "nodes", "patches": [[0, 1], [2, 3]], "bias": False, "shared": True},
        ],
    }  # fmt: skip
    assert network_from_dict(document) == lightning_attention(2, 2, 1)
    assert network_from_dict(document | {"fixed": {"w1_1_1": "1/3"}}) == lightning_attention(2, 2, 1).fix(
        {"w1_1_1": "1/3"}
    )


def test_what_divides_by_a_deviation_is_no_polynomial():
    with pytest.raises(WrongInput, match=r"BatchNorm.*no polynomial"):
        network_from_dict({"input": 2, "layers": [{"type": "BatchNorm2d"}]})


def test_the_nearest_key_is_named():
    with pytest.raises(WrongInput, match="did you mean units"):
        network_from_dict({"input": 2, "layers": [{"type": "dense", "unit": 1}]})


BAD = {
    "fixed no name": {"input": 2, "layers": [{"type": "dense", "units": 1}], "fixed": {"w": 1}},
    "fixed no number": {"input": 2, "layers": [{"type": "dense", "units": 1}], "fixed": {"w1_1_1": [1]}},
    "fixed no object": {"input": 2, "layers": [{"type": "dense", "units": 1}], "fixed": ["w1_1_1"]},
    "partner outside": {"input": 2, "layers": [{"type": "products", "patches": [[0]], "partners": [[2]]}]},
    "lengths": {"input": 2, "layers": [{"type": "products", "patches": [[0]], "partners": [[0, 1]]}]},
    "no partners": {"input": 2, "layers": [{"type": "products", "patches": [[0]]}]},
    "a product of three": {"input": 2, "layers": [{"type": "graph", "units": 1, "edges": [[0, 0, 0, 0, "a"]]}]},
    "a place of a product": {"input": 2, "layers": [{"type": "graph", "units": 1, "edges": [[0, 0, 2, "a"]]}]},
    "a label that is a list": {"input": 2, "layers": [{"type": "graph", "units": 1, "edges": [[0, 0, [1]]]}]},
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


def test_a_factory_that_ends_the_program_is_a_bad_factory_and_signals_are_signals(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    (tmp_path / "ending_factory.py").write_text(
        """
from algebraic.shell import OutOfBudget
def leave(): raise SystemExit(0)
def told_to(): raise SystemExit(143)
def late(): raise OutOfBudget("late")
"""
    )
    with pytest.raises(WrongInput, match="SystemExit"):
        find_network("ending_factory:leave")
    with pytest.raises(SystemExit):
        find_network("ending_factory:told_to")
    with pytest.raises(OutOfBudget):
        find_network("ending_factory:late")


def test_a_factory_is_known_by_its_source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    source = "from algebraic import Network\ndef build(): return Network.dense([2, 1])\n"
    (tmp_path / "known_factory.py").write_text(source)
    (tmp_path / "borrowed_factory.py").write_text("from known_factory import build\n")
    for name in ("known_factory:build", "borrowed_factory:build"):
        find_network(name)
    first, borrowed = factory_sha256("known_factory:build"), factory_sha256("borrowed_factory:build")
    assert first == sha256(sha256(source.encode()).digest()).hexdigest()
    (tmp_path / "known_factory.py").write_text(source + "\n")
    assert factory_sha256("known_factory:build") != first
    assert factory_sha256("borrowed_factory:build") != borrowed  # where the function is defined counts, too
    for name in ("not_imported:build", "time:sleep"):
        with pytest.raises(WrongInput, match="no source to know it by"):
            factory_sha256(name)
