"""Distinct solutions by linear algebra over the rationals, which follows no paths and uses no floating point.

Let M_1, …, M_K be matrices of multiplication by the unknowns, as a Gröbner basis gives them. If they commute, if every
equation vanishes at them and if the products of one vector span everything, then they describe a quotient of the ring
modulo the equations, whoever proposed them. Its points are solutions, and their number is the rank of Hermite's form
(a, b) ↦ trace of multiplication by a b (Cox, Little, O'Shea, Using Algebraic Geometry, §2.5). If all polynomials of the
basis are combinations of multiples of the equations, which the rank of a matrix over the rationals decides, the ring
modulo the equations is not larger: there are no more solutions. Otherwise a lower bound is handed out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import comb, lcm
from operator import add

import flint
import sympy

from algebraic.shell import HypothesesNotMet, as_fmpq
from algebraic.systems import PolynomialSystem

from .enclosure import Enclosure, at_least, exactly

MORE_DEGREES = 8  # in which multiples of the equations are taken beyond the largest degree
MOST_MONOMIALS = 800

Monomial = tuple[int, ...]


def distinct_solutions(system: PolynomialSystem) -> Enclosure:
    """Distinct complex solutions: exactly, or proved from below.

    Raises:
        HypothesesNotMet: infinitely many solutions, says the basis.
    """
    symbols = sympy.symbols(system.names)
    basis = sympy.groebner(system.expressions(), *symbols, order="grevlex", domain="QQ")
    monomials = _standard(basis, len(symbols))
    matrices = [_multiplication(basis, symbols, monomials, k) for k in range(len(symbols))]
    if not describes_solutions(system, matrices):
        return Enclosure(None, None, "the matrices of the Gröbner basis do not describe solutions")
    powers = [_value({monomial: 1}, matrices) for monomial in monomials]
    form = [[_trace(one * other) for other in powers] for one in powers]
    number = flint.fmpq_mat(form).rank()
    words = "the rank of a trace form over the rationals, in a quotient that was checked"
    polynomials = [{m: as_fmpq(Fraction(int(c.p), int(c.q))) for m, c in p.terms()} for p in basis.polys]
    if are_combinations(system, polynomials):
        return exactly(number, f"{words}; its Gröbner basis lies in the ideal by linear algebra")
    return at_least(number, f"{words}; that there are no more is the word of its Gröbner basis")


def are_combinations(system: PolynomialSystem, polynomials: Sequence[Mapping[Monomial, flint.fmpq]]) -> bool:
    """Whether the polynomials are combinations of the equations times monomials, up to some degree; else it is open."""
    equations = [dict(terms) for terms in system.integer_terms]
    degree = max(sum(m) for terms in (*equations, *polynomials) for m in terms)
    unknowns = len(system.names)
    for most in range(degree, degree + MORE_DEGREES):
        if comb(most + unknowns, unknowns) > MOST_MONOMIALS:
            return False
        multiples = [
            {tuple(map(add, m, shift)): flint.fmpq(c) for m, c in terms.items()}
            for terms in equations
            for shift in _up_to(most - max(map(sum, terms)), unknowns)
        ]
        if _rank(multiples) == _rank([*multiples, *polynomials]):
            return True
    return False


def _up_to(degree: int, unknowns: int) -> list[Monomial]:
    return [m for m in product(range(degree + 1), repeat=unknowns) if sum(m) <= degree]


def _rank(polynomials: Sequence[Mapping[Monomial, flint.fmpq]]) -> int:
    place = {m: k for k, m in enumerate(sorted({m for p in polynomials for m in p}))}
    rows = []
    for polynomial in polynomials:
        scale = lcm(*(int(c.q) for c in polynomial.values()))
        row = [0] * len(place)
        for m, c in polynomial.items():
            row[place[m]] = int(c.p) * (scale // int(c.q))
        rows.append(row)
    return flint.fmpz_mat(rows).rank()


def describes_solutions(system: PolynomialSystem, matrices: Sequence[flint.fmpq_mat]) -> bool:
    """Whether the matrices commute, the equations vanish at them, and products of the first vector span everything."""
    size = matrices[0].nrows()
    zero = flint.fmpq_mat(size, size)
    if any(one * other != other * one for one, other in combinations(matrices, 2)):
        return False
    if any(_value(dict(terms), matrices) != zero for terms in system.integer_terms):
        return False
    reached = _column(size, [flint.fmpq(int(i == 0)) for i in range(size)])
    while True:  # the Krylov space of the first vector, which is that of 1
        columns = [reached, *(matrix * reached for matrix in matrices)]
        joined = flint.fmpq_mat([[x for column in columns for x in column.tolist()[i]] for i in range(size)])
        reduced, rank = joined.transpose().rref()
        if rank == reached.ncols():
            return bool(rank == size)
        reached = flint.fmpq_mat(reduced.tolist()[:rank]).transpose()


def _standard(basis: sympy.GroebnerBasis, size: int) -> list[Monomial]:
    """The monomials that no leading one divides, 1 first."""
    leaders = [sympy.Poly(p, *basis.gens).monoms(order="grevlex")[0] for p in basis.exprs]
    pure = [[m[k] for m in leaders if sum(m) == m[k]] for k in range(size)]
    if not all(pure):
        raise HypothesesNotMet("infinitely many solutions", kind="infinite")
    box = product(*(range(min(powers)) for powers in pure))
    inside = [m for m in box if not any(all(a <= b for a, b in zip(lead, m, strict=True)) for lead in leaders)]
    return sorted(inside, key=lambda m: (sum(m), m))


def _multiplication(
    basis: sympy.GroebnerBasis, symbols: Sequence[sympy.Symbol], monomials: Sequence[Monomial], k: int
) -> flint.fmpq_mat:
    place = {monomial: i for i, monomial in enumerate(monomials)}
    columns = []
    for monomial in monomials:
        moved = tuple(e + (i == k) for i, e in enumerate(monomial))
        rest = basis.reduce(sympy.Poly({moved: 1}, *symbols).as_expr())[1]
        column = [flint.fmpq(0)] * len(monomials)
        for exponents, c in sympy.Poly(rest, *symbols, domain="QQ").terms():
            if c:
                column[place[exponents]] = flint.fmpq(int(c.p), int(c.q))
        columns.append(column)
    return flint.fmpq_mat(columns).transpose()


def _value(terms: dict[Monomial, int], matrices: Sequence[flint.fmpq_mat]) -> flint.fmpq_mat:
    """A polynomial at commuting matrices."""
    size = matrices[0].nrows()
    identity = flint.fmpq_mat([[flint.fmpq(int(i == j)) for j in range(size)] for i in range(size)])
    total = flint.fmpq_mat(size, size)
    for exponents, coefficient in terms.items():
        term = identity * flint.fmpq(coefficient)
        for matrix, exponent in zip(matrices, exponents, strict=True):
            for _ in range(exponent):
                term = term * matrix
        total += term
    return total


def _trace(matrix: flint.fmpq_mat) -> flint.fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), flint.fmpq(0))


def _column(size: int, entries: Sequence[flint.fmpq]) -> flint.fmpq_mat:
    return flint.fmpq_mat(size, 1, list(entries))
