"""A network behind a name: imported from where it was said, and never by its name."""

import sys
from dataclasses import replace

import pytest

from netsim.models import find_network, import_network, mlp, network_of_module, remember_network
from netsim.shell import WrongInput

pytestmark = pytest.mark.torch

NETS = """
from torch import nn
def build():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 5), nn.ReLU(), nn.Linear(5, 10))
def number():
    return 3
def fails():
    raise RuntimeError("no such thing")
def ends():
    raise SystemExit(0)
value = 4
"""


@pytest.fixture
def nets(tmp_path, monkeypatch):
    """A module in the current folder, under a name of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "a_users_nets.py").write_text(NETS)
    yield "a_users_nets"
    sys.modules.pop("a_users_nets", None)


def test_the_name_is_that_of_the_network_and_not_of_the_code(nets, tmp_path):
    spec = import_network(f"{nets}:build", (1, 8, 8))
    assert spec == replace(mlp(64, (5,), 10), input_shape=(1, 8, 8))
    name = remember_network(spec)
    assert find_network(name) == spec
    assert remember_network(replace(spec, name="another")) == name != remember_network(replace(spec, activation="tanh"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a_users_nets:number", "the module is an int"),
        ("a_users_nets:fails", "RuntimeError: no such thing"),
        ("a_users_nets:ends", "SystemExit"),
        ("a_users_nets:value", "TypeError"),
        ("a_users_nets:nothing", "AttributeError"),
        ("no_such_module:build", "ModuleNotFoundError"),
        ("a_users_nets", "network='a_users_nets'"),
        ("a_users_nets:", "network="),
        (":build", "network="),
        ("../a:build", "network="),
        ("a_users_nets:build()", "network="),
    ],
)
def test_what_is_no_network(nets, text, words):
    with pytest.raises(WrongInput) as caught:
        import_network(text, (1, 8, 8))
    assert words in caught.value.message
    assert caught.value.hint


def test_a_name_imports_nothing(nets):
    for name in ("own:0123456789abcdef", f"{nets}:build", "", None):
        with pytest.raises(WrongInput, match="was not given here"):
            find_network(name)
    assert nets not in sys.modules


def test_a_network_for_other_inputs_is_named(nets):
    with pytest.raises(WrongInput, match="do not fit together"):
        import_network(f"{nets}:build", (3, 8, 8))
    assert network_of_module  # what it is read with
