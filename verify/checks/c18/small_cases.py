"""Exact small cases, one after the other, beside random draws: networks of one hidden unit, and cuts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from ...evidence import Instance
from ...instruments import CooperNet, cooper_network

INPUTS: list[list[list[int]]] = [[[0]], [[1]], [[0], [1]], [[1], [-1]], [[1], [1]]]
ACTIVATIONS = ("z", "z**2", "z**2+z", "z**3+z")


def nets_of_one_unit() -> Iterator[CooperNet]:
    """v σ(w x + b) + c, with and without b and c."""
    for activation, hidden, output in product(ACTIVATIONS, (False, True), (False, True)):
        yield {"widths": [1, 1, 1], "activation": activation, "hidden_bias": hidden, "output_bias": output}


def minima() -> Iterator[Instance]:
    """All weights of −1, 0 and 1."""
    for net, inputs in product(nets_of_one_unit(), INPUTS):
        for weights in product((-1, 0, 1), repeat=cooper_network(net).num_params):
            yield {**net, "inputs": inputs, "weights": list(weights)}


def data_sets() -> Iterator[Instance]:
    """All labels of −1, 0 and 1, for different inputs."""
    for net, inputs in product(nets_of_one_unit(), INPUTS[:-1]):
        for labels in product(("-1", "0", "1"), repeat=len(inputs)):
            yield {**net, "scope": "whole", "inputs": inputs, "labels": list(labels)}


def cuts() -> Iterator[Instance]:
    """s(−c) in tenths of its range, and k equal to −s(−c), beside it, and far from it."""
    steps = [Fraction(0), *(sign * Fraction(1, size) for size in (10**9, 1) for sign in (1, -1))]
    for function, top, step, order in product(("tanh", "sigmoid"), range(-9, 10), steps, (1, 2)):
        value = Fraction(top, 10) if function == "tanh" else Fraction(10 + top, 20)
        height = str(step - value)
        yield {
            "function": function,
            "value": str(value),
            "height": height,
            "order": order,
            "x": "1",
            "epsilon": "1/8",
        }
