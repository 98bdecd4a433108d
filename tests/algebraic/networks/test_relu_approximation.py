from fractions import Fraction
from math import pi

import pytest
from hypothesis import given, strategies as st

from algebraic.networks.activation import Activation
from algebraic.networks.relu_approximation import (
    KINDS,
    alternation_bound,
    relu_approximant,
    relu_error_at,
    relu_error_bound,
    relu_for_accuracy,
)
from algebraic.shell.errors import TooLarge, WrongInput

RELU_LIMIT = 0.28016949902386913303 / 2  # Bernstein's constant (Varga and Carpenter 1985), half of it

# E_n(|x|) on [−1, 1]: 1/2, 1/8, and for degree 4 the root of its own polynomial, to 15 digits
KNOWN = {1: 1 / 2, 2: 1 / 8, 3: 1 / 8, 4: 0.067620899277784, 5: 0.067620899277784}


@pytest.mark.parametrize(("degree", "error"), KNOWN.items())
def test_best_errors_are_the_known_ones(degree, error):
    found = relu_approximant(degree)
    assert float(found.error) == pytest.approx(error / 2, rel=1e-13)
    assert float(found.lower_bound) == pytest.approx(error / 2, rel=1e-13)
    assert found.degree <= degree


def test_the_best_quadratic():
    assert [float(c) for c in relu_approximant(2).activation.coefficients] == pytest.approx([1 / 16, 1 / 2, 1 / 2])


@pytest.mark.parametrize("degree", [1, 2, 3, 6, 20, 47, 80])
def test_the_error_alternates_often_enough(degree):
    found = relu_approximant(degree, "3/2")
    assert len(found.alternation) >= degree + 2
    assert found.alternation[0] == -Fraction(3, 2)
    assert found.alternation[-1] == Fraction(3, 2)
    assert alternation_bound(found.activation, found.alternation) == found.lower_bound
    assert found.lower_bound <= found.error <= found.lower_bound * (1 + Fraction(1, 10**11))


def test_degree_times_error_rises_to_bernsteins_constant():
    scaled = [n * float(relu_approximant(n).error) for n in (10, 20, 40, 80)]
    assert scaled == sorted(scaled)
    assert 0 < RELU_LIMIT - scaled[-1] < 2e-5
    # Richardson, in powers of 1/n²
    assert (4 * scaled[3] - scaled[2]) / 3 == pytest.approx(RELU_LIMIT, abs=1e-7)


@pytest.mark.parametrize("half", [1, 2, 5, 17, 40])
def test_the_chebyshev_expansion_has_its_closed_error(half):
    found = relu_approximant(2 * half, 5, "chebyshev")
    assert float(found.error) == pytest.approx(5 / (pi * (2 * half + 1)), rel=1e-12)


def test_the_legendre_expansion_is_exact():
    assert relu_approximant(2, 1, "legendre").activation.coefficients == (
        Fraction(3, 32),
        Fraction(1, 2),
        Fraction(15, 32),
    )
    # orthogonality: ∫ (P − ReLU) x^k over [−1, 1] vanishes for k up to the degree
    found = relu_approximant(8, 1, "legendre").activation
    for k in range(9):
        powers = ((c, j + k + 1) for j, c in enumerate(found.coefficients))
        integral = sum(c * Fraction(1 - (-1) ** power, power) for c, power in powers)
        assert integral == Fraction(1, k + 2)


@given(
    st.sampled_from(KINDS),
    st.integers(1, 12),
    st.fractions(Fraction(1, 9), 20, max_denominator=9),
    st.fractions(-1, 1, max_denominator=10**6),
)
def test_no_sampled_error_exceeds_the_bound(kind, degree, radius, place):
    found = relu_approximant(degree, radius, kind)
    assert abs(relu_error_at(found.activation, place * radius)) <= found.error


@given(st.lists(st.fractions(-9, 9, max_denominator=9), min_size=2, max_size=6), st.fractions(-1, 1))
def test_the_bound_holds_for_any_polynomial(coefficients, place):
    activation = Activation([*coefficients, 1])
    assert abs(relu_error_at(activation, 2 * place)) <= relu_error_bound(activation, 2)


def test_the_bound_is_attained_in_one_half_only():
    # z − 1/8 is off by 1/8 on the right and by 9/8 at −1; z**2 by 1/4 at 1/2 and by 1 at −1
    assert relu_error_bound(Activation.parse("z-1/8"), 1) == Fraction(9, 8)
    assert relu_error_bound(Activation.parse("z**2"), 1) == 1
    assert relu_error_bound(Activation.parse("z**3"), 1) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("accuracy", ["1/5", "1/40"])
def test_the_degree_follows_from_the_accuracy(kind, accuracy):
    found = relu_for_accuracy(accuracy, "1/2", kind)
    assert found.error <= Fraction(accuracy)
    if kind == "uniform":
        below = relu_approximant(max(1, found.degree - 1), "1/2")
        assert below.degree == found.degree or below.lower_bound > Fraction(accuracy)
    # the same polynomial on a range four times as long, stretched
    wide = relu_for_accuracy(Fraction(accuracy) * 4, 2, kind)
    assert wide.degree == found.degree
    assert float(wide.error) == pytest.approx(4 * float(found.error), rel=1e-12)


def test_a_large_accuracy_takes_a_line():
    assert relu_for_accuracy(10).degree == 1
    assert relu_for_accuracy("1/4").degree == 1
    assert relu_for_accuracy("249/1000").degree == 2


def test_a_bound_that_is_too_small_is_caught():
    """The lower bound contradicts any claim below it; without alternation there is none."""
    found = relu_approximant(6)
    assert found.lower_bound > Fraction(22, 1000)
    shifted = Activation([found.activation.coefficients[0] + found.error * 2, *found.activation.coefficients[1:]])
    assert alternation_bound(shifted, found.alternation) is None
    assert alternation_bound(found.activation, found.alternation[::-1]) is None
    assert relu_error_bound(shifted, 1) > 2 * found.error


@pytest.mark.parametrize("kind", KINDS)
def test_as_plain_data(kind):
    found = relu_approximant(4, 2, kind)
    plain = found.as_dict()
    assert Activation.parse(plain["activation"]) == found.activation
    assert Fraction(plain["error"]) == found.error
    assert (plain["lower_bound"] is None) == (kind != "uniform")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: relu_approximant(0), WrongInput),
        (lambda: relu_approximant(True), WrongInput),
        (lambda: relu_approximant(2, 0), WrongInput),
        (lambda: relu_approximant(2, 1, "taylor"), WrongInput),
        (lambda: relu_approximant(161), TooLarge),
        (lambda: relu_for_accuracy(0), WrongInput),
        (lambda: relu_for_accuracy("1/10", -1), WrongInput),
        (lambda: relu_for_accuracy("1/10", 1, "fourier"), WrongInput),
        (lambda: relu_for_accuracy("1/100000"), TooLarge),
        (lambda: relu_error_bound(Activation.parse("z"), 0), WrongInput),
    ],
)
def test_refuses(call, error):
    with pytest.raises(error):
        call()
