"""A Gröbner basis modulo a prime that somebody else claims to have, checked by what it says about the solutions.

Let B be the monomials that no leading monomial divides, c of them. The basis says what x_k b is for b in B, as a
combination of B: that is a matrix M_k of size c × c. If these matrices commute and F(M) = 0 for every equation F, then
F_p^c is a quotient of F_p[x]/(F), so that this has dimension at least c, whoever made the matrices. There are at least
c solutions modulo p, with multiplicity. (Stetter and Möller's matrices; Cox, Little, O'Shea, Using Algebraic Geometry,
§2.4.)

Up to 300 solutions all columns of the products are compared. Beyond, both sides are applied to random vectors that
nobody can foresee: a difference escapes each of them with probability 1/p.

If moreover the system is square and the Jacobian is regular at all of them, then each lifts by Hensel's lemma: at least
c different complex solutions. What is not shown is that there are no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..engines import ModularTerms
from ..modular import modular_rank
from ..shell import Budget

Monomial = tuple[int, ...]

MAX_SIZE = 2_000  # of the matrices
MAX_ENTRIES = 12_000_000  # of all of them: 100 MB, and some seconds
EXACT_SIZE = 300  # up to which products are multiplied out: a second
NUM_VECTORS = 3  # to which larger ones are applied
HALF = 16  # bits of the lower half of a residue
MAX_JACOBIAN = 700  # rows of the Jacobian with such matrices as entries: a second


@dataclass(frozen=True)
class Quotient:
    """Multiplication by the unknowns on ``size`` monomials modulo a prime, shape (unknowns, size, size)."""

    prime: int
    monomials: tuple[Monomial, ...]
    matrices: np.ndarray

    @property
    def size(self) -> int:
        """The number of solutions modulo the prime that it stands for, with multiplicity."""
        return len(self.monomials)


def read_quotient(basis: Sequence[ModularTerms], num_variables: int, prime: int, budget: Budget) -> Quotient | None:
    """The matrices that a reduced basis (grevlex) stands for; ``None`` where it is none, or stands for too many.

    >>> from algebraic.shell import UNLIMITED
    >>> basis = [{(2, 0): 1, (0, 1): 1}, {(0, 2): 1, (0, 0): 96}, {(1, 1): 1, (1, 0): 100}]
    >>> read_quotient(basis, 2, 101, UNLIMITED).monomials
    ((0, 0), (0, 1), (1, 0))
    """
    if any(not polynomial or 0 in polynomial.values() for polynomial in basis):
        return None
    leaders = {leader(polynomial): polynomial for polynomial in basis}
    monomials = _standard(list(leaders), num_variables)
    if not monomials:
        return None
    place = {m: i for i, m in enumerate(monomials)}
    size = len(monomials)
    if num_variables * size**2 > MAX_ENTRIES:
        return None
    matrices = np.zeros((num_variables, size, size), dtype=np.int64)
    forms: dict[Monomial, np.ndarray] = {}  # of the monomials beside B, in terms of B
    border = sorted({_times(b, k) for b in monomials for k in range(num_variables)} - set(place), key=_grevlex)
    for b in monomials:
        for k in range(num_variables):
            if (product := _times(b, k)) in place:
                matrices[k, place[product], place[b]] = 1
    for m in border:
        budget.check("a Gröbner basis was being checked")
        form = np.zeros(size, dtype=np.int64)
        if m in leaders:
            scale = pow(leaders[m][m], -1, prime)
            for tail, coefficient in leaders[m].items():
                if tail != m and tail not in place:
                    return None
                if tail != m:
                    form[place[tail]] = -coefficient * scale % prime
        else:
            step = next((k for k in range(num_variables) if m[k] and _over(m, k) in forms), None)
            if step is None:
                return None
            form = _apply(matrices[step], forms[_over(m, step)], prime)
        forms[m] = form
        for k in range(num_variables):
            if m[k] and (b := _over(m, k)) in place:
                matrices[k, :, place[b]] = form
    return Quotient(prime, tuple(monomials), matrices)


def leader(polynomial: ModularTerms) -> Monomial:
    """The leading monomial (grevlex)."""
    degree = max(map(sum, polynomial))
    return max((m for m in polynomial if sum(m) == degree), key=_grevlex)


def solves(quotient: Quotient, equations: Sequence[ModularTerms], budget: Budget) -> bool:
    """Whether the matrices commute and satisfy the equations: then there are as many solutions modulo the prime."""
    if not _commute(quotient, budget):
        return False
    values = _Values(quotient, budget)
    return all(not (values.of(terms) % quotient.prime).any() for terms in equations)


def _commute(quotient: Quotient, budget: Budget) -> bool:
    prime = quotient.prime
    if quotient.size <= EXACT_SIZE:
        return _commute_exactly(quotient, budget)
    for vector in np.random.default_rng().integers(0, prime, (NUM_VECTORS, quotient.size)):
        images = [_apply(matrix, vector, prime) for matrix in quotient.matrices]
        for (a, first), (b, second) in combinations(zip(quotient.matrices, images, strict=True), 2):
            budget.check("a Gröbner basis was being checked")
            if not np.array_equal(_apply(a, second, prime), _apply(b, first, prime)):
                return False
    return True


def _commute_exactly(quotient: Quotient, budget: Budget) -> bool:
    """All columns of the products: M e_b is a column of M, so only those that are no e_b are multiplied, each once."""
    matrices, size = quotient.matrices, quotient.size
    columns = matrices.transpose(0, 2, 1)
    units = ((columns != 0).sum(axis=2) == 1) & (columns.max(axis=2) == 1)
    others, number = np.unique(columns[~units], axis=0, return_inverse=True)
    places = columns.argmax(axis=2)  # of each column among the unit vectors, and the others behind them
    places[~units] = size + number.reshape(-1)
    images = []
    for matrix in matrices:
        budget.check("a Gröbner basis was being checked")
        images.append(np.concatenate([matrix, _product(matrix, others.T, quotient.prime)], axis=1))
    pairs = combinations(zip(images, places, strict=True), 2)
    return all(np.array_equal(a[:, then_b], b[:, then_a]) for (a, then_a), (b, then_b) in pairs)


def _product(a: np.ndarray, b: np.ndarray, prime: int) -> np.ndarray:
    """Of residues modulo a prime below 2^31, in halves: sums of at most 2^20 products are exact in floats."""
    a_high, a_low, b_high, b_low = (half.astype(float) for x in (a, b) for half in (x >> HALF, x & (1 << HALF) - 1))
    sums = a_high @ b_high, a_high @ b_low + a_low @ b_high, a_low @ b_low
    high, middle, low = (total.astype(np.int64) % prime for total in sums)
    return (((high << HALF) + middle) % prime * (1 << HALF) + low) % prime


def all_regular(quotient: Quotient, equations: Sequence[ModularTerms], budget: Budget) -> bool | None:
    """Whether the Jacobian is regular at all solutions that :func:`solves` has shown; ``None``: it is too large."""
    size, unknowns = quotient.size, len(quotient.matrices)
    if unknowns * size > MAX_JACOBIAN or len(equations) != unknowns:
        return None
    values = _Values(quotient, budget)
    rows = [[values.matrix(_derivative(terms, k, quotient.prime)) for k in range(unknowns)] for terms in equations]
    return modular_rank(np.block(rows), quotient.prime, budget) == unknowns * size


class _Values:
    """Polynomials of the matrices, applied to the monomial 1."""

    def __init__(self, quotient: Quotient, budget: Budget) -> None:
        self._quotient, self._budget = quotient, budget
        one = np.zeros(quotient.size, dtype=np.int64)
        one[quotient.monomials.index((0,) * len(quotient.matrices))] = 1
        self._known: dict[Monomial, np.ndarray] = {(0,) * len(quotient.matrices): one}

    def of(self, terms: ModularTerms) -> np.ndarray:
        """In terms of the monomials."""
        total = np.zeros(self._quotient.size, dtype=np.int64)
        for monomial, coefficient in terms.items():
            total = (total + coefficient % self._quotient.prime * self._power(monomial)) % self._quotient.prime
        return total

    def matrix(self, terms: ModularTerms) -> np.ndarray:
        """As a matrix: its columns are the products with the monomials, which rise by one unknown at a time."""
        quotient, columns = self._quotient, dict[Monomial, np.ndarray]()
        for b in sorted(quotient.monomials, key=sum):
            k = next((k for k, e in enumerate(b) if e), None)
            columns[b] = (
                self.of(terms) if k is None else _apply(quotient.matrices[k], columns[_over(b, k)], quotient.prime)
            )
        return np.stack([columns[b] for b in quotient.monomials], axis=1)

    def _power(self, monomial: Monomial) -> np.ndarray:
        chain = []
        while monomial not in self._known:
            k = next(k for k, e in enumerate(monomial) if e)
            chain.append((monomial, k))
            monomial = _over(monomial, k)
        value = self._known[monomial]
        for higher, k in reversed(chain):
            self._budget.check("a Gröbner basis was being checked")
            value = self._known[higher] = _apply(self._quotient.matrices[k], value, self._quotient.prime)
        return value


def _standard(leaders: list[Monomial], num_variables: int) -> list[Monomial]:
    """The monomials that none of these divides, smallest first; none if there are more than ``MAX_SIZE``.

    What divides a monomial is it, or divides one of those of one degree less that divide it.
    """
    found: list[Monomial] = []
    layer, dividing = {(0,) * num_variables}, set(leaders)
    before: set[Monomial] = set()
    while layer:
        layer = {
            m for m in layer if m not in dividing and all(_over(m, k) in before for k in range(num_variables) if m[k])
        }
        found += sorted(layer)
        if len(found) > MAX_SIZE:
            return []
        before, layer = layer, {_times(m, k) for m in layer for k in range(num_variables)}
    return found


def _apply(matrix: np.ndarray, vector: np.ndarray, prime: int) -> np.ndarray:
    """In halves of the vector: sums of at most ``MAX_SIZE`` products below 2^47."""
    high, low = matrix @ (vector >> HALF) % prime, matrix @ (vector & (1 << HALF) - 1)
    return ((high << HALF) + low) % prime


def _derivative(terms: ModularTerms, k: int, prime: int) -> ModularTerms:
    return {_over(m, k): coefficient * m[k] % prime for m, coefficient in terms.items() if m[k]}


def _times(m: Monomial, k: int) -> Monomial:
    return (*m[:k], m[k] + 1, *m[k + 1 :])


def _over(m: Monomial, k: int) -> Monomial:
    return (*m[:k], m[k] - 1, *m[k + 1 :])


def _grevlex(m: Monomial) -> tuple[int, Monomial]:
    return sum(m), tuple(-e for e in reversed(m))
