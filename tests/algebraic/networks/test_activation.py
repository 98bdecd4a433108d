from fractions import Fraction

import pytest
import sympy
from hypothesis import given, strategies as st

from algebraic import Activation
from algebraic.shell.errors import WrongInput

fractions = st.fractions(min_value=-9, max_value=9, max_denominator=12)


@pytest.mark.parametrize(
    ("text", "coefficients"),
    [
        ("z", [0, 1]),
        ("1.5*z**2", [0, 0, Fraction(3, 2)]),
        ("0.1*z", [0, Fraction(1, 10)]),
        ("1e-2*z + 2E1", [20, Fraction(1, 100)]),
        ("-z^3 + z", [0, 1, 0, -1]),
        ("-(z+1/2)**2 + 0.25", [0, -1, -1]),
        ("z*z*z/3", [0, 0, 0, Fraction(1, 3)]),
        ("(z+1)*(z-1)", [-1, 0, 1]),
        ("+z - 0*z**5", [0, 1]),
        ("2**3*z", [0, 8]),
    ],
)
def test_parses_exactly(text, coefficients):
    assert list(Activation.parse(text).coefficients) == coefficients


NO_POLYNOMIALS = (
    """
3 | z-z | relu(z) | x**2 | z**-1 | z**0.5 | z**z | 1/z | z/0 | z + | 2z | z if z else z | z**2000 | z.real | [z] | 1j*z
True*z | 'a'*z | z//2 | z%2 | lambda z: z | nan*z | 1e999999999*z | (2**1000)**1000*z | 0x10*z
__import__('os').system('true')
""".replace("|", "\n")
    .strip()
    .splitlines()
)


@pytest.mark.parametrize("text", [*NO_POLYNOMIALS, "", "(" * 500 + "z" + ")" * 500, "z\0"])
def test_refuses_what_is_no_polynomial(text):
    with pytest.raises(WrongInput) as caught:
        Activation.parse(text)
    assert caught.value.exit_code == 2
    assert caught.value.hint


@given(st.lists(fractions, min_size=2, max_size=6).filter(lambda c: any(c[1:])))
def test_text_round_trip_and_value_agree_with_sympy(coefficients):
    activation = Activation(coefficients)
    assert Activation.parse(str(activation)) == activation
    z = sympy.Symbol("z")
    expected = sympy.Poly(list(reversed([sympy.Rational(c.numerator, c.denominator) for c in coefficients])), z)
    assert sympy.Poly(sympy.sympify(str(activation), rational=True), z) == expected
    derivative = [Fraction(int(c.p), int(c.q)) for c in reversed(expected.diff(z).all_coeffs())]
    assert list(activation.derivative_coefficients()) == derivative


@given(fractions.filter(bool), fractions, fractions, st.integers(1, 4))
def test_recognises_shifted_powers(scale, shift, offset, degree):
    z = sympy.Symbol("z")
    rational = [sympy.Rational(q.numerator, q.denominator) for q in (scale, shift, offset)]
    polynomial = sympy.Poly(rational[0] * (z + rational[1]) ** degree + rational[2], z)
    activation = Activation([Fraction(int(c.p), int(c.q)) for c in reversed(polynomial.all_coeffs())])
    form = activation.as_shifted_power()
    if degree == 1:
        assert form == (scale, 0, scale * shift + offset)
    else:
        assert form == (scale, shift, offset)


def test_other_polynomials_are_no_shifted_powers():
    for text in ("z**3+z", "z**3+z**2", "z**4-z**2"):
        assert Activation.parse(text).as_shifted_power() is None
