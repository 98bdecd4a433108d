"""The equations of a set, brought to a form that does not depend on how the data were written.

Neither the order of the samples, nor a sample that stands there twice, nor the units of inputs and targets change the
set but by a scaling of the weights. So the equations are reduced over Q, by elimination on their coefficients, and the
weights are measured in powers of two in which the coefficients are of one size.

A hidden unit sees its weights through w · x alone. In coordinates like these the equations have fewer monomials, and
the mixed volume is not larger than the number of critical points, as it is else.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import count

import flint
import numpy as np

from ..networks import Polynomials
from ..shell import as_fmpq
from ..systems import PolynomialSystem

SMALL = 1e-3  # by which units are kept near 1 where the coefficients do not fix them
MAX_EXPONENT = 60  # of the powers of two


@dataclass(frozen=True)
class Prepared:
    """The equations in which pieces are counted.

    Attributes:
        system: adapted, reduced and balanced.
        exponents: n_k with (coordinate k) = 2^(n_k) · (unknown k).
        forms: each coordinate as a linear form of the weights, where coordinates are adapted.
    """

    system: PolynomialSystem
    exponents: list[int]
    forms: list[str]


def prepared(system: PolynomialSystem, *, adapt: bool = True) -> Prepared:
    """The equations of the same set, up to a linear change of coordinates and a product with a space.

    Args:
        adapt: whether coordinates are changed; documents of earlier versions have those of the weights.

    >>> from algebraic.systems import as_system
    >>> found = prepared(as_system(["v*(w1 + 2*w2)^2 - 1"]))
    >>> found.system.polynomials, found.forms
    ((v*u1^2 - 1,), ['v', 'w1 + 2*w2'])
    """
    chosen, forms = adapted(system) if adapt else (system, {})
    plain, exponents = balanced(reduced(chosen))
    return Prepared(plain, exponents, [forms.get(name, name) for name in plain.names] if adapt else [])


def adapted(system: PolynomialSystem) -> tuple[PolynomialSystem, dict[str, str]]:
    """The equations in linear coordinates that suit them, and the linear form behind each coordinate with a new name.

    An equation F depends on the linear forms of a least space alone, that of the directions along which it is constant
    turned round: the span of the vectors of coefficients of ∂F/∂w, monomial by monomial. Bases of these spaces in
    echelon form, one equation after the other, give the coordinates; what depends on earlier ones is left out.
    """
    size, rows = len(system.names), list[list[flint.fmpq]]()
    for polynomial in system.polynomials:
        columns: dict[tuple[int, ...], list[flint.fmpq]] = {}
        for k in range(size):
            for exponents, value in polynomial.derivative(k).terms():
                columns.setdefault(tuple(map(int, exponents)), [flint.fmpq(0)] * size)[k] = value
        if columns:
            echelon, rank = flint.fmpq_mat(list(columns.values())).rref()
            rows += echelon.tolist()[:rank]
    if all(sum(x != 0 for x in row) == 1 for row in rows):
        return system, {}  # the weights themselves
    first = _pivots(flint.fmpq_mat(rows).transpose())
    chosen = [rows[i] for i in first]
    places = _pivots(flint.fmpq_mat(chosen))  # of the weights that are expressed by coordinates; the others become 0
    back = flint.fmpq_mat([[row[k] for k in places] for row in chosen]).inv()
    names, forms = list[str](), dict[str, str]()
    for row in chosen:
        places_of = [k for k in range(size) if row[k] != 0]
        if len(places_of) == 1:
            names.append(system.names[places_of[0]])
            continue
        name = next(name for i in count(1) if (name := f"u{i}") not in {*system.names, *forms})
        names.append(name)
        forms[name] = " + ".join(f"{row[k]}*{system.names[k]}".removeprefix("1*") for k in places_of)
    ring = Polynomials(names)
    weights = [ring.context.constant(0)] * size
    for i, k in enumerate(places):
        weights[k] = sum((back[i, j] * ring.variables[j] for j in range(len(names))), ring.context.constant(0))
    composed = [polynomial.compose(*weights, ctx=ring.context) for polynomial in system.polynomials]
    return PolynomialSystem(tuple(names), tuple(composed)), forms


def _pivots(matrix: flint.fmpq_mat) -> list[int]:
    """The columns that do not depend on those before."""
    echelon, rank = matrix.rref()
    return [next(k for k in range(matrix.ncols()) if echelon[i, k] != 0) for i in range(rank)]


def reduced(system: PolynomialSystem) -> PolynomialSystem:
    """The same set by equations that are independent over Q, in the unknowns that occur in them.

    The monomials of highest degree are eliminated first. Equations that contradict each other become 1 = 0. Unknowns
    that do not occur are left out: the set is a product with a line for each, and has as many pieces.

    >>> from algebraic.systems import as_system
    >>> reduced(as_system(["2*x*y + z - 4", "z - 2", "2*x*y - 2 + 0*t"])).polynomials
    (z - 2, x*y - 1)
    >>> reduced(as_system(["x*y - 1", "x*y - 2"])).polynomials
    (1,)
    """
    rows = [{tuple(map(int, e)): c for e, c in polynomial.terms()} for polynomial in system.polynomials]
    monomials = sorted({e for row in rows for e in row}, key=lambda e: (-sum(e), e))
    if not monomials:
        return PolynomialSystem((), ())
    matrix = flint.fmpq_mat([[row.get(e, flint.fmpq(0)) for e in monomials] for row in rows])
    echelon, rank = matrix.rref()
    kept = [{e: echelon[i, j] for j, e in enumerate(monomials) if echelon[i, j] != 0} for i in range(rank)]
    if any(not any(e) for row in kept for e in [next(iter(row))]):  # a constant alone
        context = Polynomials(system.names).context
        return PolynomialSystem(system.names, (context.constant(1),))
    occurring = [k for k in range(len(system.names)) if any(e[k] for row in kept for e in row)]
    names = tuple(system.names[k] for k in occurring)
    context = Polynomials(names).context
    polynomials = [context.from_dict({tuple(e[k] for k in occurring): c for e, c in row.items()}) for row in kept]
    return PolynomialSystem(names, tuple(sorted(polynomials, key=lambda p: (p.total_degree(), len(p.monoms())))))


def balanced(system: PolynomialSystem) -> tuple[PolynomialSystem, list[int]]:
    """The equations in other units: each unknown is a power of two times a new one, and each equation is multiplied.

    Returns:
        The new equations, and the exponents n_k with (old unknown k) = 2^(n_k) · (new unknown k).

    >>> from algebraic.systems import as_system
    >>> system, exponents = balanced(as_system(["1000000*x*y - 1"]))
    >>> system.polynomials, exponents
    ((15625/16384*x*y - 1,), [-10, -10])
    """
    size, count = len(system.names), len(system.polynomials)
    rows, heights = [], []
    for i, polynomial in enumerate(system.polynomials):
        for exponents, value in polynomial.terms():
            row = np.zeros(size + count)
            row[:size], row[size + i] = [int(e) for e in exponents], 1
            rows.append(row)
            heights.append(-_size(value))
    anchors = SMALL * np.eye(size, size + count)
    solved = np.linalg.lstsq(np.vstack([*rows, anchors]), np.concatenate([heights, np.zeros(size)]), rcond=None)[0]
    shifts = [int(np.clip(round(x), -MAX_EXPONENT, MAX_EXPONENT)) for x in solved[:size]]
    context, found = Polynomials(system.names).context, []
    for polynomial in system.polynomials:
        terms = {}
        for exponents, value in polynomial.terms():
            power = sum(int(e) * n for e, n in zip(exponents, shifts, strict=True))
            terms[tuple(map(int, exponents))] = value * as_fmpq(Fraction(2) ** power)
        middle = round(sum(map(_size, terms.values())) / len(terms))
        factor = as_fmpq(Fraction(2) ** -middle)
        found.append(context.from_dict({e: c * factor for e, c in terms.items()}))
    return PolynomialSystem(system.names, tuple(found)), shifts


def _size(value: flint.fmpq) -> float:
    """The logarithm of its absolute value, to the base 2, of numbers of any length."""
    top, bottom = abs(int(value.p)), int(value.q)
    shift = max(0, top.bit_length() - 60), max(0, bottom.bit_length() - 60)
    return float(np.log2(top >> shift[0]) + shift[0] - np.log2(bottom >> shift[1]) - shift[1])
