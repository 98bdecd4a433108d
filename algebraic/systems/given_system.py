"""A polynomial system from what people have: a file, text, equations one by one, expressions of sympy."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import flint
import numpy as np

from ..shell import MAX_BITS, HypothesesNotMet, WrongInput
from .equation_text import BAD_EQUATIONS, MAX_NESTING, bounded_system, read_equation, read_equation_file, read_equations
from .sparse_terms import MAX_DEGREE, NotAPolynomial, SparseTerms, Terms
from .system import PolynomialSystem

if TYPE_CHECKING:
    import sympy

SystemSource: TypeAlias = "PolynomialSystem | str | os.PathLike[str] | Sequence[Any] | sympy.Basic | np.ndarray"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_FILE_NAME = re.compile(r"[^\n]*\.[A-Za-z][A-Za-z0-9]*")  # no equation has a point before a letter
_EXAMPLES = "give text such as ['x^2 + y^2 = 1', 'x - y'], the path of a file, or expressions of sympy"


def as_system(given: SystemSource) -> PolynomialSystem:
    """The system that a file, text, a list of equations or expressions of sympy stand for, exactly.

    * Text has one equation a line (:func:`read_equations`); one that ends like the name of a file, such as
      ``system.txt``, is the path of one, as any ``pathlib`` path is.
    * In a list each equation is text, an expression or an ``Eq`` of sympy, or a polynomial of python-flint (then all
      are). The unknowns are in the order in which they are met, those of sympy in alphabetical order.
    * Floats count with their exact binary value.

    Raises:
        WrongInput: anything else, or what is no polynomial with rational coefficients; the error says where.
        Missing: a file that cannot be read.

    >>> as_system(["x^2 + y^2 = 1", "x - 0.5"]).polynomials
    (x^2 + y^2 - 1, x - 1/2)
    """
    if isinstance(given, PolynomialSystem):
        return given
    path = path_of(given)
    if path is not None:
        return read_equation_file(path)
    if isinstance(given, str):
        return read_equations(given)
    entries: Any = given
    if _is_sympy(given):
        entries = list(entries) if hasattr(given, "shape") else [given]  # a matrix of equations
    if isinstance(given, np.ndarray):
        entries = given.ravel().tolist()
    if not isinstance(entries, list | tuple):
        _refuse("the system", f"it is of the type {type(given).__name__}")
    if entries and all(isinstance(entry, flint.fmpq_mpoly) for entry in entries):
        return PolynomialSystem(tuple(map(str, entries[0].context().names())), tuple(entries))
    _check_symbols(entries)
    ring = SparseTerms()
    found = [_equation(ring, entry, f"equation {k}") for k, entry in enumerate(entries, 1)]
    return bounded_system(ring, found, "the system")


def path_of(given: object) -> str | os.PathLike[str] | None:
    """The file that is meant, where one is.

    >>> path_of("system.txt"), path_of("x - 1.5")
    ('system.txt', None)
    """
    if isinstance(given, os.PathLike) or (isinstance(given, str) and _FILE_NAME.fullmatch(given)):
        return given
    return None


def check_square(system: PolynomialSystem, where: str = "") -> None:
    """Refuse what is not square, not over the rationals, or has an equation 0 = 0.

    Args:
        where: the file that it comes from, for the error.

    Raises:
        HypothesesNotMet: the system is not square.
        WrongInput: polynomials that are not over the rationals in these unknowns, or names that are none.
    """
    size, count = len(system.names), len(system.polynomials)
    wrong = [name for name in system.names if not NAME.fullmatch(name)]
    if wrong or len(set(system.names)) < size:
        cause = f"an unknown is called {wrong[0]!r:.60}" if wrong else "two unknowns have the same name"
        raise WrongInput(cause, hint="give each a name of the letters A–Z, a–z, digits and _", kind="bad_names")
    for polynomial in system.polynomials:
        if not isinstance(polynomial, flint.fmpq_mpoly):
            raise WrongInput(
                f"a polynomial is a {type(polynomial).__name__}",
                hint="give text, or fmpq_mpoly of python-flint: only exact rational coefficients can be certified",
                kind="inexact",
            )
        if polynomial.context().nvars() != size:
            raise WrongInput(f"a polynomial in {polynomial.context().nvars()} unknowns, {size} names", kind="bad_names")
    if len({str(polynomial.context()) for polynomial in system.polynomials}) > 1:
        raise WrongInput("the polynomials are of several rings", hint="make them all in one", kind="bad_names")
    zero = next((k for k, polynomial in enumerate(system.polynomials, 1) if polynomial.is_zero()), None)
    said = f"{count:,} equation{'s' * (count != 1)} in {size:,} unknown{'s' * (size != 1)}{_list(system.names)}"
    before = f"{where}: " if where else ""
    if not count or not size:
        hint = "write one polynomial a line" if not count else "there is nothing to solve for"
        raise HypothesesNotMet(f"{before}there {'is' if count == 1 else 'are'} {said}", hint=hint, kind="not_square")
    if count != size:
        raise HypothesesNotMet(f"{before}{said}", hint=_towards_square(system), kind="not_square")
    if zero is not None:
        hint = "leave it out and add another one, or fix an unknown"
        raise HypothesesNotMet(
            f"{before}equation {zero} is 0 = 0 multiplied out, so no solution is isolated", hint=hint, kind="not_square"
        )


def _list(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f" ({', '.join(names[:10])}{', …' if len(names) > 10 else ''})"


def _towards_square(system: PolynomialSystem) -> str:
    more = len(system.polynomials) - len(system.names)
    if more > 0:
        return f"leave out {more}, or combine the equations: every solution solves any sums of multiples of them"
    unknown = next((name for name in ("i", "I", "j", "pi", "e") if name in system.names), None)
    if unknown is not None:
        return f"{unknown} is an unknown, and no constant: give its equation, or its value"
    fixed = f"{system.names[-1]} = 1"
    return f"no solution is isolated: add {-more} equation{'s' * (more < -1)}, for example fix an unknown by {fixed}"


def _equation(ring: SparseTerms, given: Any, where: str) -> Terms:
    if isinstance(given, str):
        found = read_equation(ring, given, where)
        if found is None:
            _refuse(where, "it is empty")
        return found
    if not _is_sympy(given):
        _refuse(where, f"it is of the type {type(given).__name__}")
    try:
        for name in _unknowns(given):
            ring.unknown(name)
        return _terms(ring, given, 0)
    except NotAPolynomial as problem:
        raise WrongInput(f"{where}: {problem.cause}", hint=problem.hint or _EXAMPLES, kind=BAD_EQUATIONS) from None


def _is_sympy(given: Any) -> bool:
    # A function of sympy that nobody has defined has a class without a module.
    modules = (kind.__module__ or "" for kind in type(given).__mro__)
    return hasattr(given, "free_symbols") and any(module.partition(".")[0] == "sympy" for module in modules)


def _check_symbols(entries: Sequence[Any]) -> None:
    """Refuse two symbols of one name, in the same equation or in different ones: for sympy they are two unknowns."""
    symbols = {symbol for entry in entries if _is_sympy(entry) for symbol in entry.free_symbols}
    if len(set(map(str, symbols))) < len(symbols):
        hint = "make each symbol once"
        raise WrongInput("two symbols have the same name, and other assumptions", hint=hint, kind=BAD_EQUATIONS)


def _unknowns(expression: Any) -> list[str]:
    """The names of its symbols, x2 before x10."""
    names = [str(symbol) for symbol in expression.free_symbols]
    for name in names:
        if not NAME.fullmatch(name):
            raise NotAPolynomial(f"a symbol is called {name!r:.60}", "names are of the letters A–Z, a–z, digits and _")
    return sorted(names, key=_in_order)


def _in_order(name: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else -1, part) for part in re.findall("[0-9]+|[^0-9]+", name)]


def _terms(ring: SparseTerms, expression: Any, depth: int) -> Terms:
    """What an expression is, read from its tree: sympy multiplies nothing out."""
    if depth > MAX_NESTING:
        raise NotAPolynomial(f"it is nested more than {MAX_NESTING} deep", "write it with fewer brackets")
    if expression.is_Symbol:
        return ring.unknown(str(expression))
    if expression.is_Rational:
        return ring.constant(Fraction(int(expression.p), int(expression.q)))
    if expression.is_Float:
        sign, mantissa, exponent, _ = expression._mpf_
        if abs(int(exponent)) > MAX_BITS:
            raise NotAPolynomial(f"{expression} is too large or too small, or no number", "scale the unknowns")
        return ring.constant((-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent))
    if expression.is_Relational and expression.func.__name__ == "Equality":
        left, right = (_terms(ring, side, depth + 1) for side in expression.args)
        return ring.add(left, right, -1)
    if type(expression).__name__ == "Poly":
        if expression.domain.characteristic():
            raise NotAPolynomial(f"its coefficients are of {expression.domain}, and not rational")
        return _terms(ring, expression.as_expr(), depth)
    if expression.is_Add or expression.is_Mul:
        parts = [_terms(ring, part, depth + 1) for part in expression.args]
        return reduce(ring.add if expression.is_Add else ring.multiply, parts)
    if expression.is_Pow and expression.exp.is_Integer and 0 <= expression.exp <= MAX_DEGREE:
        return ring.power(_terms(ring, expression.base, depth + 1), int(expression.exp))
    raise NotAPolynomial(f"{expression!s:.60} is no polynomial with rational coefficients")


def _refuse(where: str, cause: str) -> NoReturn:
    raise WrongInput(f"{where}: {cause}", hint=_EXAMPLES, kind=BAD_EQUATIONS)
