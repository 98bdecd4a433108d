"""Polynomial networks with given weights: the equations at that point, the targets being what they compute."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint

from ..networks import Network, Polynomials, Rationals, forward, jacobian
from ..shell import TooLarge, WrongInput, as_fmpq, as_fraction, exact_rows, exact_samples, object_array
from ..systems import estimate_terms
from .germs import at_origin
from .points import no_zero
from .rules import Threshold

MAX_TERMS = 20_000
MAX_JACOBIAN = 250_000  # entries of a Jacobian in rational numbers


def at_weights(network: Network, weights: Sequence[Fraction], inputs: Any = None, targets: Any = None) -> Threshold:
    """λ at these weights for the equations f(x; w) = f(x; weights).

    Without inputs the equations are those for all x: the coefficients of the powers of x. They generate the ideal of
    the population loss for every distribution of x that is on no algebraic set: E[(f(x; w) − f(x; w*))²] is a positive
    definite form in them.

    Raises:
        WrongInput: data that do not fit, or targets that the weights do not reach.
        TooLarge: equations with more than 20,000 terms, by an estimate.
    """
    if inputs is None:
        if targets is not None:
            raise WrongInput("targets without inputs", hint="give both", kind="usage")
        return at_origin(_for_all_inputs(network, weights))
    if targets is None:
        rows = exact_rows(inputs, network.input_dim, "inputs", "input_dim")
    else:
        rows, wanted = exact_samples(inputs, targets, network.input_dim, network.output_dim)
        _check_reached(network, weights, rows, wanted)
    size = len(rows) * network.output_dim
    if size <= network.num_params and size * network.num_params <= MAX_JACOBIAN:
        ring = Rationals()
        matrix = jacobian(network, ring, ring.array(list(weights)), ring.array(rows))
        if flint.fmpq_mat([[as_fmpq(as_fraction(v)) for v in row] for row in matrix]).rank() == size:
            return Threshold.exact(
                Fraction(size, 2), 1, f"the Jacobian has the full rank {size}, the codimension of a smooth zero set"
            )
    _guard(network, len(rows))
    polynomials = Polynomials(network.parameter_names)
    values = _shifted(polynomials, weights)
    output = forward(network, polynomials, values, polynomials.array(rows)).output
    return at_origin([_without_constant(p) for p in output.ravel()])


def _for_all_inputs(network: Network, weights: Sequence[Fraction]) -> list[Any]:
    _guard(network, 1)
    names = (*network.parameter_names, *(f"x{j + 1}_" for j in range(network.input_dim)))
    ring, count = Polynomials(names), network.num_params
    variables = ring.variables
    values = object_array([v + ring.constant(w) for v, w in zip(variables[:count], weights, strict=True)])
    output = forward(network, ring, values, variables[count:].reshape(1, -1)).output
    parameters = Polynomials(network.parameter_names).context
    equations = []
    for p in output.ravel():
        parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for e, c in p.terms():
            exponents = tuple(map(int, e))
            parts.setdefault(exponents[count:], {})[exponents[:count]] = c
        equations += [_without_constant(parameters.from_dict(part)) for part in parts.values()]
    return equations


def _shifted(ring: Polynomials, weights: Sequence[Fraction]) -> Any:
    return object_array([v + ring.constant(w) for v, w in zip(ring.variables, weights, strict=True)])


def _without_constant(polynomial: Any) -> Any:
    context = polynomial.context()
    return polynomial - context.constant(polynomial[(0,) * context.nvars()])


def _guard(network: Network, num_samples: int) -> None:
    found = estimate_terms(network, per_weight=2) * num_samples * network.output_dim
    if found > MAX_TERMS:
        raise TooLarge(
            f"the equations at this point may have {found:,} terms (limit {MAX_TERMS:,})",
            hint="take a smaller network or fewer samples; full rank of the Jacobian needs no expansion",
            kind="too_many_terms",
        )


def _check_reached(network: Network, weights: Sequence[Fraction], inputs: Any, targets: Any) -> None:
    ring = Rationals()
    output = forward(network, ring, ring.array(list(weights)), ring.array(inputs)).output
    for i in range(len(inputs)):
        for o in range(network.output_dim):
            residual = as_fraction(output[i, o]) - targets[i, o]
            if residual:
                raise no_zero(f"sample {i + 1}, output {o + 1}", residual)
