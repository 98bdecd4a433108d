"""What the experiments say of Theory III's statements about training (T3 §3.1)."""

from __future__ import annotations

from math import pi
from typing import Any

from ...evidence import Finding
from ...trained import OneCheck, about_training, decide, numbers_of, spoils


@about_training(
    "T3-27",
    "The logistic loss leads to the maximum margin, logarithmically slowly",
    source="T3 §3.1, citing Lemma 1 of its reference (1)",
    quantifier="limit",
    field="real",
    on_images=False,
    note="A limit: measured is whether the angle falls, whether what the last decade of steps adds to the weights "
    "has the direction of the maximum margin, and whether the norm grows like log t over the margin. Logistic loss "
    "and two classes only; one data set of 40 points in 5 dimensions and six starts in each run. That it is not faster "
    "is meant of data in general: with one sample, from w_0 in its span, the direction is right after the first step.",
)
def maximum_margin(instance: OneCheck) -> Finding:
    """gradient descent of a linear model with the logistic or cross-entropy loss on separable data converges in
    direction to the maximum-margin solution from any start, only logarithmically, while the norm of the weights
    diverges
    """
    return decide(instance, grade="numerical")


@maximum_margin.false(because="the norm still grows")
@numbers_of("E14", "norm diverges")
def bounded(numbers: Any) -> str:
    """the norm of the weights converges"""
    slope = min(float(value) for value in numbers["slope_in_log_t"])
    return f"from every start the norm still grows, by {slope:.2f} or more when log t grows by 1" * (slope > 0)


@maximum_margin.broken(because="a direction moves away")
@spoils("E14")
def labels(measured: Any) -> None:
    """angles to the maximum margin of the opposite labels"""
    linear = measured["linear"]
    linear["angle_of_last_decade"] = [pi - float(angle) for angle in linear["angle_of_last_decade"]]
    linear["angle"] = [[pi - float(angle) for angle in angles] for angles in linear["angle"]]
