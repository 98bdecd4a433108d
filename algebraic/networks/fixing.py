"""Weights that are fixed to a number: they stand behind the parameters, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..shell import WrongInput, as_fraction, shown_value
from .layers import MAX_FIXED, NO_EDGE, Layer, LayerGraph

SHOWN_NAMES = 5
Number = int | float | str | Fraction  # that a weight is fixed to


def fixed_labels(
    names: Sequence[str | None], numbers: Mapping[int, Fraction]
) -> tuple[np.ndarray, tuple[Fraction, ...]]:
    """What becomes of each label (and of −1, the last) when those with a number stand behind all others.

    Args:
        names: of the parameters by label; ``None`` for a label with a number.

    >>> final, fixed = fixed_labels([None, "a", None, "b"], {0: Fraction(2), 2: Fraction(1)})
    >>> final.tolist(), fixed
    ([3, 0, 2, 1, -1], (Fraction(1, 1), Fraction(2, 1)))
    """
    fixed = sorted(set(numbers.values()))
    if len(fixed) > MAX_FIXED:
        raise bad_network(f"weights are fixed to {len(fixed):,} different numbers (limit {MAX_FIXED:,})")
    place = {number: k for k, number in enumerate(fixed)}
    free = np.array([name is not None for name in names], dtype=bool)
    final = np.append(np.cumsum(free) - 1, NO_EDGE)
    for label, number in numbers.items():
        final[label] = int(free.sum()) + place[number]
    return final, tuple(fixed)


def relabelled(layer: Layer, final: np.ndarray) -> Layer:
    """The layer with other labels."""
    return replace(layer, weight_labels=final[layer.weight_labels], bias_labels=final[layer.bias_labels])


def with_fixed(network: LayerGraph, values: Mapping[str, Number]) -> LayerGraph:
    """The network with some parameters fixed to numbers.

    Raises:
        WrongInput: a name that there is not, or no number.
    """
    if not isinstance(values, Mapping):
        raise bad_network(f"what is fixed is {shown_value(values)}, and not a number for each name")
    index = {name: label for label, name in enumerate(network.parameter_names)}
    names: list[str | None] = [*network.parameter_names, *[None] * len(network.fixed)]
    numbers = {network.num_params + k: number for k, number in enumerate(network.fixed)}
    for name, value in values.items():
        if name not in index:
            some = ", ".join(network.parameter_names[:SHOWN_NAMES]) + "…" * (network.num_params > SHOWN_NAMES)
            raise bad_network(f"there is no weight {shown_value(name)} to fix", hint=f"weights: {some}")
        numbers[index[name]], names[index[name]] = fixed_number(value), None
    final, fixed = fixed_labels(names, numbers)
    return LayerGraph(
        network.input_dim,
        tuple(relabelled(layer, final) for layer in network.layers),
        tuple(name for name in names if name is not None),
        fixed,
    )


def fixed_number(given: Any) -> Fraction:
    """The number that a weight is fixed to, exactly.

    Raises:
        WrongInput: it is none.

    >>> fixed_number("1/2"), fixed_number(0.5)
    (Fraction(1, 2), Fraction(1, 2))
    """
    try:
        if not isinstance(given, bool):
            return as_fraction(given)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        pass
    raise bad_network(f"the label {shown_value(given)} is not a name or a number")


def bad_network(message: str, hint: str = "see the page on networks in the documentation") -> WrongInput:
    """The error for what makes no network."""
    return WrongInput(message, hint=hint, kind="bad_network")
