"""The softplus condition by all backward paths, written out, and examples that are decided by hand."""

from itertools import combinations

import numpy as np
import pytest

from verify.checks.nmh.added_skips import fulfils, violated
from verify.checks.nmh.small_convolutions import draw, with_skips
from verify.claims import Settings


def two_units(activation):
    layers = [{"activation": activation, "supports": [[0, 1]], "groups": [0], "tied": False},
              {"activation": activation, "supports": [[2]], "groups": [0], "tied": False}]  # fmt: skip
    return {"net": {"num_inputs": 2, "layers": layers, "skips": [3]}, "inputs": [[1, 2], [3, 4]], "seed": 0,
            "num_skips": 2, "drawn": [2, 3]}  # fmt: skip


def test_two_units_one_above_the_other():
    assert fulfils(two_units("sigmoid")).holds
    assert "3.1.2" in fulfils(two_units("softplus")).reason
    assert "3.1.1" in fulfils(two_units("relu")).reason
    assert fulfils(two_units("relu"), "architecture").holds
    assert fulfils(two_units("softplus"), "4").holds


def has_free_path(net, unit, marked, where):
    """Whether some way down from a unit meets no unit that is marked; the unit itself does not count."""
    depth, k = where[unit]
    if depth == 0:
        return True
    below = net["layers"][depth]["supports"][k]
    return any(low not in marked and has_free_path(net, low, marked, where) for low in below)


@pytest.mark.parametrize("seed", range(12))
def test_the_softplus_condition(seed):
    instance = draw(np.random.default_rng(seed), Settings(1.0))
    where, unit = {}, instance["net"]["num_inputs"]
    for depth, layer in enumerate(instance["net"]["layers"]):
        layer["activation"], layer["tied"] = "softplus", False
        for k in range(len(layer["supports"])):
            where[unit] = (depth, k)
            unit += 1
    for chosen in list(combinations(where, min(3, len(where))))[:40]:
        net = with_skips(instance, chosen)
        closed = {(where[u][0], net["layers"][where[u][0]]["groups"][where[u][1]]) for u in net["skips"]}
        marked = {u for u, (depth, k) in where.items() if (depth, net["layers"][depth]["groups"][k]) in closed}
        free = sum(has_free_path(net, u, marked, where) for u in net["skips"])
        for count in range(1, len(net["skips"]) + 1):
            assert any("3.1.2" in told for told in violated(net, count)) == (free < count)
