"""Equations as text: what they mean, and an error with its place for everything else."""

import os
import re

import pytest
import sympy

from algebraic.shell.errors import Missing, WrongInput
from algebraic.systems.equation_text import MAX_BYTES, read_equation_file, read_equations

TEXTS = ["x^2 + y^2 = 1", "2*(x - 0.5)*y/3 + 1/7", "-x**2 + (-x)^2*y", "(x+1)^3 = (y - 2)**2 * x", "2^3^2*x - y",
         "+x--y", "1.5e-3*x + .25*y - 3.", "((x))*((2))^(1+1)", "x*y*x*y - 2/3/5", "x1_a*X - x"]  # fmt: skip


def by_sympy(text):
    """The same by Python's own grammar and sympy, with exact numbers."""
    left, _, right = re.sub(r"(?<![\w.])((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)", r"R('\1')", text).partition("=")
    names = {name: sympy.Symbol(name) for name in re.findall(r"[A-Za-z]\w*", text)}
    whole = f"({left}) - ({right or 0})".replace("^", "**")
    return sympy.expand(eval(whole, {"R": lambda t: sympy.Rational(t), **names}))


@pytest.mark.parametrize("text", TEXTS)
def test_text_means_what_python_and_sympy_read(text):
    [expression] = read_equations(text).expressions()
    assert sympy.expand(expression - by_sympy(text)) == 0


def test_names_stand_in_the_order_in_which_they_are_met():
    system = read_equations("# first\n\nb - a  # b before a\r\nc = 0*d\rb\n")
    assert system.names == ("b", "a", "c", "d")
    assert [str(p) for p in system.polynomials] == ["b - a", "c", "b"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_in_every_way(ends):
    assert len(read_equations(ends.join(["x", "", "y # z", "x*y"])).polynomials) == 3


@pytest.mark.parametrize(
    ("line", "column", "cause", "hint"),
    [
        ("2x", 2, "there is x, and one of + - * / ^ =", "write * before x"),
        ("2(x+1)", 2, "there is (", "write * before ("),
        ("x y", 3, "there is y", "write * before y"),
        ("x+", 3, "the line ends, and a number, a name or ( is expected", "one line"),
        ("x * # y", 5, "the line ends", "one line"),
        ("(x + (y)", 9, "the line ends, and an operator or ) is expected, for the ( in column 1", "one line"),
        ("x)", 2, "there is )", "in + - * / ^ **"),
        ("x == 1", 4, "there is =", "an equation has one ="),
        ("x = 1 = 2", 7, "there is =", "an equation has one ="),
        ("x^-1", 2, "the exponent is no whole number from 0 on", "x^2"),
        ("x^(1/2)", 2, "the exponent is no whole number", "x^2"),
        ("2^x", 2, "the exponent is no whole number", "x^2"),
        ("1/x", 2, "divides by an unknown", "denominators"),
        ("x/(1-1)", 2, "divides by zero", "divisor"),
        ("(x+1)^100000000", 6, "the exponent is above 1,000", "smaller"),
        ("2^(10^9)", 2, "the exponent is above 1,000", "smaller"),
        ("((2^1000)^1000)", 10, "numbers are too large", "smaller"),
        ("(a+b+c+d)^99", 10, "multiplied out it is too large", "smaller"),
        ("1e999*x", 1, "the exponent of 1e999 is too large", "digits"),
        ("x - " + "7" * 5000, 5, "has 5,000 characters", "digits"),
        ("x" * 101, 1, "a name has 101 characters", "shorter"),
        ("(" * 10**6, 101, "nested more than 100 deep", "fewer"),
        ("-" * 10**5 + "x", 101, "nested more than 100 deep", "fewer"),
        ("x\0", 2, "there is '\\x00' (U+0000)", "numbers and names"),
        ("x − 1", 3, "there is '−' (U+2212)", "write -"),
        ("x²", 2, "there is '²' (U+00B2)", "write ^2"),
        ("λ", 1, "there is 'λ' (U+03BB), and a number, a name or (", "the letters A–Z"),
        ("x;", 2, "there is ';'", "without ;"),
        ("0,5*x", 2, "there is ','", "write 0.5"),
        ("x[1]", 2, "there is '['", "write x1 or x_1"),
        ("__import__('os')", 1, "there is '_'", "numbers and names"),
        ("1.2.3", 4, "there is .3", "write * before .3"),
        ("0x10", 2, "there is x10", "write * before x10"),
    ],
)
def test_errors_name_line_column_cause_and_next_step(line, column, cause, hint):
    with pytest.raises(WrongInput) as caught:
        read_equations(f"x - 1\n{line}\n", "'it'")
    message = caught.value.message
    assert message.startswith(f"'it', line 2, column {column}: "), message
    assert cause in message
    assert hint in caught.value.hint
    assert caught.value.kind == "bad_equations"


def test_files(tmp_path):
    path = tmp_path / "it.txt"
    path.write_bytes("\ufeffx - 1  # — λ\r\ny".encode())
    assert read_equation_file(path).names == ("x", "y")
    for content, said in ((b"x\n\xff\xfe", "line 2: this is no text in UTF-8"), (b"x" * (MAX_BYTES + 1), "limit")):
        path.write_bytes(content)
        with pytest.raises(WrongInput, match=said):
            read_equation_file(path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("none", "pipe", "loop", ".", "no\0name"):
        with pytest.raises(Missing) as caught:
            read_equation_file(tmp_path / name)
        assert caught.value.kind == "equations_missing"


@pytest.mark.parametrize(
    "text",
    ["^", "*x", "()", "x^", "=", "= 1", "x = ", "1..2", "1e", "1e+", "x^^2", "x***2", ".", "é" * 9, "\x0c", "\u2028"],
)
def test_what_is_no_polynomial(text):
    with pytest.raises(WrongInput, match="line 1, column ") as caught:
        read_equations(text)
    assert caught.value.hint
