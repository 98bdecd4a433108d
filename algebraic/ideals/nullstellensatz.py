"""Inconsistent equations, proved by Nullstellensatz cofactors c_i with Σ c_i p_i = 1.

Where they exist, no complex number solves the equations, whatever a Gröbner basis modulo a prime may say. They are
found by linear algebra over Macaulay's matrix and checked by expansion, which needs no other algebra at all. They
exist for every inconsistent system over the complex numbers; they say nothing about real solutions.
(Theory II, §3; claim T2-06.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, pairwise
from math import comb, log10
from typing import Any

import flint

from ..shell import UNLIMITED, Budget, TooLarge, random_primes
from ..systems import PolynomialSystem

MAX_ENTRIES = 4_000_000  # rows times columns of a Macaulay matrix: about two seconds of elimination
MAX_NONZEROS = 500_000
MAX_DIGITS = 2_000_000  # of all numbers in a set of cofactors together, by an estimate from above

# A cofactor as it stands in JSON: terms [exponents, coefficient], the coefficient as text.
Terms = list[list[Any]]
# (i, m) stands for the multiple m·p_i, m as exponents.
Column = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class Cofactors:
    """What was found: Σ c_i p_i = 1 with c_i = ``cofactors[i] / denominator``, or nothing.

    Attributes:
        degree: the degree D of all products c_i p_i together; where nothing was found, the last D that was tried.
        cofactors: one list of terms ``[exponents, coefficient]`` for each equation, or ``None``, which proves nothing.
        denominator: of all coefficients (they nearly always share it, and it is long).
    """

    degree: int
    cofactors: list[Terms] | None = None
    denominator: str = "1"


def find_cofactors(
    system: PolynomialSystem, *, max_degree: int | None = None, seed: int = 0, budget: Budget = UNLIMITED
) -> Cofactors:
    """Look for polynomials c_i with Σ c_i p_i = 1 over Q, deg c_i p_i ≤ D, for D from the largest equation on.

    The unknowns are the coefficients of the c_i: one column for each multiple m·p_i of degree ≤ D, one row for each
    monomial in them. A random prime finds the least D and few columns; the rationals follow from those columns only.

    Args:
        max_degree: give up beyond this D; by default beyond Kollár's bound max(3, d)^K (2d for one unknown), d the
            largest degree of an equation. Most searches end before, at the size of the matrix.
        seed: of the prime.

    Returns:
        :class:`Cofactors`, which passed :func:`check_cofactors`; without cofactors where no D up to the degree or
        size limit has any.

    Raises:
        TooLarge: the first matrix has more than 4,000,000 entries, or 500,000 that are not zero; or the cofactors
            may have more than 2,000,000 digits, by an estimate beforehand.
        OutOfBudget: the time is over, or the next elimination would take longer than what is left.

    >>> from algebraic.networks.rings import Polynomials
    >>> x, y = Polynomials(["x", "y"]).variables
    >>> find_cofactors(PolynomialSystem(("x", "y"), (x, x * y - 2)))
    Cofactors(degree=2, cofactors=[[[[0, 1], '1']], [[[0, 0], '-1']]], denominator='2')
    """
    first = max(system.total_degrees(), default=-1)
    if first < 0:  # 0 = 0 has solutions
        return Cofactors(0)
    unknowns, num_unlucky = len(system.names), 0
    if max_degree is None:
        max_degree = max(3, first) ** unknowns if unknowns > 1 else 2 * first
    degree = first
    while degree <= max_degree:
        try:
            matrix = _macaulay_matrix(system, degree)
        except TooLarge:
            if degree == first:
                raise
            break
        prime = random_primes(num_unlucky + 1, seed)[-1]
        columns = _solving_columns(matrix, prime, budget)
        if not columns:
            degree += 1
            continue
        cofactors, denominator = _over_the_rationals(system, columns, prime, budget)
        if check_cofactors(system, cofactors, denominator):
            return Cofactors(degree, cofactors, denominator)
        num_unlucky += 1  # solved modulo this prime only, of which there are finitely many
    return Cofactors(degree - 1)


def check_cofactors(system: PolynomialSystem, cofactors: Sequence[Any], denominator: str = "1") -> bool:
    """Whether Σ c_i p_i = 1 holds, by expansion over Q: then the equations have no complex solution.

    Uses nothing of how the cofactors were found. Anything malformed is no proof, so the answer is ``False``.

    Args:
        cofactors: for each equation a list of terms ``[exponents, "p/q"]``, as they stand in JSON.
        denominator: c_i is ``cofactors[i]`` divided by this number.

    >>> from algebraic.networks.rings import Polynomials
    >>> x, y = Polynomials(["x", "y"]).variables
    >>> system = PolynomialSystem(("x", "y"), (x, x * y - 2))
    >>> check_cofactors(system, [[[[0, 1], "1/2"]], [[[0, 0], "-1/2"]]])
    True
    >>> check_cofactors(system, [[[[0, 1], "1/2"]], [[[0, 0], "1/2"]]])
    False
    """
    if not system.polynomials:
        return False
    context = system.polynomials[0].context()
    total = context.constant(0)
    try:
        for terms, polynomial in zip(cofactors, system.polynomials, strict=True):
            cofactor = {tuple(exponents): _rational(text) for exponents, text in terms}
            # flint takes negative exponents and reads them as others; a repeated one would hide a term.
            if len(cofactor) != len(terms) or not all(type(e) is int and e >= 0 for m in cofactor for e in m):
                return False
            total += context.from_dict(cofactor) * polynomial
        return bool(total == context.constant(_rational(denominator)) and total != 0)
    except (TypeError, ValueError, ArithmeticError):
        return False


def _rational(text: str) -> flint.fmpq:
    """Text "p" or "p/q" of any length: Python's own integers refuse text of more than 4,300 digits."""
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is no text")
    numerator, _, denominator = text.partition("/")
    return flint.fmpq(flint.fmpz(numerator), flint.fmpz(denominator or "1"))


