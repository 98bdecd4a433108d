"""The same polynomial from everything that means one, and what means none."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, strategies as st

from algebraic import Activation, Network
from algebraic.networks import as_activation, relu_approximant
from algebraic.networks.activation_sources import OTHERS, as_activations
from algebraic.shell import TooLarge, WrongInput, ZerolocusError

Z = sympy.Symbol("z")
X = sympy.Symbol("x")


@pytest.mark.parametrize(
    "given",
    [
        "z**3+z/2",
        [0, Fraction(1, 2), 0, 1],
        (0, 0.5, 0, 1),
        ["0", "1/2", "0", "1"],
        np.array([0, 0.5, 0, 1]),
        np.polynomial.Polynomial([0, 0.5, 0, 1]),
        Z**3 + Z / 2,
        X**3 + sympy.Float(0.5) * X,
        sympy.Poly(Z**3 + Z / 2, Z),
        Activation.parse("z**3+z/2"),
    ],
)
def test_one_polynomial(given):
    assert as_activation(given) == Activation([0, Fraction(1, 2), 0, 1])
    assert Network.dense([1, 1, 1], given) == Network.dense([1, 1, 1], "z**3+z/2")


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=5), st.integers(-5, 5), st.integers(1, 7), st.integers(-3, 3))
def test_a_numpy_polynomial_keeps_its_domain(coefficients, start, length, point):
    polynomial = np.polynomial.Polynomial([*coefficients, 1], domain=[start, start + length], window=[0, 2])
    found = as_activation(polynomial)
    value = sum(c * Fraction(point) ** k for k, c in enumerate(found.coefficients))
    inner = Fraction(2, length) * (point - start)
    assert value == sum(c * inner**k for k, c in enumerate([*coefficients, 1]))


def test_relu_with_a_degree_is_the_proved_approximant():
    assert as_activation("relu:10") == relu_approximant(10).activation
    assert as_activation(" ReLU:4:5/2 ") == relu_approximant(4, Fraction(5, 2)).activation
    with pytest.raises(TooLarge, match="999"):
        as_activation("relu:999")


@pytest.mark.parametrize("name", OTHERS)
def test_other_functions_are_refused_with_what_can_be_done_instead(name):
    with pytest.raises(WrongInput, match="no polynomial") as caught:
        as_activation(name.upper())
    assert "take" in caught.value.hint
    assert ("relu:10," in caught.value.hint) == (name == "relu")


@pytest.mark.parametrize(
    "given",
    [
        np.tanh,
        lambda z: z**2,
        None,
        1.5,
        True,
        {0: 1},
        [],
        [3],
        [1, "z"],
        [0, float("nan")],
        [0, float("inf")],
        [0, 1j],
        np.array([[0, 1]]),
        sympy.sin(Z),
        Z * X,
        sympy.sqrt(2) * Z,
        sympy.Integer(3),
        np.polynomial.Polynomial([0, 1], domain=[1, 1]),
        "relu:",
        "relu:1.5",
        "relu:4:0",
        "relu:4:x",
        "relu:４",
        b"z**2",
    ],
)
def test_what_is_no_polynomial_is_refused_in_three_parts(given):
    with pytest.raises(WrongInput) as caught:
        as_activation(given)
    assert caught.value.message
    assert caught.value.hint
    assert caught.value.kind


def test_a_list_of_numbers_is_one_activation_and_any_other_one_for_each_layer():
    assert [str(found) for found in as_activations([0, 1, 2])] == ["2*z**2+z"]
    assert [str(found) for found in as_activations(["z**2", [0, 1], Z**3])] == ["z**2", "z", "z**3"]


@pytest.mark.parametrize(
    ("source", "cause", "kind"),
    [
        ([0, float("nan"), 1], "the coefficient of z\\*\\*1 is nan", "bad_activation"),
        (np.polynomial.Polynomial([0, 1j]), "which is not a finite real number", "bad_activation"),
        (np.polynomial.Polynomial([0, 1], domain=[0, np.inf]), "no interval of finite numbers", "bad_activation"),
        ("relu:100000", "limit 160", "degree_too_large"),
        ("relu:" + "9" * 5000, "5,000 digits", "bad_activation"),
    ],
)
def test_the_reason_is_in_our_words(source, cause, kind):
    with pytest.raises(ZerolocusError, match=cause) as caught:
        as_activation(source)
    assert caught.value.kind == kind


def test_what_is_no_text_is_not_parsed():
    with pytest.raises(ZerolocusError, match="activation is None") as caught:
        Activation.parse(None)
    assert caught.value.kind == "bad_activation"
