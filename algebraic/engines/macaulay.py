"""The embedded engine: Gröbner bases modulo a prime by Macaulay matrices, for the smallest systems.

For growing D the span of all multiples of degree ≤ D is closed under multiplication of its elements of degree
< D by the unknowns. Once every S-pair of the leading monomials fits into degree D, Buchberger's criterion says
that they generate the leading ideal. It also serves as the second route to what msolve finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import flint
import numpy as np

from ..shell import Budget, TooLarge
from .leading_ideal import Monomial
from .msolve import ModularTerms

MAX_COLUMNS = 1_500


def macaulay_leading_ideal(
    equations: Sequence[ModularTerms],
    num_variables: int,
    prime: int,
    *,
    budget: Budget,
    max_columns: int = MAX_COLUMNS,
    begin: int = 0,
) -> list[Monomial]:
    """Minimal generators of the leading ideal (grevlex) of polynomials modulo ``prime``.

    Takes and returns what :func:`algebraic.engines.msolve_leading_ideal` does.

    Args:
        max_columns: of a Macaulay matrix.
        begin: a degree below which nothing is expected; matrices within the limit are tried in any case.

    Raises:
        TooLarge: a Macaulay matrix would have more columns than that, by default 1,500.

    >>> from algebraic.shell.budget import UNLIMITED
    >>> macaulay_leading_ideal([{(2, 0): 1, (0, 1): 3, (0, 0): 1}, {(1, 1): 5, (0, 0): 7}], 2, 101, budget=UNLIMITED)
    [(0, 2), (1, 1), (2, 0)]
    """
    degree = max(sum(m) for e in equations for m in e)
    while degree < begin and comb(num_variables + degree + 1, num_variables) <= max_columns:
        degree += 1
    while True:
        columns = comb(num_variables + degree, num_variables)
        if columns > max_columns:
            raise TooLarge(
                f"the embedded engine would need {columns:,} columns (limit {max_columns:,})",
                hint="install msolve: run `make engines`",
                kind="too_large_for_embedded_engine",
            )
        leaders = _closure(equations, num_variables, degree, prime, budget)
        minimal = [m for m in leaders if not any(n != m and _divides(n, m) for n in leaders)]
        if largest_pair(minimal) <= degree:
            return sorted(minimal)
        degree += 1


def largest_pair(leaders: Sequence[Monomial]) -> int:
    """The degree that the S-pairs of polynomials with these leading monomials need, by Buchberger's first criterion.

    >>> largest_pair([(2, 0), (1, 1), (0, 3)])
    4
    """
    return max((sum(map(max, m, n)) for m, n in combinations(leaders, 2) if any(map(min, m, n))), default=0)


def _closure(
    equations: Sequence[ModularTerms], num_variables: int, degree: int, prime: int, budget: Budget
) -> list[Monomial]:
    """Leading monomials of the closed span in degree ≤ ``degree``."""
    monomials = _monomials(num_variables, degree)
    column = {m: i for i, m in enumerate(monomials)}
    sizes = np.array([sum(m) for m in monomials])
    inner = np.flatnonzero(sizes < degree)
    shifted = [
        np.array([column[(*monomials[c][:v], monomials[c][v] + 1, *monomials[c][v + 1 :])] for c in inner])
        for v in range(num_variables)
    ]
    rows = np.zeros((len(equations), len(monomials)), dtype=np.int64)
    for i, terms in enumerate(equations):
        for monomial, coefficient in terms.items():
            rows[i, column[monomial]] = coefficient
    known: set[int] = set()
    while True:
        budget.check("the embedded engine was running")
        rows, pivots = _echelon(rows, prime)
        fresh = [i for i, p in enumerate(pivots) if p not in known and sizes[p] < degree]
        known |= set(pivots)
        if not fresh or sizes[pivots[-1]] == 0:
            return [monomials[p] for p in pivots]
        multiples = np.zeros((len(fresh) * num_variables, len(monomials)), dtype=np.int64)
        for v, target in enumerate(shifted):
            multiples[v * len(fresh) : (v + 1) * len(fresh), target] = rows[fresh][:, inner]
        rows = np.concatenate([rows, multiples])


def _echelon(rows: np.ndarray, prime: int) -> tuple[np.ndarray, list[int]]:
    """The reduced echelon form without its zero rows, and the columns of its pivots.

    Most entries are zero, and numbers take longer on the way to python-flint and back than there: only others go.
    """
    matrix = flint.nmod_mat(rows.shape[0], rows.shape[1], prime)
    for i, j in np.argwhere(rows).tolist():
        matrix[i, j] = int(rows[i, j])
    reduced, rank = matrix.rref()
    pivots, others = list[int](), list[int]()
    for j in range(rows.shape[1]):
        (pivots if len(pivots) < rank and reduced[len(pivots), j] != 0 else others).append(j)
    entries = np.zeros((rank, rows.shape[1]), dtype=np.int64)
    entries[range(rank), pivots] = 1
    for i in range(rank):
        entries[i, others] = [int(reduced[i, j]) for j in others]
    return entries, pivots


def _monomials(num_variables: int, degree: int) -> list[Monomial]:
    """All monomials of degree ≤ ``degree``, largest first in grevlex order."""

    def of_degree(total: int, variables: int) -> list[Monomial]:
        if variables == 1:
            return [(total,)]
        return [(*rest, last) for last in range(total + 1) for rest in of_degree(total - last, variables - 1)]

    return [m for total in range(degree, -1, -1) for m in of_degree(total, num_variables)]


def _divides(a: Monomial, b: Monomial) -> bool:
    return all(x <= y for x, y in zip(a, b, strict=True))
