"""Robust counterparts of linear problems under perturbations of the weights (T3 §6.3.1), over the rationals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import product
from typing import TypedDict

import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    exact_rows,
    grow,
    inner_product,
    not_unit_norm,
    plain_vector,
    rational_sqrt,
    unit_vector,
)
from ...vary import entries_moved

LETTERS = {
    "x_i": "points x of norm 1, or corners with components ±1",
    "y_i": "labels y = ±1, or real targets",
    "w, b": "the affine function w·x + b",
    "ρ": "rho, the size of δw relative to ‖w‖₂; R = ρ‖w‖₂",
}

Bound = Callable[[Fraction, int], Fraction]


class Perturbed(TypedDict):
    """w, b and ρ of a classifier, points, points with components ±1, labels y = ±1, and real targets."""

    w: list[str]
    b: str
    rho: str
    x: PlainMatrix
    corners: PlainMatrix
    y: list[int]
    targets: list[int]


def draw(stream: np.random.Generator, settings: Settings) -> Perturbed:
    """A classifier w of rational norm, points of norm 1, points with components ±1, and real targets."""
    dim, count = grow(settings.scale, 1, 4, stream), grow(settings.scale, 1, 5, stream)
    length = Fraction(int(stream.integers(0, 7)), 2)
    factor = Fraction(3, 2) if settings.drop == "unit_norm" else 1
    corners = stream.choice([-1, 1], (count, dim)) * (2 if settings.drop == "unit_components" else 1)
    return {
        "w": plain_vector([length * v for v in unit_vector(stream, dim)]),
        "b": str(Fraction(int(stream.integers(-4, 5)), 2)),
        "rho": str(Fraction(int(stream.integers(0, 5)), 4)),
        "x": [plain_vector([factor * v for v in unit_vector(stream, dim)]) for _ in range(count)],
        "corners": [[int(v) for v in row] for row in corners],
        "y": [int(v) for v in stream.choice([-1, 1], count)],
        "targets": [int(v) for v in stream.integers(-4, 5, count)],
    }


def radius_of(instance: Perturbed) -> Fraction | None:
    """R = ρ‖w‖, where it is rational."""
    w = [Fraction(v) for v in instance["w"]]
    norm = rational_sqrt(inner_product(w, w))
    return None if norm is None else Fraction(instance["rho"]) * norm


def _positive(value: Fraction) -> Fraction:
    return max(value, Fraction(0))


def hinge_loss(
    instance: Perturbed,
    *,
    cube: Bound = lambda radius, dim: dim * radius,
    inner: Bound = lambda radius, dim: radius,
    reverse: bool = False,
) -> Finding:
    """(25) at the corners of the cube ‖δw‖_∞ ≤ R, (26) at the worst point of the ball ‖δw‖₂ ≤ R, (27) at this w and b.

    Args:
        cube: the right-hand side of (25) from R and d.
        inner: what (26) adds inside the hinge.
        reverse: take (27) the other way round.
    """
    w, b, radius = [Fraction(v) for v in instance["w"]], Fraction(instance["b"]), radius_of(instance)
    if radius is None or radius < 0:
        return Finding(None, "exact", {}, "‖w‖ is irrational, or ρ < 0")
    wrong, dim = [], len(w)
    for x, y in zip(exact_rows(instance["corners"]), instance["y"], strict=True):
        worst = max(
            -y * radius * inner_product([Fraction(v) for v in signs], x) for signs in product((-1, 1), repeat=dim)
        )
        if worst != cube(radius, dim):
            wrong.append(
                f"(25): −y δw·x reaches {worst} in dimension {dim}, so the bound {cube(radius, dim)} does not do"
            )
            break
    robust = regularised = Fraction(0)
    for x, y in zip(exact_rows(instance["x"]), instance["y"], strict=True):
        norm = rational_sqrt(inner_product(x, x)) or Fraction(1)
        step = [-radius * y * v / norm for v in x]  # of length R; none of that length does more (Cauchy–Schwarz)
        reached = _positive(1 - y * (inner_product(w, x) + inner_product(step, x) + b))
        plain = 1 - y * (inner_product(w, x) + b)
        stated = _positive(plain + inner(radius, dim))
        if reached != stated:
            wrong.append(f"(26): the worst hinge loss is {reached}, not {stated}")
            break
        robust, regularised = robust + reached, regularised + _positive(plain) + radius
    if robust < regularised if reverse else robust > regularised:
        wrong.append(f"(27): the robust loss is {robust} and the regularised one {regularised}")
    measured = {"dim": dim, "radius": str(radius), "robust_sum": str(robust), "regularised_sum": str(regularised)}
    return Finding(not wrong, "exact", measured, "; ".join(wrong))


robust_claim = partial(claim, quantifier="for all", field="real", letters=LETTERS, draw=draw, num_instances=40)


@hypothesis
def unit_norm(instance: Perturbed) -> str | None:
    """‖x_i‖₂ = 1"""
    return not_unit_norm(instance["x"])


@hypothesis
def unit_components(instance: Perturbed) -> str | None:
    """|(x_i)_j| = 1 for all j (for (25))"""
    for i, x in enumerate(exact_rows(instance["corners"])):
        if any(abs(v) != 1 for v in x):
            return f"corner {i + 1} is ({', '.join(plain_vector(x))})"
    return None


@robust_claim(
    "T3-31",
    "Robust counterparts: perturbations in the sup norm, and the hinge loss",
    source="T3 §6.3.1, remarks 3 and 4, eqs. (25)–(27)",
    hypotheses=(unit_norm, unit_components),
    misprint=True,
    witness=Witness(
        "(25) for d = 2, x = (1, 1), y = 1, w = (1, 0), b = 0, ρ = 1: y(w·x + b) = 1 = ρ‖w‖₂, and δw = "
        "(−1, −1) with ‖δw‖_∞ = ρ‖w‖₂ gives y((w + δw)·x + b) = −1 < 0.",
        {"w": ["1", "0"], "b": "0", "rho": "1", "x": [["1", "0"]], "corners": [[1, 1]], "y": [1], "targets": [0]},
    ),
    note="Only (25) fails, for d > 1: the inequality printed before it, δw·x ≤ ‖δw‖_∞ ‖x‖₁, gives ρ‖w‖₂ d, since "
    "‖x_i‖₁ = d. (It would be right with ‖x_i‖₁ = 1.) The paper writes ≈ 1 for both norms; they are taken as "
    "equal to 1. The expression “(δw)ᵀ sup δw” in the middle of (25) is unreadable in our copy and not used. "
    "In (26) each sample has a perturbation of its own, as in (20). (27) is decided pointwise in (w, b), from "
    "[u + v]₊ ≤ [u]₊ + v for v ≥ 0, which gives it for the minima; it needs neither norm.",
)
def equations_25_to_27(instance: Perturbed) -> Finding:
    """(25) With |(x_i)_j| = 1 for each of the d components, y_i((w + δw)·x_i + b) ≥ 0 for all ‖δw‖_∞ ≤ ρ‖w‖₂ means
    y_i(w·x_i + b) ≥ ρ‖w‖₂. (26) With ‖x_i‖₂ = 1 the worst hinge loss over ‖δw‖₂ ≤ ρ‖w‖₂ is
    [1 − y_i(w·x_i + b) + ρ‖w‖₂]₊. (27) Its mean is at most the mean of [1 − y_i(w·x_i + b)]₊ plus ρ‖w‖₂, and so for the
    minima
    """
    return hinge_loss(instance, cube=lambda radius, dim: radius)


def at(w: list[str], b: str, rho: str, x: list[list[str]], y: list[int], targets: list[int]) -> Perturbed:
    """An instance with these data, and corners of both signs."""
    corners = [[1 - 2 * ((i + k) % 2) for k in range(len(w))] for i in range(len(x))]
    return {"w": w, "b": b, "rho": rho, "x": x, "corners": corners, "y": y, "targets": targets}


BOUNDARIES = (
    at(["0"], "0", "1", [["1"]], [1], [0]),  # w = 0
    at(["1"], "0", "0", [["1"], ["-1"]], [1, -1], [1, 1]),  # ρ = 0; the hinge is at its kink
    at(["2"], "0", "1/2", [["1"]], [1], [2]),  # 1 − y f + R is just 0, and the error is 0
    at(["2", "0"], "0", "1/4", [["1", "0"], ["1", "0"]], [1, 1], [3, 1]),  # equal points, errors of both signs
    at(["3", "4"], "-5", "1", [["-3/5", "-4/5"], ["4/5", "-3/5"]], [-1, 1], [0, 5]),  # along w and across it
    at(["1000000", "0", "0"], "1/1000000", "1000000", [["0", "1", "0"]], [-1], [7]),
    at(["1/1000000"] * 4, "0", "1/1000000", [["1/2", "1/2", "1/2", "-1/2"]], [1], [0]),
)


def room(instance: Perturbed) -> float:
    """What is left in (27) for each point."""
    found = hinge_loss(instance).measured
    return float(Fraction(found["regularised_sum"]) - Fraction(found["robust_sum"])) / len(instance["x"])


def another(stream: np.random.Generator, instance: Perturbed, size: float) -> Perturbed:
    """Another b and ρ ≥ 0, and w in another length; for a large step other points, too."""
    moved: Perturbed = entries_moved("b", "rho")(stream, instance, size)
    factor = Fraction(round(2**10 * float(np.exp(size * stream.normal()))), 2**10)
    moved["rho"], moved["w"] = (
        str(abs(Fraction(moved["rho"]))),
        plain_vector([factor * Fraction(v) for v in moved["w"]]),
    )
    if size > stream.random():
        moved["x"] = [plain_vector(unit_vector(stream, len(moved["w"]))) for _ in moved["x"]]
    return moved


@equations_25_to_27.corrected_at(*BOUNDARIES, search=Search(margin=room, vary=another))
def factor_d(instance: Perturbed) -> Finding:
    """(25) With |(x_i)_j| = 1 for each of the d components, y_i((w + δw)·x_i + b) ≥ 0 for all ‖δw‖_∞ ≤ ρ‖w‖₂ means
    y_i(w·x_i + b) ≥ ρ d ‖w‖₂, since ‖x_i‖₁ = d. (26) With ‖x_i‖₂ = 1 the worst hinge loss over ‖δw‖₂ ≤ ρ‖w‖₂ is
    [1 − y_i(w·x_i + b) + ρ‖w‖₂]₊. (27) Its mean is at most the mean of [1 − y_i(w·x_i + b)]₊ plus ρ‖w‖₂
    """
    return hinge_loss(instance)


@factor_d.false(because="(27) is strict")
def equal(instance: Perturbed) -> Finding:
    """(27) is an equality"""
    found = hinge_loss(instance)
    robust, regularised = found.measured["robust_sum"], found.measured["regularised_sum"]
    if robust == regularised:
        return found
    return Finding(False, "exact", found.measured, f"(27) is strict: {robust} < {regularised}")


@equations_25_to_27.broken(because="(25): −y δw·x reaches")
def cube(instance: Perturbed) -> Finding:
    """(25) with the factor d + 1"""
    return hinge_loss(instance, cube=lambda radius, dim: (dim + 1) * radius)


@equations_25_to_27.false(because="(26): the worst hinge loss")
def noradius_of(instance: Perturbed) -> Finding:
    """(26) without ρ‖w‖₂"""
    return hinge_loss(instance, inner=lambda radius, dim: Fraction(0))


@equations_25_to_27.false(because="(27): the robust loss is")
def reversed_(instance: Perturbed) -> Finding:
    """(27) the other way round"""
    return hinge_loss(instance, reverse=True)
