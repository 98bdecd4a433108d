"""The value at a point of a deep linear network, against the recursion over all orbits and the published minimum."""

from fractions import Fraction
from itertools import product

import pytest

from algebraic.shell import WrongInput
from algebraic.thresholds.deep_linear import deep_linear
from algebraic.thresholds.product_orbits import at_products
from tests.reference.orbit_recursion import all_coefficients

SHAPES = [*product((1, 2, 3), repeat=3), *product((1, 2), repeat=4), (3, 2, 3, 2), (1, 1, 1, 1, 1), (1, 2, 2, 1, 2)]


def given(table):
    return {(i, j): r for (i, j), r in table.items() if i < j}


@pytest.mark.parametrize("widths", SHAPES)
def test_every_orbit_and_the_published_value_at_the_origin(widths):
    found = all_coefficients(widths)
    for table, value, multiplicity in found:
        ours = at_products(widths, given(table))
        assert (ours.value, ours.multiplicity) == (value, multiplicity)
    least = deep_linear(widths, 0)
    (origin,) = [each for each in found if not any(given(each[0]).values())]
    assert (least.value, least.multiplicity) == origin[1:]
    assert all(value >= least.value for _, value, _ in found)


def test_a_chain_of_minimal_strata_is_no_chain_of_orbits():
    """Five strata in a row, and a pole of order 4 only: what one would count without the critical orbits."""
    counts = dict.fromkeys([(0, 0), (0, 1), (1, 3), (2, 2), (3, 4), (4, 4)], 1)
    table = {
        (i, j): sum(n for (a, b), n in counts.items() if a <= i and j <= b) for i in range(5) for j in range(i + 1, 5)
    }
    found = at_products([2, 2, 2, 2, 2], table)
    assert (found.value, found.multiplicity) == (Fraction(3, 2), 4)


@pytest.mark.parametrize(("ranks", "value"), [((0, 0), "13/2"), ((0, 3), "15/2"), ((3, 0), "15/2"), ((0, 1), "13/2")])
def test_local_is_not_global(ranks, value):
    """(5, 3, 5), target 0: by elimination a·5 + b·5 − ab halves, and the origin of widths (5−a, 3−a−b, 5−b)."""
    assert at_products([5, 3, 5], {(0, 1): ranks[0], (1, 2): ranks[1], (0, 2): 0}).value == Fraction(value)


@pytest.mark.parametrize(("a", "b"), [(a, b) for a in range(4) for b in range(4) if a + b <= 4])
def test_two_layers_by_elimination(a, b):
    found = at_products([5, 4, 6], {(0, 1): a, (1, 2): b, (0, 2): 0})
    rest = deep_linear([5 - a, 4 - a - b, 6 - b], 0) if a + b < 4 else None
    regular = Fraction(a * 6 + b * (5 - a), 2)
    assert found.value == regular + (rest.value if rest else 0)
    assert found.multiplicity == (rest.multiplicity if rest else 1)


@pytest.mark.parametrize("rank", [1, 2])
def test_the_rank_of_the_target_is_split_off(rank):
    """The cheapest point over a target of this rank is the global minimum."""
    widths = [4, 3, 2, 3, 4]
    ranks = {(i, j): rank for i in range(5) for j in range(i + 1, 5)}
    found, least = at_products(widths, ranks), deep_linear(widths, rank)
    assert (found.value, found.multiplicity) == (least.value, least.multiplicity)


def test_no_weights_have_these_ranks():
    with pytest.raises(WrongInput, match="no weights have these ranks"):
        at_products([2, 2, 2], {(0, 1): 2, (1, 2): 2, (0, 2): 1})


def test_wide_ones_at_once():
    widths = [1000 - 3 * s for s in range(9)]
    ranks = {(i, j): 950 if j == 1 else 10 for i in range(9) for j in range(i + 1, 9)}
    assert deep_linear(widths, 10).value < at_products(widths, ranks).value
