"""Values and derivatives in balls, against exact arithmetic of polynomials."""

import flint
from hypothesis import given, strategies as st

from algebraic.pieces.in_balls import BallPolynomials, column, middles
from algebraic.systems import as_system

SYSTEM = as_system(["x^3*y - 2*x*z^2 + 1/3", "x*y*z + z^4"])


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=3))
def test_balls_hold_what_exact_arithmetic_gives(point):
    balls, at = BallPolynomials(SYSTEM), [flint.arb(x) for x in point]
    slopes, bends = balls.slopes(at), balls.bends(at)
    for i, p in enumerate(SYSTEM.polynomials):
        assert balls.values(at)[i].contains(p(*point))
        for j in range(3):
            assert slopes[i, j].contains(p.derivative(j)(*point))
            for k in range(3):
                assert bends[i][j, k].contains(p.derivative(j).derivative(k)(*point))


def test_over_a_box_all_values_are_held():
    box = [flint.arb(1, 0.5), flint.arb(-1, 0.5), flint.arb(0, 0.5)]
    whole = BallPolynomials(SYSTEM).values(box)
    for x, y, z in ((1.5, -0.5, 0.25), (0.5, -1.5, -0.5)):
        for value, p in zip(whole, SYSTEM.polynomials, strict=True):
            assert value.contains(p(*(flint.fmpq(int(4 * v), 4) for v in (x, y, z))))


def test_a_ball_around_zero_has_powers():
    powers = BallPolynomials(as_system(["x", "x^2", "x^3", "x^7"])).values([flint.arb(0, 0.5)])
    assert all(value.is_finite() and value.contains(0) for value in powers)
    assert [float(value.abs_upper()) <= 0.5**k * 1.01 for k, value in zip((1, 2, 3, 7), powers, strict=True)] == [
        True
    ] * 4


def test_columns_and_middles():
    assert middles([flint.arb(1, 0.5), flint.arb(-2)]).tolist() == [1, -2]
    assert (column([flint.arb(1), flint.arb(2)]).nrows(), column([flint.arb(1)]).ncols()) == (2, 1)
