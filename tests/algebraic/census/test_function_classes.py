"""Which certified points are different functions, and where the rank is full: planted points."""

from fractions import Fraction

import numpy as np

from algebraic.census import functions_of
from algebraic.census.function_classes import _classes
from algebraic.ideals import FunctionProblem, FunctionQuestion
from algebraic.networks import Network
from algebraic.systems import Gauge

NET = Network.dense([2, 2, 1], "z**3", hidden_bias=False, output_bias=False)  # v1 (w·x)^3 + v2 (u·x)^3
GAUGE = Gauge(6, {0: [Fraction(1)], 2: [Fraction(1)]})  # the first inputs' weights are 1: units may change places
PROBLEM = FunctionProblem(FunctionQuestion(NET, GAUGE, "frobenius", None, [], [Fraction(1)] * 4))


def box(*values, radius="1e-20"):
    return [[str(value), "0", radius] for value in values]


def test_units_that_change_places_give_one_function():
    found = functions_of(PROBLEM, [box(2, 3, 5, 7), box(3, 2, 7, 5), box(2, 3, 5, 8)])
    assert found.regular == [True] * 3
    assert found.labels == [0, 0, 1]
    assert found.count == 2
    assert found.sizes == [2, 1]


def test_a_real_function_may_have_complex_weights_only():
    """Two conjugate units make a real form; a form with one complex unit has a conjugate that is another."""
    conjugate_units = [["2", "1", "1e-20"], ["2", "-1", "1e-20"], ["5", "3", "1e-20"], ["5", "-3", "1e-20"]]
    one, other = ([["2", sign + "1", "1e-20"], *box(3, 5, 7)] for sign in ("", "-"))
    found = functions_of(PROBLEM, [conjugate_units, one, other, box(2, 3, 5, 8)])
    assert found.labels == [0, 1, 2, 3]
    assert found.alone == {0, 3}
    real_points = [False, False, False, True]
    assert (found.num_real(real_points, complete=True), found.num_real(real_points, complete=False)) == (2, 1)


def test_a_dead_unit_and_equal_units_are_not_regular():
    found = functions_of(PROBLEM, [box(2, 3, 5, 0), box(2, 2, 5, 7), box(2, 3, 5, 7)])
    assert found.regular == [False, False, True]
    assert found.labels == [None, None, 0]


def test_a_wide_box_proves_nothing():
    assert functions_of(PROBLEM, [box(2, 3, 5, "0.01", radius="0.02")]).regular == [False]


def test_balls_that_meet_are_one_class_and_so_is_what_these_meet():
    middles, radii = np.array([[0.0], [1.0], [2.0], [9.0]], dtype=complex), np.full((4, 1), 0.6)
    assert _classes(middles, radii) == [0, 0, 0, 1]
    assert _classes(middles, 0.4 * np.ones((4, 1))) == [0, 1, 2, 3]
