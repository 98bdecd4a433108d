"""Small polynomial networks as plain data in instances, and as objects of :mod:`algebraic`.

An instance holds ``widths``, ``activation`` (coefficients from the constant term upwards, as text), ``bias``,
``readout`` (a linear last layer; otherwise the activation follows it, as in Theory II, (5)), ``inputs``, ``targets``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from algebraic.networks import Activation, Network, theory2_example
from algebraic.systems import PolynomialSystem, zero_error_system

from ..evidence import Instance


def random_activation(stream: np.random.Generator, degree: int) -> list[str]:
    """A polynomial of exactly this degree with small integer coefficients; sometimes the pure power."""
    lead = int(stream.integers(1, 4)) * (1 if stream.random() < 0.5 else -1)
    lower = [0] * degree if stream.random() < 0.3 else [int(c) for c in stream.integers(-3, 4, degree)]
    return [str(c) for c in (*lower, lead)]


def activation_of(instance: Instance) -> flint.fmpq_poly:
    """The activation as a polynomial in one unknown."""
    return flint.fmpq_poly([rational(c) for c in instance["activation"]])


def rational(value: Any) -> flint.fmpq:
    """A number, or text p/q, as an exact rational."""
    value = Fraction(value)
    return flint.fmpq(value.numerator, value.denominator)


def network_of(instance: Instance) -> Network:
    """The network of an instance; ``tree`` is the example (5) of Theory II with shared weights."""
    activation = Activation([Fraction(c) for c in instance["activation"]])
    if instance.get("tree"):
        return theory2_example(activation)
    return Network.dense(
        instance["widths"],
        activation,
        hidden_bias=instance["bias"],
        output_bias=instance["bias"],
        output_activation=not instance["readout"],
    )


def system_of(instance: Instance) -> PolynomialSystem:
    """The expanded equations f(x_i; w) − y_i = 0."""
    targets = [y if isinstance(y, list) else [y] for y in instance["targets"]]
    return zero_error_system(network_of(instance), rows(instance["inputs"]), rows(targets))


def rows(values: Sequence[Sequence[Any]]) -> list[list[Fraction]]:
    """Numbers or text to exact rationals."""
    return [[Fraction(v) for v in row] for row in values]


def num_activated(instance: Instance) -> int:
    """d, the number of layers with an activation."""
    return 2 if instance.get("tree") else len(instance["widths"]) - 1 - int(instance["readout"])


def is_unit(instance: Instance) -> bool:
    """A single unit: f(x; w) = P(w·x) or P(w·x + b)."""
    return (
        not instance.get("tree")
        and len(instance["widths"]) == 2
        and instance["widths"][1] == 1
        and not instance["readout"]
    )


def design(instance: Instance) -> flint.fmpq_mat:
    """The inputs, one row for each sample, with a column of ones where there is a bias."""
    ones = [1] if instance["bias"] else []
    return flint.fmpq_mat([[rational(v) for v in (*row, *ones)] for row in instance["inputs"]])


def evaluate(instance: Instance, weights: Iterator[Any], inputs: Sequence[Any]) -> Any:
    """f(x; w) by plain loops over polynomials in one unknown, with nothing of :mod:`algebraic`."""
    activation = activation_of(instance)
    if instance.get("tree"):
        (w1, w2, w3), (top1, top2, top3) = ([next(weights) for _ in range(3)] for _ in range(2))
        first = activation(w1 * inputs[0] + w2 * inputs[1] + w3)
        second = activation(w1 * inputs[2] + w2 * inputs[3] + w3)
        return activation(top1 * first + top2 * second + top3)
    signal = list(inputs)
    last = len(instance["widths"]) - 2
    for layer, units in enumerate(instance["widths"][1:]):
        new = []
        for _ in range(units):
            value = sum((next(weights) * h for h in signal), flint.fmpq_poly([0]))
            value = value + next(weights) if instance["bias"] else value
            new.append(value if layer == last and instance["readout"] else activation(value))
        signal = new
    return signal[0]


def line(values: Sequence[Any]) -> list[flint.fmpq_poly]:
    """The numbers times one unknown t."""
    return [flint.fmpq_poly([0, rational(v)]) for v in values]


def constants(values: Sequence[Any]) -> list[flint.fmpq_poly]:
    """The numbers as constant polynomials."""
    return [flint.fmpq_poly([rational(v)]) for v in values]
