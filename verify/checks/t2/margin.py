"""Zero classification error leaves a margin: a box of weights, of full dimension, without an error (T2 §1)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import grow
from ...vary import entries_moved

BITS = 192
MAX_HALVINGS = 400
Weights = list[list[list[Any]]]  # for each layer and unit: the bias, then the weights
Activation = list[int] | Literal["relu"]  # coefficients from the constant term upwards


class Classifier(TypedDict):
    """A network and samples with labels; with one output label 0 stands for a positive one."""

    weights: Weights
    activation: Activation
    inputs: list[list[int]]
    labels: list[int]


def draw(stream: np.random.Generator, settings: Settings) -> Classifier:
    """Random integer weights and inputs; the labels are what the network says, so the error is zero."""
    while True:
        depth = 1 + grow(settings.scale, 0, 2, stream)
        sizes = [grow(settings.scale, 1, 6, stream) for _ in range(depth)]
        widths = [*sizes, int(stream.integers(2, 4)) if stream.random() < 0.5 else 1]
        weights = [
            [[int(v) for v in stream.integers(-5, 6, columns + 1)] for _ in range(rows)]
            for columns, rows in pairwise(widths)
        ]
        num_samples = grow(settings.scale, 1, 12, stream)
        inputs = [[int(v) for v in row] for row in stream.integers(-4, 5, (num_samples, widths[0]))]
        activation: Activation = "relu" if stream.random() < 0.5 else [0, 1, int(stream.integers(-2, 3)), 1]
        if settings.drop == "strict":
            weights[-1] = [[0] * len(row) for row in weights[-1]]  # every output is 0: a tie, decided for the first
            return {"weights": weights, "activation": activation, "inputs": inputs, "labels": [0] * num_samples}
        outputs = [forward(weights, activation, x) for x in inputs]
        labels = [max(range(len(z)), key=z.__getitem__) if len(z) > 1 else int(z[0] < 0) for z in outputs]
        instance: Classifier = {"weights": weights, "activation": activation, "inputs": inputs, "labels": labels}
        if all(m > 0 for m in margins(instance, weights)):
            return instance


def forward(weights: Weights, activation: Activation, inputs: list[Any]) -> list[Any]:
    """The outputs, over rationals or balls; the last layer is linear."""
    signal = inputs
    for k, layer in enumerate(weights):
        sums = [sum((w * s for w, s in zip(unit[1:], signal, strict=True)), unit[0]) for unit in layer]
        signal = sums if k == len(weights) - 1 else [_activate(activation, z) for z in sums]
    return signal


def _activate(activation: Activation, z: Any) -> Any:
    if activation == "relu":
        return z.max(flint.arb(0)) if isinstance(z, flint.arb) else max(z, 0 * z)
    value = 0 * z
    for coefficient in reversed(activation):
        value = value * z + coefficient
    return value


def margins(instance: Classifier, weights: Weights) -> list[Any]:
    """y f for one output (label 0 is y = 1), else the right output less each of the others."""
    found = []
    for x, label in zip(instance["inputs"], instance["labels"], strict=True):
        z = forward(weights, instance["activation"], x)
        if len(z) == 1:
            found.append(-z[0] if label else z[0])
        else:
            found += [z[label] - other for k, other in enumerate(z) if k != label]
    return found


def box(weights: Weights, radius: Fraction) -> Weights:
    """All weights at once in intervals of this radius."""
    ball = flint.arb(0, flint.arb(flint.fmpq(radius.numerator, radius.denominator)))
    return [[[flint.arb(w) + ball for w in unit] for unit in layer] for layer in weights]


def certified_radius(instance: Classifier) -> Fraction | None:
    """The largest 2^(2−k), k ≤ 400, for which no sample is wrong anywhere in the box, by ball arithmetic."""
    with flint.ctx.workprec(BITS):
        for k in range(MAX_HALVINGS):
            radius = Fraction(4, 2**k)
            if all(m > 0 for m in margins(instance, box(instance["weights"], radius))):
                return radius
    return None


def wrong_point(instance: Classifier, radius: Fraction, *, ties_are_right: bool = False) -> str:
    """Exact weights in the box with a wrong sample (all shrunk, or one moved); empty if none is found."""
    weights = instance["weights"]
    tries = [(f"all weights moved towards 0 by {radius}", _shrunk(weights, radius))]
    for layer, units in enumerate(weights):
        for row, unit in enumerate(units):
            for column in range(len(unit)):
                for step in (radius, -radius):
                    moved = [[list(u) for u in each] for each in weights]
                    moved[layer][row][column] += step
                    tries.append((f"one weight moved by {step}", moved))
    for how, moved in tries:
        if any(m < 0 or (m == 0 and not ties_are_right) for m in margins(instance, moved)):
            return f"inside the region ({how}) a sample is wrong"
    return ""


def _shrunk(weights: Weights, radius: Fraction) -> Weights:
    return [[[w - min(radius, abs(w)) * (1 if w > 0 else -1) for w in unit] for unit in layer] for layer in weights]


@hypothesis
def strict(instance: Classifier) -> str | None:
    """a tie between classes counts as an error"""
    smallest = min(margins(instance, instance["weights"]))
    return None if smallest > 0 else f"the smallest margin is {smallest}"


def smallest_margin(instance: Classifier) -> float:
    """Of all samples, relative to the largest weight."""
    largest = max(abs(w) for layer in instance["weights"] for unit in layer for w in unit)
    return float(min(margins(instance, instance["weights"])) / max(1, largest))


@claim(
    "T2-13",
    "Zero classification error implies a flat region of full dimension",
    source="T2 §1, end of the first result (Theoretical Analyses)",
    quantifier="for all",
    field="real",
    letters={"f(x_i)": "outputs", "y_i": "labels"},
    draw=draw,
    hypotheses=(strict,),
    search=Search(margin=smallest_margin, vary=entries_moved("weights", "inputs"), evaluations=150),
    note="“Flat region in all dimensions around zero error” is read as a region of weights on which the "
    "classification error is constant. The loss (cross-entropy or square) is not flat there. If a tie counts "
    "as right (argmax takes the first), zero error gives no margin.",
)
def flat_region(instance: Classifier) -> Finding:
    """where the classification error is zero, there is a box around the weights, of the dimension of the whole weight
    space, on which the classification error stays zero"""
    # A certified radius; exact points of the box as a second route.
    smallest = min(margins(instance, instance["weights"]))
    num_weights = sum(len(unit) for layer in instance["weights"] for unit in layer)
    measured = {"smallest_margin": str(smallest), "num_weights": num_weights}
    if smallest <= 0:
        why = wrong_point(instance, Fraction(1, 2**40), ties_are_right=True)
        reason = f"a tie counts as right here: {why}"
        return Finding(False if why else None, "exact", measured, reason if why else "no wrong weights were found")
    radius = certified_radius(instance)
    if radius is None:
        return Finding(None, "certified", measured, f"no box was certified down to radius 2^-{MAX_HALVINGS - 2}")
    measured |= {"radius_certified": str(radius), "bits": BITS, "dimensions_of_the_region": num_weights}
    why = wrong_point(instance, radius)
    if why:
        return Finding(False, "exact", measured, why)
    return Finding(True, "certified", measured, certificate={"radius": str(radius)})


@flat_region.false(because="inside the region")
def zero(instance: Classifier) -> Finding:
    """the box may have the size of the weights"""
    radius = max(Fraction(abs(w)) for layer in instance["weights"] for unit in layer for w in unit)
    why = wrong_point(instance, radius)
    return exact(not why, why, radius=str(radius))


@flat_region.broken(because="inside the region")
def speed(instance: Classifier) -> Finding:
    """the margin is the radius"""
    radius = Fraction(min(margins(instance, instance["weights"])))
    why = wrong_point(instance, radius)
    return exact(not why, why, radius=str(radius))
