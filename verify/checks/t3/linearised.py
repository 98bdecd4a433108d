"""How the gradient of the loss of a polynomial network changes under a perturbation of the weights (T3 §4.1, (6))."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import column_vector, kernel_basis, matrix, plain_matrix, random_matrix
from .flat_minima import (
    LETTERS,
    ZeroMinimiser,
    along_line,
    count_weights,
    draw as draw_network,
    ones_at,
    zero_minimiser,
)
from .local_quadratic import second_derivatives


def draw(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """A network at a zero minimiser, with hidden layers, or without one now and then; zero inputs, zero weights,
    too.
    """
    instance = draw_network(stream, settings)
    chance = stream.random()
    if settings.drop is None and chance < 0.2:  # no hidden layer
        size, outputs = len(instance["X"]), len(instance["Y"])
        weights = random_matrix(stream, outputs, size, bound=2)
        targets = plain_matrix(matrix(weights) * matrix(instance["X"]))
        directions = random_matrix(stream, 3, size * outputs, bound=2)
        return {**instance, "weights": [weights], "Y": targets, "directions": directions}
    if settings.drop is None and chance < 0.3:  # f(0) = 0 for these activations
        zeros = [[0] * len(instance["X"][0])]
        return {**instance, "X": zeros * len(instance["X"]), "Y": zeros * len(instance["Y"])}
    return instance


Rows = list[list[Any]]


def _product(a: Rows, b: Rows) -> Rows:
    zero = flint.fmpq_poly([0])
    return [[sum((p * q for p, q in zip(row, c, strict=True)), zero) for c in zip(*b, strict=True)] for row in a]


def _turned(a: Rows) -> Rows:
    return [list(row) for row in zip(*a, strict=True)]


def _polynomial(instance: ZeroMinimiser) -> flint.fmpq_poly:
    """The activation; zero if it is none that the statements speak of."""
    activation = instance["activation"]
    return flint.fmpq_poly([] if isinstance(activation, str) or activation[0] else list(activation))


def gradient_along(instance: ZeroMinimiser, direction: Sequence[Any]) -> list[flint.fmpq_poly]:
    """F(W* + t·direction) as polynomials in t, by one pass forwards and one backwards through the layers."""
    entries = iter(direction)
    layers = [[[flint.fmpq_poly([v, next(entries)]) for v in row] for row in one] for one in instance["weights"]]
    activation = _polynomial(instance)
    reads: list[Rows] = [[[flint.fmpq_poly([v]) for v in row] for row in matrix(instance["X"]).tolist()]]
    slopes: list[Rows] = []
    for layer in layers[:-1]:
        before = _product(layer, reads[-1])
        reads.append([[activation(z) for z in row] for row in before])
        slopes.append([[activation.derivative()(z) for z in row] for row in before])
    rest = zip(_product(layers[-1], reads[-1]), matrix(instance["Y"]).tolist(), strict=True)
    back: Rows = [[2 * (p - y) for p, y in zip(row, wanted, strict=True)] for row, wanted in rest]
    found: list[Rows] = []
    for k in range(len(layers) - 1, -1, -1):
        found.insert(0, _product(back, _turned(reads[k])))
        if k:
            pairs = zip(_product(_turned(layers[k]), back), slopes[k - 1], strict=True)
            back = [[p * q for p, q in zip(row, slope, strict=True)] for row, slope in pairs]
    return [v for layer in found for row in layer for v in row]


class Change(NamedTuple):
    """A direction, and F(W* + tδ) − F(W*) − tHδ, what is left of (6) along it, as polynomials in t."""

    direction: list[Any]
    left: list[flint.fmpq_poly]


def _changes(instance: ZeroMinimiser, hessian: flint.fmpq_mat, directions: Sequence[list[Any]]) -> list[Change]:
    found = []
    for direction in directions:
        linear = (hessian * column_vector(direction)).entries()
        path = gradient_along(instance, direction)
        left = [f - flint.fmpq_poly([f[0], h]) for f, h in zip(path, linear, strict=True)]
        found.append(Change(direction, left))
    return found


def _tried(instance: ZeroMinimiser) -> list[list[Any]]:
    """Directions: those of the instance, along one weight, along two."""
    size = count_weights(instance)
    pairs = [ones_at(size, i, j) for i, j in list(combinations(range(size), 2))[:6]]
    return [*instance["directions"], *(ones_at(size, i) for i in range(size)), *pairs]


def _is_quadratic(instance: ZeroMinimiser) -> bool:
    """Whether L has degree at most 2: no hidden layer, or zero inputs. Else f(x) has degree at least 2 for some x ≠ 0,
    and the squares of leading forms do not cancel."""
    return len(instance["weights"]) == 1 or not any(v for row in instance["X"] for v in row)


def change_of_gradient(
    instance: ZeroMinimiser,
    *,
    allowed: str,
    factor: int | flint.fmpq = 1,
    only: Sequence[list[Any]] | None = None,
) -> Finding:
    """Whether F(W* + tδ) − F(W*) = t·factor·Hδ along all directions that are tried, up to what is ``allowed``.

    Args:
        allowed: nothing, ``first order``: terms from t² on, ``second order``: from t³ on, or ``degree``: terms from t²
            on where L has a degree above 2, and there in some direction.
        only: along these directions.
    """
    if not _polynomial(instance):
        return Finding(None, "exact", {}, "the activation is no polynomial with the value 0 at 0, or it is constant")
    hessian = second_derivatives(instance)
    measured = {"layers": len(instance["weights"]), "weights": hessian.nrows(), "rank_H": hessian.rank()}
    lowest = {"": 1, "first order": 2, "degree": 2, "second order": 3}[allowed]
    bends = False
    for change in _changes(instance, hessian * factor, _tried(instance) if only is None else only):
        loss = along_line(instance, change.direction)[0]
        slope = sum((f * d for f, d in zip(change.left, change.direction, strict=True)), flint.fmpq_poly([0]))
        if factor == 1 and slope != loss.derivative() - flint.fmpq_poly([loss[1], 2 * loss[2]]):
            return Finding(None, "exact", measured, "the gradient is not that of L: the two routes disagree")
        bends = bends or any(change.left)
        for k, left in enumerate(change.left):
            order = next((i for i, c in enumerate(left.coeffs()) if c), None)
            if order is not None and (order < lowest or allowed == ""):
                along = f"for δW = t·({', '.join(str(v) for v in change.direction)})"
                what = f"component {k + 1} of F(W* + δW) − F(W*) {along} differs by {str(left).replace('x', 't')}"
                return Finding(False, "exact", measured | {"order_of_the_rest": order}, what)
    if allowed == "degree" and bends == _is_quadratic(instance):
        if bends:
            return Finding(False, "exact", measured, "L has degree at most 2, and (6) is not exact")
        return Finding(None, "exact", measured, "L has a degree above 2, and no direction was found that shows it")
    return Finding(True, "exact", measured)


@claim(
    "T3-52",
    "The change of the gradient under a perturbation is linear",
    source="T3 §4.1, eq. (6)",
    quantifier="for all",
    field="real",
    letters=LETTERS | {"F": "∇L, eq. (1)", "δW": "perturbation"},
    hypotheses=(zero_minimiser,),
    draw=draw,
    num_instances=40,
    reading="exactly, as the sign of equality says, and “exact for square loss” of what follows from (6)",
    witness=Witness(
        "L = (w₁w₂ − 1)² at (1, 1), δW = (t, t): each component of F changes by 4t + 6t² + 2t³, and HδW = (4t, 4t).",
        {
            "X": [[1]],
            "activation": [0, 1],
            "weights": [[[1]], [[1]]],
            "Y": [["1"]],
            "directions": [[1, 1], [1, 0], [0, 1]],
        },
    ),
    note="δẆ = −[F(W* + δW) − F(W*)] = −H(W*)δW: the sign is right, and H belongs to L = Σ (f − y)² without a factor "
    "½. The smallest case, L = (w1w2 − 1)² at W* = (1, 1), δW = (t, t): F = 2(w1w2 − 1)(w2, w1) changes by (4t + 6t² "
    "+ 2t³)(1, 1), HδW = 4t(1, 1). To first order (6) is the definition of the derivative of F, whatever the network "
    "and W* are. If (6) is exact for all δW, F is affine and L quadratic. With hidden layers and an input x ≠ 0, f(x) "
    "has degree at least 2, and L = Σ (f − y)² at least 4. L(W*) = 0 is not needed, for neither statement. F is taken "
    "from a pass backwards, H from the t² of L along lines, and δ·F is compared with the derivative of L.",
)
def linear_change(instance: ZeroMinimiser) -> Finding:
    """at a solution W* the gradient changes under a perturbation by F(W* + δW) − F(W*) = H(W*)δW, so that δẆ = −HδW"""
    return change_of_gradient(instance, allowed="")


@linear_change.reading("trivial")
def to_first_order(instance: ZeroMinimiser) -> Finding:
    """to first order in δW, which says that H is the derivative of F"""
    return change_of_gradient(instance, allowed="first order")


def draw_linear(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """Networks without a hidden layer alone."""
    while True:
        instance = draw(stream, settings)
        if len(instance["weights"]) == 1:
            return instance


@linear_change.reading("borrowed", draw=draw_linear, hypotheses=(zero_minimiser,), num_instances=12)
def without_hidden_layers(instance: ZeroMinimiser) -> Finding:
    """of networks without hidden layers"""
    return change_of_gradient(instance, allowed="")


PRODUCT: ZeroMinimiser = {
    "X": [[1]],
    "activation": [0, 1],
    "weights": [[[1]], [[1]]],
    "Y": [["1"]],
    "directions": [[1, 1], [1, -1], [3, 1]],
}
NO_HIDDEN_LAYER: ZeroMinimiser = {
    **PRODUCT,
    "X": [[3, 6], [1, 2]],
    "weights": [[[1, -1]]],
    "Y": [["2", "4"]],
    "directions": [[1, 1], [1, -3], [2, 5]],
}


def small_networks() -> Iterator[ZeroMinimiser]:
    """Two layers of one unit each, weights −1, 0, 1, one or two inputs, targets 0 or 1, four activations."""
    for x, v, w, y in product(([0], [1], [1, -2]), (-1, 0, 1), (-1, 0, 1), (0, 1)):
        for activation in ([0, 1], [0, 0, 1], [0, 1, 1], [0, 0, 0, 1]):
            yield {**PRODUCT, "X": [x], "activation": activation, "weights": [[[w]], [[v]]], "Y": [[y] * len(x)]}


@linear_change.corrected_at(
    PRODUCT,
    {**PRODUCT, "weights": [[[0]], [[0]]], "Y": [["0"]]},  # H = 0
    {**PRODUCT, "weights": [[[2]], [[3]]], "Y": [["-1"]]},  # no minimiser
    {**PRODUCT, "X": [[1000]], "Y": [["1000"]]},
    {**PRODUCT, "X": [[0]], "Y": [["0"]]},  # L = 0
    {**PRODUCT, "X": [[0, 0]], "Y": [["2", "2"]]},  # L is constant
    NO_HIDDEN_LAYER,  # rank 1: degenerate
    {**NO_HIDDEN_LAYER, "Y": [["2", "5"]]},
    {**PRODUCT, "activation": [0, 0, 0, 1], "X": [[1, 1]], "Y": [["1", "1"]]},  # equal samples
    search=Search(cases=small_networks, most_cases=120),
)
def exact_if_quadratic(instance: ZeroMinimiser) -> Finding:
    """Let L be the square loss of a network without biases, with a linear last layer and an activation that is a
    polynomial, not constant and 0 at 0, F = ∇L, H = ∇²L, and W any weights. Then F(W + tδ) − F(W) = tH(W)δ + R(t) for
    each δ, R a polynomial in t without terms below t². R = 0 for all δ if and only if L has degree at most 2, that is,
    if there is no hidden layer or all inputs are zero
    """
    return change_of_gradient(instance, allowed="degree")


@exact_if_quadratic.false(because="differs by")
def deep_linear(instance: ZeroMinimiser) -> Finding:
    """(6) is exact for linear activations, too"""
    if instance["activation"] != [0, 1]:
        return Finding(None, "exact", {}, "another activation")
    return change_of_gradient(instance, allowed="")


@exact_if_quadratic.false(because="differs by")
def null_directions(instance: ZeroMinimiser) -> Finding:
    """(6) is exact for δ in the null space of H: there the gradient does not change"""
    null = [v.entries() for v in kernel_basis(second_derivatives(instance))]
    return change_of_gradient(instance, allowed="", only=null)


@exact_if_quadratic.false(because="differs by")
def third_order(instance: ZeroMinimiser) -> Finding:
    """R has no terms below t³"""
    return change_of_gradient(instance, allowed="second order")


@linear_change.false(because="differs by")
def sign(instance: ZeroMinimiser) -> Finding:
    """F(W* + δW) − F(W*) = −HδW, to first order"""
    return change_of_gradient(instance, allowed="first order", factor=-1)


@linear_change.broken(because="differs by")
def half(instance: ZeroMinimiser) -> Finding:
    """H of ½ Σ (f − y)² with F of Σ (f − y)²"""
    return change_of_gradient(instance, allowed="first order", factor=flint.fmpq(1, 2))
