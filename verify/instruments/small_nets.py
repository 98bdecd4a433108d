"""Small polynomial networks as plain data in instances, and as objects of :mod:`algebraic`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NotRequired, TypedDict

import flint
import numpy as np

from algebraic.networks import Activation, Network, theory2_example
from algebraic.systems import PolynomialSystem, zero_error_system

from .matrices import exact_rows, rational


class SmallNet(TypedDict):
    """A polynomial network.

    Attributes:
        activation: coefficients from the constant term upwards, as text.
        bias: whether each unit has one.
        readout: a linear last layer; otherwise the activation follows it, as in Theory II, (5).
        tree: the example (5) of Theory II with shared weights, instead of a dense network.
    """

    widths: list[int]
    activation: list[str]
    bias: bool
    readout: bool
    tree: NotRequired[bool]


class SmallFit(SmallNet):
    """A polynomial network with data: targets are numbers or text, one or a list of them for each sample."""

    inputs: list[list[int]]
    targets: list[Any]


def random_activation(stream: np.random.Generator, degree: int) -> list[str]:
    """A polynomial of exactly this degree with small integer coefficients; sometimes the pure power."""
    lead = int(stream.integers(1, 4)) * (1 if stream.random() < 0.5 else -1)
    lower = [0] * degree if stream.random() < 0.3 else [int(c) for c in stream.integers(-3, 4, degree)]
    return [str(c) for c in (*lower, lead)]


def activation_of(net: SmallNet) -> flint.fmpq_poly:
    """The activation as a polynomial in one unknown."""
    return polynomial(net["activation"])


def polynomial(coefficients: Sequence[str]) -> flint.fmpq_poly:
    """In one unknown, by its coefficients from the constant term upwards.

    >>> polynomial(["1/2", "0", "3"])
    3*x^2 + 1/2
    """
    return flint.fmpq_poly([rational(c) for c in coefficients])


def network_of(net: SmallNet) -> Network:
    """The network as an object."""
    activation = Activation([Fraction(c) for c in net["activation"]])
    if net.get("tree"):
        return theory2_example(activation)
    return Network.dense(
        net["widths"],
        activation,
        hidden_bias=net["bias"],
        output_bias=net["bias"],
        output_activation=not net["readout"],
    )


def system_of(fit: SmallFit) -> PolynomialSystem:
    """The expanded equations f(x_i; w) − y_i = 0."""
    targets = [y if isinstance(y, list) else [y] for y in fit["targets"]]
    return zero_error_system(network_of(fit), exact_rows(fit["inputs"]), exact_rows(targets))


def num_activated(net: SmallNet) -> int:
    """d, the number of layers with an activation."""
    return 2 if net.get("tree") else len(net["widths"]) - 1 - int(net["readout"])


def is_unit(net: SmallNet) -> bool:
    """A single unit: f(x; w) = P(w·x) or P(w·x + b)."""
    return not net.get("tree") and len(net["widths"]) == 2 and net["widths"][1] == 1 and not net["readout"]


def design(inputs: Sequence[Sequence[int]], bias: bool) -> flint.fmpq_mat:
    """The inputs, one row for each sample, with a column of ones where there is a bias."""
    return flint.fmpq_mat([[rational(v) for v in (*row, *[1] * bias)] for row in inputs])


def evaluate(net: SmallNet, weights: Iterator[Any], inputs: Sequence[Any]) -> Any:
    """f(x; w) by plain loops over polynomials in one unknown, with nothing of :mod:`algebraic`.

    Args:
        weights: unit by unit, and its bias after its weights.
    """
    activation = activation_of(net)
    if net.get("tree"):
        (w1, w2, w3), (top1, top2, top3) = ([next(weights) for _ in range(3)] for _ in range(2))
        first = activation(w1 * inputs[0] + w2 * inputs[1] + w3)
        second = activation(w1 * inputs[2] + w2 * inputs[3] + w3)
        return activation(top1 * first + top2 * second + top3)
    signal = list(inputs)
    last = len(net["widths"]) - 2
    for layer, units in enumerate(net["widths"][1:]):
        new = []
        for _ in range(units):
            value = sum((next(weights) * h for h in signal), flint.fmpq_poly([0]))
            value = value + next(weights) if net["bias"] else value
            new.append(value if layer == last and net["readout"] else activation(value))
        signal = new
    return signal[0]


def line(values: Sequence[Any]) -> list[flint.fmpq_poly]:
    """The numbers times one unknown t."""
    return [flint.fmpq_poly([0, rational(v)]) for v in values]


def constants(values: Sequence[Any]) -> list[flint.fmpq_poly]:
    """The numbers as constant polynomials."""
    return [flint.fmpq_poly([rational(v)]) for v in values]
