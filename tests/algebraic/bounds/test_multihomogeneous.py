from math import isclose, log2

import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic import Network
from algebraic.bounds.multihomogeneous import (
    best_partition,
    bezout_bound,
    bezout_log2,
    multihomogeneous_log2,
    multihomogeneous_number,
)
from algebraic.bounds.newton import newton_polytopes
from algebraic.networks.degrees import equation_degrees
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, TooLarge
from tests.networks import SQUARES
from tests.reference import slow


@pytest.mark.parametrize("row", SQUARES, ids=lambda r: r.name)
def test_published_table(row):
    network = row.network
    assert network.num_params == row.num_params
    degrees = equation_degrees(network) * row.num_params
    assert bezout_bound(degrees) == row.bezout
    assert isclose(bezout_log2(degrees), log2(row.bezout))
    groups = [network.layer_labels(k) for k in range(len(network.layers))]
    rows = [[equation_degrees(network, variables=g)[0] for g in groups]] * row.num_params
    assert multihomogeneous_number(rows, [len(g) for g in groups]) == row.layerwise
    assert isclose(multihomogeneous_log2(rows[0], [len(g) for g in groups]), log2(row.layerwise))


def test_a_constant_equation():
    assert bezout_bound([3, 0]) == 0
    assert bezout_log2([3, 0]) is None
    assert multihomogeneous_log2((0, 2), (1, 1)) is None


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(0, 10**6), st.booleans())
def test_multihomogeneous_number_against_the_permanent(sizes, seed, same):
    total = sum(sizes)
    rows = np.random.default_rng(seed).integers(0, 4, (total, len(sizes))).tolist()
    rows = [rows[0]] * total if same else rows
    if total <= 6:
        assert multihomogeneous_number(rows, sizes) == slow.multihomogeneous_number(rows, sizes)


def vertices_of(network, num_samples):
    inputs = np.arange(1, 1 + num_samples * network.input_dim).reshape(num_samples, -1).tolist()
    supports = newton_polytopes(network, inputs, [[1] * network.output_dim] * num_samples)
    return [np.array(sorted(s)) for s in supports]


@pytest.mark.parametrize(
    "network",
    [
        Network.dense([2, 1, 1], "z**2+z", output_bias=False),
        Network.dense([2, 2, 1], "z**3+z", hidden_bias=False, output_bias=False),
        Network.dense([2, 1, 2], "z**3+z", hidden_bias=False, output_bias=False),
        Network.dense([1, 2, 2], "z**2+z", hidden_bias=False, output_bias=False),
    ],
    ids=repr,
)
def test_best_partition_against_all_partitions(network):
    vertices = vertices_of(network, network.num_params // network.output_dim)

    def number(partition):
        rows = [[int(v[:, g].sum(axis=1).max()) for g in partition] for v in vertices]
        return multihomogeneous_number(rows, [len(g) for g in partition])

    smallest = min(number(p) for p in slow.set_partitions(list(range(network.num_params))))
    start = tuple(tuple(network.layer_labels(k)) for k in range(len(network.layers)))
    found = best_partition(vertices, start)
    assert found.number == smallest == number([list(g) for g in found.partition])
    assert "exhaustive" in found.effort


def test_local_search_is_never_worse_than_its_start():
    network = Network.dense([5, 2, 1], "z**3+z")
    start = tuple(tuple(network.layer_labels(k)) for k in range(2))
    rows = [[equation_degrees(network, variables=g)[0] for g in start]] * network.num_params
    found = best_partition(vertices_of(network, network.num_params), start)
    assert found.number <= multihomogeneous_number(rows, [len(g) for g in start])
    assert "local search" in found.effort
    with pytest.raises(OutOfBudget):
        best_partition(vertices_of(network, network.num_params), start, budget=Budget(1e-9))


def test_different_rows_in_many_groups_are_refused():
    rows = [[1] * 24, [2] * 24] * 12
    with pytest.raises(TooLarge):
        multihomogeneous_number(rows, [1] * 24)
