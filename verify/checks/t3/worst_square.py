"""The worst square loss under perturbations of the weights (T3 §6.3.1, eq. (28)), over the rationals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import numpy as np

from ...claims import Search, Witness
from ...evidence import Finding
from ...instruments import exact_rows, inner_product, rational_sqrt
from ...vary import entries_moved
from .robustness import BOUNDARIES, Perturbed, another, at, radius_of, robust_claim, unit_norm


def square_loss(instance: Perturbed, stated: Callable[[Fraction, Fraction], Fraction]) -> Finding:
    """The largest (y − (w + δ)·x)² over ‖δ‖₂ ≤ R: δ·x takes all of [−R‖x‖, R‖x‖], and a square is convex."""
    w, radius = [Fraction(v) for v in instance["w"]], radius_of(instance)
    if radius is None or radius < 0:
        return Finding(None, "exact", {}, "‖w‖ is irrational, or ρ < 0")
    measured = {"radius": str(radius), "dim": len(w)}
    for i, (x, y) in enumerate(zip(exact_rows(instance["x"]), instance["targets"], strict=True)):
        error, reach = y - inner_product(w, x), radius * (rational_sqrt(inner_product(x, x)) or Fraction(1))
        worst, given = max((error - reach) ** 2, (error + reach) ** 2), stated(error, radius)
        if worst != given:
            worse = {"sample": i + 1, "error": str(error), "worst": str(worst), "stated": str(given)}
            return Finding(False, "exact", measured | worse, f"the worst squared error is {worst}, not {given}")
    return Finding(True, "exact", measured)


def room(instance: Perturbed) -> float:
    """What is left to (|error| + R)² at the worst of some steps on the sphere of radius R, as part of it; in floats."""
    w, rho = np.array([float(Fraction(v)) for v in instance["w"]]), float(Fraction(instance["rho"]))
    steps = np.array([step for step in product((-2, -1, 0, 1, 2), repeat=len(w)) if any(step)], dtype=float)
    steps *= rho * np.linalg.norm(w) / np.linalg.norm(steps, axis=1, keepdims=True)
    left = np.inf
    for x, y in zip(exact_rows(instance["x"]), instance["targets"], strict=True):
        point = np.array([float(v) for v in x])
        stated = (abs(y - w @ point) + rho * np.linalg.norm(w)) ** 2
        left = min(left, float((stated - np.max((y - (w + steps) @ point) ** 2)) / stated) if stated else 0.0)
    return round(left, 12)


def beside(stream: np.random.Generator, instance: Perturbed, size: float) -> Perturbed:
    """Another ρ ≥ 0, w in another length, other targets; for a large step other points, too."""
    moved: Perturbed = entries_moved("targets")(stream, another(stream, instance, size), size)
    return moved


def small_cases() -> Iterator[Perturbed]:
    """Two weights and points along the axes or (3, 4)/5: w of 0 and ±5 and (±3, 4), ρ = 0, 1, 1000, targets to ±5."""
    points = (["1", "0"], ["0", "-1"], ["3/5", "4/5"], ["-4/5", "3/5"])
    weights = (["0", "0"], ["5", "0"], ["0", "-5"], ["3", "4"], ["-3", "4"])
    for x, w, rho, y in product(points, weights, ("0", "1", "1000"), (-5, -1, 0, 3, 5)):
        yield at(w, "0", rho, [x], [1], [y])


@robust_claim(
    "T3-32",
    "Robust counterpart of the square loss",
    source="T3 §6.3.1, remark 4, eq. (28)",
    hypotheses=(unit_norm,),
    witness=Witness(
        "w = x = ρ = 1, y = 0: δw = 1 gives (0 − 2)² = 4, and (28) has 1² + 1² = 2.",
        {"w": ["1"], "b": "0", "rho": "1", "x": [["1"]], "corners": [[1]], "y": [1], "targets": [0]},
    ),
    note="(28) is a lower bound of the worst case, and exact only if every error or ρ‖w‖ is zero. The minimisers "
    "differ too: for x = y = 1 and ρ < 1 the robust problem min (|1 − w| + ρ|w|)² has w = 1, (28) has "
    "w = 1/(1 + ρ²). (A random δw with mean zero and δw·x of variance ρ²‖w‖² would give (28) for the mean, not for "
    "the maximum.) The minimum is printed over w, b although b does not occur, and with a superfluous [ ]₊.",
)
def equation_28(instance: Perturbed) -> Finding:
    """With ‖x_i‖₂ = 1 the worst square loss (y_i − (w + δw)·x_i)² over ‖δw‖₂ ≤ ρ‖w‖₂ is (y_i − w·x_i)² + ρ²‖w‖₂²"""
    return square_loss(instance, lambda error, radius: error**2 + radius**2)


@equation_28.corrected_at(*BOUNDARIES, search=Search(room, beside, cases=small_cases, most_cases=100))
def cross_term(instance: Perturbed) -> Finding:
    """With ‖x_i‖₂ = 1 the worst square loss (y_i − (w + δw)·x_i)² over ‖δw‖₂ ≤ ρ‖w‖₂ is (|y_i − w·x_i| + ρ‖w‖₂)², with
    the cross term 2ρ‖w‖₂|y_i − w·x_i|
    """
    return square_loss(instance, lambda error, radius: (abs(error) + radius) ** 2)


@cross_term.false(because="the worst squared error is")
def no_square(instance: Perturbed) -> Finding:
    """(y_i − w·x_i)² + 2ρ‖w‖₂|y_i − w·x_i|, without the square of ρ‖w‖₂"""
    return square_loss(instance, lambda error, radius: error**2 + 2 * radius * abs(error))


@equation_28.false(because="the worst squared error is")
def minus(instance: Perturbed) -> Finding:
    """(|y_i − w·x_i| − ρ‖w‖₂)²"""
    return square_loss(instance, lambda error, radius: (abs(error) - radius) ** 2)


@equation_28.broken(because="the worst squared error is")
def one_side(instance: Perturbed) -> Finding:
    """(y_i − w·x_i + ρ‖w‖₂)², without the absolute value"""
    return square_loss(instance, lambda error, radius: (error + radius) ** 2)
