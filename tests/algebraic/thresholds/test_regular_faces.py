"""Equations with regular faces: curves, complete intersections, and what is refused."""

from fractions import Fraction

import pytest

from algebraic.systems import as_system
from algebraic.thresholds.regular_faces import by_regular_faces


def decide(*equations):
    return by_regular_faces(
        [
            {tuple(map(int, e)): Fraction(int(c.p), int(c.q)) for e, c in p.terms()}
            for p in as_system(list(equations)).polynomials
        ]
    )


@pytest.mark.parametrize(
    ("equations", "value", "multiplicity"),
    [
        (["x^2 - y^3"], "5/12", 1),
        (["x*y"], "1/2", 2),
        (["x*y*z"], "1/2", 3),
        (["x^3 + y^3 + z^3"], "1/2", 2),
        (["x^2 + y^2 - z^2"], "1/2", 1),
        (["x*y + z*w"], "1/2", 1),
        (["x^2 - y^3", "x*z"], "2/3", 2),
        (["x", "y"], "1", 1),
        (["x + y^2", "z"], "1", 1),
        (["a*b + c*d", "a*b^2 + c*d^2"], "3/4", 1),
        (["a*b + c*d", "a*b^3 + c*d^3"], "2/3", 1),
    ],
)
def test_values(equations, value, multiplicity):
    found = decide(*equations)
    assert (found.value, found.multiplicity) == (Fraction(value), multiplicity)


@pytest.mark.parametrize("equations", [["x^2 - 2*x*y + y^2 + y^3"], ["x - y", "x^2 - y^2"], ["x - y", "x - y + z^5"]])
def test_faces_that_are_not_regular(equations):
    assert decide(*equations) is None


def test_too_many_equations():
    assert decide("x^2", "y^2", "z^2", "x*y") is None
