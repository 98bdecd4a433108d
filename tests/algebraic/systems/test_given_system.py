"""Systems from what people have."""

from types import SimpleNamespace

import numpy as np
import pytest
import sympy

from algebraic import PolynomialSystem
from algebraic.networks.rings import Polynomials
from algebraic.shell.errors import HypothesesNotMet, Missing, WrongInput
from algebraic.systems.given_system import as_system, check_square, path_of

x, y = sympy.symbols("x y")
TEXT = "x^2 + y^2 = 1\n2*x*y - 1/2"
EXPECTED = ["x^2 + y^2 - 1", "2*x*y - 1/2"]
A, B = Polynomials(("x", "y")).variables


@pytest.mark.parametrize(
    "given",
    [
        TEXT,
        TEXT.split("\n"),
        tuple(TEXT.split("\n")),
        np.array(TEXT.split("\n")),
        [x**2 + y**2 - 1, 2 * x * y - 0.5],
        [sympy.Eq(x**2 + y**2, 1), sympy.Poly(2 * x * y - sympy.Rational(1, 2), x, y)],
        sympy.Matrix([x**2 + y**2 - 1, 2 * x * y - 0.5]),
        ["x^2 + y^2 = 1", x * (2 * y) - 0.5],
        [A**2 + B**2 - 1, (4 * A * B - 1) / 2],
        PolynomialSystem(("x", "y"), (A**2 + B**2 - 1, (4 * A * B - 1) / 2)),
    ],
)
def test_the_same_system(given):
    system = as_system(given)
    assert system.names == ("x", "y")
    assert list(map(str, system.polynomials)) == EXPECTED


def test_files(tmp_path):
    path = tmp_path / "two.txt"
    path.write_text(TEXT)
    for given in (path, str(path)):
        assert list(map(str, as_system(given).polynomials)) == EXPECTED
    with pytest.raises(Missing, match="cannot be read"):
        as_system("nowhere/system.txt")
    assert path_of("x - 1.5") is path_of("x.y\nz") is path_of(3) is None


def test_symbols_stand_in_the_order_of_their_numbers():
    names = sympy.symbols("x10 x2 a x")
    assert as_system([sum(names), names[0]]).names == ("a", "x", "x2", "x10")


def test_floats_are_their_binary_values():
    assert str(as_system([x - 0.1]).polynomials[0]) == "x - 3602879701896397/36028797018963968"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (3, "the system: it is of the type int"),
        (None, "of the type NoneType"),
        ({"x": 1}, "of the type dict"),
        (lambda x: x, "of the type function"),
        (["x", 1.5], "equation 2: it is of the type float"),
        (["x", ""], "equation 2: it is empty"),
        (["x", "y z"], "equation 2, column 3: there is z"),
        ([sympy.sin(x)], r"equation 1: sin\(x\) is no polynomial"),
        ([sympy.sqrt(x)], r"sqrt\(x\) is no polynomial"),
        ([x**y], "no polynomial"),
        ([sympy.pi * x], "pi is no polynomial with rational coefficients"),
        ([sympy.I * x], "I is no polynomial"),
        ([x < 1], "no polynomial"),
        ([x * sympy.nan], "nan is no polynomial"),
        ([sympy.Float("1e99999") * x], "too large or too small"),
        ([(x + y + 1) ** 1000], "multiplied out it is too large"),
        ([x**2000], "no polynomial"),
        ([sympy.Symbol("λ")], "a symbol is called 'λ'"),
        ([sympy.Symbol("x", real=True) + x], "two symbols have the same name"),
        ([sympy.Symbol("x", real=True) - 1, x * y], "two symbols have the same name"),
        ([sympy.Function("f")(x), y], r"equation 1: f\(x\) is no polynomial"),
        ([sympy.Poly(x**2 + 3, x, modulus=5)], r"its coefficients are of GF\(5\), and not rational"),
        ([sympy.true], "no polynomial"),
        ([SimpleNamespace(free_symbols=set())], "of the type SimpleNamespace"),
        ("x[1]", "line 1, column 2"),
    ],
)
def test_others_are_refused(given, said):
    with pytest.raises(WrongInput, match=said) as caught:
        as_system(given)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("given", "said", "hint"),
    [
        ("", "there are 0 equations in 0 unknowns", "one polynomial a line"),
        ("1 = 2", "there is 1 equation in 0 unknowns", "nothing to solve for"),
        ("x + y", r"1 equation in 2 unknowns \(x, y\)", "add 1 equation, for example fix an unknown by y = 1"),
        ("x^2 + i\nx", None, ""),
        ("x^2 + i", r"\(x, i\)", "i is an unknown, and no constant"),
        ("x\nx - 1\nx^2", "3 equations in 1 unknown", "leave out 2"),
        ("x + y\nx - x", "equation 2 is 0 = 0", "leave it out"),
    ],
)
def test_a_system_that_is_not_square(given, said, hint):
    system = as_system(given)
    if said is None:
        return check_square(system)
    with pytest.raises(HypothesesNotMet, match=said) as caught:
        check_square(system)
    assert caught.value.kind == "not_square"
    assert hint in caught.value.hint


def test_names_that_are_none():
    for names in (("x y",), ("",), ("__class__",)):
        variables = Polynomials(names).variables
        with pytest.raises(WrongInput, match="an unknown is called"):
            check_square(PolynomialSystem(names, (variables[0],)))


def test_polynomials_of_several_rings_are_refused():
    u, v = Polynomials(("u", "v")).variables
    with pytest.raises(WrongInput, match="several rings"):
        check_square(as_system([A * B - 1, u - v]))
