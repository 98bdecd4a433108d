"""Polynomials as text against sympy, and what is no polynomial or too large a one, refused in no time."""

import time

import pytest
import sympy
from hypothesis import given, strategies as st

from algebraic.networks.polynomial_text import MAX_LENGTH, MAX_NESTING, power, read_polynomial
from algebraic.shell.errors import WrongInput

atoms = st.sampled_from(["z", "2", "1/3", "0.25", "(z+1)", "(z-2/7)", "-z", "z**2", "(z**2-z)^2"])
texts = st.recursive(
    atoms,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", " * "]), inner).map(lambda t: f"({''.join(t)})"),
    max_leaves=5,
)


@given(texts)
def test_the_same_as_sympy(text):
    z = sympy.Symbol("z")
    expected = sympy.Poly(sympy.sympify(text.replace("^", "**"), rational=True), z)
    expected = [sympy.Rational(c) for c in reversed(expected.all_coeffs())]
    found = [sympy.Rational(c.numerator, c.denominator) for c in read_polynomial(text, 50)]
    while len(found) > 1 and found[-1] == 0:
        found.pop()
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "z**2+z # + z**5",
        "z; z",
        "z\\\n+1",
        "ｚ",
        "1_0*z",
        "1e5_0*z",
        "z**٢",
        "z²",
        "z − 1",
        "1..2*z",
        "(z",
        "z)",
        "()",
        "**z",
        "z z",
        "2z",
        "z(z)",
        "1e",
        "z**-1",
        "z**(1/2)",
        "z/(z-z)",
        "z**",
        "/z",
        "",
    ],
)
def test_what_is_beyond_the_grammar(text):
    with pytest.raises(WrongInput) as caught:
        read_polynomial(text, 1000)
    assert caught.value.kind == "bad_activation"
    assert len(caught.value.message) < 300


LARGE = {
    "a long text": "z" + "+z" * MAX_LENGTH,
    "signs": "-" * 50_000 + "z",
    "brackets": "(" * (MAX_NESTING + 1) + "z" + ")" * (MAX_NESTING + 1),
    "open brackets": "(" * 50_000,
    "powers": "2" + "**2" * 20_000,
    "a power of a power": "((2**900)**900)**900*z",
    "digits": "9" * 5000 + "*z",
    "decimals": "0." + "9" * 5000 + "*z",
    "an exponent": "1e999999999*z",
    "powers of long numbers": "(" + "9" * 1900 + "*z+1)**900",
    "products": "(z+1)**9" + "*(z+1)" * 5000,
    "products of dense ones": "*".join(["(z+1/3)**90"] * 11) + "+" + "*".join(["(z+1/7)**300"] * 3),
    "a degree": "z**1001",
    "a degree of a product": "z**600*z**600",
}


@pytest.mark.parametrize("case", LARGE)
def test_what_is_too_large_is_refused_in_no_time(case):
    begun = time.process_time()
    with pytest.raises(WrongInput):
        read_polynomial(LARGE[case], 1000)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text", ["z**1000", "(z+1)**1000", "(z+1/3)**999", "+".join(f"{k}*z**{k}" for k in range(1000))]
)
def test_what_is_large_and_allowed_is_quick(text):
    begun = time.process_time()
    found = read_polynomial(text, 1000)
    assert time.process_time() - begun < 1
    assert len(found) > 900
    if text == "(z+1)**1000":
        assert found[500] == sympy.binomial(1000, 500)
        assert power([1, 1], 1000) == found
