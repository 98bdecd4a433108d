"""Flatness, robustness and margin of linear classifiers are the same (T3 §6.3), over the rationals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TypedDict

import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    Separator,
    exact_rows,
    grow,
    inner_product,
    not_unit_norm,
    plain_vector,
    rational_sqrt,
    separate,
    unit_vector,
)


class Labelled(TypedDict):
    """Points x with labels y = ±1."""

    x: PlainMatrix
    y: list[int]


def draw(stream: np.random.Generator, settings: Settings) -> Labelled:
    """Rational unit vectors on the two sides of a hyperplane; without the norm 1, rational multiples of them."""
    while True:
        dim, count = grow(settings.scale, 1, 3, stream), 2 + grow(settings.scale, 0, 4, stream)
        scale = Fraction(1)
        drawn = []
        for _ in range(count):
            if settings.drop == "unit_norm":
                scale = Fraction(int(stream.integers(1, 9)), 4)
            drawn.append([scale * v for v in unit_vector(stream, dim)])
        if dim == 1 and count == 2 and settings.drop is None:
            drawn = [[Fraction(1)], [Fraction(-1)]]
        w, b = [Fraction(int(v)) for v in stream.integers(-3, 4, dim)], Fraction(int(stream.integers(-3, 4)), 4)
        if settings.drop == "both_classes":
            b = Fraction(100)
        values = [inner_product(w, x) + b for x in drawn]
        labels = [1 if value > 0 else -1 for value in values]
        if all(values) and (len(set(labels)) == 1) == (settings.drop == "both_classes"):
            return {"x": [plain_vector(x) for x in drawn], "y": labels}


def _robust(instance: Labelled, *, weights: bool, any_sign: bool = False) -> Separator | None:
    """The classifier that stands the largest perturbations: of the weights (22), or of the points (remark 2, (24)).

    By duality of the norm, (22) is y_i (w·x_i + b) ≥ ρ‖w‖‖x_i‖; with ρ‖w‖ = 1 it becomes min ‖w‖.
    """
    rows, offsets = [], []
    for x, y in zip(exact_rows(instance["x"]), instance["y"], strict=True):
        norm = rational_sqrt(inner_product(x, x)) if weights else Fraction(1)
        if not norm:
            return None
        rows.append([y * v / norm for v in x])
        offsets.append(y / norm)
    return separate(rows, offsets, any_sign=any_sign)


def flattest_is_widest(instance: Labelled, *, power: int = 1, any_sign: bool = False) -> Finding:
    """The largest ρ of (22) and its classifier, against those of (24)."""
    flat, margin = _robust(instance, weights=True), _robust(instance, weights=False, any_sign=any_sign)
    if flat is None or margin is None:
        return Finding(None, "exact", {}, "not separable, or a point whose norm is 0 or irrational")
    square, wide = inner_product(flat.w, flat.w), inner_product(margin.w, margin.w)
    measured = {
        "flat": plain_vector([*flat.w, flat.b]),
        "maximum_margin": plain_vector([*margin.w, margin.b]),
        "flatness_squared": str(1 / square) if square else "unbounded",
        "margin_squared": str(1 / wide) if wide else "unbounded",
    }
    if not square or not wide:
        return Finding(False, "exact", measured, "w = 0 meets every constraint: ρ‖w‖ = 1 cannot be enforced")
    rests = []
    for x, y in zip(exact_rows(instance["x"]), instance["y"], strict=True):
        norm = rational_sqrt(inner_product(x, x)) or Fraction(1)
        moved = [v - y * u / norm for v, u in zip(flat.w, x, strict=True)]  # the paper's δw with ρ‖w‖ = 1
        rests.append(y * (inner_product(moved, x) + flat.b))
    if min(rests) != 0:
        return Finding(False, "exact", measured, f"after the printed δw the smallest y(w·x + b) is {min(rests)}, not 0")
    if square != wide**power:
        return Finding(False, "exact", measured, f"the largest ρ² is {1 / square}, the margin² {1 / wide**power}")
    if power == 1 and (flat.w, flat.b) != (margin.w, margin.b):
        return Finding(False, "exact", measured, "the flattest classifier is not that of maximum margin")
    return Finding(True, "exact", measured)


@hypothesis
def unit_norm(instance: Labelled) -> str | None:
    """‖x_i‖₂ = 1 (printed: ≈ 1)"""
    return not_unit_norm(instance["x"])


@hypothesis
def both_classes(instance: Labelled) -> str | None:
    """both labels occur"""
    return "only one label occurs" if len(set(instance["y"])) == 1 else None


UNITS = (["1", "0"], ["0", "1"], ["-1", "0"], ["0", "-1"], ["3/5", "4/5"], ["-4/5", "3/5"], ["-5/13", "-12/13"])


def small_cases() -> Iterator[Labelled]:
    """Three of these points of the circle, equal ones, too, with every label, where a line separates them."""
    for chosen in product(UNITS, repeat=3):
        for y in ((1, 1, -1), (1, -1, -1)):
            instance: Labelled = {"x": [list(x) for x in chosen], "y": list(y)}
            if _robust(instance, weights=False) is not None:
                yield instance


@claim(
    "T3-30",
    "Maximum flatness, robustness and margin are equivalent for separable linear classification",
    source="T3 §6.3.1, eqs. (21)–(24), Lemma 6, remark 2",
    quantifier="for all",
    field="real",
    letters={"x_i": "points x", "y_i": "labels y = ±1", "w, b": "the hyperplane", "ρ": "flatness, margin"},
    hypotheses=(unit_norm, both_classes),
    draw=draw,
    num_instances=30,
    search=Search(cases=small_cases, most_cases=100),
    reading="of points with ‖x_i‖₂ = 1, as (22) to (24) assume, which the lemma sums up",
    note="“Flatness” is the largest ρ of (22), as the text before the lemma has it; that SGD maximises it is "
    "Conjecture 1 and is not decided here. The text assumes ‖x_i‖₂ ≈ 1, taken as = 1. The lemma does not repeat "
    "the assumption and needs it: for other norms the largest ρ is that of the constraints "
    "y_i(w·x_i + b) ≥ ρ‖w‖‖x_i‖, and the flattest classifier is in general not that of maximum margin (drop "
    "unit_norm). For a single class w = 0 is allowed and ρ‖w‖₂ = 1 cannot be enforced.",
)
def lemma_6(instance: Labelled) -> Finding:
    """For separable data with ‖x_i‖₂ = 1, (22), y_i((w + δw)·x_i + b) ≥ 0 for all ‖δw‖₂ ≤ ρ‖w‖₂, is (23),
    y_i(w·x_i + b) ≥ ρ‖w‖₂; the largest ρ is the margin, reached by the classifier of (24), min ‖w‖₂ subject to
    y_i(w·x_i + b) ≥ 1, which also stands the largest perturbations of the points
    """
    return flattest_is_widest(instance)


def draw_any_norm(stream: np.random.Generator, settings: Settings) -> Labelled:
    """Points of different norms."""
    return draw(stream, replace(settings, drop="unit_norm"))


@lemma_6.reading("unused", draw=draw_any_norm, hypotheses=(both_classes,), num_instances=30)
def of_any_norm(instance: Labelled) -> Finding:
    """of all separable data, as the lemma does not repeat ‖x_i‖₂ ≈ 1"""
    return flattest_is_widest(instance)


@lemma_6.false(because="the margin²")
def power(instance: Labelled) -> Finding:
    """the largest ρ is 1/‖w‖² with w from (24)"""
    return flattest_is_widest(instance, power=2)


@lemma_6.broken(because="the largest ρ² is")
def signs(instance: Labelled) -> Finding:
    """a solver of (24) that does not look at the signs of the multipliers"""
    return flattest_is_widest(instance, any_sign=True)
