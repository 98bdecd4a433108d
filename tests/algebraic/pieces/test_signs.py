"""Weights that are zero nowhere on the set."""

import flint
import pytest

from algebraic.pieces.signs import rows_of_signs, where_zero, without_zeros
from algebraic.shell import UNLIMITED
from algebraic.systems import as_system


@pytest.mark.parametrize(
    ("texts", "never"),
    [
        (["x*y*z - 2"], [0, 1, 2]),
        (["x^2 + y^2 - 1"], []),
        (["x^2*y - y^2 + 1"], [1]),
        (["x*y - z", "z^2 + 2*y*z - 1"], [0, 1, 2]),
        (["x*y - z", "z^2 + y - 1"], [1]),
        (["x*u - 1", "u*v - x", "v*w + w^2*x - 3"], [0, 1, 2, 3]),
    ],
)
def test_which_these_are(texts, never):
    assert without_zeros(as_system(texts), seed=0, budget=UNLIMITED) == never


def test_where_an_unknown_is_zero():
    assert [str(p) for p in where_zero(as_system(["x*y - 1"]), 0).polynomials] == ["1"]
    assert [str(p) for p in where_zero(as_system(["x^2 + y^2 - 1"]), 0).polynomials] == ["y^2 - 1"]


def test_a_sign_that_is_open_is_no_sign():
    points = [[flint.arb(1), flint.arb(-1, 2)], [flint.arb(-1), flint.arb(-1)], [flint.arb(1), flint.arb(3)]]
    assert rows_of_signs(points, [0]) == ["+", "-"]
    assert rows_of_signs(points, [0, 1]) == ["++", "--"]
