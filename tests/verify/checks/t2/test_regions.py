"""T2-21: the number of regions by another route, the critical points of a distance."""

import pytest

from algebraic import Network
from algebraic.pieces import count_pieces
from verify.checks.t2 import regions
from verify.instruments import pieces_of_one_unit


@pytest.mark.parametrize(
    "name", ["z**2+z", pytest.param("z**3+z", marks=pytest.mark.slow), pytest.param("z**2", marks=pytest.mark.slow)]
)
def test_one_unit_has_a_region_for_each_interval_between_roots(name):
    """v P(u) = y: between neighbouring real roots of P, of which z²+z has 2, z³+z and z² one."""
    roots = {"z**2+z": 2, "z**3+z": 1, "z**2": 1}[name]
    assert pieces_of_one_unit(name, ["1"], ["7"]) == (roots + 1, roots + 1)


def test_two_routes_that_differ_decide_nothing(monkeypatch):
    instance = regions.BOUNDARIES[1]
    assert regions.as_many_units(instance).holds is False
    monkeypatch.setattr(regions, "pieces_of_one_unit", lambda *given: (3, 3))
    assert regions.as_many_units(instance).holds is None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["z**2+z", "z**2"])
def test_two_units_for_one_sample_make_one_region(name):
    """h ≥ max(2 N − 1, N + 1) = 2: connected, as the corrected statement says."""
    network = Network.dense([1, 2, 1], name, hidden_bias=False, output_bias=False)
    found = count_pieces(network, [[1]], [2])
    assert (found["lower"], found["upper"]) == (1, 1)
