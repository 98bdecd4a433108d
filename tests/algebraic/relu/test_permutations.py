from itertools import permutations

from hypothesis import given, settings, strategies as st
from sympy.combinatorics import Permutation, PermutationGroup

from algebraic.relu.permutations import Group, inverse, times


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.permutations(range(n)), min_size=1, max_size=3)))
def test_as_sympy(generators):
    size = len(generators[0])
    group, other = Group(size), PermutationGroup([Permutation(list(g)) for g in generators])
    for g in generators:
        group.add(tuple(g))
    assert group.order() == other.order()
    assert all((p in group) == other.contains(Permutation(list(p))) for p in permutations(range(size)))


def test_products():
    p, q = (1, 2, 0), (1, 0, 2)
    assert times(p, inverse(p)) == (0, 1, 2)
    assert [times(p, q)[i] for i in range(3)] == [p[q[i]] for i in range(3)]


def test_a_trivial_group():
    assert Group(3).order() == 1
    assert (0, 1, 2) in Group(3)
    assert (1, 0, 2) not in Group(3)
