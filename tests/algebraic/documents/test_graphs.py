import pytest

from algebraic import Network
from algebraic.documents import graph_faults
from algebraic.networks import describe_graph, find_network


def graph(*layers, inputs=1, params=1):
    return {"input_dim": inputs, "num_params": params, "layers": [{"units": units} for units in layers]}


NAMES = ("theory2-tree-shared", "lightning-attention")


@pytest.mark.parametrize("network", [Network.dense([2, 3, 1]), *map(find_network, NAMES)])
def test_graphs_of_networks_have_none(network):
    assert graph_faults(describe_graph(network)) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (graph([[[[0, 1]], -1]]), "reads what comes later"),
        (graph([[[[0, 0]], -1]], [[[[1, 2]], -1]], params=2), "reads what comes later"),
        (graph([[[[0, 0]], -1]], params=10**12), "1 parameters are used"),
        (graph([[[[1, 0]], -1]]), "1 parameters are used"),
        (graph([[[[0, 0, 1]], -1]]), "reads what comes later"),
        (graph([[[[0, 0, 0]], -1]]) | {"fixed": ["1"]}, "1 parameters and 1 fixed numbers are used"),
        (graph([[[[0, 0]], 5]], params=2), "2 parameters are used"),
    ],
)
def test_others_are_refused_before_anything_is_built(bad, said):
    assert said in graph_faults(bad)[0]
