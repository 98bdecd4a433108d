"""Non-zero minima against zero-error minima: do they exist, in which dimension (T2 Corollary 1), exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import NotRequired, TypedDict

import flint
import numpy as np

from algebraic.shell import as_fraction

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import column_vector, grow, matrix, pseudo_inverse, random_matrix
from ...vary import all_matrices
from .plateau import Minima, Plateau, num_weights, relu_interpolation, relu_minima, weights_of


class Linear(TypedDict):
    """What is measured for a linear network; ``None`` where there are no other minima."""

    rank_of_inputs: int
    targets_fit: bool
    dimension_of_zero_error_minima: int
    second_order_at_v_0: NotRequired[str | None]
    dimension_of_other_minima: int | None


def draw(stream: np.random.Generator, settings: Settings) -> Minima:
    """A linear network without or with a hidden layer, or ReLU units with biases; fewer samples than weights."""
    scale = settings.scale
    kind = ("linear", "deep linear", "relu")[int(stream.integers(3))]
    input_dim, width = grow(scale, 1, 4, stream), grow(scale, 1, 4, stream)
    if settings.drop == "overparametrised":
        kind = "linear"
    num_params = num_weights(kind, input_dim, width)
    most = {"linear": num_params - 1, "deep linear": min(num_params - 1, input_dim + 2), "relu": width}[kind]
    num_samples = int(stream.integers(1, most + 1)) if most else 1
    if kind == "linear" and settings.drop != "overparametrised" and input_dim == 1:
        input_dim = 2  # one weight is never more than the samples
    if settings.drop == "overparametrised":
        num_samples = input_dim + int(stream.integers(0, 3))
    targets = [int(v) for v in stream.choice([v for v in range(-9, 10) if v], num_samples)]
    return {
        "kind": kind,
        "input_dim": input_dim,
        "width": width,
        "inputs": _distinct(stream, num_samples, input_dim),
        "targets": [0] * num_samples if settings.drop == "targets" else targets,
        "start": random_matrix(stream, width, input_dim),
    }


def _distinct(stream: np.random.Generator, rows: int, columns: int) -> list[list[int]]:
    while True:
        found = random_matrix(stream, rows, columns, bound=9 + rows)
        if len({tuple(row) for row in found}) == rows and all(any(row) for row in found):
            return found


def _measure(instance: Minima) -> Linear | Plateau:
    if instance["kind"] == "relu":
        return relu_minima(instance)
    return _linear(instance) if instance["kind"] == "linear" else _deep_linear(instance)


def _finding(instance: Minima, found: Linear | Plateau, reason: str) -> Finding:
    num_params, num_samples = weights_of(instance), len(instance["inputs"])
    return exact(not reason, reason, kind=instance["kind"], K=num_params, N=num_samples, **found)


def _data(instance: Minima) -> tuple[flint.fmpq_mat, flint.fmpq_mat, int, bool]:
    """Samples as rows, targets as a column, the rank, and whether a linear function fits the targets."""
    x, y = matrix(instance["inputs"]), matrix([[t] for t in instance["targets"]])
    rank = x.rank()
    return x, y, rank, flint.fmpq_mat([[*a, *b] for a, b in zip(x.tolist(), y.tolist(), strict=True)]).rank() == rank


def _linear(instance: Minima) -> Linear:
    """f = w·x: the minima are the solutions of XᵀX w = Xᵀy, a set of dimension K − rank X, all with one loss."""
    x, _, rank, fits = _data(instance)
    num_params = weights_of(instance)
    return {
        "rank_of_inputs": rank,
        "targets_fit": fits,
        "dimension_of_zero_error_minima": num_params - rank,
        "dimension_of_other_minima": None if fits else num_params - (x.transpose() * x).rank(),
    }


def _deep_linear(instance: Minima) -> Linear:
    """f = v W x. Minima: v W is a minimum of the linear problem (dimension K − rank X where v W ≠ 0). Other critical
    points have g = Xᵀr ≠ 0, hence v = 0 and W g = 0, and a direction in which the loss falls."""
    _, _, rank, fits = _data(instance)
    falls = second_order(instance)
    zero = weights_of(instance) - rank
    other = None if fits else zero
    if falls is not None and falls >= 0:  # never
        other = instance["width"] * (instance["input_dim"] - 1)
    return {
        "rank_of_inputs": rank,
        "targets_fit": fits,
        "dimension_of_zero_error_minima": zero,
        "second_order_at_v_0": None if falls is None else str(falls),
        "dimension_of_other_minima": other,
    }


def second_order(instance: Minima) -> Fraction | None:
    """The ε²-coefficient of the loss on (ε u, W + ε t u gᵀ), from the critical point v = 0, W g = 0, g = Xᵀy ≠ 0.

    The outputs are ε u W x + ε² t |u|² g·x; with t |u|² |g|² = 1 + |u W Xᵀ|² the coefficient is negative.
    """
    x, y, _, _ = _data(instance)
    g = x.transpose() * y
    square = (g.transpose() * g)[0, 0]
    if square == 0:
        return None
    w = matrix(instance["start"])
    first = matrix([[1] * instance["width"]]) * (w - w * g * g.transpose() / square) * x.transpose()
    steps = (1 + (first * first.transpose())[0, 0]) / square
    second = g.transpose() * x.transpose() * steps
    e = flint.fmpq_poly([0, 1])
    loss = flint.fmpq_poly([0])
    for a, b, target in zip(first.tolist()[0], second.tolist()[0], instance["targets"], strict=True):
        residual = e * a + e * e * b - target
        loss += residual * residual / 2
    return as_fraction(loss[2]) if loss[1] == 0 else None


@hypothesis
def overparametrised(instance: Minima) -> str | None:
    """more weights than samples (§2)"""
    num_params = weights_of(instance)
    num_samples = len(instance["inputs"])
    return None if num_params > num_samples else f"{num_params} weights for {num_samples} samples"


@hypothesis
def targets(instance: Minima) -> str | None:
    """the targets are not all zero"""
    return None if any(instance["targets"]) else "all targets are 0"


@claim(
    "T2-11",
    "Non-zero minima of higher dimensionality than the zero-error minima",
    source="T2 A.3, Corollary 1",
    quantifier="generic",
    field="real",
    letters={"K": "number of weights", "N": "number of samples"},
    draw=draw,
    hypotheses=(overparametrised, targets),
    num_instances=60,
    witness=Witness(
        "f = w₂w₁x, x = y = 1: all minima of ½(w₂w₁ − 1)² have w₂w₁ = 1 and zero error; (0, 0) is a saddle.",
        {"kind": "deep linear", "input_dim": 1, "width": 1, "inputs": [[1]], "targets": [1], "start": [[2]]},
    ),
    note="Both texts go on: “their dimensionality is the number of weights K vs. the number of data points N.” If "
    "these count equations (K for critical points, N for zeros), they make the zero-error set the larger one, as "
    "Proposition 1 and §1 have it; no exchange of words suits both cases. The ReLU half holds as printed.",
)
def higher_dimension(instance: Minima) -> Finding:
    """in general, non-zero minima exist, and with higher dimensionality than the zero-error global minima; in the
    linear case, and also with ReLUs"""
    found = _measure(instance)
    zero, other = found["dimension_of_zero_error_minima"], found["dimension_of_other_minima"]
    reason = ""
    if other is None:
        reason = "where zero error is possible every minimum has zero error: there are no non-zero minima"
    elif other <= zero:
        reason = f"the non-zero minima have dimension {other}, not more than {zero} of the zero-error minima"
    return _finding(instance, found, reason)


def dimension_at_a_minimum(instance: Minima) -> int:
    """K − rank of the derivative of (v, W) ↦ v W x_i, at the first unit alone with v W = yᵀX⁺ᵀ ≠ 0: there v ≠ 0."""
    x, y, _, _ = _data(instance)
    rows = matrix(instance["start"]).tolist()
    rows[0] = (pseudo_inverse(x) * y).transpose().tolist()[0]
    first = [(x * column_vector(row)).transpose().tolist()[0] for row in rows]
    still = [[0] * x.nrows()] * (x.ncols() * (len(rows) - 1))
    derivative = flint.fmpq_mat([*first, *x.transpose().tolist(), *still])
    return weights_of(instance) - derivative.rank()


def _at(kind: str, inputs: list[list[int]], targets: list[int], start: list[list[int]]) -> Minima:
    return {
        "kind": kind,
        "input_dim": len(inputs[0]),
        "width": len(start),
        "inputs": inputs,
        "targets": targets,
        "start": start,
    }


ONES = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
BOUNDARIES = (
    _at("linear", [[1]], [0], [[0]]),
    _at("linear", [[0, 0]], [5], [[0, 0]]),  # no inputs: every point is a minimum
    _at("linear", [[1, 2], [2, 4]], [1, 3], [[0, 0]]),  # collinear, out of reach
    _at("deep linear", ONES, [0, 0, 0], [[1, 2, 3]]),  # Xᵀy = 0, and fewer units than rank X
    _at("deep linear", [[1], [1]], [1, -1], [[1], [2]]),  # Xᵀy = 0 by equal samples, out of reach
    _at("deep linear", [[1], [1]], [1, 0], [[1], [2]]),  # Xᵀy ≠ 0, out of reach
    _at("deep linear", [[10**6, 0], [0, 1]], [1, 10**6], [[0, 0]]),
    _at("relu", [[1]], [1], [[1]]),
    _at("relu", [[0], [10**6]], [1, -1], [[1], [0]]),
    _at("relu", [[1]], [0], [[1]]),  # all targets 0: the plateau has zero error
)


def small_cases() -> Iterator[Minima]:
    """Linear networks with two inputs, one hidden unit or none, and two samples: all data of 0 and ±1."""
    for x, (y,), kind in product(all_matrices(2, 2), all_matrices(1, 2), ("linear", "deep linear")):
        yield _at(kind, x, y, [[1, -1]])


@higher_dimension.corrected_at(*BOUNDARIES, search=Search(cases=small_cases))
def of_which_dimension(instance: Minima) -> Finding:
    """Linear networks, with at most one hidden layer and one output: where zero error is possible there are no non-zero
    minima; the minima have dimension K − rank X if there is no hidden layer or Xᵀy ≠ 0. One hidden layer of ReLU units
    with biases, a linear output without one, and targets that are not all 0: there are non-zero minima of dimension K
    (all units off), and the zero-error minima have dimension K − N where the Jacobian has rank N, and less than K
    everywhere"""
    found, num_samples = _measure(instance), len(instance["inputs"])
    zero, other, num_params = (
        found["dimension_of_zero_error_minima"],
        found["dimension_of_other_minima"],
        weights_of(instance),
    )
    if instance["kind"] == "relu":
        if not any(instance["targets"]):
            return _finding(instance, found, "")
        loss, rank = relu_interpolation(instance)
        good = other == num_params > zero and loss == 0 and rank == num_samples
        return _finding(instance, found, "" if good else f"dimensions {other} and {zero}")
    x, y, rank, fits = _data(instance)
    if (other is None) != fits:
        return _finding(instance, found, "non-zero minima are not where they are expected")
    if instance["kind"] == "deep linear" and any((x.transpose() * y).entries()):
        falls = second_order(instance)
        good = dimension_at_a_minimum(instance) == num_params - rank and falls is not None and falls < 0
        return _finding(instance, found, "" if good else f"dimension {dimension_at_a_minimum(instance)} at a minimum")
    return _finding(instance, found, "")


@of_which_dimension.false(because="all of v = 0")
def without_exception(instance: Minima) -> Finding:
    """the minima of a linear network have dimension K − rank X for Xᵀy = 0, too"""
    x, y, rank, _ = _data(instance)
    if instance["kind"] != "deep linear" or any((x.transpose() * y).entries()) or rank <= instance["width"]:
        return Finding(None, "exact", {}, "decided where all W with v = 0 are minima, and rank X > h")
    dimension = weights_of(instance) - instance["width"]
    return exact(False, f"all of v = 0 are minima, of dimension {dimension}, not {weights_of(instance) - rank}")


@higher_dimension.false(because="falls")
def saddle(instance: Minima) -> Finding:
    """v = 0 gives non-zero minima of linear networks"""
    falls = second_order(instance) if instance["kind"] == "deep linear" else None
    if falls is None:
        return Finding(None, "exact", {}, "for networks with a hidden layer")
    reason = f"the loss falls from there: second-order coefficient {falls}"
    return Finding(falls >= 0, "exact", {"second_order": str(falls)}, reason)


@higher_dimension.broken(because="not constant")
def plateau(instance: Minima) -> Finding:
    """all units on instead of off"""
    if instance["kind"] != "relu":
        return Finding(None, "exact", {}, "for ReLU networks")
    found = relu_minima(instance, sign=-1)
    return exact(found["constant"], "the loss is not constant on the plateau", **found)
