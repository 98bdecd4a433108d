"""Labelled samples and points (U, V) in the space of parameters: what the checks on NMH's landscape share."""

from __future__ import annotations

from typing import NotRequired

import flint

from ...instruments import DENOMINATOR, SkipParameters, entrywise, random_parameters
from .features import Sampled

Point = tuple[SkipParameters, flint.arb_mat]  # U in 64ths, and V
BITS = 1024


class Labelled(Sampled):
    """Samples with labels, and output weights V in 64ths."""

    labels: list[int]
    num_classes: int
    V: list[list[int]]


class Start(Labelled):
    """A point (U, V), whose U is drawn as ``start`` says, if it is not given."""

    start: str
    U: NotRequired[SkipParameters]


def start(instance: Start) -> SkipParameters:
    """The parameters U of the start."""
    if "U" in instance:
        return instance["U"]
    parameters = random_parameters(instance["net"], instance["seed"])
    if instance["start"] == "zero":
        return entrywise(lambda _: 0, parameters)
    if instance["start"] != "random":
        parameters["weights"][0] = [[0] * len(v) for v in parameters["weights"][0]]
    return parameters


def output_weights(instance: Labelled) -> flint.arb_mat:
    """V of the start."""
    return flint.arb_mat([[flint.arb(v) / DENOMINATOR for v in row] for row in instance["V"]])


def here(instance: Start) -> Point:
    """U and V of the start."""
    with flint.ctx.workprec(BITS):
        return start(instance), output_weights(instance)


def moved(parameters: SkipParameters, other: SkipParameters, step: flint.arb) -> SkipParameters:
    """U + step · (other U), entry by entry."""
    return entrywise(lambda v, w: flint.arb(v) + step * w, parameters, other)


def one_hot(instance: Labelled) -> flint.arb_mat:
    """Y."""
    return flint.arb_mat([[int(k == y) for k in range(instance["num_classes"])] for y in instance["labels"]])
