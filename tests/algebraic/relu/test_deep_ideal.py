from fractions import Fraction

import pytest

from algebraic.relu import deep_ideal
from algebraic.relu.deep_ideal import Ideal, ideal_of
from algebraic.systems import as_system, katsura


def of(*lines, order="degrevlex"):
    system = as_system(list(lines))
    return ideal_of(system.names, system.polynomials, order=order)


@pytest.mark.parametrize("order", ["degrevlex", "lex"])
def test_known_numbers(order):
    assert of("x*y - 1", "x + y", order=order) == Ideal(0, 2, None)
    assert of("x^2 - 1", "x - 1", order=order) == Ideal(0, 1, (Fraction(1),))
    assert of("x*y - 3", "x*y - 4", order=order) == Ideal(-1, 0, None)
    assert of("x*y - 3", "2*x*y - 6", order=order) == Ideal(1, None, None)
    assert of("3*x + y - 1/2", "x - y", order=order) == Ideal(0, 1, (Fraction(1, 8), Fraction(1, 8)))
    system = katsura(3)
    assert ideal_of(system.names, system.polynomials, order=order).degree == 8


def test_what_takes_long_is_left(monkeypatch):
    monkeypatch.setattr(deep_ideal, "LIMITS", (2, 2, 4))
    assert of("x^3*y - x + 1", "x^2 - y^3 + 7") is None
