"""What a network can be evaluated over: arrays whose entries lie in a ring.

A network is evaluated by **one** forward and **one** reverse pass (:mod:`algebraic.networks.passes`). They only add,
multiply and apply polynomials to arrays, through the methods of a :class:`Ring`; the ring decides what the
entries are: rationals, integers modulo a prime, polynomials in the weights, sympy expressions, total degrees
(a max-plus semiring), or vertices of Newton polytopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from ..shell import PRIME_LIMIT, TooLarge, WrongInput, as_fmpq, as_fraction, object_array
from .float64_products import WORTHWHILE, exact_terms, product_by_float64, reduced


class Ring:
    """Arrays with entries in a ring, as numpy object arrays; subclasses say what an entry is."""

    dtype: Any = object

    def constant(self, value: Fraction) -> Any:
        """The entry that a rational number becomes."""
        raise NotImplementedError

    def array(self, values: Any) -> np.ndarray:
        """Rationals (any shape; integers, Fractions or flint numbers) to an array over this ring."""
        values = object_array(values)
        out = np.empty(values.shape, dtype=self.dtype)
        for index, value in np.ndenumerate(values):
            out[index] = self.constant(as_fraction(value))
        return out

    def add(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Entrywise sum."""
        return a + b

    def multiply(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Entrywise product."""
        return a * b

    def matmul(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Matrix product over the last two axes."""
        return a @ b

    def sum_groups(self, values: np.ndarray, starts: np.ndarray) -> np.ndarray:
        """Sums over consecutive groups of the last axis; each group begins at one of ``starts``."""
        return np.add.reduceat(values, starts, axis=-1)

    def polynomial(self, coefficients: Sequence[Fraction], z: np.ndarray) -> np.ndarray:
        """``sum_k coefficients[k] * z**k`` entrywise, by Horner's rule."""
        out = self.full(z.shape, coefficients[-1])
        for c in reversed(coefficients[:-1]):
            out = self.multiply(out, z)
            if c != 0:
                out = self.add(out, self.full(z.shape, c))
        return out

    def full(self, shape: tuple[int, ...], value: Fraction) -> np.ndarray:
        """An array with one rational number everywhere."""
        out = np.empty(shape, dtype=self.dtype)
        out.fill(self.constant(value))  # np.full would take a polynomial apart into its terms
        return out


class Rationals(Ring):
    """Exact rational numbers (python-flint ``fmpq``).

    >>> Rationals().polynomial([Fraction(1), Fraction(1, 2)], Rationals().array([3]))
    array([5/2], dtype=object)
    """

    def constant(self, value: Fraction) -> flint.fmpq:
        return as_fmpq(value)


class PrimeField(Ring):
    """Integers modulo a prime below 2^31, as int64 arrays with entries in [0, p).

    Raises :class:`WrongInput` for a number that is no such prime, or a rational whose denominator it divides.

    >>> PrimeField(7).array([Fraction(1, 2), -1])
    array([4, 6])
    """

    dtype = np.int64

    def __init__(self, prime: int) -> None:
        if not (2 <= prime < PRIME_LIMIT and flint.fmpz(prime).is_prime()):
            raise WrongInput(f"{prime} is not a prime below 2^31", kind="bad_prime")
        self.prime = prime

    def constant(self, value: Fraction) -> int:
        if value.denominator % self.prime == 0:
            raise WrongInput(
                f"the prime {self.prime} divides the denominator of {value}",
                hint="take another prime",
                kind="bad_prime",
            )
        return value.numerator * pow(value.denominator, -1, self.prime) % self.prime

    def array(self, values: Any) -> np.ndarray:
        if isinstance(values, np.ndarray) and values.dtype == np.int64:
            return values % self.prime
        return super().array(values)

    def add(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return reduced(np.asarray(a + b), self.prime)

    def multiply(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return reduced(np.asarray(a * b), self.prime)

    def sum_groups(self, values: np.ndarray, starts: np.ndarray) -> np.ndarray:
        return reduced(np.add.reduceat(values, starts, axis=-1), self.prime)

    def matmul(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        if exact_terms(self.prime) >= WORTHWHILE:
            return product_by_float64(a, b, self.prime)
        total: Any = 0
        # Split a = high·2^16 + low, so that a sum of up to 2^15 products stays below 2^63.
        for start in range(0, a.shape[-1], 2**15):
            left, right = a[..., start : start + 2**15], b[..., start : start + 2**15, :]
            high = (left >> 16) @ right % self.prime
            low = (left & 0xFFFF) @ right % self.prime
            total = (total + (high << 16) + low) % self.prime
        return np.asarray(total, dtype=np.int64)


class Polynomials(Ring):
    """Expanded polynomials over Q in the named variables (python-flint ``fmpq_mpoly``), degrevlex order.

    >>> ring = Polynomials(["a", "b"])
    >>> a, b = ring.variables
    >>> ring.multiply(ring.variables, ring.variables)[0]
    a^2
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.context = flint.fmpq_mpoly_ctx.get(tuple(names), flint.Ordering.degrevlex)
        self.variables = object_array(list(self.context.gens()))

    def constant(self, value: Fraction) -> flint.fmpq_mpoly:
        return self.context.constant(as_fmpq(value))


class ModularPolynomials(Ring):
    """Expanded polynomials modulo a prime in the named variables (python-flint ``nmod_mpoly``)."""

    def __init__(self, names: Sequence[str], prime: int) -> None:
        self.prime = prime
        self.context = flint.nmod_mpoly_ctx.get(tuple(names), modulus=prime, ordering=flint.Ordering.degrevlex)
        self.variables = object_array(list(self.context.gens()))

    def constant(self, value: Fraction) -> flint.nmod_mpoly:
        return self.context.constant(value.numerator * pow(value.denominator, -1, self.prime) % self.prime)


class FloatingPoint(Ring):
    """Batches of machine numbers: float64, or complex128 for the default. They decide nothing.

    >>> FloatingPoint().array([Fraction(1, 2)])
    array([0.5+0.j])
    """

    def __init__(self, dtype: Any = np.complex128) -> None:
        self.dtype = dtype

    def constant(self, value: Fraction) -> float:
        return float(value)

    def array(self, values: Any) -> np.ndarray:
        if isinstance(values, np.ndarray) and values.dtype.kind in "iufc":
            return values.astype(self.dtype)
        return super().array(values)


class Balls(Ring):
    """Real or complex balls (python-flint ``arb``, ``acb``): every result encloses the exact one.

    The precision in bits is that of the surrounding ``flint.ctx.workprec``.

    >>> Balls().array([Fraction(1, 3)])[0].contains(flint.fmpq(1, 3))
    True
    """

    def __init__(self, kind: Any = flint.arb) -> None:
        self.kind = kind

    def constant(self, value: Fraction) -> Any:
        return self.kind(as_fmpq(value))


class Symbols(Ring):
    """Sympy expressions, kept in the nested form of the network (not expanded)."""

    def __init__(self, names: Sequence[str]) -> None:
        import sympy

        self._rational = sympy.Rational
        self.variables = object_array([sympy.Symbol(name) for name in names])

    def constant(self, value: Fraction) -> Any:
        return self._rational(value.numerator, value.denominator)


class Degrees(Ring):
    """Degrees of polynomials: products add, sums take the maximum (max-plus semiring).

    An entry is the degree, or ``zero`` (negative) for the zero polynomial. Exact as long as no sum cancels,
    which holds where different terms carry different weights. ``bound`` is at least every degree that occurs;
    beyond int64 the entries are Python integers.
    """

    def __init__(self, bound: int) -> None:
        self.dtype = np.int64 if bound < 2**60 else object
        self.zero = np.array(-(2 * bound + 2), dtype=self.dtype)

    def constant(self, value: Fraction) -> int:
        return 0 if value != 0 else self.zero.item()

    def add(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.maximum(a, b)

    def multiply(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self._clip(a + b)

    def matmul(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        columns = [self._clip(a + b[..., None, :, j]).max(axis=-1) for j in range(b.shape[-1])]
        return np.stack(columns, axis=-1)

    def polynomial(self, coefficients: Sequence[Fraction], z: np.ndarray) -> np.ndarray:
        exponents = [k for k, c in enumerate(coefficients) if c != 0]
        top, constant = exponents[-1], np.zeros_like(self.zero) if exponents[0] == 0 else self.zero
        return np.maximum(self._clip(np.where(z < 0, self.zero, top * z)), constant)

    def _clip(self, values: np.ndarray) -> np.ndarray:
        return np.where(values < 0, self.zero, values)


class PointSet:
    """A finite set of exponent vectors that contains every vertex of a Newton polytope."""

    __slots__ = ("points",)

    def __init__(self, points: frozenset[tuple[int, ...]]) -> None:
        self.points = points

    def __add__(self, other: PointSet) -> PointSet:
        return PointSet(self.points | other.points)

    def __mul__(self, other: PointSet) -> PointSet:
        if len(other.points) > len(self.points):
            return other * self
        return PointSet(frozenset(tuple(map(sum, zip(p, q, strict=True))) for p in self.points for q in other.points))


class NewtonPolytopes(Ring):
    """Newton polytopes of polynomials in ``num_variables`` unknowns, each as a :class:`PointSet`.

    The polytope of P(z) is the hull of the lowest and the highest power that P contains, so no expansion
    is needed. Exact as long as no sum cancels. Raises :class:`TooLarge` beyond ``limit`` points.
    """

    def __init__(self, num_variables: int, limit: int) -> None:
        self.num_variables = num_variables
        self.limit = limit
        unit = np.eye(num_variables, dtype=int).tolist()
        self.variables = object_array([PointSet(frozenset([tuple(row)])) for row in unit])

    def constant(self, value: Fraction) -> PointSet:
        origin = frozenset([(0,) * self.num_variables])
        return PointSet(origin if value != 0 else frozenset())

    def matmul(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        out = a @ b
        for entry in out.flat:
            if len(entry.points) > self.limit:
                raise TooLarge(
                    f"a Newton polytope with {len(entry.points)} candidate vertices (limit {self.limit})",
                    kind="polytope_too_large",
                )
        return out

    def polynomial(self, coefficients: Sequence[Fraction], z: np.ndarray) -> np.ndarray:
        exponents = [k for k, c in enumerate(coefficients) if c != 0]
        out = np.empty_like(z)
        for index, entry in np.ndenumerate(z):
            points: set[tuple[int, ...]] = set()
            for k in {exponents[0], exponents[-1]}:
                if k == 0:
                    points |= self.constant(Fraction(1)).points
                else:
                    points |= {tuple(k * x for x in p) for p in entry.points}
            out[index] = PointSet(frozenset(points))
        return out
