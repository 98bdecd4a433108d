"""Real zeros without a zero coordinate."""

from fractions import Fraction

import flint
import pytest

from algebraic.thresholds.torus_zeros import derivatives, has_real_root, no_common_zero, rational_roots, value_at


def terms(**found):
    """p1_0=2 is 2 y_1."""
    return {tuple(map(int, name[1:].split("_"))): Fraction(c) for name, c in found.items()}


@pytest.mark.parametrize(
    ("coefficients", "expected"),
    [
        ([1, 0, 1], False),
        ([-2, 0, 1], True),
        ([1, 2, 1], True),
        ([4, 0, -4, 0, 1], True),
        ([1, 0, 0, 1], True),
        ([5], False),
    ],
)
def test_sturm(coefficients, expected):
    assert has_real_root(flint.fmpq_poly(coefficients)) == expected


def test_in_one_coordinate_all_is_decided():
    assert no_common_zero([terms(p0=-2, p2=1)]) is False  # ±√2
    assert no_common_zero([terms(p0=-2, p2=1), terms(p0=-1, p1=1)]) is True
    assert no_common_zero([terms(p1=1, p2=1), terms(p0=-1, p2=1)]) is False  # −1, after the factor y


def test_in_more_coordinates():
    circle = terms(p2_0=1, p0_2=1, p0_0=-1)
    assert no_common_zero([terms(p2_0=1, p0_2=1, p0_0=1)]) is True  # signs
    assert no_common_zero([circle]) is False  # a change of sign
    assert no_common_zero([circle, *derivatives(circle)]) is True  # cofactors
    assert no_common_zero([terms(p1_0=1, p0_1=-1), terms(p2_0=1, p0_2=1, p0_0=-2)]) is False  # (1, 1)
    assert no_common_zero([terms(p1_1=3), circle]) is True  # a monomial


def test_what_is_not_decided():
    """x² + y² = 2xy·(…): a positive definite form whose coefficients have both signs, with complex zeros."""
    assert no_common_zero([terms(p4_0=1, p2_1=-1, p0_2=1)]) is not False
    assert no_common_zero([terms(p2_0=1, p1_1=-1, p0_2=1)]) is not False


def test_rational_roots_and_values():
    assert sorted(rational_roots(flint.fmpq_poly([0, -3, 2]) * flint.fmpq_poly([-2, 0, 1]))) == [Fraction(3, 2)]
    assert value_at(terms(p2_1=3, p0_0=1), (Fraction(-1), Fraction(2))) == 7
