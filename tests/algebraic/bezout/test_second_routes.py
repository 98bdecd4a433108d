"""The second routes of a check, against the ladder's own and against numbers done by hand."""

import numpy as np
import pytest

from algebraic.bezout.from_supports import layer_groups
from algebraic.bezout.second_routes import degrees_along_lines, expanded_number
from algebraic.bounds import multihomogeneous_number
from algebraic.bounds.multihomogeneous import bezout_bound
from algebraic.data import check_data
from algebraic.ideals import make_problem
from algebraic.shell import rationals
from tests.networks import every_kind_of_layer


@pytest.mark.parametrize("kind", every_kind_of_layer())
def test_degrees_are_those_of_the_recursion(kind):
    network = every_kind_of_layer()[kind]
    stream = np.random.default_rng(3)
    inputs = rationals(stream.integers(1, 99, (2, network.input_dim)).tolist())
    data = check_data(inputs, stream.integers(1, 9, (2, network.output_dim)).tolist(), network)
    problem = make_problem(network, 2, data)
    for group in (list(range(network.num_params)), *layer_groups(network)):
        assert degrees_along_lines(network, inputs, group) == problem.degrees(group)


@pytest.mark.parametrize("seed", range(6))
def test_expansion_agrees_with_the_fast_formula(seed):
    stream = np.random.default_rng(seed)
    sizes = stream.integers(1, 4, 3).tolist()
    rows = stream.integers(0, 5, (sum(sizes), 3)).tolist()
    assert expanded_number(rows, sizes) == multihomogeneous_number(rows, sizes)
    assert expanded_number([rows[0]] * len(rows), sizes) == multihomogeneous_number([rows[0]] * len(rows), sizes)
    assert expanded_number([[sum(row)] for row in rows], [len(rows)]) == bezout_bound([sum(row) for row in rows])


def test_what_is_too_much_is_left():
    assert expanded_number([(1,) * 12] * 12, [1] * 12) is None
