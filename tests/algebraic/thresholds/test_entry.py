"""One entry for what a person has."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

import algebraic
from algebraic.networks import Network
from algebraic.shell import WrongInput
from algebraic.thresholds import learning_coefficient

LINEAR = Network.dense([5, 3, 5], "z", hidden_bias=False, output_bias=False)


def test_local_and_global_told_apart():
    """(5, 3, 5): 6.5 and 7.5 for the target 0, 10.5 for one of full rank."""
    full = np.concatenate([np.zeros(15, dtype=int), np.eye(5, 3, dtype=int).ravel()])
    assert learning_coefficient(LINEAR, rank=0).value == Fraction(13, 2)
    assert learning_coefficient(LINEAR, full).value == Fraction(15, 2)
    assert learning_coefficient(LINEAR, rank=3).value == Fraction(21, 2)
    both = [learning_coefficient(LINEAR, rank=0), learning_coefficient(LINEAR, [0] * 30)]
    assert [each.local_or_global for each in both] == ["global", "local"]
    assert both[0].value == both[1].value


def test_widths_or_a_network():
    assert learning_coefficient((5, 3, 5), rank=1) == learning_coefficient(LINEAR, rank=1)
    assert learning_coefficient(np.array([5, 3, 5]).tolist(), [0] * 30).multiplicity == 2
    assert learning_coefficient([5, 3, 5], rank=1, inputs=[[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]]).value == (
        learning_coefficient([2, 3, 5], rank=1).value
    )


def test_equations_of_every_kind():
    x, y = sympy.symbols("x y")
    for given in ("x^2 - y^3", ["x^2 = y^3"], x**2 - y**3, [sympy.Eq(x**2, y**3)]):
        assert learning_coefficient(given).value == Fraction(5, 12)
    moved = learning_coefficient(["(x - 1/2)^2 = (y + 3)^3"], ["1/2", -3])
    assert moved.value == Fraction(5, 12)
    assert learning_coefficient(["x^2 = y^3"], [1, 1]).value == Fraction(1, 2)  # a regular point of the same curve


def test_it_is_at_the_top():
    assert algebraic.learning_coefficient is learning_coefficient
    assert algebraic.LearningCoefficient is type(learning_coefficient(["x"]))


@pytest.mark.parametrize(
    ("what", "point", "options", "kind"),
    [
        (["0"], None, {}, "bad_equations"),
        (["1"], None, {}, "bad_equations"),
        (["x^2 + 1"], None, {}, "no_zero"),
        (["x", "x + 1"], None, {}, "no_zero"),
        (["x^2 - 1"], [2], {}, "no_zero"),
        (["x*y"], [0], {}, "bad_point"),
        (["x"], ["half"], {}, "bad_point"),
        (["x"], None, {"rank": 1}, "usage"),
        ([], None, {}, "bad_equations"),
        ([5, 3, 5], None, {}, "usage"),
        ([5, 3, 5], [0] * 30, {"rank": 0}, "usage"),
        ([5, 3, 5], None, {"rank": 4}, "bad_rank"),
        ([5, 3, 5], [0] * 29, {}, "bad_point"),
        ([5], None, {"rank": 0}, "bad_widths"),
        ([5, 0, 5], None, {"rank": 0}, "bad_widths"),
        ([5, 2.5, 5], None, {"rank": 0}, "bad_widths"),
        ([5, 3, 5], None, {"rank": 0, "targets": [[0]]}, "usage"),
        ([5, 3, 5], None, {"rank": 0, "inputs": [[0] * 5]}, "bad_data"),
        ([5, 3, 5], [0] * 30, {"inputs": [[0] * 5]}, "bad_data"),
        (Network.dense([1, 1, 1]), None, {}, "bad_point"),
        (Network.dense([1, 1, 1]), None, {"rank": 1}, "usage"),
    ],
)
def test_what_does_not_fit_is_named(what, point, options, kind):
    with pytest.raises(WrongInput) as problem:
        learning_coefficient(what, point, **options)
    assert problem.value.kind == kind
