"""Sturm's theorem against polynomials whose roots were chosen, and against Chebyshev's; largest values likewise."""

import flint
import pytest
from hypothesis import given, strategies as st

from verify.instruments import largest_square, num_real_roots

PAIR = flint.fmpq_poly([1, 0, 1])  # no real root
roots = st.lists(st.fractions(-9, 9, max_denominator=5), max_size=5)


def product(roots, pairs):
    """The polynomial with these roots, and so many pairs of complex ones."""
    found = flint.fmpq_poly([3]) * PAIR**pairs
    for root in roots:
        found *= flint.fmpq_poly([flint.fmpq(-root.numerator, root.denominator), 1])
    return found


@given(roots, st.integers(0, 2))
def test_different_roots_are_counted_once(chosen, pairs):
    polynomial = product(chosen, pairs)
    assert num_real_roots(polynomial) == len(set(chosen))
    assert num_real_roots(polynomial * polynomial) == len(set(chosen))


@given(roots, st.integers(-9, 9), st.integers(-9, 9))
def test_the_right_end_belongs_to_an_interval(chosen, first, second):
    low, high = sorted((first, second))
    polynomial = product(chosen, 1)
    assert num_real_roots(polynomial, low, high) == len({root for root in chosen if low < root <= high})
    assert num_real_roots(polynomial, low) == len({root for root in chosen if low < root})
    assert num_real_roots(polynomial, high=high) == len({root for root in chosen if root <= high})


@pytest.mark.parametrize("degree", [1, 2, 7, 12])
def test_all_roots_of_chebyshevs_polynomials_are_real(degree):
    before, now = flint.fmpq_poly([1]), flint.fmpq_poly([0, 1])
    for _ in range(degree - 1):
        before, now = now, flint.fmpq_poly([0, 2]) * now - before
    assert num_real_roots(now) == num_real_roots(now, -1, 1) == degree
    assert num_real_roots(now + 2) == degree % 2


def test_constants():
    assert num_real_roots(flint.fmpq_poly([5])) == 0
    with pytest.raises(ValueError, match="zero polynomial"):
        num_real_roots(flint.fmpq_poly([0]))


DISC = flint.fmpq_poly([1, 0, -1])


@pytest.mark.parametrize("degree", [1, 2, 5, 40])
def test_chebyshevs_polynomials_are_extremal(degree):
    """|T_n| ≤ 1; Bernstein: |T_n′|√(1 − x²) ≤ n; Markov: |T_n′| ≤ n², at the ends alone."""
    wave = flint.fmpq_poly(flint.fmpz_poly.chebyshev_t(degree))
    slope = wave.derivative()
    for found, wanted in (
        (largest_square(wave), 1),
        (largest_square(slope, base=DISC, power=1), degree**2),
        (largest_square(slope), degree**4),
    ):
        assert wanted in found
        assert float(found.rad()) < 1e-20
    inside = largest_square(slope, flint.fmpq(-1, 2), flint.fmpq(1, 2))
    assert degree == 1 or inside < degree**4


@given(roots, st.integers(0, 1), st.integers(-3, 3))
def test_no_point_of_a_grid_is_higher(chosen, pairs, power):
    polynomial, base = product(chosen, pairs), flint.fmpq_poly([1, 0, 1])
    found = largest_square(polynomial, -2, 1, base=base, power=power)
    values = [polynomial(x) ** 2 * base(x) ** power for x in (flint.fmpq(k, 32) for k in range(-64, 33))]
    assert found.upper() >= max(values)
    assert float(found.rad()) <= 1e-20 * float(found.upper())


def test_constants_and_ends():
    assert largest_square(flint.fmpq_poly([0])) == 0
    assert largest_square(flint.fmpq_poly([-3])) == 9
    assert largest_square(flint.fmpq_poly([0, 1]), 0, 2) == 4
    assert largest_square(flint.fmpq_poly([2]), base=DISC, power=1) == 4
