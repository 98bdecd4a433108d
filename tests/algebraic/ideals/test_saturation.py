"""Determinants of polynomials: against those of numbers, and limits."""

import flint
import numpy as np
import pytest

from algebraic.ideals.saturation import determinant, independent_rows, minor_of
from algebraic.shell import TooLarge


def matrix(size, seed=0):
    context = flint.fmpq_mpoly_ctx.get(("x", "y"), flint.Ordering.degrevlex)
    x, y = context.gens()
    numbers = np.random.default_rng(seed).integers(-3, 4, (size, size, 3)).tolist()
    return context, [[a * x + b * y + c for a, b, c in row] for row in numbers]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_the_determinant_at_a_point_is_that_of_the_numbers(size):
    context, rows = matrix(size)
    found = determinant(rows, context)(2, -3)
    assert found == flint.fmpq_mat([[p(2, -3) for p in row] for row in rows]).det()


def test_dependent_rows_are_left_out():
    context, rows = matrix(3, seed=1)
    doubled = [rows[0], [2 * p for p in rows[0]], rows[1], rows[2]]
    chosen = independent_rows(doubled, 3)
    assert len(chosen) == 3
    assert {2, 3} < set(chosen)
    assert not determinant([doubled[a] for a in chosen], context).is_zero()


def test_repeated_factors_are_dropped():
    context, _ = matrix(1)
    x, y = context.gens()
    zero = context.constant(0)
    found = minor_of([[x * x, zero], [zero, x * (y + 1)]])
    assert found.total_degree() == 2
    assert found(0, 5) == found(3, -1) == 0


def test_a_minor_that_is_too_large():
    _, rows = matrix(10)
    with pytest.raises(TooLarge, match="10 rows"):
        minor_of(rows)
