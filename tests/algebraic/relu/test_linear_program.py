import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.optimize import linprog

from algebraic.relu.linear_program import dot, in_cone, primitive

SMALL = st.integers(-3, 3)


@st.composite
def programs(draw):
    size = draw(st.integers(1, 4))
    vector = st.tuples(*[SMALL] * size)
    return draw(st.lists(vector, max_size=8)), draw(vector)


@given(programs())
def test_one_of_the_two_answers_and_it_is_right(program):
    columns, target = program
    found, separator = in_cone(columns, target)
    assert (found is None) != (separator is None)
    if found is not None:
        assert all(c > 0 for c in found.values())
        assert [sum(c * columns[k][i] for k, c in found.items()) for i in range(len(target))] == list(target)
        assert len(found) == np.linalg.matrix_rank([columns[k] for k in found] or [[0]])
    else:
        assert dot(separator, target) > 0
        assert all(dot(separator, column) <= 0 for column in columns)


@given(programs())
def test_as_another_solver(program):
    columns, target = program
    if columns:
        done = linprog(np.zeros(len(columns)), A_eq=np.array(columns).T, b_eq=target)
        assert (done.status == 0) == (in_cone(columns, target)[0] is not None)


def test_it_does_not_go_round_in_circles():
    """Beale's example of 1955, on which the rule of the largest cost alone does, with its constraints as columns."""
    columns = [(1, 2, 0), (-240, -180, 0), (-4, -2, 100), (36, 12, 0), (4, 0, 0), (0, 4, 0), (0, 0, 100)]
    assert in_cone(columns, (0, 0, 100))[0] is not None


def test_large_numbers():
    big = 10**40
    assert in_cone([(big, 1), (1, big)], (big + 1, big + 1)) == ({0: 1, 1: 1}, None)
    assert in_cone([(big, 1)], (big, 2))[0] is None


@pytest.mark.parametrize("target", [(0, 0), (0,)])
def test_nothing_makes_zero_and_only_zero(target):
    assert in_cone([], target) == ({}, None)
    assert in_cone([], (*target, 1))[0] is None


def test_primitive():
    assert primitive((0, 0)) == (0, 0)
    assert primitive((-6, 9)) == (-2, 3)
