"""The coefficients of a network's outputs in its inputs, as entries of a recorded computation in the weights.

The network is evaluated by its one forward pass at x = (x_1, …, x_n), over the ring of polynomials in x whose
coefficients are lines of a tape. So the coefficient map w ↦ (coefficients of f(x; w)) is a straight-line program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import numpy as np

from ..networks import Network, Ring, forward
from ..shell import TooLarge, object_array
from .straight_line import Entry, Tape

MAX_COEFFICIENTS = 400  # of all outputs together

Exponents = tuple[int, ...]


class InInputs:
    """A polynomial in x: the entry of each monomial that may occur."""

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Exponents, Entry]) -> None:
        self.terms = terms

    def __add__(self, other: InInputs) -> InInputs:
        terms = dict(self.terms)
        for exponents, entry in other.terms.items():
            terms[exponents] = terms[exponents] + entry if exponents in terms else entry
        return InInputs(terms)

    def __mul__(self, other: InInputs) -> InInputs:
        terms: dict[Exponents, Entry] = {}
        for a, left in self.terms.items():
            for b, right in other.terms.items():
                exponents, product = tuple(map(sum, zip(a, b, strict=True))), left * right
                terms[exponents] = terms[exponents] + product if exponents in terms else product
        if len(terms) > MAX_COEFFICIENTS:
            raise TooLarge(
                f"a unit has more than {MAX_COEFFICIENTS} coefficients in the inputs",
                hint="take fewer inputs, layers or a smaller degree",
                kind="too_many_terms",
            )
        return InInputs(terms)


class InputPolynomials(Ring):
    """Polynomials in the inputs, whose coefficients write every operation on a tape."""

    def __init__(self, tape: Tape, num_inputs: int) -> None:
        self.tape, self.origin = tape, (0,) * num_inputs
        unit = np.eye(num_inputs, dtype=int).tolist()
        self.variables = object_array([InInputs({tuple(row): tape.one}) for row in unit])

    def constant(self, value: Fraction) -> InInputs:
        return InInputs({self.origin: self.tape.constant(value)} if value else {})

    def number(self, entry: Entry) -> InInputs:
        """A weight, which does not depend on the inputs."""
        return InInputs({self.origin: entry})


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of the outputs.

    Attributes:
        output: of which output, from 0.
        exponents: of which monomial in x.
        entry: its value as a function of the weights.
    """

    output: int
    exponents: Exponents
    entry: Entry

    @property
    def frobenius(self) -> Fraction:
        """Its weight in the squared norm of the symmetric tensor: Π α_j! / |α|!."""
        found = Fraction(1, factorial(sum(self.exponents)))
        for exponent in self.exponents:
            found *= factorial(exponent)
        return found


def output_coefficients(network: Network, tape: Tape, weights: Sequence[Entry]) -> list[Coefficient]:
    """The coefficients of the outputs that depend on the weights, output by output, the highest monomials first.

    Args:
        weights: an entry for each parameter: an input of the tape, or any combination of such.

    Raises:
        TooLarge: more than 400 coefficients.

    >>> from .straight_line import Program
    >>> net, tape = Network.dense([2, 1, 1], "z**2", hidden_bias=False, output_bias=False), Tape()
    >>> found = output_coefficients(net, tape, [tape.input(k) for k in range(3)])  # w3 (w1 x1 + w2 x2)^2
    >>> [each.exponents for each in found], Program(tape, [each.entry for each in found])({0: 2.0, 1: 3.0, 2: 5.0})
    ([(2, 0), (1, 1), (0, 2)], [20.0, 60.0, 45.0])
    """
    ring = InputPolynomials(tape, network.input_dim)
    own = object_array([ring.number(entry) for entry in weights])
    outputs = forward(network, ring, own, ring.variables[None, :]).output[0]
    found = [
        Coefficient(o, exponents, output.terms[exponents])
        for o, output in enumerate(outputs)
        for exponents in sorted(output.terms, key=lambda e: (-sum(e), [-v for v in e]))
        if tape.lines[output.terms[exponents].index][0] != "constant"
    ]
    if len(found) > MAX_COEFFICIENTS:
        raise TooLarge(
            f"the outputs have {len(found):,} coefficients (limit {MAX_COEFFICIENTS})",
            hint="take fewer inputs or outputs",
            kind="too_many_terms",
        )
    return found
