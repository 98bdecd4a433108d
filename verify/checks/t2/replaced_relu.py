"""ReLU networks with polynomials in the place of the ReLUs: how the error grows from layer to layer (T2 A.1).

Let all weights and biases be at most B in absolute value, |x|₁ ≤ X for all inputs, n_k the units of layer k. Then the
arguments of layer k are at most r_k with r_1 = B(X + 1) and r_{k+1} = B(n_k r_k + 1), without the 1 if there are no
biases. If |P − ReLU| ≤ ε on [−R, R], the values of layer k are wrong by at most e_k, e_1 = ε and

    e_{k+1} = ε + B n_k e_k,   since |P(z') − ReLU(z)| ≤ |P(z') − ReLU(z')| + |z' − z|,

as long as R ≥ r_{k+1} + B n_k e_k for all k: the range must hold the arguments that are wrong already. With a linear
readout the output is wrong by at most B n_d e_d. All e_k are multiples of ε, so that any accuracy can be had.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple, TypedDict

import flint
import numpy as np

from algebraic.networks import KINDS, relu_for_accuracy

from ...instruments import rational

BITS, TRIES = 192, 8
Weights = list[list[list[Fraction]]]  # for each layer and unit: the bias, then the weights
WAYS = (*KINDS, "shifted", "rippled")
SCALED = Fraction(1401, 10**4)  # degree · error / R is about this


class Replaced(TypedDict):
    """A network whose ReLUs are replaced.

    Attributes:
        widths: from the inputs to the one output; a linear readout.
        bound: B, of all weights and biases.
        wanted: δ, of the outputs.
        way: how P is made: an expansion, or one that is moved to the edge of what ε allows.
        bounded: whether the weights stay in their range.
    """

    widths: list[int]
    bias: bool
    inputs: list[list[int]]
    bound: str
    wanted: str
    way: str
    seed: int
    bounded: bool


class Growth(NamedTuple):
    """In units of ε: errors of the layers' values, and of the output; the largest argument, exact and wrong."""

    layers: list[Fraction]
    output: Fraction
    exact_range: Fraction
    more_range: Fraction


def growth(instance: Replaced) -> Growth:
    """e_k / ε, and max r_k with the most that R has to be larger, in units of ε."""
    bound, extra = Fraction(instance["bound"]), int(instance["bias"])
    largest = Fraction(max(sum(abs(v) for v in x) for x in instance["inputs"]))
    argument, wrong, errors, most, more = bound * (largest + extra), Fraction(0), [], Fraction(0), Fraction(0)
    for units in instance["widths"][1:-1]:
        most, more = max(most, argument), max(more, wrong)
        errors.append(1 + wrong)
        argument, wrong = bound * (units * argument + extra), bound * units * errors[-1]
    return Growth(errors, wrong, most, more)


def replacement(instance: Replaced, *, on_exact_range: bool = False) -> tuple[flint.fmpq_poly, Fraction, Fraction]:
    """P, its ε, and R: within ε of the ReLU on [−R, R], proved."""
    grown, way = growth(instance), instance["way"]
    epsilon = Fraction(instance["wanted"]) / (grown.output or 1)  # weights of 0 need nothing
    radius = grown.exact_range + (0 if on_exact_range else grown.more_range * epsilon) or Fraction(1)
    if way in KINDS:
        return poly_of(relu_for_accuracy(epsilon, radius, way).activation), epsilon, radius
    close = relu_for_accuracy(epsilon / 2, radius)
    p, room = poly_of(close.activation), rational(epsilon - close.error)
    if way == "shifted":
        return p + room, epsilon, radius
    return p + room * ripple(24, radius), epsilon, radius


def poly_of(activation: Any) -> flint.fmpq_poly:
    """An activation as a polynomial."""
    return flint.fmpq_poly([rational(c) for c in activation.coefficients])


def ripple(order: int, radius: Fraction) -> flint.fmpq_poly:
    """T_n(z/R), at most 1 on the range, and large outside."""
    before, now = flint.fmpq_poly([1]), flint.fmpq_poly([0, rational(1 / radius)])
    step = 2 * now
    for _ in range(order - 1):
        before, now = now, step * now - before
    return now


def error_at(instance: Replaced, p: flint.fmpq_poly, weights: Weights, *, exact: bool = False) -> Any:
    """The largest error of the outputs over the inputs, in balls or as a rational number."""
    number = rational if exact else (lambda value: flint.arb(rational(value)))
    with flint.ctx.workprec(BITS):
        q: Any = p if exact else flint.arb_poly(p)
        zero = number(0)
        layers = [[[number(w) for w in unit] for unit in layer] for layer in weights]
        worst = zero
        for x in instance["inputs"]:
            right, wrong = ([number(v) for v in x] for _ in range(2))
            for k, layer in enumerate(layers):
                right, wrong = (
                    [sum((w * v for w, v in zip(unit[1:], values, strict=True)), unit[0]) for unit in layer]
                    for values in (right, wrong)
                )
                if k < len(layers) - 1:
                    right, wrong = [_larger(z, zero) for z in right], [q(z) for z in wrong]
            worst = _larger(worst, abs(right[0] - wrong[0]))
        return worst


def _larger(a: Any, b: Any) -> Any:
    return a.max(b) if isinstance(a, flint.arb) else max(a, b)


def candidates(instance: Replaced) -> list[Weights]:
    """Weights in the range: all at B, the readout at −B, signs at random, and anything."""
    stream = np.random.default_rng(instance["seed"])
    bound, found = Fraction(instance["bound"]), []
    for k in range(TRIES):
        weights = []
        for columns, rows in pairwise(instance["widths"]):
            shape = (rows, columns + 1)
            parts = stream.integers(-8, 9, shape) if k > TRIES // 2 else 8 * stream.choice([-1, 1], shape)
            parts = np.full(shape, 8) if k < 2 else parts
            weights.append([[bound * int(v) / 8 for v in row] for row in parts])
        weights[-1] = [[-w for w in unit] if k == 1 else unit for unit in weights[-1]]
        for k_layer, layer in enumerate(weights):
            for unit in layer:
                if not instance["bias"] or k_layer == len(weights) - 1:
                    unit[0] = Fraction(0)
        found.append(weights)
    return found


def worst_of(instance: Replaced, p: flint.fmpq_poly) -> tuple[flint.arb, Weights]:
    """The largest error that a search finds: of the candidates; from the worst one, with one weight after another at
    ±B or 0; and where."""
    bound = Fraction(instance["bound"])
    error, best = flint.arb(-1), candidates(instance)[0]
    for weights in candidates(instance):
        here = error_at(instance, p, weights)
        if here > error:
            error, best = here, weights
    for layer in best:
        for unit in layer:
            for j in range(0 if unit[0] else 1, len(unit)):
                for new in (bound, -bound, Fraction(0)):
                    before, unit[j] = unit[j], new
                    here = error_at(instance, p, best)
                    if here > error:
                        error = here
                    else:
                        unit[j] = before
    return error, best
