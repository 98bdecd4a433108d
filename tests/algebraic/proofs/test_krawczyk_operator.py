"""Krawczyk's operator against linear systems, where it is known in closed form, and against roots that are counted."""

from fractions import Fraction

import flint
import pytest
from hypothesis import given, strategies as st

from algebraic.proofs.krawczyk_operator import holds_one_solution, krawczyk_step
from algebraic.shell.exact import as_fraction


def square_around(middle, radius):
    """A disc as a rectangle of the complex plane."""
    return flint.acb(flint.arb(middle, radius), flint.arb(0, radius))


KINDS = [(flint.arb, flint.arb_mat), (square_around, flint.acb_mat)]
small = st.integers(-9, 9)


def exact(ball):
    return as_fraction((ball.real if isinstance(ball, flint.acb) else ball).mid().fmpq())


@pytest.mark.parametrize(("ball", "matrix"), KINDS)
@given(st.tuples(small, small, small, small), st.tuples(small, small), st.tuples(small, small))
def test_of_a_linear_system_the_step_leads_to_its_solution(ball, matrix, entries, solution, middle):
    """F(x) = A (x − s) has K(X) = s for every box X, up to rounding; and no box loses the solution in it."""
    a, b, c, d = entries
    if a * d == b * c:
        return
    slopes = matrix([[a, b], [c, d]])
    residuals = slopes * matrix([[m - s] for m, s in zip(middle, solution, strict=True)])
    for radius in (0, 0.5, 20):
        offsets = matrix([[ball(0, radius)]] * 2)
        step = krawczyk_step(offsets, residuals, slopes, slopes)
        whole = [ball(m, radius) for m in middle]
        inside = all(abs(s - m) < radius for s, m in zip(solution, middle, strict=True))
        assert holds_one_solution([ball(m, 0) for m in middle], whole, residuals, slopes, slopes) == inside
        for k in range(2):
            assert abs(exact(step[k, 0]) - (solution[k] - middle[k])) < Fraction(1, 10**9)
            assert step[k, 0].contains(solution[k] - middle[k]) or not inside


@pytest.mark.parametrize(("ball", "matrix"), KINDS)
@given(st.fractions(-3, 3, max_denominator=50), st.fractions(Fraction(1, 50), 2, max_denominator=50))
def test_boxes_of_a_square_hold_one_root_only_where_there_is_one(ball, matrix, middle, radius):
    """x² = 2: where the test says yes, exactly one of ±√2 lies in the box."""
    m, whole = ball(float(middle), 0), ball(float(middle), float(radius))
    verdict = holds_one_solution([m], [whole], matrix([[m * m - 2]]), matrix([[2 * whole]]), matrix([[2 * m]]))
    root = flint.arb(2).sqrt()
    roots = whole.overlaps(m * 0 + root) + whole.overlaps(m * 0 - root)
    assert not verdict or roots == 1


def test_these_checks_would_notice_a_missing_term():
    """Without (1 − Y J(X)) (X − m) the box around 3/2 of radius 2, which holds both roots, would pass."""
    m, whole = flint.arb(1.5), flint.arb(1.5, 3)
    residuals, at_middle = flint.arb_mat([[m * m - 2]]), flint.arb_mat([[2 * m]])
    assert not holds_one_solution([m], [whole], residuals, flint.arb_mat([[2 * whole]]), at_middle)
    assert holds_one_solution([m], [whole], residuals, at_middle, at_middle)


@pytest.mark.parametrize("matrix", [flint.arb_mat, flint.acb_mat])
def test_a_singular_jacobian_proves_nothing(matrix):
    singular, column = matrix([[1, 2], [2, 4]]), matrix([[0], [0]])
    assert krawczyk_step(column, column, singular, singular) is None
    ball = singular[0, 0] * 0
    assert not holds_one_solution([ball, ball], [ball, ball], column, singular, singular)
