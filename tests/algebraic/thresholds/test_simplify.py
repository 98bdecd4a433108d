"""Other generators of the same ideal."""

import pytest

from algebraic.systems import as_system
from algebraic.thresholds.simplify import constant_of, simplified, variables_of


def read(*equations):
    return as_system(list(equations)).polynomials


def shown(*equations):
    gens, eliminated = simplified(read(*equations))
    return sorted(map(str, gens)), eliminated


@pytest.mark.parametrize(
    ("equations", "expected", "eliminated"),
    [
        (["x*(1+y)"], [], ["x"]),
        (["x^2*(1+y)^3"], ["x^2"], []),
        (["x*y + x^2*y*z"], ["x*y"], []),
        (["x^2 + y^3", "2*x^2 + 2*y^3"], ["y^3 + x^2"], []),
        (["x^2 + y^2", "x^2 - y^2"], ["x^2", "y^2"], []),
        (["x^2", "y^3 + x^2*z"], ["x^2", "y^3"], []),
        (["x*y", "x*y*z + x^2*y"], ["x*y"], []),
        (["x*(1+y) - y^2*z", "x*z"], ["y^2*z^2"], ["x"]),
        (["a*b + c*d", "a*b^2 + c*d^2", "a*b^3 + c*d^3"], ["a*b + c*d", "a*b^2 + c*d^2"], []),
    ],
)
def test_steps(equations, expected, eliminated):
    assert shown(*equations) == (expected, eliminated)


def test_what_is_no_consequence_stays():
    assert len(shown("a*b + c*d", "a*b^2 + c*d^2", "a*b^3 + 2*c*d^3")[0]) == 3
    assert len(shown("x^2", "x*y", "y^2")[0]) == 3


def test_a_variable_without_a_unit_stays():
    assert shown("x*y + z^2") == (["x*y + z^2"], [])


def test_reading():
    (p,) = read("x*z + y + 3")
    assert constant_of(p) == 3
    assert [p.context().names()[i] for i in sorted(variables_of(p))] == list("xzy")