@dataclass(frozen=True)
class _Matrix:
    """A sparse integer matrix: (row, column, entry); ``one`` is the row of the monomial 1, if it occurs."""

    columns: list[Column]
    num_rows: int
    one: int | None
    entries: list[tuple[int, int, int]]


def _macaulay_matrix(system: PolynomialSystem, degree: int) -> _Matrix:
    """All multiples of total degree ≤ ``degree``; its size is estimated before anything is built."""
    unknowns = len(system.names)
    rooms = [(i, degree - d) for i, d in enumerate(system.total_degrees()) if d >= 0]
    counts = [(comb(unknowns + room, unknowns), len(system.integer_terms[i])) for i, room in rooms]
    num_columns, nonzeros = sum(c for c, _ in counts), sum(c * t for c, t in counts)
    _refuse(nonzeros > MAX_NONZEROS, f"{num_columns:,} multiples with {nonzeros:,} terms (limit {MAX_NONZEROS:,})")
    columns = [(i, m) for i, room in rooms for m in _monomials(unknowns, room)]
    # The elimination prefers the first columns. Low powers, of the last layers above all, give the fewest in the end.
    columns.sort(key=lambda column: (sum(column[1]), column[1][::-1], column[0]))
    matrix = _multiples(system, columns)
    rows = matrix.num_rows
    _refuse(rows * num_columns > MAX_ENTRIES, f"a matrix of {rows:,} × {num_columns:,} (limit {MAX_ENTRIES:,} entries)")
    return matrix


def _multiples(system: PolynomialSystem, columns: list[Column]) -> _Matrix:
    """The multiples m·p_i as columns, over the monomials that occur; p_i with primitive integer coefficients."""
    rows: dict[tuple[int, ...], int] = {}
    entries = []
    for j, (i, multiplier) in enumerate(columns):
        for exponents, coefficient in system.integer_terms[i]:
            monomial = tuple(a + b for a, b in zip(exponents, multiplier, strict=True))
            entries.append((rows.setdefault(monomial, len(rows)), j, coefficient))
    return _Matrix(columns, len(rows), rows.get((0,) * len(system.names)), entries)


