from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from algebraic.engines.leading_ideal import dimension, num_standard_monomials
from tests.reference import slow

monomials = st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=7)


def slow_dimension(generators, num_variables):
    """The largest set of variables of which no generator is made alone."""
    if any(not any(g) for g in generators):
        return -1
    for size in range(num_variables, -1, -1):
        for chosen in combinations(range(num_variables), size):
            if not any(all(i in chosen for i, e in enumerate(g) if e) for g in generators):
                return size
    raise AssertionError


@given(monomials)
def test_dimension_against_independent_sets(generators):
    assert dimension(generators, 3) == slow_dimension(generators, 3)


@given(monomials, st.tuples(*[st.integers(1, 4)] * 3))
def test_standard_monomials_against_the_box(generators, powers):
    closed = [*generators, *(tuple(p if i == k else 0 for i in range(3)) for k, p in enumerate(powers))]
    assert num_standard_monomials(closed, 3) == len(slow.standard_monomials(closed, powers))


def test_infinitely_many_is_an_error():
    with pytest.raises(ValueError, match="zero-dimensional"):
        num_standard_monomials([(1, 1)], 2)
