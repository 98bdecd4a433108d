"""The form of the equations depends on the set, not on how the data were written."""

import flint
import pytest
from hypothesis import given, strategies as st

from algebraic import Network
from algebraic.pieces.reduced import balanced, reduced
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
