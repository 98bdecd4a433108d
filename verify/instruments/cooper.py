"""Polynomial networks of the C18 checks: exact Jacobians, and the singular points of a fibre by Gröbner bases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any, NotRequired, TypedDict

import flint

from algebraic.bezout import DenseShape
from algebraic.networks import Network, Polynomials, Rationals, forward, jacobian
from algebraic.shell import rationals

BUCHBERGER_LIMITS = (400, 20_000, 20_000)  # polynomials, terms, bits


class CooperNet(TypedDict):
    """A dense network, without biases and with linear outputs unless it says otherwise."""

    widths: list[int]
    activation: str
    hidden_bias: NotRequired[bool]
    output_bias: NotRequired[bool]
    output_activation: NotRequired[bool]


class CooperSamples(CooperNet):
    """A network and its inputs, one row for each sample."""

    inputs: list[list[int]]


def cooper_network(net: CooperNet | DenseShape) -> Network:
    """The network that is described."""
    return Network.dense(
        net["widths"],
        net["activation"],
        hidden_bias=net.get("hidden_bias", False),
        output_bias=net.get("output_bias", False),
        output_activation=net.get("output_activation", False),
    )


def exact_jacobian(network: Network, weights: Sequence[Any], inputs: list[list[Any]]) -> flint.fmpq_mat:
    """Derivatives of all outputs by all parameters, in rational numbers."""
    ring = Rationals()
    rows = jacobian(network, ring, ring.array(rationals(list(weights))), ring.array(rationals(inputs)))
    return flint.fmpq_mat(rows.tolist())


def outputs_at(network: Network, weights: Sequence[Any], inputs: list[list[Any]]) -> list[list[str]]:
    """What the network puts out, one row for each input."""
    ring = Rationals()
    found = forward(network, ring, ring.array(rationals(list(weights))), ring.array(rationals(inputs))).output
    return [[str(value) for value in row] for row in found.tolist()]


def singular_points(samples: CooperSamples, labels: Sequence[Any], *, minors_too: bool = True) -> str:
    """Whether a complex point of M has a Jacobian of rank below d: ``none``, ``some``, or ``unknown``.

    ``none``: 1 lies in the ideal of the f_i and the d × d minors of the Jacobian (Buchberger over Q).
    """
    network = cooper_network(samples)
    ring = Polynomials(network.parameter_names)
    outputs = forward(network, ring, ring.variables, ring.array(rationals(samples["inputs"]))).output[:, 0]
    slopes = [[p.derivative(name) for name in network.parameter_names] for p in outputs]
    columns = combinations(range(network.num_params), len(outputs))
    minors = [_determinant([[row[c] for c in chosen] for row in slopes]) for chosen in columns] if minors_too else []
    equations = [p - flint.fmpq(*_ratio(y)) for p, y in zip(outputs, labels, strict=True)]
    return _solvable(network, [p for p in equations + minors if p != 0])


def _ratio(value: Any) -> tuple[int, int]:
    fraction = Fraction(str(value))
    return fraction.numerator, fraction.denominator


def _solvable(network: Network, polynomials: list[Any]) -> str:
    context = flint.fmpz_mpoly_ctx.get(network.parameter_names, flint.Ordering.degrevlex)
    cleared = []
    for p in polynomials:
        terms = [(tuple(map(int, e)), c) for e, c in p.terms()]
        common = lcm(*(int(c.q) for _, c in terms))
        cleared.append(context.from_dict({e: int(c.p) * (common // int(c.q)) for e, c in terms}))
    if not cleared:
        return "some"
    found: Any = flint.fmpz_mpoly_vec(cleared, context).buchberger_naive(limits=BUCHBERGER_LIMITS)
    basis, finished = found
    if any(p != 0 and p.total_degree() == 0 for p in basis):
        return "none"
    return "some" if finished else "unknown"


def _determinant(rows: list[list[Any]]) -> Any:
    if len(rows) == 1:
        return rows[0][0]
    terms = [(-1) ** k * rows[0][k] * _determinant([r[:k] + r[k + 1 :] for r in rows[1:]]) for k in range(len(rows))]
    return sum(terms[1:], terms[0])


def independent_outputs(network: Network, inputs: list[list[Any]]) -> int:
    """How many of the outputs are linearly independent modulo constants, as polynomials in the weights."""
    ring = Polynomials(network.parameter_names)
    outputs = forward(network, ring, ring.variables, ring.array(rationals(inputs))).output.ravel()
    terms = [{tuple(map(int, e)): c for e, c in p.terms() if any(e)} for p in outputs]
    monomials = sorted({e for t in terms for e in t})
    rows = [[t.get(e, flint.fmpq(0)) for e in monomials] for t in terms]
    return int(flint.fmpq_mat(rows).rank()) if monomials else 0
