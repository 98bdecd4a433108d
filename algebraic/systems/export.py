"""Polynomial systems as input files of five engines: msolve, Macaulay2, Singular, gfan and PHCpack."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from ..shell import TooLarge, WrongInput, unwritable, write_text

if TYPE_CHECKING:
    from .system import IntegerTerms, PolynomialSystem

MAX_DEGREE = 2**15 - 1  # Singular stops beyond it; msolve goes on to 2^16, where its exponents wrap silently
MAX_FLOAT_DIGITS = 300  # coefficients of PHCpack are floating-point numbers
MACHINE_DIGITS = 15  # PHCpack drops the last digits of longer integers, which changes their size


@dataclass(frozen=True)
class _Dialect:
    """How one engine writes a system.

    Attributes:
        template: the file, with the fields names, ring, size, comment and polynomials.
        separator: between two polynomials.
        rings: the coefficients, in characteristic 0 and in characteristic p.
        largest: the largest characteristic that the engine takes.
        comment: what begins a comment line, where the file can hold one.
        name: what a variable may be called; more is possible, this is what is safe.
        equal_lengths: whether one name must not begin another.
        block: terms in a pair of parentheses, for an engine that recurses along a sum.
        floats: whether long integers are written with an exponent.
    """

    template: str
    separator: str = ",\n"
    rings: tuple[str, str] = ("0", "{p}")
    largest: int = 2**31 - 1
    comment: str = ""
    name: str = r"[a-df-hj-z][0-9][a-z0-9_]{0,60}"  # PHCpack reads numbers in e1 and i1
    equal_lengths: bool = False
    block: int | None = None
    floats: bool = False


_DIALECTS = {
    "msolve": _Dialect("{names}\n{ring}\n{polynomials}\n"),
    "macaulay2": _Dialect(
        "{comment}R = {ring}[{names}, MonomialOrder => GRevLex]\n"
        "I = ideal(\n{polynomials})\nprint dim I\nprint degree I\n",
        rings=("QQ", "ZZ/{p}"),
        comment="-- ",
        name=r"[a-df-hj-z][0-9][a-z0-9]{0,60}",
        block=500,  # a plain sum of 10,000 terms takes a minute instead of 4 s, and one of 30,000 crashes
    ),
    "singular": _Dialect(
        "{comment}ring R = {ring},({names}),dp;\n"
        "ideal I =\n{polynomials};\nideal G = std(I);\ndim(G);\nvdim(G);\nquit;\n",
        comment="// ",
    ),
    "gfan": _Dialect(
        "{ring}[{names}]\n{{\n{polynomials}\n}}\n", rings=("Q", "Z/{p}Z"), largest=32749, equal_lengths=True
    ),
    "phcpack": _Dialect("{size}\n{polynomials};\n{comment}", ";\n", largest=0, comment="\nTITLE : ", floats=True),
}
FORMATS = tuple(_DIALECTS)


def export_text(system: PolynomialSystem, format: str, *, characteristic: int = 0) -> str:
    """A system as an input file that the engine reads as it stands.

    The polynomials are the primitive integer ones of :attr:`PolynomialSystem.integer_terms`, or their residues
    1 to p−1. Equations 0 = 0 are left out. The Macaulay2 script prints the dimension and the degree of the ideal,
    the Singular script the dimension and the number of solutions with multiplicity (``vdim``; −1: infinitely many).
    PHCpack solves square systems only, in double precision: give it data of a few digits. ``phc -b`` writes the
    solutions to the end of its input file.

    Args:
        format: one of :data:`FORMATS`.
        characteristic: 0 or a prime that the engine can take.

    Raises:
        WrongInput: an unknown format or characteristic, or nothing to solve: an equation without unknowns.
        TooLarge: degrees or coefficients that the engine would misread.

    >>> from algebraic import Network, zero_error_system
    >>> net = Network.dense([1, 1, 1], "z**2", output_bias=False)
    >>> print(export_text(zero_error_system(net, [[1]], [["1/2"]]), "msolve"), end="")
    w1_1_1,b1_1,w2_1_1
    0
    2*w1_1_1^2*w2_1_1+4*w1_1_1*b1_1*w2_1_1+2*b1_1^2*w2_1_1-1
    """
    dialect = _dialect(format)
    _check_characteristic(format, characteristic)
    equations = [_reduced(terms, characteristic) for terms in system.integer_terms]
    _check_equations(equations, dialect)
    equations = [terms for terms in equations if terms]
    names = variable_names(system.names, format)
    polynomials = [_polynomial(terms, names, dialect) for terms in equations]
    if dialect.floats:  # PHCpack learns its unknowns from the polynomials, and needs to meet all of them
        used = {i for terms in equations for exponents, _ in terms for i, e in enumerate(exponents) if e}
        polynomials[0] += "".join(f"+{name}-{name}" for i, name in enumerate(names) if i not in used)
    pairs = [f"{new} = {old}" for new, old in zip(names, system.names, strict=True) if new != old]
    return dialect.template.format(
        names=",".join(names),
        ring=dialect.rings[characteristic > 0].format(p=characteristic),
        size=f"{len(polynomials)}" if len(polynomials) == len(names) else f"{len(polynomials)} {len(names)}",
        comment=f"{dialect.comment}{', '.join(pairs)}\n" if pairs and dialect.comment else "",
        polynomials=dialect.separator.join(polynomials),
    )


def variable_names(names: Sequence[str], format: str) -> tuple[str, ...]:
    """What the unknowns are called in a file: their own names, or x1, x2, … (x01, … from ten unknowns on).

    The names are kept when all of them are a small letter but e and i, a digit, and then at most 60 small letters,
    digits and underscores: no such name means anything else to an engine. Macaulay2 has no underscores in names.
    gfan wants no name to begin another, so all must be equally long. Where a file can hold a comment, it says
    which name stands for which.

    >>> variable_names(["w1_1_1", "w2_1_1"], "singular"), variable_names(["w1_1_1", "w2_1_1"], "macaulay2")
    (('w1_1_1', 'w2_1_1'), ('x1', 'x2'))
    """
    dialect = _dialect(format)
    lengths = {len(name) for name in names}
    if all(re.fullmatch(dialect.name, name) for name in names) and not (dialect.equal_lengths and len(lengths) > 1):
        return tuple(names)
    return tuple(f"x{i + 1:0{len(str(len(names)))}d}" for i in range(len(names)))


def export_system(
    system: PolynomialSystem, format: str, path: str | os.PathLike[str], *, characteristic: int = 0
) -> None:
    """Write :func:`export_text` to a file in one step: what was there stays until the new file is complete.

    Raises:
        WrongInput: as :func:`check_export` and :func:`export_text`.

    >>> from algebraic import Network, zero_error_system
    >>> system = zero_error_system(Network.dense([1, 1], output_bias=False), [[2]], [[3]])
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     export_system(system, "phcpack", Path(folder, "line.phc"))
    ...     Path(folder, "line.phc").read_text()
    '1\\n2*w1_1_1-3;\\n'
    """
    export_files(system, [(format, path)], characteristic=characteristic)


def export_files(
    system: PolynomialSystem, files: Iterable[tuple[str, str | os.PathLike[str]]], *, characteristic: int = 0
) -> None:
    """:func:`export_system` for several pairs of format and path; nothing is written when one cannot be made."""
    texts = []
    for format, path in files:
        check_export(format, path)
        texts.append((export_text(system, format, characteristic=characteristic), Path(path)))
    for text, target in texts:
        write_text(target, text)


def check_export(format: str, path: str | os.PathLike[str]) -> None:
    """Refuse an unknown format and a file that could not be written, before anything is computed.

    Raises:
        WrongInput: with the nearest format, or with what is wrong with the path.

    >>> check_export("Singular", "system.sing")
    Traceback (most recent call last):
    algebraic.shell.errors.WrongInput: there is no export format 'Singular' (did you mean singular?)
    """
    _dialect(format)
    cause = unwritable(path)
    if cause:
        raise _unwritable(path, cause)


def _dialect(format: str) -> _Dialect:
    if format in _DIALECTS:
        return _DIALECTS[format]
    near = get_close_matches(format.lower(), FORMATS, n=1, cutoff=0.4)
    raise WrongInput(
        f"there is no export format {format!r}",
        hint=f"did you mean {near[0]}?" if near else f"formats: {', '.join(FORMATS)}",
        kind="bad_export_format",
    )


def _unwritable(path: str | os.PathLike[str], cause: str) -> WrongInput:
    return WrongInput(
        f"the export {os.fspath(path)!r} {cause}", hint="give a file in a folder that exists", kind="bad_export_path"
    )


def _check_characteristic(format: str, characteristic: int) -> None:
    import flint

    if characteristic == 0:
        return
    largest = _DIALECTS[format].largest
    if characteristic < 0 or characteristic > largest or not flint.fmpz(characteristic).is_prime():
        raise WrongInput(
            f"the characteristic is {characteristic}",
            hint=f"{format} takes 0 or a prime up to {largest:,}" if largest else f"{format} takes 0 only",
            kind="bad_characteristic",
        )


def _check_equations(equations: Sequence[IntegerTerms], dialect: _Dialect) -> None:
    """A constant makes PHCpack invent a solution, and a system of zeros is no system for most readers."""
    degrees = [max((sum(exponents) for exponents, _ in terms), default=-1) for terms in equations]
    if 0 in degrees:
        place = degrees.index(0)
        raise WrongInput(
            f"equation {place + 1} has no unknowns: it reads {equations[place][0][1]} = 0",
            hint="there is no solution; change the data",
            kind="nothing_to_solve",
        )
    top = max(degrees, default=-1)
    if top < 0:
        raise WrongInput("every equation is 0 = 0", hint="everything is a solution", kind="nothing_to_solve")
    if top > MAX_DEGREE:
        raise TooLarge(
            f"an equation has degree {top:,}, and the engines keep exponents up to {MAX_DEGREE:,}",
            hint="take fewer layers or a smaller activation",
            kind="degree_too_large",
        )
    limit = 10**MAX_FLOAT_DIGITS
    if dialect.floats and any(abs(c) >= limit for terms in equations for _, c in terms):
        raise TooLarge(
            f"a coefficient has more than {MAX_FLOAT_DIGITS} digits, and PHCpack computes in floating point",
            hint="round the data to fewer digits",
            kind="coefficient_too_large",
        )


def _reduced(terms: IntegerTerms, characteristic: int) -> IntegerTerms:
    if not characteristic:
        return terms
    return [(exponents, c % characteristic) for exponents, c in terms if c % characteristic]


def _polynomial(terms: IntegerTerms, names: Sequence[str], dialect: _Dialect) -> str:
    written = [_coefficient(c, dialect) + _monomial(exponents, names) for exponents, c in terms]
    if dialect.block is None or len(written) <= dialect.block:
        return "".join(written).removeprefix("+")
    blocks = ("".join(written[i : i + dialect.block]) for i in range(0, len(written), dialect.block))
    return "\n+".join(f"({block.removeprefix('+')})" for block in blocks)


def _monomial(exponents: Sequence[int], names: Sequence[str]) -> str:
    factors = (f"*{name}^{e}" if e > 1 else f"*{name}" for name, e in zip(names, exponents, strict=True) if e)
    return "".join(factors)


def _coefficient(number: int, dialect: _Dialect) -> str:
    import flint

    sign, digits = "+-"[number < 0], str(flint.fmpz(abs(number)))  # Python refuses to print 4,300 digits
    if dialect.floats and len(digits) > MACHINE_DIGITS:
        return f"{sign}{digits[0]}.{digits[1:]}E+{len(digits) - 1}"
    return sign + digits
