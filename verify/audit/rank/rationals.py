"""Arrays of rational numbers: the Jacobian of a small polynomial model at its weights, exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any

import flint
import numpy as np

from .arithmetic import Options, Unprovable
from .passes import Pass

if TYPE_CHECKING:
    from ...subject import Subject


class Fractions:
    """An array of rational numbers.

    >>> (Fractions(np.array([flint.fmpq(1, 2)])) + Fractions(np.array([flint.fmpq(1, 3)]))).values
    array([5/6], dtype=object)
    """

    __slots__ = ("values",)

    def __init__(self, values: Any) -> None:
        self.values = values

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return tuple(self.values.shape)

    def map(self, moved: Callable[[Any], Any]) -> Fractions:
        """The same numbers in other places."""
        return Fractions(moved(self.values))

    def __add__(self, other: Fractions) -> Fractions:
        return Fractions(self.values + other.values)

    def __mul__(self, other: Fractions) -> Fractions:
        return Fractions(self.values * other.values)

    def __matmul__(self, other: Fractions) -> Fractions:
        return Fractions(np.matmul(self.values, other.values))

    def sum(self, axis: int) -> Fractions:
        """Along an axis."""
        return Fractions(self.values.sum(axis))


class RationalNumbers:
    """What a pass over a graph computes with: rational numbers."""

    def lift(self, values: np.ndarray) -> Fractions:
        """Floats, which are binary fractions."""
        found = np.empty(np.shape(values), dtype=object)
        found[...] = _rational(np.asarray(values)) if found.size else found
        return Fractions(found)

    def join(self, parts: Sequence[Fractions]) -> Fractions:
        """One after the other along the first axis of a sample."""
        return Fractions(np.concatenate([part.values for part in parts], axis=1))

    def reciprocal(self, number: int) -> Fractions:
        """1 / a whole number."""
        return Fractions(np.array(flint.fmpq(1, number), dtype=object))

    def activation(self, options: Options, z: Fractions) -> tuple[Fractions, Fractions]:
        """The values and the derivatives of a polynomial."""
        if options["name"] != "polynomial":
            raise Unprovable(f"{options['name']} is no polynomial")
        exact = [_fmpq(c) for c in options["coefficients"]]
        return self._horner(exact, z), self._horner([k * c for k, c in enumerate(exact)][1:], z)

    def largest(self, windows: Fractions, outside: np.ndarray) -> np.ndarray:
        """There is none."""
        raise Unprovable("a maximum is no polynomial")

    def _horner(self, coefficients: list[Any], z: Fractions) -> Fractions:
        total = z.values * flint.fmpq(0)
        for coefficient in reversed(coefficients):
            total = total * z.values + coefficient
        return Fractions(total)


def exact_rank(subject: Subject) -> int | None:
    """The rank of the Jacobian of a polynomial model at its weights; ``None`` for another model."""
    if subject.graph is None:
        return None
    inputs = {name: tensor.detach().cpu().numpy() for name, tensor in subject.inputs.items()}
    parameters = [tensor.detach().cpu().numpy() for tensor in subject.parameters()]
    try:
        blocks = Pass(RationalNumbers(), subject.graph, parameters, inputs).jacobian(subject.shapes)
    except Unprovable:
        return None
    shape = (subject.num_samples, subject.output_dim)
    parts = [
        np.full((*shape, prod(size)), flint.fmpq(0), dtype=object) if block is None else block.values
        for block, size in zip(blocks, subject.shapes, strict=True)
    ]
    whole = np.concatenate(parts, axis=2).reshape(subject.num_equations, -1)
    whole = np.array([[_fmpq(v) for v in row] for row in whole.tolist()], dtype=object)
    return int(flint.fmpq_mat(whole.tolist()).rank()) if whole.size else 0


def _fmpq(value: Any) -> flint.fmpq:
    if isinstance(value, flint.fmpq | flint.fmpz | int):
        return flint.fmpq(value)
    exact = Fraction(float(value))
    return flint.fmpq(exact.numerator, exact.denominator)


_rational = np.vectorize(_fmpq, otypes=[object])
