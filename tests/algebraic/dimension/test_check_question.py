import json

import pytest

from algebraic import Network, dimension_of
from algebraic.check import check_any
from algebraic.data import load_integer_data
from algebraic.dimension.check_question import data_of, data_of_options, network_of, network_of_options
from algebraic.dimension.explore import explore_fibre
from algebraic.documents import Circumstances
from algebraic.options import NETWORK_OPTIONS
from algebraic.shell import WrongInput

NETWORK = Network.dense([2, 1, 1])


def options(**chosen):
    return {**dict.fromkeys(NETWORK_OPTIONS), **chosen}


def test_older_options_name_our_own_networks_only(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.py").write_text("def build(): open('PWNED', 'w').close()")
    (tmp_path / "net.json").write_text("{}")
    assert network_of_options(options(widths="2,1")).widths == (2, 1)
    assert network_of_options(options(network="theory2-example")).num_params == 6
    for name in ("evil:build", "net.json", "os:getcwd", 3, ["theory2-example"]):
        assert network_of_options(options(network=str(name) if isinstance(name, list) else name)) is None
    assert network_of_options({"network": "theory2-example"}) is None
    assert not (tmp_path / "PWNED").exists()


def test_nothing_that_a_certificate_names_is_run_or_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.py").write_text("def build(): open('PWNED', 'w').close()")
    document = json.loads(explore_fibre(NETWORK, load_integer_data("random", NETWORK, 2)).to_json())
    document["certificate"]["network"] = {"options": options(network="evil:build"), "sha256": "0" * 64}
    document["certificate"]["data"]["options"] = {"data": "/dev/zero", "seed": 0, "samples": 2}
    assert check_any(document).exit_code() == 1
    old = {key: value for key, value in document.items() if key not in ("schema", "network_data", "data_set")}
    del old["certificate"]["schema"]
    assert check_any(old).exit_code() == 4
    assert check_any(old["certificate"]).exit_code() == 4
    assert not (tmp_path / "PWNED").exists()


@pytest.mark.parametrize("given", [{"data": "/etc/passwd", "seed": 0, "samples": 3}, {"data": "digits"}, None, []])
def test_older_data_are_named_ones_only(given):
    assert data_of_options(given) is None


def test_data_elsewhere_come_from_the_user(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("1,2,3\n4,5,6\n")
    assert data_of({"elsewhere": {"samples": 2}}, NETWORK, Circumstances()) is None
    assert data_of({"elsewhere": {"samples": 2}}, NETWORK, Circumstances(data=path)).inputs.tolist() == [[1, 2], [4, 5]]
    with pytest.raises(WrongInput):
        data_of({"elsewhere": {"samples": 2}, "sha256": {}}, NETWORK, Circumstances(data=path))


def test_a_graph_without_sense():
    graph = dimension_of(NETWORK, [[1, 2]], [3]).network_data["graph"]
    assert network_of({"graph": graph}).widths == (2, 1, 1)
    with pytest.raises(ValueError, match="parameters are used"):
        network_of({"graph": {**graph, "num_params": 10**12}})
