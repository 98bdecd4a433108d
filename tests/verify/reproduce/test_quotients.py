"""Distinct solutions by linear algebra, beside numbers by hand; matrices that describe none are refused."""

import flint
import pytest

from algebraic.shell import HypothesesNotMet
from algebraic.systems import katsura, read_equations
from verify.reproduce.quotients import are_combinations, describes_solutions, distinct_solutions

CIRCLE_AND_LINE = read_equations("x^2 + y^2 - 5\ny - 2*x")  # (1, 2), (-1, -2)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("x^2 + y^2 - 5\ny - 2*x", 2),
        ("(x - 1)^3*(x + 2)\ny - x^2", 2),  # four with multiplicity
        ("x^2 + 1\ny^2 - x", 4),
        ("x^3 - 2\ny^2 - y", 6),
    ],
)
def test_by_hand(text, number):
    found = distinct_solutions(read_equations(text))
    assert (found.low, found.high) == (number, number)


def test_without_membership_it_is_a_lower_bound(monkeypatch):
    monkeypatch.setattr("verify.reproduce.quotients.MOST_MONOMIALS", 2)
    found = distinct_solutions(CIRCLE_AND_LINE)
    assert (found.low, found.high) == (2, None)
    assert "is the word of its" in found.because


def test_combinations_of_the_equations_and_others():
    one = flint.fmpq(1)
    assert are_combinations(CIRCLE_AND_LINE, [{(2, 0): one, (0, 0): -one}])  # x^2 - 1
    assert not are_combinations(CIRCLE_AND_LINE, [{(1, 0): one, (0, 0): -one}])  # x - 1


def test_katsura():
    assert distinct_solutions(katsura(2)).low == 4


def test_infinitely_many():
    with pytest.raises(HypothesesNotMet):
        distinct_solutions(read_equations("x*y\nx*y - x"))


def matrices(*rows):
    return [flint.fmpq_mat(each) for each in rows]


def test_matrices_that_describe_solutions_and_others():
    good = matrices([[0, 1], [1, 0]], [[0, 2], [2, 0]])  # x^2 = 1, y = 2 x
    assert describes_solutions(CIRCLE_AND_LINE, good)
    assert not describes_solutions(CIRCLE_AND_LINE, matrices([[0, 1], [1, 0]], [[0, 3], [3, 0]]))  # not zero there
    assert not describes_solutions(CIRCLE_AND_LINE, matrices([[1, 0], [0, 1]], [[2, 0], [0, 2]]))  # one point, twice
    crossed = matrices([[0, 1], [0, 0]], [[0, 0], [1, 0]])
    assert not describes_solutions(read_equations("x^2\ny^2"), crossed)  # they do not commute
