"""Real zeros without a zero coordinate of the systems that belong to the faces of a Newton polyhedron.

A face of k dimensions is in k coordinates (``polyhedron.flatten``). For k = 1 all is decided
by a greatest common divisor and Sturm's theorem; for more by signs in each orthant, points with small
coordinates, and cofactors that show that there is not even a complex zero. What none decides stays open: ``None``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import pairwise, product
from math import comb, prod

import flint

from ..ideals import find_cofactors
from ..shell import TooLarge, as_fmpq, as_fraction
from ..systems import PolynomialSystem, system_of_terms
from .linear_program import Exponents

Terms = dict[Exponents, Fraction]
MAX_ORTHANTS = 10  # dimensions
MAX_DIMENSION = 4  # where cofactors are sought
MORE_DEGREES = 3  # of the multiples, above that of the equations
MAX_MONOMIALS = 800  # of the multiples
SMALL = tuple(map(Fraction, ("1", "-1", "2", "-2", "1/2", "-1/2")))


def no_common_zero(equations: Sequence[Terms]) -> bool | None:
    """Whether the equations have no common zero in (R \\ 0)^k; ``None`` where that is not decided.

    For k > 1 there is none if in each orthant some equation has one sign, or if cofactors show that there is none over
    the complex numbers. There is one at a point with small coordinates where all vanish, or for one equation where two
    vertices of its polytope have different signs in an orthant: each dominates somewhere.

    >>> one = Fraction(1)
    >>> no_common_zero([{(0,): one, (2,): one}]), no_common_zero([{(0,): one, (3,): one}])
    (True, False)
    >>> no_common_zero([{(0, 0): one, (1, 0): one, (0, 1): one}])
    False
    """
    return _decided(frozenset(frozenset(terms.items()) for terms in equations if terms))


@lru_cache(maxsize=10_000)
def _decided(system: frozenset[frozenset[tuple[Exponents, Fraction]]]) -> bool | None:
    equations = sorted((dict(sorted(terms)) for terms in system), key=lambda t: (len(t), sorted(t)))
    if any(len(terms) == 1 for terms in equations):
        return True
    size = len(next(iter(equations[0])))
    if size == 1:
        return not has_real_root(common_divisor(equations))
    if size <= MAX_ORTHANTS and all(
        any(len({value > 0 for value in _signed(terms, signs)}) == 1 for terms in equations)
        for signs in product((1, -1), repeat=size)
    ):
        return True
    if size <= MAX_DIMENSION and any(
        all(value_at(terms, point) == 0 for terms in equations) for point in product(SMALL, repeat=size)
    ):
        return False
    if len(equations) == 1 and _changes_sign(equations[0]):
        return False
    return True if _no_complex_zero(equations) else None


def _changes_sign(terms: Terms) -> bool:
    """Whether two vertices of the polytope have different signs in some orthant."""
    size = len(next(iter(terms)))
    corners = {e: c for e, c in terms.items() if _is_corner(e, terms)}
    return size <= MAX_ORTHANTS and any(
        len({value > 0 for value in _signed(corners, signs)}) == 2 for signs in product((1, -1), repeat=size)
    )


def common_divisor(equations: Sequence[Terms]) -> flint.fmpq_poly:
    """The greatest common divisor of polynomials in one variable, without the factor y."""
    polynomials = [
        flint.fmpq_poly([as_fmpq(terms.get((k,), Fraction(0))) for k in range(max(terms)[0] + 1)])
        for terms in equations
    ]
    found = reduce(lambda a, b: a.gcd(b), polynomials)
    lowest = next((k for k in range(found.degree() + 1) if found[k] != 0), 0)
    return flint.fmpq_poly([found[k] for k in range(lowest, found.degree() + 1)])


def has_real_root(polynomial: flint.fmpq_poly) -> bool:
    """Whether a polynomial that is not 0 has a real root, by the numbers of changes of sign in Sturm's sequence.

    >>> has_real_root(flint.fmpq_poly([1, 0, 1])), has_real_root(flint.fmpq_poly([1, 2, 1]))
    (False, True)
    """
    sequence = [polynomial, polynomial.derivative()]
    while sequence[-1] != 0:
        sequence.append(-(sequence[-2] % sequence[-1]))
    sequence.pop()
    right = [p[p.degree()] > 0 for p in sequence]
    left = [(p[p.degree()] > 0) == (p.degree() % 2 == 0) for p in sequence]
    return _changes(left) > _changes(right)


def rational_roots(polynomial: flint.fmpq_poly) -> Iterator[Fraction]:
    """The rational roots other than 0."""
    for factor, _ in polynomial.numer().factor()[1]:
        if factor.degree() == 1 and factor[0] != 0:
            yield Fraction(-int(factor[0]), int(factor[1]))


def _changes(signs: Sequence[bool]) -> int:
    return sum(a != b for a, b in pairwise(signs))


def _signed(terms: Terms, signs: Sequence[int]) -> Iterator[Fraction]:
    """The coefficients, with the signs that the monomials have in an orthant."""
    return (c * prod(s**e for s, e in zip(signs, exponents, strict=True)) for exponents, c in terms.items())


def value_at(terms: Terms, point: Sequence[Fraction]) -> Fraction:
    """The value of a polynomial at a point without a zero coordinate."""
    return sum(
        (c * prod(x**e for x, e in zip(point, exponents, strict=True)) for exponents, c in terms.items()), Fraction(0)
    )


def derivatives(terms: Terms) -> list[Terms]:
    """y_j ∂/∂y_j of a polynomial: the factors y_j are units in the torus."""
    size = len(next(iter(terms)))
    return [{e: c * e[j] for e, c in terms.items() if e[j]} for j in range(size)]


def _is_corner(exponents: Exponents, terms: Terms) -> bool:
    """Whether a weight is largest there alone; if not found among a few, it is not called a corner."""
    size = len(exponents)
    weights = [w for w in product(range(-2, 3), repeat=size) if any(w)] if size <= MAX_DIMENSION else []
    return any(
        all(e == exponents or sum(w * (a - b) for w, a, b in zip(weight, exponents, e, strict=True)) > 0 for e in terms)
        for weight in weights
    )


def _no_complex_zero(equations: Sequence[Terms]) -> bool:
    """Whether cofactors were found for the equations together with 1 = z y_1 … y_k."""
    size = len(next(iter(equations[0])))
    if size > MAX_DIMENSION:
        return False
    written = [[[[*e, 0], str(as_fraction(c))] for e, c in terms.items()] for terms in equations]
    written.append([[[0] * (size + 1), "1"], [[1] * (size + 1), "-1"]])
    system: PolynomialSystem = system_of_terms([f"y{k}" for k in range(size + 1)], written)
    first = max(system.total_degrees())
    degrees = [d for d in range(first, first + MORE_DEGREES + 1) if comb(size + 1 + d, d) <= MAX_MONOMIALS]
    if not degrees:
        return False
    try:
        found = find_cofactors(system, max_degree=degrees[-1])
    except TooLarge:
        return False
    return found.cofactors is not None
