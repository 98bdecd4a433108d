"""The zero-error equations f(x_i; w) − y_i = 0 as polynomials in the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb, gcd, lcm
from typing import Any

import flint
import numpy as np

from ..networks import Network, Polynomials, Ring, Symbols, check_network, forward
from ..shell import TooLarge, as_fmpq, as_fraction, exact_samples

MAX_TERMS = 200_000

IntegerTerms = list[tuple[tuple[int, ...], int]]
WrittenTerms = list[list[Any]]  # [exponents, coefficient as text] of each term


@dataclass(frozen=True, eq=False)
class PolynomialSystem:
    """Polynomial equations ``p = 0`` in named unknowns, expanded and exact.

    Attributes:
        names: the unknowns.
        polynomials: python-flint ``fmpq_mpoly``, one for each equation.
    """

    names: tuple[str, ...]
    polynomials: tuple[Any, ...]

    @cached_property
    def integer_terms(self) -> list[IntegerTerms]:
        """Each equation as sparse ``(exponents, coefficient)`` terms, integer and primitive.

        Denominators are cleared and common factors divided out, so the solutions are the same.

        >>> net = Network.dense([1, 1], output_bias=False)
        >>> zero_error_system(net, [["1/2"]], [[3]]).integer_terms
        [[((1,), 1), ((0,), -6)]]
        """
        return [primitive_terms(polynomial) for polynomial in self.polynomials]

    def expressions(self) -> list[Any]:
        """The expanded equations as sympy expressions.

        >>> zero_error_system(Network.dense([1, 1], output_bias=False), [[2]], [[3]]).expressions()
        [2*w1_1_1 - 3]
        """
        import sympy

        symbols = [sympy.Symbol(name) for name in self.names]
        return [
            sympy.Poly(
                {tuple(map(int, e)): sympy.Rational(int(c.p), int(c.q)) for e, c in p.terms()}, *symbols
            ).as_expr()
            for p in self.polynomials
        ]

    def total_degrees(self) -> list[int]:
        """Total degree of each equation, read off its terms; -1 for the zero polynomial."""
        return [-1 if p.is_zero() else int(p.total_degree()) for p in self.polynomials]

    def supports(self) -> list[set[tuple[int, ...]]]:
        """Exponent vectors of each equation."""
        return [set(p.monoms()) for p in self.polynomials]


def zero_error_system(network: Network, inputs: Any, targets: Any, *, max_terms: int = MAX_TERMS) -> PolynomialSystem:
    """Expand f(x_i; w)_o − y_io for every sample i and output o (Theory II, §3).

    Args:
        inputs: exact numbers, shape (num_samples, input_dim).
        targets: exact numbers, shape (num_samples, output_dim).
        max_terms: refuse beyond this many terms in all, by the estimate of :func:`estimate_terms`.

    Returns:
        num_samples · output_dim equations; within a sample they run over the outputs.

    Raises:
        WrongInput: data that do not fit the network.
        TooLarge: the estimate exceeds ``max_terms``; nothing is expanded.

    >>> net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> zero_error_system(net, [[3]], [[5]]).polynomials
    (9*w1_1_1^2*w2_1_1 - 5,)
    """
    check_network(network)
    inputs, targets = exact_samples(inputs, targets, network.input_dim, network.output_dim)
    guard_expansion(network, len(inputs), max_terms)  # before the ring, which takes seconds for 100,000 names
    ring = Polynomials(network.parameter_names)
    outputs = forward(network, ring, ring.variables, ring.array(inputs)).output
    residuals = ring.add(outputs, ring.array(-targets))
    return PolynomialSystem(network.parameter_names, tuple(residuals.ravel()))


def zero_error_expressions(network: Network, inputs: Any, targets: Any) -> list[Any]:
    """The same equations as nested sympy expressions, as the network computes them; never expanded.

    >>> net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> zero_error_expressions(net, [[3]], [[5]])
    [9*w1_1_1**2*w2_1_1 - 5]
    """
    check_network(network)
    inputs, targets = exact_samples(inputs, targets, network.input_dim, network.output_dim)
    ring = Symbols(network.parameter_names)
    outputs = forward(network, ring, ring.variables, ring.array(inputs)).output
    return list(ring.add(outputs, ring.array(-targets)).ravel())


def estimate_terms(network: Network, *, per_weight: int = 1) -> int:
    """An upper bound for the number of terms of one output, from the shape alone.

    A sum has at most the terms of its summands together; z^k of T terms has at most C(T+k−1, k).

    Args:
        per_weight: terms that stand in the place of each weight: 2 where the origin is moved to a point.

    >>> estimate_terms(Network.dense([2, 1, 1], "z**2", hidden_bias=False, output_bias=False))
    3
    """
    ring = _TermBounds()
    weights = np.full(network.num_params, per_weight, dtype=object)
    return int(max(forward(network, ring, weights, np.full((1, network.input_dim), 1, dtype=object)).output[0]))


def guard_expansion(network: Network, num_samples: int, max_terms: int) -> None:
    """Raise :class:`TooLarge` when the expanded system would exceed ``max_terms`` terms."""
    per_equation = estimate_terms(network)
    total = per_equation * num_samples * network.output_dim
    if total > max_terms:
        raise TooLarge(
            f"the expanded system may have {_about(total)} terms ({_about(per_equation)} in each equation; "
            f"limit {max_terms:,})",
            hint="take a smaller network or fewer samples",
            kind="too_many_terms",
        )


class _TermBounds(Ring):
    """Upper bounds for numbers of terms, saturated so that deep networks stay cheap."""

    cap = 10**15

    def constant(self, value: Fraction) -> int:
        return int(value != 0)

    def polynomial(self, coefficients: Any, z: np.ndarray) -> np.ndarray:
        exponents = [k for k, c in enumerate(coefficients) if c != 0]
        bound = np.frompyfunc(
            lambda t: min(self.cap, sum(comb(t + k - 1, k) if t else int(k == 0) for k in exponents)), 1, 1
        )
        return bound(np.minimum(z, self.cap))


def primitive_terms(polynomial: flint.fmpq_mpoly) -> IntegerTerms:
    """A polynomial over Q as sparse integer terms without a common factor; the zero polynomial has none."""
    terms = [(tuple(map(int, e)), int(c.p), int(c.q)) for e, c in polynomial.terms()]
    scale = lcm(*(q for _, _, q in terms)) if terms else 1
    integers = [(e, p * (scale // q)) for e, p, q in terms]
    common = gcd(*(c for _, c in integers)) if integers else 1
    return [(e, c // common) for e, c in integers]


def written_terms(system: PolynomialSystem) -> list[WrittenTerms]:
    """The polynomials as plain data: the exponents of each term, and its coefficient as text.

    >>> written_terms(zero_error_system(Network.dense([1, 1], output_bias=False), [["1/2"]], [[3]]))
    [[[[1], '1/2'], [[0], '-3']]]
    """
    return [[[list(map(int, e)), str(c)] for e, c in polynomial.terms()] for polynomial in system.polynomials]


def system_of_terms(names: Sequence[str], equations: Sequence[WrittenTerms]) -> PolynomialSystem:
    """The system that :func:`written_terms` describes.

    Raises:
        ValueError: terms that do not fit the names, or stand there twice.

    >>> system_of_terms(["x"], [[[[1], "1/2"], [[0], "-3"]]]).polynomials
    (1/2*x - 3,)
    """
    context, polynomials = Polynomials(names).context, []
    for terms in equations:
        known = {tuple(exponents): as_fmpq(as_fraction(value)) for exponents, value in terms}
        if len(known) < len(terms) or any(len(exponents) != len(names) for exponents in known):
            raise ValueError("the terms of an equation do not fit the unknowns, or stand there twice")
        polynomials.append(context.from_dict(known))
    return PolynomialSystem(tuple(names), tuple(polynomials))


def _about(number: int) -> str:
    return f"{number:,}" if number < 10**7 else f"{float(number):.1e}"
