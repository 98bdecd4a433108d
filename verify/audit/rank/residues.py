"""Arrays of numbers modulo a prime: the Jacobian of a polynomial model at weights that are binary fractions, exactly.

The rank of a matrix of rational numbers modulo a prime that divides no denominator is at most its rank. So a rank
found here is proved from below, and where a theorem says that it is no larger, it is the rank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from algebraic.modular import check_prime, longest_inner, reduce_in_place

from .arithmetic import Options, Unprovable
from .data_columns import binary_fractions, residues_of_fractions


class Residues:
    """An array of residues, as float64 numbers.

    >>> (Residues(np.array([5.0]), 7) * Residues(np.array([3.0]), 7)).values % 7
    array([1.])
    """

    __slots__ = ("prime", "values")

    def __init__(self, values: Any, prime: int) -> None:
        self.values, self.prime = values, prime

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return tuple(self.values.shape)

    def map(self, moved: Callable[[Any], Any]) -> Residues:
        """The same numbers in other places."""
        return Residues(moved(self.values), self.prime)

    def __add__(self, other: Residues) -> Residues:
        return self._reduced(self.values + other.values)

    def __mul__(self, other: Residues) -> Residues:
        return self._reduced(self.values * other.values)

    def __matmul__(self, other: Residues) -> Residues:
        total, step = None, longest_inner(self.prime)
        for start in range(0, self.values.shape[-1], step):
            part = self._reduced(self.values[..., start : start + step] @ other.values[..., start : start + step, :])
            total = part if total is None else total + part
        if total is None:
            return Residues(self.values @ other.values, self.prime)
        return total

    def sum(self, axis: int) -> Residues:
        """Along an axis."""
        return self._reduced(self.values.sum(axis))

    def _reduced(self, values: Any) -> Residues:
        values = np.array(values, dtype=np.float64)
        reduce_in_place(np, values, self.prime)
        return Residues(values, self.prime)


class PrimeResidues:
    """What a pass over a graph computes with: numbers modulo an odd prime below 2^23."""

    def __init__(self, prime: int) -> None:
        self.prime = check_prime(prime)

    def lift(self, values: np.ndarray) -> Residues:
        """Floats, which are binary fractions."""
        found = residues_of_fractions(*binary_fractions(np.asarray(values, dtype=np.float64)), self.prime)
        reduce_in_place(np, found, self.prime)
        return Residues(found, self.prime)

    def join(self, parts: Sequence[Residues]) -> Residues:
        """One after the other along the first axis of a sample."""
        return Residues(np.concatenate([part.values for part in parts], axis=1), self.prime)

    def reciprocal(self, number: int) -> Residues:
        """1 / a whole number."""
        if number % self.prime == 0:
            raise Unprovable(f"{number} has no inverse modulo {self.prime}")
        return Residues(np.float64(pow(number, -1, self.prime)), self.prime)

    def activation(self, options: Options, z: Residues) -> tuple[Residues, Residues]:
        """The values and the derivatives of a polynomial."""
        if options["name"] != "polynomial":
            raise Unprovable(f"{options['name']} is no polynomial")
        coefficients = self.lift(np.array(options["coefficients"], dtype=np.float64)).values
        slopes = np.array([k * c for k, c in enumerate(coefficients)][1:])
        return self._horner(coefficients, z), self._horner(slopes, z)

    def largest(self, windows: Residues, outside: np.ndarray) -> np.ndarray:
        """There is none."""
        raise Unprovable("a maximum is no polynomial")

    def _horner(self, coefficients: np.ndarray, z: Residues) -> Residues:
        total = Residues(np.zeros(z.shape), self.prime)
        for coefficient in reversed(coefficients):
            total = total * z + Residues(np.float64(coefficient), self.prime)
        return total
