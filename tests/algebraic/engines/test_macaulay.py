"""The embedded engine against ideals that are known, and against msolve and sympy."""

import pytest
import sympy
from hypothesis import given, strategies as st

from algebraic.engines.leading_ideal import num_standard_monomials
from algebraic.engines.macaulay import largest_pair, macaulay_leading_ideal
from algebraic.engines.msolve import msolve_leading_ideal
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import OutOfBudget, TooLarge

PRIME = 101
terms = st.dictionaries(st.tuples(*[st.integers(0, 2)] * 2), st.integers(1, PRIME - 1), min_size=1, max_size=4)
systems = st.lists(terms.filter(lambda t: any(map(any, t))), min_size=1, max_size=3)


def reduced(equations):
    """Without what other generators divide."""

    def divides(a, b):
        return all(x <= y for x, y in zip(a, b, strict=True))

    return sorted({m for m in equations if not any(n != m and divides(n, m) for n in equations)})


@given(systems)
def test_leading_ideals_are_those_of_sympy(equations):
    x, y = sympy.symbols("x y")
    polynomials = [sum(c * x**i * y**j for (i, j), c in e.items()) for e in equations]
    basis = sympy.groebner(polynomials, x, y, modulus=PRIME, order="grevlex")
    expected = [sympy.Poly(g, x, y).monoms(order="grevlex")[0] for g in basis.exprs]
    assert macaulay_leading_ideal(equations, 2, PRIME, budget=UNLIMITED) == reduced(expected)


@pytest.mark.slow
@pytest.mark.msolve
@given(systems)
def test_leading_ideals_are_those_of_msolve(equations):
    found = macaulay_leading_ideal(equations, 2, PRIME, budget=UNLIMITED)
    assert found == reduced(msolve_leading_ideal(equations, 2, PRIME, budget=UNLIMITED))


def test_planted_points_are_counted():
    """Three points on a line, (0, 0), (1, 2), (2, 4): x (x − 1) (x − 2) = 0 and y = 2 x."""
    equations = [{(3, 0): 1, (2, 0): PRIME - 3, (1, 0): 2}, {(0, 1): 1, (1, 0): PRIME - 2}]
    leading = macaulay_leading_ideal(equations, 2, PRIME, budget=UNLIMITED)
    assert num_standard_monomials(leading, 2) == 3
    assert macaulay_leading_ideal([*equations, {(0, 1): 1, (0, 0): 1}], 2, PRIME, budget=UNLIMITED) == [(0, 0)]


def test_limits():
    with pytest.raises(TooLarge, match="make engines"):
        macaulay_leading_ideal([{(9,) * 9: 1}], 9, PRIME, budget=UNLIMITED)
    with pytest.raises(OutOfBudget):
        macaulay_leading_ideal([{(2, 0): 1, (0, 0): 1}], 2, PRIME, budget=Budget(1e-9))


@given(systems, st.integers(0, 6))
def test_where_it_begins_changes_no_answer(equations, begin):
    known = macaulay_leading_ideal(equations, 2, PRIME, budget=UNLIMITED)
    assert macaulay_leading_ideal(equations, 2, PRIME, budget=UNLIMITED, begin=begin) == known


def test_it_begins_within_its_limit():
    """x² = y² = 1 needs degree 2: whatever is expected, ten columns are enough for degree 3."""
    equations = [{(2, 0): 1, (0, 0): PRIME - 1}, {(0, 2): 1, (0, 0): PRIME - 1}]
    for begin in (0, 3, 50):
        found = macaulay_leading_ideal(equations, 2, PRIME, budget=UNLIMITED, max_columns=10, begin=begin)
        assert found == [(0, 2), (2, 0)]
    assert largest_pair([(0, 2), (2, 0)]) == 0
    assert largest_pair([]) == 0
