"""Boxes and tubes in which a set is a graph, and lines on which it is none."""

import flint
import numpy as np
import pytest

from algebraic.pieces.charts import (
    corrected,
    float_slopes,
    free_unknowns,
    holds_graph,
    nearest_on_set,
    node,
    segment,
    tube,
)
from algebraic.pieces.in_balls import BallPolynomials
from algebraic.systems import as_system

CIRCLE = BallPolynomials(as_system(["x^2 + y^2 - 1"]))


def balls(*values):
    return [flint.arb(value) for value in values]


def test_a_node_holds_the_point_of_the_set():
    found = node(CIRCLE, balls(0.6, 0.79), [1])
    assert found[0] == flint.arb(0.6)
    assert (found[0] ** 2 + found[1] ** 2).contains(1)
    assert node(CIRCLE, balls(1.5, 0.1), [1]) is None  # no real point above x = 1.5


def test_a_node_over_a_ball_holds_a_point_for_each_of_its_values():
    found = node(CIRCLE, [flint.arb(0.6, 1e-8), flint.arb(0.8)], [1])
    for x in (0.6 - 9e-9, 0.6 + 9e-9):
        assert found[1].contains((1 - flint.arb(x) ** 2).sqrt())
    assert not holds_graph(CIRCLE, [found[0], found[1].mid() + flint.arb(0, 1e-12)], [1])


def test_a_tube_holds_the_arc_and_stops_at_the_fold():
    start, end = balls(0.6, 0.8), node(CIRCLE, balls(0.7, 0.71), [1])
    around = corrected(segment(start, end), tube(CIRCLE, start, end, [1]), [1])
    for x in np.linspace(0.6, 0.7, 7):
        assert around[1].contains((1 - flint.arb(float(x)) ** 2).sqrt())
    lower = balls(0.6, -0.8)
    assert tube(CIRCLE, start, lower, [1]) is None  # two points above every x
    assert tube(CIRCLE, balls(0.9, 0.1), balls(1.1, 0.1), [1]) is None


@pytest.mark.parametrize("size", [1e-3, 1, 1e3])
def test_two_sheets_are_never_joined(size):
    """x y = s²: no line from one branch to the other is a tube, whatever is free."""
    hyperbola = BallPolynomials(as_system([f"x*y - {int(size * size * 10**6)}/1000000"]))
    for free in ([0], [1]):
        assert tube(hyperbola, balls(size, size), balls(-size, -size), free) is None


def test_floats_propose():
    assert free_unknowns(float_slopes(CIRCLE, [0.1, 0.99])) == [1]
    near = nearest_on_set(CIRCLE, np.array([0.6, 0.9]))
    assert abs(near @ near - 1) < 1e-12
