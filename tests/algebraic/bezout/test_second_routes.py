"""The second routes of a check, against the ladder's own and against numbers done by hand."""

from math import factorial

import numpy as np
import pytest

from algebraic.bezout import second_routes
from algebraic.bezout.from_supports import layer_groups
from algebraic.bezout.second_routes import (
    degrees_along_lines,
    expanded_equations,
    expanded_number,
    least_number,
    number_of_partition,
    volume_again,
)
from algebraic.bounds import best_partition, bkk_bound, multihomogeneous_number
from algebraic.bounds.multihomogeneous import bezout_bound
from algebraic.data import check_data
from algebraic.ideals import make_problem
from algebraic.networks import Network
from algebraic.shell import UNLIMITED, rationals
from algebraic.systems import PolynomialSystem
from tests.networks import every_kind_of_layer


@pytest.mark.parametrize("kind", every_kind_of_layer())
def test_degrees_are_those_of_the_recursion(kind):
    network = every_kind_of_layer()[kind]
    stream = np.random.default_rng(3)
    inputs = rationals(stream.integers(1, 99, (2, network.input_dim)).tolist())
    data = check_data(inputs, stream.integers(1, 9, (2, network.output_dim)).tolist(), network)
    problem = make_problem(network, 2, data)
    for group in (list(range(network.num_params)), *layer_groups(network)):
        assert degrees_along_lines(problem, group) == problem.degrees(group)


@pytest.mark.parametrize("ridge", ["none", "scalar", "entrywise"])
def test_degrees_of_critical_points_are_those_of_the_expansion(ridge):
    network = Network.dense([2, 1, 1], "z**2+z")
    data = check_data([[1, 2], [3, 0]], [4, 5], network)
    problem = make_problem(network, 2, data, system="critical", ridge=ridge)
    for group in (list(range(network.num_params)), *layer_groups(network), [0], [1]):
        assert degrees_along_lines(problem, group) == problem.degrees(group)


def hidden(problem_kind="zero-error", **options):
    network = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    data = check_data([[1, 2], [3, -1], [0, 5], [7, 3]], [1, 2, 3, -4], network)
    return make_problem(network, 4, data, system=problem_kind, **options)


def test_every_partition_and_the_search():
    problem = hidden()
    vertices = [np.array(sorted(s)) for s in problem.supports()]
    best = best_partition(vertices, ((0, 1, 2, 3),))
    assert least_number(problem) == best.number == number_of_partition(problem, best.partition)


@pytest.mark.parametrize("kind", ["zero-error", "critical"])
@pytest.mark.parametrize("affine", [True, False])
def test_volumes_of_the_expansion_are_those_of_the_shape(kind, affine):
    problem = hidden(kind) if kind == "zero-error" else critical()
    system = expanded_equations(problem)
    assert volume_again(system, affine=affine, budget=UNLIMITED) == bkk_bound(problem.supports(), affine=affine)


def critical():
    network = Network.dense([1, 1, 1], "z**2+z")
    return make_problem(network, 1, check_data([[2]], [3], network), system="critical", ridge="entrywise")


def test_equations_that_are_not_those_of_the_network_are_not_believed(monkeypatch):
    problem, other = hidden(), hidden().expand()
    spoilt = PolynomialSystem(other.names, (*other.polynomials[:3], 2 * other.polynomials[3]))
    monkeypatch.setattr(problem, "expand", lambda: spoilt)
    assert expanded_equations(problem) is None


@pytest.mark.parametrize("seed", range(6))
def test_expansion_agrees_with_the_fast_formula(seed):
    stream = np.random.default_rng(seed)
    sizes = stream.integers(1, 4, 3).tolist()
    rows = stream.integers(0, 5, (sum(sizes), 3)).tolist()
    assert expanded_number(rows, sizes) == multihomogeneous_number(rows, sizes)
    assert expanded_number([rows[0]] * len(rows), sizes) == multihomogeneous_number([rows[0]] * len(rows), sizes)
    assert expanded_number([[sum(row)] for row in rows], [len(rows)]) == bezout_bound([sum(row) for row in rows])


def test_many_groups_are_summed_over_integers(monkeypatch):
    assert expanded_number([(1,) * 12] * 12, [1] * 12) == factorial(12)
    stream = np.random.default_rng(1)
    rows = stream.integers(0, 5, (7, 3)).tolist()
    expected = expanded_number(rows, [2, 4, 1])
    monkeypatch.setattr(second_routes, "LARGEST_EXPANSION", 0)
    assert expanded_number(rows, [2, 4, 1]) == expected == multihomogeneous_number(rows, [2, 4, 1])


def test_what_is_too_much_is_left(monkeypatch):
    assert expanded_number([(1,) * 20] * 20, [1] * 20) is None
    monkeypatch.setattr(second_routes, "LARGEST_WORK", 1)
    problem = hidden()
    assert degrees_along_lines(problem, [0]) is least_number(problem) is number_of_partition(problem, [[0]]) is None
    monkeypatch.setattr(second_routes, "ALL_PARTITIONS", 2)
    assert least_number(problem) is None
