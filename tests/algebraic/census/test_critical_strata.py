"""Parts of critical sets by formulas of their own, and points that are proved to belong to none."""

from itertools import product

import pytest

from algebraic import Network
from algebraic.census.critical_strata import _partitions, has_strata, is_proper, strata, with_units
from algebraic.data.exact_data import check_data

PLAIN = {"hidden_bias": False, "output_bias": False}


@pytest.mark.parametrize(("total", "parts"), [(0, 0), (1, 0), (1, 1), (5, 2), (6, 3), (7, 4), (2, 3)])
def test_partitions_are_those_of_a_list_of_all(total, parts):
    every = {tuple(sorted(p, reverse=True)) for p in product(range(1, total + 1), repeat=parts) if sum(p) == total}
    found = _partitions(total, parts)
    assert {tuple(p) for p in found} == every
    assert len(found) == len(every)


def test_only_one_hidden_layer_with_a_linear_output_has_names():
    assert has_strata(Network.dense([2, 3, 1], "z**2"))
    assert not has_strata(Network.dense([2, 3, 3, 1], "z**2"))
    assert not has_strata(Network.dense([2, 3, 1], "z**2", output_activation=True))


def test_another_number_of_units_changes_nothing_else():
    net = with_units(Network.dense([2, 3, 2], "z**2/3-z", output_bias=False), 1)
    assert net.widths == (2, 1, 2)
    assert (str(net.activations[0]), net.hidden_bias, net.output_bias) == ("1/3*z**2-z", True, False)
    assert with_units(net, 0) is None


def test_a_point_with_a_dead_unit_or_without_residuals_is_not_proper():
    net = Network.dense([1, 2, 1], "z", **PLAIN)
    data = check_data([[1]], [7], net)
    boxes = {
        "proper": ["1", "2", "1", "1"],  # 1 + 2 = 3
        "dead": ["1", "2", "1", "0"],
        "fits": ["1", "2", "1", "3"],  # 1 + 6 = 7
    }
    found = {name: is_proper(net, data, [[w, "0", "1e-9"] for w in row]) for name, row in boxes.items()}
    assert found == {"proper": True, "dead": False, "fits": False}


def parts_of(net, num_samples, rank, base):
    """The parts where the smaller network has the base points given."""
    data = check_data([[k] for k in range(1, num_samples + 1)], [3] * num_samples, net)
    boxes = [[[w, "0", "1e-9"] for w in row] for row in base]
    found = strata(net, data, lambda smaller: min(rank, smaller.num_params), lambda smaller: (boxes, "said", []))
    return {(part.name, tuple(part.groups)): part for part in found}


def test_lines_of_split_units_for_every_further_copy():
    """Three units on one: copies of one unit on a plane, of one unit beside a dead one on a line and more."""
    net = Network.dense([1, 3, 1], "z**3+z", **PLAIN)
    parts = parts_of(net, 5, 2, [["1", "1"]])
    assert parts["critical on the set of functions", (1, 1, 1)].dimension == 6 - 2
    assert (parts["split units", (3,)].dimension, parts["split units", (3,)].proved) == (2, True)
    assert (parts["split and dead units", (2,)].dimension, parts["split and dead units", (2,)].proved) == (1, False)
    assert parts["dead units", (1,)].dead_units == 2
    assert parts["split units", (3,)].base_points == 1


def test_nothing_stands_on_points_that_do_not_exist():
    net = Network.dense([1, 3, 1], "z**3+z", **PLAIN)
    for base in ([], [["1", "0"]]):  # none at all, or one whose unit is dead
        assert ("split units", (3,)) not in parts_of(net, 5, 2, base)


def test_the_zero_set_of_a_smaller_network_lies_in_that_of_the_network():
    net = Network.dense([1, 2, 1], "z**3+z", **PLAIN)
    assert {(name, part.active_units) for (name, _), part in parts_of(net, 2, 2, []).items()} == {
        ("zero set", 2),
        ("dead units", 0),
    }
