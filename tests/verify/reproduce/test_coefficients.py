"""Learning coefficients, beside values by hand."""

from algebraic.systems import read_equations
from verify.reproduce.coefficients import (
    coefficient_at_origin,
    linear_coefficient,
    linear_multiplicity,
    multiplicity_at_origin,
    threshold_at_origin,
)


def test_a_product_by_hand():
    """∫ (x y)^(2z) dx dy has a pole of order two at z = −1/2."""
    product = read_equations("x*y")
    assert (coefficient_at_origin(product).text(), multiplicity_at_origin(product).text()) == ("1/2", "2")


def test_one_unit_by_hand():
    """w_2 w_1 = 0 is that product; w_2 w_1 = 1 is a smooth curve."""
    assert (linear_coefficient([1, 1, 1], 0).text(), linear_multiplicity([1, 1, 1], 0).text()) == ("1/2", "2")
    assert (linear_coefficient([1, 1, 1], 1).text(), linear_multiplicity([1, 1, 1], 1).text()) == ("1/2", "1")


def test_a_threshold_by_hand():
    """∫ |x|^(−c) converges for c < 1, and in polar coordinates ∫ (x² + y²)^(−c) for 2 c < 2."""
    assert threshold_at_origin(read_equations("x")).text() == "1"
    assert threshold_at_origin(read_equations("x^2 + y^2")).text() == "1"
    assert threshold_at_origin(read_equations("x^2")).text() == "1/2"