def _solving_columns(matrix: _Matrix, prime: int, budget: Budget) -> list[Column]:
    """Independent columns that combine to 1 modulo the prime, each with a factor that is not 0; [] if none do."""
    if matrix.one is None:
        return []
    last = len(matrix.columns)
    dense = flint.nmod_mat(matrix.num_rows, last + 1, prime)
    for i, j, entry in matrix.entries:
        dense[i, j] = entry % prime
    dense[matrix.one, last] = 1
    echelon, pivots = _eliminate(dense, budget)
    if pivots[-1] == last:
        return []
    return [matrix.columns[j] for k, j in enumerate(pivots) if echelon[k, last] != 0]


def _over_the_rationals(
    system: PolynomialSystem, columns: list[Column], prime: int, budget: Budget
) -> tuple[list[Terms], str]:
    """The cofactors on these columns and their denominator, from rows that are independent modulo the prime."""
    matrix, size = _multiples(system, columns), len(columns)
    # Hadamard: a numerator or the denominator is at most the product of the lengths of the columns.
    lengths = [log10(sum(c * c for _, c in system.integer_terms[i])) / 2 for i, _ in columns]
    digits = round((size + 1) * sum(lengths))
    _refuse(digits > MAX_DIGITS, f"{size:,} terms with up to {digits:,} digits (limit {MAX_DIGITS:,})")
    transposed = flint.nmod_mat(size, matrix.num_rows, prime)
    for i, j, entry in matrix.entries:
        transposed[j, i] = entry % prime
    place = {row: k for k, row in enumerate(_eliminate(transposed, budget)[1])}
    square, wanted = flint.fmpz_mat(size, size), flint.fmpz_mat(size, 1)
    for i, j, entry in matrix.entries:
        if i in place:
            square[place[i], j] = entry
    if matrix.one in place:
        wanted[place[matrix.one], 0] = 1
    budget.check("cofactors over the rational numbers were due")
    solution = square.solve(wanted)  # not singular, since it is not singular modulo the prime
    scales = [_content(p, terms) for p, terms in zip(system.polynomials, system.integer_terms, strict=True)]
    values = [solution[k, 0] / scales[i] for k, (i, _) in enumerate(columns)]
    denominator = reduce(lambda a, b: a.lcm(b), (v.q for v in values), flint.fmpz(1))
    cofactors: list[Terms] = [[] for _ in system.polynomials]
    for (i, multiplier), value in zip(columns, values, strict=True):
        if value != 0:
            cofactors[i].append([list(multiplier), str((value * denominator).p)])
    return cofactors, str(denominator)


def _content(polynomial: flint.fmpq_mpoly, terms: list[tuple[tuple[int, ...], int]]) -> flint.fmpq:
    """The rational number by which a polynomial differs from its primitive integer terms."""
    return next(iter(polynomial.terms()))[1] / terms[0][1] if terms else flint.fmpq(1)


def _eliminate(matrix: flint.nmod_mat, budget: Budget) -> tuple[flint.nmod_mat, list[int]]:
    """Reduced row echelon form and its pivot columns."""
    rows, columns = matrix.nrows(), matrix.ncols()
    seconds = rows * columns * min(rows, columns) / 4e9  # it cannot be interrupted: ask beforehand
    remaining = budget.remaining()
    if remaining is not None and seconds >= remaining:
        raise budget.out_of_time(f"cofactors were sought with a matrix of {rows} × {columns}")
    echelon, rank = matrix.rref()
    pivots: list[int] = []
    for k in range(rank):
        column = pivots[-1] + 1 if pivots else 0
        while echelon[k, column] == 0:
            column += 1
        pivots.append(column)
    return echelon, pivots


def _monomials(unknowns: int, degree: int) -> list[tuple[int, ...]]:
    """All exponent vectors of total degree ≤ ``degree``: the gaps between ``unknowns`` bars in a row of places."""
    bars = combinations(range(degree + unknowns), unknowns)
    return [tuple(b - a - 1 for a, b in pairwise((-1, *places))) for places in bars]


def _refuse(condition: bool, what: str) -> None:
    if condition:
        raise TooLarge(f"Nullstellensatz cofactors need {what}", kind="cofactors_too_large")
