"""The form of the equations depends on the set, not on how the data were written."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic import Network
from algebraic.pieces.reduced import adapted, balanced, prepared, reduced
from algebraic.shell import as_fmpq
from algebraic.systems import as_system, zero_error_system

NET = Network.dense([2, 2, 1], "z**2", hidden_bias=False, output_bias=False)
INPUTS, TARGETS = [[1, 2], [3, -1], [2, 2]], [3, 1, 2]


def equations(inputs, targets):
    return reduced(zero_error_system(NET, inputs, targets)).polynomials


def test_order_and_repetition_of_samples_change_nothing():
    once = equations(INPUTS, TARGETS)
    assert len(once) == 3
    assert equations(INPUTS[::-1], TARGETS[::-1]) == once
    assert equations([*INPUTS, INPUTS[0]], [*TARGETS, TARGETS[0]]) == once


def test_dependent_samples_leave_fewer_equations_and_contradictions_one():
    """(2 x) with 4 y says the same of z² as x with y."""
    twice = equations([[1, 2], [2, 4]], [3, 12])
    assert twice == equations([[1, 2]], [3])
    assert [str(p) for p in equations([[1, 2], [2, 4]], [3, 11])] == ["1"]


def test_unknowns_that_do_not_occur_are_left_out():
    assert equations([[1, 0]], [3])[0].context().nvars() == 4
    assert reduced(as_system(["0*x"])).polynomials == ()


@given(st.lists(st.integers(-40, 40), min_size=3, max_size=3), st.integers(-30, 30))
def test_balanced_equations_have_the_same_solutions_in_other_units(powers, height):
    """u v w + u² − 1 with the unknowns and the equation multiplied by powers of two: always the same equations."""
    system = as_system(["u*v*w + 3*u^2 - 5"])
    context = system.polynomials[0].context()
    two = flint.fmpq(2)
    scaled = context.from_dict(
        {
            e: c * two ** (sum(n * k for n, k in zip(e, powers, strict=True)) + height)
            for e, c in ((tuple(map(int, e)), c) for e, c in system.polynomials[0].terms())
        }
    )
    found, exponents = balanced(type(system)(system.names, (scaled,)))
    again = context.from_dict(
        {
            e: c * two ** sum(n * k for n, k in zip(e, exponents, strict=True))
            for e, c in ((tuple(map(int, e)), c) for e, c in scaled.terms())
        }
    )
    ratio = next(iter(again.terms()))[1] / next(iter(found.polynomials[0].terms()))[1]
    assert again == ratio * found.polynomials[0]
    sizes = [abs(float(int(c.p)) / int(c.q)) for _, c in found.polynomials[0].terms()]
    assert 1 / 64 < min(sizes) <= max(sizes) < 64


@pytest.mark.parametrize("text", ["x*y - 1", "x^2 + y^2 - 1"])
def test_what_is_balanced_stays_so(text):
    assert balanced(as_system([text]))[1] == [0, 0]


@pytest.mark.parametrize("text", ["x*y - 1", "x^2 + y^2 - 1", "x^2 + x*y + y^2 - 1"])
def test_coordinates_of_equations_that_need_all_of_them_stay(text):
    assert prepared(as_system([text])).forms == ["x", "y"]


def test_two_samples_give_each_unit_two_coordinates():
    """Σ v_j (w_j · x_i)² for i = 1, 2, whatever the inputs, if they are independent; their size does not matter."""
    for inputs in ([[1, 2], [3, -1]], [[1000, 2000], [3000, -1000]], [[1, 0], [0, 1]]):
        found = prepared(zero_error_system(NET, inputs, [3, 1]))
        assert sorted(len(p.monoms()) for p in found.system.polynomials) == [3, 3]
    assert "w1_1_1 + 2*w1_1_2" in prepared(zero_error_system(NET, [[1, 2], [3, -1]], [3, 1])).forms


@given(st.integers(0, 1000))
def test_adapted_equations_are_those_in_other_coordinates(seed):
    """At any weights: their values at the forms of the weights are the values of the equations."""
    draw = np.random.default_rng(seed)
    inputs, targets = draw.integers(-3, 4, (2, 2)).tolist(), draw.integers(-3, 4, 2).tolist()
    system = zero_error_system(NET, inputs, targets)
    changed, forms = adapted(system)
    weights = dict(zip(system.names, draw.integers(-9, 10, len(system.names)).tolist(), strict=True))
    values = []
    for name in changed.names:
        terms = [term.rpartition("*")[::2] for term in forms.get(name, name).split(" + ")]
        values.append(sum(flint.fmpq(weights[weight]) * as_fmpq(Fraction(c or 1)) for c, weight in terms))
    assert [p(*values) for p in changed.polynomials] == [p(*weights.values()) for p in system.polynomials]
