"""Polynomial equations as text, one a line: a grammar of its own, never Python's, and limits on what may be written.

::

    line    = [sum ["=" sum]] ["#" anything]
    sum     = product {("+" | "-") product}
    product = factor {("*" | "/") factor}
    factor  = ("+" | "-") factor | base [("^" | "**") factor]
    base    = number | name | "(" sum ")"

Integers, decimals and fractions count exactly. A name is a letter of the alphabet A–Z, a–z, and then letters, digits
and underscores. The unknowns are the names, in the order in which they are first met; none of them is a constant such
as i or pi.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from ..shell import WrongInput, exact_number, read_file, shown_path
from .sparse_terms import MAX_DEGREE, NotAPolynomial, SparseTerms, Terms
from .system import PolynomialSystem

MAX_BYTES = 2**19
MAX_NESTING = 100  # brackets, signs and powers within each other
MAX_NAME = 100  # characters

_TOKEN = re.compile(
    r"[ \t]*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/^()=])|(?P<other>[^#])|(?P<end>#|$))",
    re.DOTALL,
)
_LINES = re.compile(r"\r\n|\r|\n")
BAD_EQUATIONS = "bad_equations"
_OPERAND = "a number, a name or ( is expected"
_OPERATOR = "one of + - * / ^ = or the end of the line is expected"
_LOOKALIKES = {"−": "-", "–": "-", "×": "*", "·": "*", "∗": "*", "÷": "/", "²": "^2", "³": "^3"}
_HINTS = {
    ";": "write one polynomial a line, without ;",
    ",": "write 0.5 for decimals, and one polynomial a line",
    "[": "write x1 or x_1 for x[1], and ( ) for other brackets",
    **{mark: f"write {ours}" for mark, ours in _LOOKALIKES.items()},
}
_GRAMMAR = "write one polynomial a line in + - * / ^ **, numbers and names"
_LETTERS = "names are made of the letters A–Z, a–z, digits and _"


def read_equation_file(path: str | os.PathLike[str]) -> PolynomialSystem:
    """The equations in a file, one a line, as :func:`read_equations` reads them.

    Raises:
        Missing: it cannot be read, or is no plain file.
        WrongInput: it is too large, no text in UTF-8, or holds what is no polynomial.
    """
    hint, name = "give a text file with one polynomial a line", shown_path(path)
    content = read_file(path, MAX_BYTES, kind=BAD_EQUATIONS, missing="equations_missing", hint=hint)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        cause = f"{name}, line {line}: this is no text in UTF-8"
        raise WrongInput(cause, hint="save it as text in UTF-8", kind=BAD_EQUATIONS) from None
    return read_equations(text, name)


def read_equations(text: str, name: str = "") -> PolynomialSystem:
    """The polynomials p of the equations p = 0, or l − r of l = r, that stand in a text, one a line.

    Args:
        name: of the text in an error.

    Raises:
        WrongInput: a line is no polynomial, or beyond the limits of this module; the error names line and column.

    >>> read_equations("x^2 + y^2 = 1  # a circle\\n2*(x - 0.5)*y").polynomials
    (x^2 + y^2 - 1, 2*x*y - y)
    """
    before = f"{name}, " if name else ""
    ring, found, where = SparseTerms(), list[Terms](), name or "the equations"
    for number, line in enumerate(_LINES.split(text), 1):
        where = f"{before}line {number}"
        terms = read_equation(ring, line, where)
        if terms is not None:
            found.append(terms)
    return bounded_system(ring, found, where)


def read_equation(ring: SparseTerms, line: str, where: str) -> Terms | None:
    """The polynomial on one line; ``None`` where there is none.

    Args:
        where: what an error calls the line.

    Raises:
        WrongInput: as of :func:`read_equations`.
    """
    reader = _Line(ring, where, line)
    return None if reader.kind == "end" else reader.equation()


def bounded_system(ring: SparseTerms, equations: list[Terms], where: str) -> PolynomialSystem:
    """The polynomials of a whole system.

    Raises:
        WrongInput: they are too many, or too large.
    """
    try:
        return ring.system(equations)
    except NotAPolynomial as problem:
        raise WrongInput(f"{where}: {problem.cause}", hint=problem.hint, kind=BAD_EQUATIONS) from None


class _Line:
    """One line, read token by token; each is looked at once."""

    def __init__(self, ring: SparseTerms, where: str, text: str) -> None:
        self.ring, self.where, self.text, self.place, self.nesting = ring, where, text, 0, 0
        self.kind, self.token, self.column = "", "", 1
        self.step()

    def step(self) -> str:
        """Go on to the next token; returns the one before."""
        before, found = self.token, _TOKEN.match(self.text, self.place)
        assert found is not None
        assert found.lastgroup is not None
        self.kind, self.place = found.lastgroup, found.end()
        self.token, self.column = found[self.kind], found.start(self.kind) + 1
        return before

    def fail(self, cause: str, hint: str, column: int = 0) -> NoReturn:
        raise WrongInput(f"{self.where}, column {column or self.column}: {cause}", hint=hint, kind=BAD_EQUATIONS)

    def unexpected(self, wanted: str) -> NoReturn:
        """Say what is there, what is expected, and what can be done."""
        if self.kind == "end":
            self.fail(f"the line ends, and {wanted}", "one polynomial stands on one line")
        shown = self.token if len(self.token) <= 40 else f"{self.token[:40]}…"
        hint = _GRAMMAR
        if self.kind == "other":
            shown = f"{shown!r} (U+{ord(shown):04X})"
            hint = _HINTS.get(self.token, _LETTERS if self.token.isalpha() else _GRAMMAR)
        elif wanted == _OPERATOR and (self.kind in ("number", "name") or self.token == "("):
            hint = f"write * before {shown}: products need their sign"
        elif self.token == "=":
            hint = "an equation has one ="
        self.fail(f"there is {shown}, and {wanted}", hint)

    def equation(self) -> Terms:
        """The whole line."""
        found = self.sum()
        if self.token == "=":
            column = self.column
            self.step()
            found = self.bounded(partial(self.ring.add, found, self.sum(), -1), column)
        if self.kind != "end":
            self.unexpected(_OPERATOR)
        return found

    def sum(self) -> Terms:
        found = self.product()
        while self.token in ("+", "-"):
            column, sign = self.column, 1 if self.step() == "+" else -1
            other = self.product()
            found = self.bounded(partial(self.ring.add, found, other, sign), column)
        return found

    def product(self) -> Terms:
        found = self.factor()
        while self.token in ("*", "/"):
            column, sign = self.column, self.step()
            other = self.factor()
            operation = self.ring.multiply if sign == "*" else self.ring.divide
            found = self.bounded(partial(operation, found, other), column)
        return found

    def factor(self) -> Terms:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            self.fail(f"brackets, signs or powers are nested more than {MAX_NESTING} deep", "write it with fewer")
        if self.token in ("+", "-"):
            sign, inner = self.step(), self.factor()
            found = {monomial: -value for monomial, value in inner.items()} if sign == "-" else inner
        else:
            found = self.base()
            if self.token in ("^", "**"):
                column = self.column
                self.step()
                found = self.bounded(partial(self.power, found, self.factor()), column)
        self.nesting -= 1
        return found

    def base(self) -> Terms:
        column = self.column
        if self.kind == "number":
            try:
                number = exact_number(self.step())
            except ValueError as problem:
                self.fail(str(problem), "write fewer digits", column)
            return self.bounded(partial(self.ring.constant, number), column)
        if self.kind == "name":
            if len(self.token) > MAX_NAME:
                self.fail(f"a name has {len(self.token):,} characters (limit {MAX_NAME})", "write shorter names")
            return self.bounded(partial(self.ring.unknown, self.step()), column)
        if self.token != "(":
            self.unexpected(_OPERAND)
        self.step()
        found = self.sum()
        if self.token != ")":
            self.unexpected(f"an operator or ) is expected, for the ( in column {column}")
        self.step()
        return found

    def bounded(self, operation: Callable[[], Terms], column: int) -> Terms:
        """What an operation gives, or where it was refused."""
        try:
            return operation()
        except NotAPolynomial as problem:
            self.fail(problem.cause, problem.hint, column)

    def power(self, base: Terms, exponent: Terms) -> Terms:
        """``base ^ exponent``."""
        value = exponent.get((), 0)
        if exponent.keys() - {()} or value < 0 or value != int(value):
            raise NotAPolynomial("the exponent is no whole number from 0 on", "write for example x^2")
        if value > MAX_DEGREE:
            raise NotAPolynomial(f"the exponent is above {MAX_DEGREE:,}", "give a smaller exponent")
        return self.ring.power(base, int(value))
