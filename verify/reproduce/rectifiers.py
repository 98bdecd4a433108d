"""Local minima of two-layer ReLU networks, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from algebraic.relu import ReluZeroSet, relu_zero_set

from .enclosure import Enclosure, exactly


def least_relu_loss(inputs: Sequence[Sequence[str]], targets: Sequence[int], num_hidden: int) -> Enclosure:
    """The least ½ Σ (f(x_i) − y_i)² over all weights, without biases."""
    found = _minima(inputs, targets, num_hidden)
    assert found.minima is not None
    return exactly(found.minima["least"], "all cells of activation patterns and signs, in whole numbers")


def least_bad_relu_loss(inputs: Sequence[Sequence[str]], targets: Sequence[int], num_hidden: int) -> Enclosure:
    """The least value of ½ Σ (f(x_i) − y_i)² at a local minimum that is not global."""
    found = _minima(inputs, targets, num_hidden)
    assert found.minima is not None
    values = [Fraction(bad["value"]) for bad in found.minima["bad"]]  # minima in products are minima in weights
    because = "all cells of activation patterns and signs, in whole numbers"
    return exactly(min(values), because) if values else Enclosure(None, None, "there is no such minimum")


def _minima(inputs: Sequence[Sequence[str]], targets: Sequence[int], num_hidden: int) -> ReluZeroSet:
    return relu_zero_set([list(row) for row in inputs], list(targets), num_hidden, minima=True)
