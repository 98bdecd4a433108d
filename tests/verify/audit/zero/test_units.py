"""Units go with those of the data."""

import dataclasses

import pytest

from tests.verify.audit.zero.planted import dense, planted
from verify.audit.zero.find import problem_of
from verify.audit.zero.units import are_steps, sizes_of, steps_for

pytestmark = pytest.mark.torch


def test_units_follow_the_data():
    problem = problem_of(planted(dense(4, 10, 2), 6, 4)[0])
    one = steps_for(problem.layers, problem.inputs, problem.weights)
    inputs = {name: values * 64 for name, values in problem.inputs.items()}
    first, bias, *rest = problem.weights
    two = steps_for(problem.layers, inputs, (first / 64, bias, *rest))
    assert two == (one[0] / 64, *one[1:])
    assert are_steps(one, sizes_of(problem.layers, problem.inputs, problem.weights))
    assert not are_steps((one[0] * 2, *one[1:]), sizes_of(problem.layers, problem.inputs, problem.weights))


def test_weights_of_zero_have_a_unit():
    problem = problem_of(planted(dense(4, 10, 2), 6, 4)[0])
    nothing = dataclasses.replace(problem, weights=tuple(0 * array for array in problem.weights))
    assert steps_for(nothing.layers, nothing.inputs, nothing.weights) == (1.0,) * 4
