"""The learning coefficient of what a person has: widths, a network with weights, polynomial equations with a zero."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from numbers import Integral
from typing import Any

from ..networks import Network
from ..shell import WrongInput, as_fmpq, check_whole
from ..systems import SystemSource, as_system
from .deep_linear import deep_linear
from .germs import at_origin
from .of_networks import at_weights
from .of_products import at_matrices, input_rank, linear_widths, matrices_of
from .points import no_zero, numbers
from .result import LearningCoefficient, result_of
from .rules import Threshold

MAX_LAYERS, MAX_WIDTH = 1_000, 1_000_000


def learning_coefficient(
    what: Network | Sequence[int] | SystemSource,
    point: Any = None,
    *,
    rank: int | None = None,
    inputs: Any = None,
    targets: Any = None,
) -> LearningCoefficient:
    """The learning coefficient λ (real log canonical threshold) of K = ½ Σ f_i² and its multiplicity, exactly.

    * A deep linear network (widths, or a dense network without biases and with linear activations) with ``rank``, that
      of its target: the least λ over all weights that reach it (**global**), by Aoyagi's formula.
    * The same with ``point``, its weights: λ there (**local**), by the ranks of all partial products.
    * A polynomial network with ``point``: λ there, the targets being what the network computes with these weights.
      Without ``inputs`` those are all inputs: K is a population loss.
    * Polynomial equations with ``point``, a common zero (the origin if it is not given).

    Where λ is not proved, the result has bounds with their reasons: see ``germs``.

    Args:
        what: a network, widths, or equations in any form that :func:`algebraic.systems.as_system` takes.
        point: exact numbers, one for each weight or unknown; for a deep linear network also the matrices W_1, …, W_L.
        rank: of the target of a deep linear network.
        inputs: of a network, shape (num_samples, input_dim). For a deep linear one only their span counts.
        targets: if given, the weights must reach them, or it is an error; shape (num_samples, output_dim).

    Raises:
        WrongInput: the point is no zero, or no rational point; widths, rank and weights that do not fit.
        TooLarge: equations of a network that are too large to be expanded.

    >>> learning_coefficient([5, 3, 5], rank=0).value
    Fraction(13, 2)
    >>> weights = [[[0] * 5] * 3, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0]]]
    >>> learning_coefficient([5, 3, 5], weights).value  # W_1 = 0, W_2 of full rank
    Fraction(15, 2)
    >>> print(learning_coefficient(["x^2 = y^3"]))
    λ = 5/12, multiplicity 1 (exact, at this point)
      Newton polyhedra: on every face the equations that vanish together have independent gradients
    """
    if isinstance(what, Network):
        widths = linear_widths(what)
        if widths is None:
            return result_of(_of_network(what, point, rank, inputs, targets), "local")
        point = None if point is None else matrices_of(what, point)
    elif isinstance(what, list | tuple) and any(isinstance(n, Integral) for n in what):
        widths = _widths(what)
    else:
        if rank is not None or inputs is not None or targets is not None:
            raise WrongInput("rank, inputs and targets go with a network", hint="give a point only", kind="usage")
        return result_of(_of_equations(what, point), "local")
    if (rank is None) == (point is None):
        raise WrongInput(
            "a deep linear network needs the rank of its target, or weights" if rank is None else
            "both weights and the rank of a target were given",
            hint="rank: the least value over all weights; weights: the value there",
            kind="usage",
        )  # fmt: skip
    if rank is not None:
        if targets is not None:
            raise WrongInput("targets go with weights", hint="give their rank only", kind="usage")
        if inputs is not None:
            widths = [input_rank(inputs, widths[0]), *widths[1:]]
        return result_of(deep_linear(widths, rank), "global")
    return result_of(at_matrices(widths, point, inputs, targets), "local")


def _widths(given: Sequence[Any]) -> list[int]:
    if not 2 <= len(given) <= MAX_LAYERS + 1:
        raise WrongInput(
            f"{len(given)} widths",
            hint=f"give from 2 to {MAX_LAYERS + 1:,}: inputs, hidden layers, outputs",
            kind="bad_widths",
        )
    return [check_whole("a width", width, 1, MAX_WIDTH, kind="bad_widths") for width in given]


def _of_network(network: Network, point: Any, rank: int | None, inputs: Any, targets: Any) -> Threshold:
    if rank is not None:
        raise WrongInput(
            "the rank of a target goes with deep linear networks",
            hint="give weights, or a network with the activation z and no biases",
            kind="usage",
        )
    if point is None:
        raise WrongInput(
            "no weights were given", hint="λ of a network with another activation is that at a point", kind="bad_point"
        )
    weights = numbers(point, network.num_params, "weights")
    return at_weights(network, weights, inputs, targets)


def _of_equations(given: SystemSource, point: Any) -> Threshold:
    system = as_system(given)
    size = len(system.names)
    values = [Fraction(0)] * size if point is None else numbers(point, size, "unknowns")
    if not system.polynomials:
        raise WrongInput("there is no equation", hint="give at least one", kind="bad_equations")
    if not size:
        raise WrongInput("no equation has an unknown", hint="K does not depend on anything", kind="bad_equations")
    context = system.polynomials[0].context()
    moves = [x + context.constant(as_fmpq(v)) for x, v in zip(context.gens(), values, strict=True)]
    moved = []
    for k, polynomial in enumerate(system.polynomials, 1):
        shifted = polynomial.compose(*moves)
        constant = shifted[(0,) * size]
        if constant != 0:
            raise no_zero(f"equation {k}", constant)
        moved.append(shifted)
    return at_origin(moved)
